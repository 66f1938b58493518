"""From an error answer, in whatever shape it came, to a typed error.

The service's documented body is `{"requestId", "statusCode", "timestamp", "path", "message"}`. Seen beside it: the
same nested under `error`, `message` as a list or an object, `{"title", "status", "message"}`, a vendor's error as
text inside `message`, HTML from the gateway and nothing at all. Everything here is a pure function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from langchain_aimlapi.api.error_codes import status_of_codes
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
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.masking import mask

MAX_TEXT = 2_000
"""Characters of an error text that are shown; the whole body stays in `error.response`."""
MAX_DEPTH = 12
MAX_ID = 200
BROKEN_OFF = "error"
"""The finish reason of a choice that failed."""
PASSING_STATUSES = frozenset({429})
"""A vendor's 4xx that a later attempt may not meet again."""
MAX_MASKED_DEPTH = 250
"""Beyond what any parsed body can have; what is nested deeper is left out of `error.body`."""
KEYS_PAGE = "https://aimlapi.com/app/keys"
BILLING_PAGE = "https://aimlapi.com/app/billing"

# Patterns are texts, which `re` compiles when they are first needed: answers without an error need none of them.
_UPSTREAM = r"(?s)^\s*\"?(?P<status>4\d\d)\b[\s:,-]*(?P<text>.*)"
_OVERFLOW = (
    r"(?i)context[ _]?(length|window)|maximum context|context_length_exceeded|prompt is too long"
    r"|too many (input )?tokens|input (length|tokens?) exceeds?|reduce the length of the (messages|input|prompt)"
    r"|context limit|exceeds the maximum number of (input )?tokens|maximum prompt length|input is too long"
    r"|range of input length|input token length|exceeded model token limit"
)
"""How vendors say it: OpenAI, Anthropic, Google, xAI, Amazon, Alibaba, Moonshot."""
_NO_MODEL = (
    r"(?i)model[_ ]?not[_ ]?found|unknown[_ ]model|\bnot_found_error\b"
    r"|\bmodel [`'\"]?[^\s`'\"]{1,120}[`'\"]? does not exist"
)
_CREDITS = (
    r"(?i)run out of (funds|credits)|out of credits|insufficient (funds|credits|balance)|billing|top[ -]?up|payment"
)
_KEY_KIND = r"(?i)management key"
_QUOTA = r"(?i)free[ -]?tier|\bplan\b|quota|upgrade|subscription"
_PASSING_QUOTA = r"(?i)per[ _-]?(second|minute)|\b[RT]P[MS]\b"
_LASTING_QUOTA = r"(?i)per[ _-]?(hour|day|week|month)|free[ -]?tier"
_HTML_PAGE = r"(?is)\s*<|.*?<(?:html|!doctype)"
_HTML_TITLE = r"(?i)<(?:title|h1)\b[^<>]*>(?P<title>(?:[^<]|<(?!/?(?:title|h1)\b))*)"
_TAG = r"<[^<>]+>"
_VALIDATION = r"(?i)validation (?:error|failed)\W*?\s*(?=[\w\[{])"
_ISSUE = r"(?s)(?:(?P<field>[\w.\[\]-]{1,200}): )?(?P<message>[^\"]{1,2000}?)(?: at \"(?P<path>[^\"]{1,200})\")?\.?"
_QUOTED = r"'([^']{0,200})'"
_STATUS = r"[45][0-9]{2}"
_REQUEST_ID_KEYS = ("requestId", "request_id")
_STATUS_KEYS = ("statusCode", "status_code", "status", "code")
_CODE_KEYS = ("code", "type")
_TEXT_KEYS = ("message", "error", "detail", "title", "msg", "status_msg", "description")


class ErrorFacts(NamedTuple):
    """What an error body says, whatever its shape."""

    message: str = ""
    codes: str = ""
    status: int | None = None
    request_id: str | None = None
    issues: tuple[FieldIssue, ...] = ()


def parse_body(content: bytes) -> Any:
    """The body as JSON values, or as text when it is not JSON."""
    try:
        return parse_json(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def read_error(body: Any) -> ErrorFacts:
    """Collect message, status, request id and field issues from a parsed error body."""
    if isinstance(body, str):
        return ErrorFacts(message=_plain_text(body))
    message = _message(body) or _broken_off(body)
    issues = tuple(_field_issues(body))
    if not issues:
        message, issues = _issues_in_text(message)
    request_id = _first_text(body, _REQUEST_ID_KEYS)
    return ErrorFacts(
        message=message,
        codes=" ".join(_codes(body)),
        status=_first_status(body),
        request_id=request_id[:MAX_ID] if request_id else None,
        issues=issues,
    )


def error_in_body(body: Any) -> bool:
    """Whether a body that came with status 2xx, or a stream chunk, is really an error.

    A vendor's refusal may also come as MiniMax's `base_resp` with a status other than 0, or inside a choice; a choice
    may also have been broken off.
    """
    if not isinstance(body, dict):
        return False
    if body.get("error"):
        return True
    base = body.get("base_resp")
    if isinstance(base, dict) and base.get("status_code") not in (None, 0, "0"):
        return True
    if "choices" in body:
        return _any_failed(body["choices"])
    return "message" in body and ("statusCode" in body or "status" in body)


def error_in_chunk(chunk: Any) -> bool:
    """Whether a chunk of a stream is an error: one that `error_in_body` knows, or words of a gateway without an answer.

    ```python
    from langchain_aimlapi.api.error_bodies import error_in_chunk

    assert error_in_chunk({"object": "error", "message": "worker died"})
    assert not error_in_chunk({"choices": [], "usage": {}})
    ```
    """
    if error_in_body(chunk):
        return True
    if not isinstance(chunk, dict) or "choices" in chunk:
        return False
    if BROKEN_OFF in (chunk.get("object"), chunk.get("type")):
        return True
    told = any(isinstance(chunk.get(key), str) and chunk[key] for key in ("message", "msg", "detail"))
    return told and chunk.get("code", "detail" if "detail" in chunk else None) not in _FINE_CODES


_FINE_CODES = (None, 0, "0", 200, "200", "", "ok", "success")


def _any_failed(choices: Any) -> bool:
    return isinstance(choices, list) and any(map(_choice_failed, choices))


def _choice_failed(choice: Any) -> bool:
    return isinstance(choice, dict) and bool(choice.get("error") or choice.get("finish_reason") == BROKEN_OFF)


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The service's id of an answer, as its headers tell it."""
    return (headers.get("x-inference-id") or "")[:MAX_ID] or None


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
    body = mask_values(body, secret)
    facts = read_error(body)
    code = status or facts.status or status_of_codes(facts.codes) or 500
    upstream = re.match(_UPSTREAM, facts.message) if code >= 500 else None  # noqa: PLR2004
    if upstream:
        facts = _vendor_facts(upstream.group("text"), facts)
    details: dict[str, Any] = {
        "status_code": code,
        "request_id": facts.request_id or request_id_of(headers or {}),
        "body": body,
        "retry_after": retry_after,
        "issues": facts.issues,
        "partial_text": partial_text,
    }
    vendor_status = int(upstream.group("status")) if upstream else 0
    kind = classify(vendor_status if vendor_status in PASSING_STATUSES else code, f"{facts.message} {facts.codes}")
    told = _wording(kind, vendor_status or code, facts.message, facts.issues)
    if upstream and kind is ServerError and vendor_status not in PASSING_STATUSES:
        message = f"The model's vendor refused the request: {told}"
        return UpstreamRefusalError(message, upstream_status=vendor_status, **details)
    return kind(told, **details)


def classify(status: int, text: str) -> type[APIStatusError]:  # noqa: PLR0911
    """The class of error for an HTTP status and the service's words, its error codes included."""
    if status == 401:  # noqa: PLR2004
        return AuthenticationError
    if status in (402, 403):
        return OutOfCreditsError if status == 402 or _lacks_credits(text) else PermissionDeniedError  # noqa: PLR2004
    if status == 404 or (status == 400 and re.search(_NO_MODEL, text)):  # noqa: PLR2004
        return NotFoundError
    if status == 429:  # noqa: PLR2004
        return QuotaExceededError if _is_lasting(text) else RateLimitError
    if re.search(_OVERFLOW, text) and not _too_small_budget(text):
        return ContextOverflowError
    if status in (408, 409, 425) or status >= 500:  # noqa: PLR2004
        return ServerError
    return InvalidRequestError if status >= 400 else APIStatusError  # noqa: PLR2004


def _lacks_credits(text: str) -> bool:
    """Whether a 403 speaks of money, and not of a key that is of the wrong kind for a question about money."""
    return bool(re.search(_CREDITS, text)) and not re.search(_KEY_KIND, text)


def _is_lasting(text: str) -> bool:
    """Whether a quota is used up for longer than a client waits; Google calls limits per minute a quota, too."""
    if re.search(_PASSING_QUOTA, text) and not re.search(_LASTING_QUOTA, text):
        return False
    return re.search(_QUOTA, text) is not None


def missing_key() -> AuthenticationError:
    """The error of a call without an API key."""
    return AuthenticationError(
        f"No API key: get one at {KEYS_PAGE} and set the environment variable AIMLAPI_API_KEY, or pass api_key=...",
    )


def lacking(text: str, expected: str, reply: Mapping[str, Any]) -> MalformedResponseError:
    """The error of an answer without what it should have: what was expected, and what it has instead.

    Args:
        text: What is missing.
        expected: Where that should be.
        reply: The answer.

    Example:
        >>> str(lacking("The answer has no pages", "they are expected in pages", {"id": 1, "cost": {}}))
        'The answer has no pages: they are expected in pages, and it has only id'
    """
    names = [str(name) for name in reply if name not in _OWN][:8]
    has = f"only {', '.join(names)}" if names else "nothing in it"
    return MalformedResponseError(
        f"{text}: {expected}, and it has {has}", body=dict(reply), request_id=reply.get("inference_id")
    )


_OWN = ("cost", "inference_id", "client_request_id", "meta")
"""What is said of every answer, by the service's headers or beside what was asked for."""


def malformed(what: str, content: Any = None, **details: Any) -> MalformedResponseError:
    """The error of an answer that cannot be read; `content` is quoted, bounded."""
    if isinstance(content, bytes):
        content = content.decode("utf-8", "replace")
    quote = f": {_shorten(_plain_text(str(content)), 200)!r}" if content else ""
    return MalformedResponseError(f"The service's answer cannot be read, {what}{quote}", **details)


def mask_values(body: Any, secret: str | None, depth: int = 0) -> Any:
    """The parsed body with every occurrence of the key in its texts replaced by asterisks."""
    if not secret:
        return body
    if isinstance(body, str):
        return mask(body, secret)
    if depth > MAX_MASKED_DEPTH:
        return None
    if isinstance(body, dict):
        return {mask(key, secret): mask_values(value, secret, depth + 1) for key, value in body.items()}
    return [mask_values(item, secret, depth + 1) for item in body] if isinstance(body, list) else body


def _too_small_budget(text: str) -> bool:
    """A reasoning model says this when `max_tokens` leaves no room for an answer; the input is not too long."""
    return "max_tokens" in text and "limit was reached" in text


def _wording(
    kind: type[AIMLAPIError],
    status: int,
    text: str,
    issues: tuple[FieldIssue, ...],
) -> str:
    told = _shorten(text) or f"the service answered {status} and gave no reason"
    if not all(issue.field in text and issue.message in text for issue in issues):
        listed = _shorten("; ".join(map(str, issues)))
        told = listed if told in listed else f"{told}: {listed}"
    if kind is AuthenticationError:
        return f"The API key was refused: {told}. Check AIMLAPI_API_KEY or api_key, keys are at {KEYS_PAGE}"
    if kind is OutOfCreditsError:
        return f"The account is out of credits: {told}" + ("" if "http" in told else f". Top up at {BILLING_PAGE}")
    if _too_small_budget(told):
        return f"{told}. A reasoning model needs a larger max_tokens: its thoughts count too"
    return told


def _vendor_facts(text: str, outer: ErrorFacts) -> ErrorFacts:
    """What the vendor said behind the status: a text, or JSON that the service pasted there."""
    text = text.strip()
    start = text.find("{")
    pasted = parse_body(text[start:].encode("utf-8", "replace")) if start >= 0 else None
    inner = read_error(pasted) if isinstance(pasted, dict) else ErrorFacts()
    return ErrorFacts(
        message=inner.message or text,
        codes=inner.codes,
        request_id=outer.request_id,
        issues=inner.issues or outer.issues,
    )


def _shorten(text: str, limit: int = MAX_TEXT) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def _plain_text(text: str) -> str:
    """The text without mark-up: of an HTML page its title, since the rest is for browsers."""
    page = text[:20_000]
    if "<" not in page or not re.match(_HTML_PAGE, page):
        return text
    titles = (re.sub(_TAG, "", found["title"]).strip() for found in re.finditer(_HTML_TITLE, page))
    return next(filter(None, titles), None) or re.sub(_TAG, " ", page)


def _message(body: Any, depth: int = 0) -> str:
    """The first text found under the keys that carry one, lists joined."""
    if depth > MAX_DEPTH or body is None:
        return ""
    if isinstance(body, str):
        return _inner_json_message(body, depth) or _plain_text(body)
    if isinstance(body, list):
        return "; ".join(filter(None, (_message(item, depth + 1) for item in body[:20])))
    if isinstance(body, dict):
        nested = (*_TEXT_KEYS, "base_resp", "choices")
        return next(filter(None, (_message(body.get(key), depth + 1) for key in nested)), "")
    return ""


def _broken_off(body: Any) -> str:
    """What to say of a choice that tells by its finish reason alone that it failed."""
    choices = body.get("choices") if isinstance(body, dict) else None
    if not isinstance(choices, list) or not any(map(_choice_failed, choices)):
        return ""
    natives = (choice.get("native_finish_reason") for choice in choices if isinstance(choice, dict))
    native = next((word for word in natives if isinstance(word, str) and word), BROKEN_OFF)
    return f"The model broke its answer off with the finish reason {native[:100]!r}"


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
            value = item.get(key)
            if isinstance(value, (int, str)) and re.fullmatch(_STATUS, _number_text(value)):
                return int(value)
    return None


def _number_text(value: int | str) -> str:
    """A number as text; one of more digits than Python converts is no status anyway."""
    return value.strip() if isinstance(value, str) else str(value) if -1_000 < value < 1_000 else ""  # noqa: PLR2004


def _codes(body: Any) -> Iterator[str]:
    """Words such as `context_length_exceeded` that say what kind of error it is."""
    for item in _dicts(body):
        for key in _CODE_KEYS:
            if isinstance(item.get(key), str):
                yield item[key][:100]


def _issues_in_text(text: str) -> tuple[str, tuple[FieldIssue, ...]]:
    """A validation error that is one text: what remains to be told, and the issues it names.

    Three ways of writing are known: `field: message`, `message at "field"` and a list of issues pasted as JSON.
    """
    found = re.search(_VALIDATION, text[:MAX_TEXT])
    if not found:
        return text, ()
    rest = text[found.end() : found.end() + 20_000]
    if rest[0] in "[{":
        issues = tuple(_field_issues(parse_body(rest.encode("utf-8", "replace"))))
        return (text[: found.end()].rstrip(" :"), issues) if issues else (text, ())
    parts = (re.fullmatch(_ISSUE, part.strip()) for part in rest.split(";")[:20])
    return text, tuple(_text_issue(part) for part in parts if part and (part["field"] or part["path"]))


def _text_issue(part: re.Match[str]) -> FieldIssue:
    message = part["message"].strip()
    return FieldIssue(field=part["path"] or part["field"], message=message, **_expectation(message))


def _expectation(message: str) -> dict[str, Any]:
    """What `Expected 'a' | 'b', received 'c'` says."""
    _, found, tail = message.partition("xpected ")
    if not found:
        return {}
    expected, _, received = tail.partition(", received ")
    return {
        "expected": expected.strip(),
        "received": received.strip(" '\"") or None,
        "allowed": tuple(re.findall(_QUOTED, expected)),
    }


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
