"""Faults of headers and of what they say about the body."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable

from faulty import answers
from faulty.fault import ONE_WHOLE, Act, Fault, Request, Step
from faulty.http import END, answer, head, piece, stream_head
from faulty.right import right

Headers = tuple[tuple[str, str], ...]
LOST, GARBLED = "APIConnectionError", "MalformedResponseError"


def with_headers(
    *headers: tuple[str, str], content_type: str | None = "application/json"
) -> Callable[[Request], Iterable[Step]]:
    """The right answer with these headers beside its own."""
    return lambda request: (right(request, 200, *headers, content_type=content_type),)


def claiming(*headers: tuple[str, str]) -> Callable[[Request], Iterable[Step]]:
    """The right body under headers that need not be true, and the end of the connection."""
    return lambda request: (head(200, *headers) + _body(request), Act.CLOSE)


def of_length(more: int) -> Callable[[Request], Iterable[Step]]:
    """The right body under a wrong length."""
    return lambda request: claiming(("Content-Length", str(len(_body(request)) + more)))(request)


def two_lengths(request: Request) -> Iterable[Step]:
    """Two lengths that differ."""
    size = len(_body(request))
    return claiming(("Content-Length", str(size)), ("Content-Length", str(size - 5)))(request)


def length_and_chunks(request: Request) -> Iterable[Step]:
    """A chunked body with a length, as smugglers send it."""
    yield stream_head(("Content-Length", "5"), content_type="application/json") + piece(_body(request)) + END


def bad_chunks(size: bytes) -> Callable[[Request], Iterable[Step]]:
    """A chunk whose size is no number."""
    return lambda request: (
        stream_head(content_type="application/json") + size + b"\r\n" + _body(request) + b"\r\n" + END,
        Act.CLOSE,
    )


def encoded(name: str, encode: Callable[[bytes], bytes]) -> Callable[[Request], Iterable[Step]]:
    """The right body, encoded, under the name of an encoding."""
    return lambda request: (answer(encode(_body(request)), 200, ("Content-Encoding", name)),)


def raw(line: bytes) -> Callable[[Request], Iterable[Step]]:
    """The right answer with a line among its headers that is no header."""

    def send(request: Request) -> Iterable[Step]:
        start, _, rest = right(request).partition(b"\r\n")
        return start + b"\r\n" + line + b"\r\n" + rest, Act.CLOSE

    return send


def first_line(line: bytes) -> Callable[[Request], Iterable[Step]]:
    """The right answer under another status line, ended by the end of the connection."""
    return lambda request: (line + b"\r\nContent-Type: application/json\r\n\r\n" + _body(request), Act.CLOSE)


def _body(request: Request) -> bytes:
    return answers.encode(answers.body(request))


def _bomb(body: bytes) -> bytes:
    """The body behind 64 megabytes of white space, 64 kilobytes when compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blank = b" " * 2**20
    return b"".join([*(packer.compress(blank) for _ in range(64)), packer.compress(body), packer.flush()])


BOMB = _bomb(b"{}")
FAULTS = (
    Fault("no-content-type", "no Content-Type", with_headers(content_type=None), surfaces=ONE_WHOLE),
    Fault("wrong-content-type", "JSON as text/plain", with_headers(content_type="text/plain"), surfaces=ONE_WHOLE),
    Fault("two-content-types", "Content-Type twice", with_headers(("content-type", "text/html")), surfaces=ONE_WHOLE),
    Fault(
        "odd-headers",
        "headers in Latin-1, empty and repeated",
        with_headers(("X-A", "\xe9"), ("X-B", ""), ("X-B", "2")),
    ),
    Fault("huge-request-id", "an id of 50 KB", with_headers(("x-inference-id", "i" * 50_000))),
    Fault(
        "odd-cost",
        "costs that are no numbers",
        with_headers(("x-aimlapi-usd-spent", "NaN"), ("x-aimlapi-credits-used", "many")),
    ),
    Fault("huge-header", "a header of 200 KB", with_headers(("X-Big", "x" * 200_000)), GARBLED),
    Fault("many-headers", "20,000 headers", with_headers(*((f"X-{at}", "x") for at in range(20_000))), GARBLED),
    Fault("no-header", "a line without a colon", raw(b"no header at all"), LOST),
    Fault("nul-in-header", "a header with a NUL", raw(b"X-A: a\x00b"), LOST),
    Fault("http-1.0", "HTTP/1.0 without a length", first_line(b"HTTP/1.0 200 OK"), surfaces=ONE_WHOLE),
    Fault("no-reason", "a status line without words", first_line(b"HTTP/1.1 200"), surfaces=ONE_WHOLE),
    Fault("http-9", "HTTP/9.9", first_line(b"HTTP/9.9 200 OK"), surfaces=ONE_WHOLE),
    Fault("status-no-number", "a status that is no number", first_line(b"HTTP/1.1 OK fine"), LOST),
    Fault("short-length", "a length 5 bytes too short", of_length(-5), GARBLED, ONE_WHOLE),
    Fault("long-length", "a length 5 bytes too long", of_length(5), LOST, ONE_WHOLE),
    Fault("odd-length", "a length that is no number", claiming(("Content-Length", "many")), LOST, ONE_WHOLE),
    Fault("negative-length", "a negative length", claiming(("Content-Length", "-1")), LOST, ONE_WHOLE),
    Fault("two-lengths", "two lengths that differ", two_lengths, LOST, ONE_WHOLE),
    Fault("length-and-chunks", "a length and chunks", length_and_chunks, surfaces=ONE_WHOLE),
    Fault("bad-chunk-size", "a chunk's size is no number", bad_chunks(b"zz"), LOST, ONE_WHOLE),
    Fault("huge-chunk-size", "a chunk's size of 40 digits", bad_chunks(b"f" * 40), LOST, ONE_WHOLE),
    Fault("unknown-coding", "an encoding that nobody knows", encoded("snappy", bytes), GARBLED, ONE_WHOLE),
    Fault("gzip", "gzip", encoded("gzip", gzip.compress), surfaces=ONE_WHOLE),
    Fault("lying-gzip", "plain text that is called gzip", encoded("gzip", bytes), GARBLED, ONE_WHOLE),
    Fault(
        "cut-gzip",
        "gzip cut in the middle",
        encoded("gzip", lambda body: gzip.compress(body)[:-30]),
        GARBLED,
        ONE_WHOLE,
    ),
    Fault(
        "broken-gzip",
        "gzip with a flipped byte",
        encoded("gzip", lambda body: b"\x1f\x8b\x08" + body),
        GARBLED,
        ONE_WHOLE,
    ),
    Fault("gzip-bomb", "64 KB that unpack to 64 MB", encoded("gzip", lambda _: BOMB), GARBLED),
    Fault(
        "gzip-bomb-500",
        "the same as a 500",
        lambda _: (answer(BOMB, 500, ("Content-Encoding", "gzip")),),
        "ServerError",
        status=500,
    ),
)
