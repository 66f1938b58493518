"""Faults of bodies that concern every family: no JSON, JSON of the wrong kind, an error with status 200."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from faulty import answers
from faulty.fault import EVERYWHERE, WHOLE, Fault, Request, Step
from faulty.http import answer
from faulty.status_faults import HTML

GARBLED = "MalformedResponseError"
DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
DEEP_LISTS = b'{"choices":' + b"[" * 50_000 + b"]" * 50_000 + b"}"


def fixed(body: bytes, content_type: str = "application/json") -> Callable[[Request], Iterable[Step]]:
    """The same bytes whatever was asked."""
    return lambda _: (answer(body, content_type=content_type),)


def changed(change: Callable[[bytes], bytes]) -> Callable[[Request], Iterable[Step]]:
    """The right body, its bytes changed."""
    return lambda request: (answer(change(answers.encode(answers.body(request)))),)


def with_key(key: bytes, value: bytes) -> Callable[[Request], Iterable[Step]]:
    """The right body with another key in front."""
    return changed(lambda body: b'{"' + key + b'":' + value + b"," + body[1:])


def error(said: Any) -> Callable[[Request], Iterable[Step]]:
    """An error with status 200."""
    return fixed(answers.encode(said))


def fault(
    name: str,
    says: str,
    sends: Callable[[Request], Iterable[Step]],
    expect: str = "answer",
    surfaces: frozenset[str] | None = None,
    **more: Any,
) -> Fault:
    """A fault of bodies; one that does no harm is none where a stream is wanted: JSON is the greater fault there."""
    everywhere = WHOLE if expect == "answer" else EVERYWHERE
    return Fault(name, says, sends, expect, surfaces or everywhere, **more)


FAULTS = (
    fault("empty", "nothing", fixed(b""), GARBLED),
    fault("blank", "white space", fixed(b" \r\n\t "), GARBLED),
    fault("bom", "a byte order mark before the JSON", changed(lambda body: b"\xef\xbb\xbf" + body)),
    fault("padded", "white space around the JSON", changed(lambda body: b"\r\n\r\n " + body + b"\n\n")),
    fault("utf-16", "JSON in UTF-16", changed(lambda body: body.decode().encode("utf-16")), GARBLED),
    fault(
        "latin-1",
        "bytes that are no UTF-8",
        changed(lambda body: body.replace("ü".encode(), b"\xfc")),
        GARBLED,
        frozenset({"chat", "messages", "responses"}),
    ),
    fault("half-json", "half of the JSON, its length right", changed(lambda body: body[: len(body) // 2]), GARBLED),
    fault("no-last-brace", "all of the JSON but its last brace", changed(lambda body: body[:-1]), GARBLED),
    fault("json-twice", "the JSON twice", changed(lambda body: body + body), GARBLED),
    fault("trailing-garbage", "bytes behind the JSON", changed(lambda body: body + b"\x00\x01"), GARBLED),
    fault("single-quotes", "Python instead of JSON", fixed(b"{'choices': None}"), GARBLED),
    fault("binary", "a picture", fixed(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8), GARBLED),
    fault("html-as-json", "a page of 30 KB that is called JSON", fixed(HTML), GARBLED),
    fault(
        "sse-as-json",
        "a stream that nobody asked for",
        lambda request: (answer(b"".join(answers.events(request)), content_type="text/event-stream"),),
        GARBLED,
        WHOLE,
    ),
    fault("top-null", "null", fixed(b"null"), GARBLED),
    fault("top-number", "a number", fixed(b"42"), GARBLED),
    fault("top-text", "a text", fixed(b'"OK"'), GARBLED),
    fault("top-list", "a list", fixed(b'[{"choices": []}]'), GARBLED),
    fault("empty-object", "an object with nothing in it", fixed(b"{}"), GARBLED),
    fault("other-object", "an object of another kind", fixed(b'{"ok": true, "data": {"x": [1]}}'), GARBLED),
    fault("deep", "objects nested 100,000 deep", fixed(DEEP), GARBLED),
    fault("deep-lists", "lists nested 50,000 deep", fixed(DEEP_LISTS), GARBLED),
    fault("deep-beside", "deep nesting beside the answer", with_key(b"extra", b"[" * 150 + b"]" * 150)),
    fault("nan", "NaN and Infinity among the values", with_key(b"extra", b"[NaN, -Infinity]")),
    fault("big-number", "an integer of 1,000 digits", with_key(b"extra", b"9" * 1_000)),
    fault(
        "huge-number",
        "an integer of 10,000 digits, which is more than Python reads",
        with_key(b"extra", b"9" * 10_000),
        GARBLED,
    ),
    fault("huge-exponent", "1e400", with_key(b"extra", b"1e400")),
    fault("lone-surrogate", "half of a surrogate pair", with_key(b"extra", b'"\\ud83d"')),
    fault("doubled-key", "keys twice: the last one counts", with_key(b"id", b'"first"')),
    fault("unknown-keys", "keys that nobody knows", with_key(b"x-\\u0000", b'{"": [null, {}]}')),
    fault(
        "error-200",
        "an error with status 200",
        error({"error": {"message": "It broke", "type": "api_error"}}),
        "ServerError",
        status=500,
        words=("It broke",),
    ),
    fault("error-200-text", "the same, as a text", error({"error": "It broke"}), "ServerError", words=("It broke",)),
    fault(
        "error-200-nested",
        "the same, deeper",
        error({"error": {"error": {"message": "It broke", "code": 503}}}),
        "ServerError",
        status=503,
        words=("It broke",),
    ),
    fault(
        "error-200-list",
        "the same, in a list",
        error({"error": [{"message": "It broke"}]}),
        "ServerError",
        words=("It broke",),
    ),
    fault(
        "error-200-429",
        "a rate limit with status 200",
        error({"error": {"message": "Slow down", "code": 429}}),
        "RateLimitError",
        status=429,
    ),
    fault(
        "error-200-flat",
        "the documented error with status 200",
        error({"requestId": "req-1", "statusCode": 404, "message": "No such model"}),
        "NotFoundError",
        status=404,
        request_id="req-1",
    ),
    fault(
        "error-200-minimax",
        "MiniMax's base_resp",
        error({"base_resp": {"status_code": 1004, "status_msg": "It broke"}}),
        "ServerError",
        words=("It broke",),
    ),
    fault(
        "error-200-json-in-text",
        "an error pasted as text",
        error({"error": {"message": '{"error":{"message":"It broke","code":400}}'}}),
        "InvalidRequestError",
        status=400,
        words=("It broke",),
    ),
    fault(
        "error-200-huge", "an error text of 200 KB", error({"error": {"message": "It broke " * 22_000}}), "ServerError"
    ),
    fault(
        "error-200-deep",
        "an error nested 150 deep",
        fixed(b'{"error":' * 150 + b'"It broke"' + b"}" * 150),
        "ServerError",
    ),
)
