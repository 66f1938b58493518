"""The HTTP status that a vendor's word for an error stands for.

An error inside a stream, or inside an answer of status 2xx, has no status of its own; vendors then say it in a word:
Anthropic's `error.type`, OpenAI's `error.code`.
"""

from __future__ import annotations

_STATUSES = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "insufficient_quota": 429,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "api_error": 500,
    "server_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_CALLERS_FAULT = ("invalid_", "image_", "unsupported_", "empty_image", "failed_to_download", "context_length")
"""How words for what is wrong with the request itself begin."""


def status_of_codes(codes: str) -> int | None:
    """The status for the words of an error, None when no word is known; the more telling words count first.

    ```python
    from langchain_aimlapi.api.error_codes import status_of_codes

    assert status_of_codes("error overloaded_error") == 529
    assert status_of_codes("invalid_prompt") == 400
    ```
    """
    words = codes.split()
    known = next((_STATUSES[word] for word in words if word in _STATUSES), None)
    return 400 if known is None and any(word.startswith(_CALLERS_FAULT) for word in words) else known
