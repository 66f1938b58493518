"""Faults of streams, made of the right stream of whatever endpoint was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from faulty import answers
from faulty.answers import event
from faulty.fault import LONG, SHORT, STREAMED, Act, Fault, Pause, Request, Step
from faulty.http import answer, chunked, stream_head

Change = Callable[[list[bytes]], Iterable[Step]]
LOST, LATE, GARBLED, CUT = "APIConnectionError", "APITimeoutError", "MalformedResponseError", "IncompleteStreamError"
SPOKEN = 4
"""So many events bring some text in every dialect, and not all of it."""


def stream(change: Change, *then: Step, end: bool = True) -> Callable[[Request], Iterable[Step]]:
    """The right events, changed, in a body that ends as it should, and the steps."""

    def send(request: Request) -> Iterable[Step]:
        yield stream_head()
        yield from chunked(change(answers.events(request)), end=end)
        yield from then

    return send


def joined(change: Callable[[bytes], bytes]) -> Callable[[Request], Iterable[Step]]:
    """The right stream, its bytes changed."""
    return stream(lambda events: [change(b"".join(events))])


def begun(*rest: Step) -> Change:
    """The first events, and something else instead of the rest."""
    return lambda events: [*events[:SPOKEN], *rest]


def broken(*rest: Step, then: tuple[Step, ...] = (Act.CLOSE,)) -> Callable[[Request], Iterable[Step]]:
    """The first events, and a body that never ends as it should."""
    return stream(begun(*rest), *then, end=False)


def in_pieces(size: int) -> Change:
    """The right stream in pieces of a few bytes."""

    def change(events: list[bytes]) -> Iterable[Step]:
        data = b"".join(events)
        return [data[at : at + size] for at in range(0, len(data), size)]

    return change


def within_a_character(events: list[bytes]) -> Iterable[Step]:
    """The stream up to the middle of a character of three bytes."""
    data = b"".join(events)
    return [data[: data.index("→".encode()) + 1]]


def again_and_again(data: bytes, events: list[bytes]) -> Iterable[Step]:
    """The first events, and the same bytes for a minute."""
    yield from events[:SPOKEN]
    for _ in range(600):
        yield data
        yield Pause(0.1)


def failing(said: Any, name: str | None = None) -> Callable[[Request], Iterable[Step]]:
    """The first events, an error, and an end that looks right."""
    return stream(begun(event(said, name), answers.DONE))


def echo_key(request: Request) -> Iterable[Step]:
    """The first events, and an error that repeats the credentials."""
    said = f"Incorrect API key provided: {request.headers.get('authorization')}"
    return failing({"error": {"message": said, "code": 401}})(request)


def of_lines(data: bytes) -> bytes:
    """Every line of JSON over several data lines."""
    return data.replace(b', "', b',\ndata: "')


def fault(
    name: str, says: str, sends: Callable[[Request], Iterable[Step]], expect: Any = "answer", **more: Any
) -> Fault:
    """A fault of streams."""
    return Fault(name, says, sends, expect, STREAMED, **more)


def cut(name: str, says: str, sends: Callable[[Request], Iterable[Step]], expect: Any = CUT, **more: Any) -> Fault:
    """A fault after some text."""
    return fault(name, says, sends, expect, keeps=True, **more)


BROKE = {"message": "It broke", "code": 503}
FAULTS = (
    cut("stream-cut", "the connection is closed between two events", broken(), LOST),
    cut("stream-cut-in-event", "the connection is closed within an event", broken(b'data: {"id": "c1", "cho'), LOST),
    cut(
        "stream-cut-in-character",
        "the connection is closed within a character",
        stream(within_a_character, Act.CLOSE, end=False),
        LOST,
    ),
    cut("stream-reset", "the connection is reset", broken(then=(Act.RESET,)), LOST),
    cut("stream-ends-early", "the body ends as it should, the answer does not", stream(begun())),
    cut("stream-ends-in-event", "the body ends within an event", stream(begun(b'data: {"id": "c1", "cho'))),
    cut("stream-silent", "nothing comes any more", broken(then=(Act.HANG,)), LATE, timeout=SHORT),
    fault(
        "stream-silent-at-once", "no event ever comes", stream(lambda _: [], Act.HANG, end=False), LATE, timeout=SHORT
    ),
    fault("stream-empty", "a body without an event", stream(lambda _: []), CUT),
    fault("stream-only-done", "nothing but [DONE]", stream(lambda _: [answers.DONE]), CUT),
    fault("stream-only-comments", "nothing but comments", stream(lambda _: [b": ping\n\n"] * 9), CUT),
    cut("stream-garbage", "an event that is no JSON", stream(begun(event(b"{oops"))), GARBLED),
    cut("stream-binary", "bytes that mean nothing", stream(begun(b"data: \x00\xff\xfe\x80\n\n")), GARBLED),
    cut("stream-bad-utf-8", "an event with bytes that are no UTF-8", stream(begun(event(b'{"id": "\xff"}'))), GARBLED),
    cut("stream-text", "an event that is a text", stream(begun(event("text"))), GARBLED),
    cut("stream-null", "an event that is null", stream(begun(event(None))), GARBLED),
    cut("stream-list", "an event that is a list", stream(begun(event([]))), GARBLED),
    cut(
        "stream-deep",
        "an event nested 100,000 deep",
        stream(begun(event(b'{"a":' * 100_000 + b"1" + b"}" * 100_000))),
        GARBLED,
    ),
    cut("stream-huge-event", "a line of 4 MB without an end", stream(begun(b"data: ", *[b"x" * 2**16] * 64)), GARBLED),
    cut("stream-bad-chunk", "a chunk's size is no number", broken(then=(b"zz\r\nhello\r\n", Act.CLOSE)), LOST),
    cut("stream-error", "an error", failing({"error": BROKE}), "ServerError", status=503, words=("It broke",)),
    cut(
        "stream-error-text",
        "an error that is a text",
        failing({"error": "It broke"}),
        "ServerError",
        words=("It broke",),
    ),
    cut(
        "stream-error-event",
        "an event named error",
        failing({"message": "It broke"}, "error"),
        "ServerError",
        words=("It broke",),
    ),
    cut(
        "stream-error-event-text",
        "an event named error, no JSON in it",
        failing(b"It broke", "error"),
        "ServerError",
        words=("It broke",),
    ),
    cut(
        "stream-error-anthropic",
        "an error as Anthropic streams it",
        failing({"type": "error", "error": {"type": "overloaded_error", "message": "It broke"}}, "error"),
        "ServerError",
        status=529,
        words=("It broke",),
    ),
    cut(
        "stream-error-documented",
        "the documented error",
        failing({"statusCode": 429, "message": "It broke", "requestId": "req-1"}),
        "RateLimitError",
        status=429,
        request_id="req-1",
    ),
    cut(
        "stream-error-nested",
        "an error within an error",
        failing({"error": {"error": BROKE}}),
        "ServerError",
        status=503,
    ),
    cut(
        "stream-error-key", "an error that repeats the key", echo_key, "AuthenticationError", status=401, words=("***",)
    ),
    fault(
        "stream-error-first",
        "an error before any text",
        stream(lambda _: [event({"error": BROKE}), answers.DONE]),
        "ServerError",
        status=503,
    ),
    fault("stream-pieces-1", "byte by byte", stream(in_pieces(1))),
    fault("stream-pieces-7", "seven bytes at a time", stream(in_pieces(7))),
    fault("stream-one-piece", "all at once", joined(bytes)),
    fault("stream-crlf", "lines that end in CR LF", joined(lambda data: data.replace(b"\n", b"\r\n"))),
    fault("stream-cr", "lines that end in CR", joined(lambda data: data.replace(b"\n", b"\r"))),
    fault(
        "stream-mixed-ends",
        "lines that end in every way",
        joined(lambda data: data.replace(b"\n\n", b"\r\n\r").replace(b"\n", b"\n")),
    ),
    fault("stream-bom", "a byte order mark first", joined(lambda data: b"\xef\xbb\xbf" + data)),
    fault(
        "stream-comments",
        "comments, ids, retry times and unknown fields",
        joined(lambda data: data.replace(b"data:", b": ping\nid: 7\nretry: 9\nfoo\ndata:")),
    ),
    fault("stream-no-space", "no space behind the colon", joined(lambda data: data.replace(b"data: ", b"data:"))),
    fault("stream-data-lines", "data over several lines", joined(of_lines)),
    fault(
        "stream-empty-events", "empty events in between", joined(lambda data: data.replace(b"\n\n", b"\n\ndata:\n\n\n"))
    ),
    fault("stream-no-last-line", "no empty line behind the last event", joined(lambda data: data.rstrip(b"\n"))),
    fault("stream-after-done", "an answer behind the end", stream(lambda events: [*events, *events])),
    fault(
        "stream-garbage-after-done",
        "garbage behind the end",
        stream(lambda events: [*events, b"data: {oops\n\n\xff\x00"]),
    ),
    fault(
        "stream-held-open", "held open behind the end", stream(lambda events: events, Act.HANG, end=False), timeout=LONG
    ),
    fault("stream-reset-after-done", "reset behind the end", stream(lambda events: events, Act.RESET, end=False)),
    fault(
        "stream-cut-after-done",
        "no end of the body behind the end of the answer",
        stream(lambda events: events, Act.CLOSE, end=False),
    ),
    fault(
        "stream-big-comments",
        "a megabyte of comments",
        stream(lambda events: [*[b": " + b"x" * 2**16 + b"\n"] * 16, *events]),
    ),
    fault(
        "stream-wrong-type",
        "a stream that is called text/plain",
        lambda request: (answer(b"".join(answers.events(request)), content_type="text/plain"),),
    ),
    fault(
        "stream-no-type",
        "a stream without a Content-Type",
        lambda request: (answer(b"".join(answers.events(request)), content_type=None),),
    ),
    fault(
        "stream-called-json",
        "a stream that is called JSON",
        lambda request: (answer(b"".join(answers.events(request))),),
    ),
    fault(
        "json-as-stream", "the whole answer as JSON", lambda request: (answer(answers.encode(answers.body(request))),)
    ),
    fault(
        "json-called-stream",
        "the whole answer as JSON that is called a stream",
        lambda request: (answer(answers.encode(answers.body(request)), content_type="text/event-stream"),),
    ),
    fault(
        "html-as-stream",
        "a page that is called a stream",
        lambda _: (answer(b"<html><h1>502</h1></html>", content_type="text/event-stream"),),
        CUT,
    ),
    cut(
        "stream-endless-comments",
        "comments without end",
        stream(lambda events: again_and_again(b": ping\n\n", events)),
        LATE,
        timeout=SHORT,
    ),
    cut(
        "stream-endless-events",
        "empty events without end",
        stream(lambda events: again_and_again(b"data:\n\n", events)),
        LATE,
        timeout=SHORT,
    ),
)
