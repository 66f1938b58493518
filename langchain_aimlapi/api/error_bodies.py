"""From an error answer, in whatever shape it came, to a typed error.

The service's documented body is `{"requestId", "statusCode", "timestamp", "path", "message"}`. Seen beside it: the
same nested under `error`, `message` as a list or an object, `{"title", "status", "message"}`, a vendor's error as
text inside `message`, HTML from the gateway and nothing at all. Everything here is a pure function.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydantic_core

from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIStatusError,
    AuthenticationError,
    ContextOverflowError,
    FieldIssue,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    OutOfCreditsError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_TEXT = 2_000
"""Characters of an error text that are shown; the whole body stays in `error.response`."""
MAX_DEPTH = 12
KEYS_PAGE = "https://aimlapi.com/app/keys"
BILLING_PAGE = "https://aimlapi.com/app/billing"

_UPSTREAM = re.compile(r"^\s*\"?(?P<status>4\d\d)\b[\s:,-]*(?P<text>.*)", re.DOTALL)
_OVERFLOW = re.compile(
    r"context[ _]?(length|window)|maximum context|context_length_exceeded|prompt is too long"
    r"|too many (input )?tokens|input (length|tokens?) exceeds?|reduce the length of the (messages|input|prompt)",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"run out of (funds|credits)|out of credits|insufficient (funds|credits|balance)|billing|top[ -]?up|payment",
    re.IGNORECASE,
)
_QUOTA = re.compile(r"free[ -]?tier|\bplan\b|quota|upgrade|subscription", re.IGNORECASE)
_HTML_TITLE = re.compile(r"<(title|h1)[^>]*>(?P<title>.*?)</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_REQUEST_ID_KEYS = ("requestId", "request_id")
_STATUS_KEYS = ("statusCode", "status_code", "status", "code")
_TEXT_KEYS = ("message", "error", "detail", "title", "msg", "status_msg", "description")


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """What an error body says, whatever its shape."""

    message: str = ""
    status: int | None = None
    request_id: str | None = None
    issues: tuple[FieldIssue, ...] = field(default=())


def parse_body(content: bytes) -> Any:
    """The body as JSON values, or as text when it is not JSON."""
    try:
        return pydantic_core.from_json(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def read_error(body: Any) -> ErrorFacts:
    """Collect message, status, request id and field issues from a parsed error body."""
    if isinstance(body, str):
        return ErrorFacts(message=_plain_text(body))
    issues = tuple(_field_issues(body))
    return ErrorFacts(
        message=_message(body),
        status=_first_status(body),
        request_id=_first_text(body, _REQUEST_ID_KEYS),
        issues=issues,
    )


def error_in_body(body: Any) -> bool:
    """Whether a body that came with status 2xx, or a stream chunk, is really an error.

    A vendor's refusal may also come as MiniMax's `base_resp` with a status other than 0.
    """
    if not isinstance(body, dict):
        return False
    if body.get("error"):
        return True
    base = body.get("base_resp")
    if isinstance(base, dict) and base.get("status_code") not in (None, 0, "0"):
        return True
    return "choices" not in body and "message" in body and bool({"statusCode", "status"} & body.keys())


def make_error(
    body: Any,
    *,
    status: int | None,
    headers: Mapping[str, str] | None = None,
    retry_after: float | None = None,
    secret: str | None = None,
    partial_text: str = "",
) -> APIStatusError:
    """The typed error for an error answer.

    Args:
        body: Parsed body (`parse_body`).
        status: HTTP status of the answer; for an error inside a 2xx answer or a stream, None: the body's own is used.
        headers: Headers of the answer, for the request id.
        retry_after: Seconds to wait, when the answer said so.
        secret: The API key, masked wherever the service echoes it.
        partial_text: Text a stream had delivered before.
    """
    facts = read_error(body)
    code = status or facts.status or 500
    upstream = _UPSTREAM.match(facts.message) if code >= 500 else None  # noqa: PLR2004
    text = _upstream_text(upstream.group("text")) if upstream else facts.message
    text = mask(text, secret)
    details: dict[str, Any] = {
        "status_code": code,
        "request_id": facts.request_id or (headers or {}).get("x-inference-id"),
        "body": body,
        "retry_after": retry_after,
        "issues": facts.issues,
        "partial_text": partial_text,
    }
    if upstream and not _OVERFLOW.search(text):
        message = f"The model's vendor refused the request: {_shorten(text)}"
        return UpstreamRefusalError(message, upstream_status=int(upstream.group("status")), **details)
    kind = classify(code, text)
    return kind(_wording(kind, code, text, facts.issues, secret), **details)


def classify(status: int, text: str) -> type[APIStatusError]:  # noqa: PLR0911
    """The class of error for an HTTP status and the service's words."""
    if status == 401:  # noqa: PLR2004
        return AuthenticationError
    if status in (402, 403):
        return OutOfCreditsError if status == 402 or _CREDITS.search(text) else PermissionDeniedError  # noqa: PLR2004
    if status == 404:  # noqa: PLR2004
        return NotFoundError
    if status == 429:  # noqa: PLR2004
        return QuotaExceededError if _QUOTA.search(text) else RateLimitError
    if _OVERFLOW.search(text) and not _too_small_budget(text):
        return ContextOverflowError
    if status in (408, 409, 425) or status >= 500:  # noqa: PLR2004
        return ServerError
    return InvalidRequestError if status >= 400 else APIStatusError  # noqa: PLR2004


def missing_key() -> AuthenticationError:
    """The error of a call without an API key."""
    return AuthenticationError(
        f"No API key: get one at {KEYS_PAGE} and set the environment variable AIMLAPI_API_KEY, or pass api_key=...",
    )


def malformed(what: str, content: Any = None, **details: Any) -> MalformedResponseError:
    """The error of an answer that cannot be read; `content` is quoted, bounded."""
    if isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    quote = f": {_shorten(_plain_text(str(content)), 200)!r}" if content else ""
    return MalformedResponseError(f"The service's answer cannot be read, {what}{quote}", **details)


def mask(text: str, secret: str | None) -> str:
    """The text with every occurrence of the key replaced by asterisks."""
    return text.replace(secret, "***") if secret else text


def _too_small_budget(text: str) -> bool:
    """A reasoning model says this when `max_tokens` leaves no room for an answer; the input is not too long."""
    return "max_tokens" in text and "limit was reached" in text


def _wording(
    kind: type[AIMLAPIError],
    status: int,
    text: str,
    issues: tuple[FieldIssue, ...],
    secret: str | None,
) -> str:
    told = _shorten(text) or f"the service answered {status} and gave no reason"
    if issues:
        listed = _shorten("; ".join(mask(str(issue), secret) for issue in issues))
        told = listed if told in listed else f"{told}: {listed}"
    if kind is AuthenticationError:
        return f"The API key was refused: {told}. Check AIMLAPI_API_KEY or api_key, keys are at {KEYS_PAGE}"
    if kind is OutOfCreditsError:
        return f"The account is out of credits: {told}" + ("" if "http" in told else f". Top up at {BILLING_PAGE}")
    if _too_small_budget(told):
        return f"{told}. A reasoning model needs a larger max_tokens: its thoughts count too"
    return told


def _upstream_text(text: str) -> str:
    """The vendor's own message, out of the JSON that the service pasted behind the status."""
    start = text.find("{")
    if start >= 0:
        inner = read_error(parse_body(text[start:].encode()))
        if inner.message:
            return inner.message
    return text.strip()


def _shorten(text: str, limit: int = MAX_TEXT) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def _plain_text(text: str) -> str:
    """The text without mark-up: of an HTML page its title, since the rest is for browsers."""
    if "<" not in text:
        return text
    title = _HTML_TITLE.search(text[:20_000])
    if title:
        return _TAG.sub("", title.group("title")).strip()
    return _TAG.sub(" ", text[:20_000]) if text.lstrip().startswith("<") else text


def _message(body: Any, depth: int = 0) -> str:
    """The first text found under the keys that carry one, lists joined."""
    if depth > MAX_DEPTH or body is None:
        return ""
    if isinstance(body, str):
        return _inner_json_message(body, depth) or _plain_text(body)
    if isinstance(body, list):
        return "; ".join(filter(None, (_message(item, depth + 1) for item in body[:20])))
    if isinstance(body, dict):
        nested = (*_TEXT_KEYS, "base_resp")
        return next(filter(None, (_message(body.get(key), depth + 1) for key in nested)), "")
    return ""


def _inner_json_message(text: str, depth: int) -> str:
    if not text.lstrip().startswith(("{", "[")):
        return ""
    inner = parse_body(text.encode("utf-8", "replace"))
    return _message(inner, depth + 1) if isinstance(inner, (dict, list)) else ""


def _dicts(body: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object in the body, outermost first, JSON inside texts included."""
    if depth > MAX_DEPTH:
        return
    if isinstance(body, str) and body.lstrip().startswith(("{", "[")):
        body = parse_body(body.encode("utf-8", "replace"))
    if isinstance(body, dict):
        yield body
        body = list(body.values())
    if isinstance(body, list):
        for item in body[:50]:
            yield from _dicts(item, depth + 1)


def _first_text(body: Any, keys: tuple[str, ...]) -> str | None:
    found = (item[key] for item in _dicts(body) for key in keys if isinstance(item.get(key), str))
    return next(found, None)


def _first_status(body: Any) -> int | None:
    for item in _dicts(body):
        for key in _STATUS_KEYS:
            value = str(item.get(key, ""))
            if value.isdigit() and 400 <= int(value) <= 599:  # noqa: PLR2004
                return int(value)
    return None


def _field_issues(body: Any) -> Iterator[FieldIssue]:
    """Validation issues in Zod's form: `{path, message, expected, received, options}`."""
    for item in _dicts(body):
        path = item.get("path", item.get("param"))
        if not isinstance(item.get("message"), str) or "statusCode" in item:
            continue
        if isinstance(path, list) or (isinstance(path, str) and not path.startswith("/")):
            yield _field_issue(item, path)


def _field_issue(item: dict[str, Any], path: list[Any] | str) -> FieldIssue:
    options = item.get("options") or item.get("values") or item.get("allowed") or ()
    return FieldIssue(
        field=".".join(map(str, path)) if isinstance(path, list) else path,
        message=item["message"],
        expected=_optional_text(item.get("expected")),
        received=_optional_text(item.get("received")),
        allowed=tuple(options) if isinstance(options, (list, tuple)) else (),
    )


def _optional_text(value: Any) -> str | None:
    return None if value is None else str(value)
