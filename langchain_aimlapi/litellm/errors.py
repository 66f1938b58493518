"""The service's errors as LiteLLM's own classes, so that its retries, cooldowns and fallbacks know what to do.

LiteLLM maps nothing for a provider of its users; an exception of these classes it passes on as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litellm import exceptions as theirs

from langchain_aimlapi import http_library
from langchain_aimlapi.api import errors as api
from langchain_aimlapi.litellm.wording import in_litellm_s_words

PROVIDER = "aimlapi"
_POLICY = re.compile(
    r"content[ _-]?(policy|filter|management|moderation)|safety (system|policy|filter)|responsible ai|flagged|"
    r"\bmoderation (blocked|refused)|sensitive (content|words)|usage policies",
    re.IGNORECASE,
)
_library: Any = getattr(theirs, "httpx", None) or http_library.httpx
"""The HTTP library whose answers LiteLLM's errors hold, which need not be the one that sends our calls."""
_REQUEST = _library.Request("POST", "https://api.aimlapi.com")
_GATEWAY_TIMEOUTS = (408, 504)


@contextmanager
def litellm_errors(model: str) -> Iterator[None]:
    """Raise the service's errors, and those of wrong settings, as LiteLLM's."""
    try:
        yield
    except api.AIMLAPIError as error:
        raise as_litellm_error(error, model) from error
    except ValueError as error:  # a key or an address that cannot be used
        raise theirs.BadRequestError(in_litellm_s_words(str(error)), model=model, llm_provider=PROVIDER) from error


def as_litellm_error(error: api.AIMLAPIError, model: str) -> Any:
    """The same error in LiteLLM's class for it, with the answer's status and headers, `Retry-After` among them."""
    text = in_litellm_s_words(str(error))
    facts: dict[str, Any] = {"model": model, "llm_provider": PROVIDER}
    if isinstance(error, api.APITimeoutError) or error.status_code in _GATEWAY_TIMEOUTS:
        return theirs.Timeout(text, headers=_headers(error), exception_status_code=error.status_code, **facts)
    if isinstance(error, api.APIConnectionError):
        return theirs.APIConnectionError(text, request=_REQUEST, **facts)
    kind = error_class(error)
    if kind is theirs.APIError:
        return theirs.APIError(error.status_code or 500, text, request=_REQUEST, **facts)
    return kind(text, response=_response(error), **facts)


def error_class(error: api.AIMLAPIError) -> Any:
    """LiteLLM's class for an answer with an error, or an answer that is none."""
    if isinstance(error, api.InvalidRequestError):
        return _refusal_class(error)
    for ours, kind in _CLASSES:
        if isinstance(error, ours):
            return kind
    if error.status_code in _BY_STATUS:
        return _BY_STATUS[error.status_code]
    return theirs.InternalServerError if (error.status_code or 500) >= 500 else theirs.APIError  # noqa: PLR2004


def _refusal_class(error: api.InvalidRequestError) -> Any:
    if isinstance(error, api.ContextOverflowError):
        return theirs.ContextWindowExceededError
    if _POLICY.search(error.message):
        return theirs.ContentPolicyViolationError
    return theirs.UnprocessableEntityError if error.status_code == 422 else theirs.BadRequestError  # noqa: PLR2004


_CLASSES: tuple[tuple[type[api.AIMLAPIError], Any], ...] = (
    (api.AuthenticationError, theirs.AuthenticationError),
    (api.PermissionDeniedError, theirs.PermissionDeniedError),
    (api.NotFoundError, theirs.NotFoundError),
    (api.RateLimitError, theirs.RateLimitError),
    (api.IncompleteStreamError, theirs.InternalServerError),
    (api.MalformedResponseError, theirs.InternalServerError),
)
_BY_STATUS: dict[int | None, Any] = {502: theirs.BadGatewayError, 503: theirs.ServiceUnavailableError}


def _response(error: api.AIMLAPIError) -> Any:
    """An answer with the status and headers of the real one; the body stays behind, its text is in the error."""
    relayed = isinstance(error, api.UpstreamRefusalError)  # a vendor's 4xx, dressed as a 500
    status = 400 if relayed else error.status_code or _STATUS_OF_NONE.get(type(error), 500)
    headers = {name.encode(): value.encode("latin-1") for name, value in _headers(error).items()}
    return _library.Response(status, headers=headers, request=_REQUEST)


_STATUS_OF_NONE: dict[type[api.AIMLAPIError], int] = {api.AuthenticationError: 401, api.InvalidRequestError: 400}


def _headers(error: api.AIMLAPIError) -> dict[str, str]:
    """The answer's headers that tell a client something, and `retry-after` in seconds, however it was said.

    Their bytes are text as Latin-1: LiteLLM's proxy makes bytes of headers so, which gives those that came.
    """
    raw = error.response.headers.raw if error.response is not None else []
    sent = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in raw}
    kept = {name: value for name, value in sent.items() if name.startswith(("x-", "retry-after"))}
    if error.retry_after is not None:
        kept["retry-after"] = f"{error.retry_after:g}"
    return kept
