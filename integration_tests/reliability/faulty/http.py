"""Bytes of HTTP/1.1 answers, right ones and wrong ones."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from faulty.fault import Act, Pause, Step

REQUEST_ID = "inf-4711"
JSON = "application/json"
SSE = "text/event-stream; charset=utf-8"
Headers = Iterable[tuple[str, str]]


def reason(status: int) -> str:
    """The usual words for a status."""
    return HTTPStatus(status).phrase if status in HTTPStatus.__members__.values() else "Unusual"


def head(status: int = 200, *headers: tuple[str, str], content_type: str | None = JSON) -> bytes:
    """A status line and headers, the empty line behind them included."""
    kind = [("Content-Type", content_type)] if content_type else []
    lines = [f"{name}: {value}" for name, value in [*kind, ("X-Inference-Id", REQUEST_ID), *headers]]
    return "\r\n".join([f"HTTP/1.1 {status} {reason(status)}", *lines, "", ""]).encode("latin-1")


def answer(body: bytes, status: int = 200, *headers: tuple[str, str], content_type: str | None = JSON) -> bytes:
    """A whole answer with the right length."""
    length = ("Content-Length", str(len(body)))
    return head(status, length, *headers, content_type=content_type) + body


def stream_head(*headers: tuple[str, str], content_type: str = SSE) -> bytes:
    """The head of a chunked answer."""
    return head(200, ("Transfer-Encoding", "chunked"), *headers, content_type=content_type)


def piece(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n" if data else b""


END = b"0\r\n\r\n"
"""The end of a chunked body."""


def chunked(steps: Iterable[Step], *, end: bool = True) -> Iterable[Step]:
    """The steps with every bytes in a chunk of their own, and the end of the body if it is to end."""
    for step in steps:
        yield piece(step) if isinstance(step, bytes) else step
    if end:
        yield END


def drip(data: bytes, seconds: float, times: int) -> Iterable[Step]:
    """The same bytes again and again, with pauses."""
    for _ in range(times):
        yield data
        yield Pause(seconds)
    yield Act.CLOSE
