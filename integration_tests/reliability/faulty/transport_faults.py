"""Faults of connections: nobody there, gone too early, or silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faulty import answers
from faulty.fault import ONE_WHOLE, SHORT, Act, Fault, Pause, Port, promises
from faulty.http import head, piece, stream_head
from faulty.right import right

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from faulty.fault import Request, Step

LOST, LATE = "APIConnectionError", "APITimeoutError"
TLS_ALERT = bytes.fromhex("15030100020246")


def steps(*fixed: Step) -> Callable[[Request], Iterable[Step]]:
    """The same steps whatever was asked."""
    return lambda _: fixed


def half_a_body(*then: Step) -> Callable[[Request], Iterable[Step]]:
    """The first half of the right body under a head that promises all of it, and then the steps."""

    def send(request: Request) -> Iterable[Step]:
        body = answers.encode(answers.body(request))
        yield head(200, ("Content-Length", str(len(body)))) + body[: len(body) // 2]
        yield from then

    return send


def half_a_chunked_body(request: Request) -> Iterable[Step]:
    """Half of the right body in a chunk, and no end of the chunks."""
    body = answers.encode(answers.body(request))
    yield stream_head(content_type="application/json") + piece(body[: len(body) // 2])
    yield Act.CLOSE


def slowly(begin: bytes, drop: bytes) -> Callable[[Request], Iterable[Step]]:
    """Bytes one by one: never silent for long, and never done."""

    def send(_: Request) -> Iterable[Step]:
        yield begin
        for _ in range(400):
            yield drop
            yield Pause(0.05)

    return send


def good_once(*then: Step) -> Callable[[Request], Iterable[Step]]:
    """A right answer to the first request of a connection, the steps in answer to the second."""

    def send(request: Request) -> Iterable[Step]:
        return then if request.number > 1 else (right(request),)

    return send


def good_and_gone(request: Request) -> Iterable[Step]:
    """A right answer on a connection that is closed a moment later, without a word."""
    return right(request), Pause(0.05), Act.CLOSE


HEAD = head(200, ("Content-Length", "500"))
FAULTS = (
    Fault("refused", "nobody listens at the port", steps(), LOST, port=Port.CLOSED),
    Fault("no-accept", "the port's queue is full", steps(), LATE, port=Port.FULL, timeout=SHORT),
    Fault("close-on-accept", "hangs up before the request", steps(Act.CLOSE), LOST, port=Port.GREETING),
    Fault("reset-on-accept", "resets before the request", steps(Act.RESET), LOST, port=Port.GREETING),
    Fault("not-http", "greets as an SSH server does", steps(b"SSH-2.0-x\r\n", Act.CLOSE), LOST, port=Port.GREETING),
    Fault("tls-alert", "answers plain HTTP with TLS", steps(TLS_ALERT, Act.CLOSE), LOST),
    Fault(
        "tls-on-plain-port",
        "speaks plain HTTP where TLS is wanted",
        steps(HEAD),
        LOST,
        port=Port.GREETING,
        scheme="https",
    ),
    Fault("close-before-status", "hangs up instead of answering", steps(Act.CLOSE), LOST),
    Fault("reset-before-status", "resets instead of answering", steps(Act.RESET), LOST),
    Fault("half-closed", "ends its sending, keeps the connection", steps(Act.SHUT, Act.HANG), LOST),
    Fault("silent", "reads the request and never answers", steps(Act.HANG), LATE, timeout=SHORT),
    Fault("close-in-status-line", "hangs up within the status line", steps(b"HTTP/1.1 20", Act.CLOSE), LOST),
    Fault("close-in-headers", "hangs up within the headers", steps(HEAD[:30], Act.CLOSE), LOST),
    Fault("silent-in-headers", "stops within the headers", steps(HEAD[:30], Act.HANG), LATE, timeout=SHORT),
    Fault("close-after-headers", "hangs up before the body", steps(HEAD, Act.CLOSE), LOST),
    Fault("reset-after-headers", "resets before the body", steps(HEAD, Act.RESET), LOST),
    Fault("silent-after-headers", "never sends the body", steps(HEAD, Act.HANG), LATE, timeout=SHORT),
    Fault("cut-body", "hangs up in the middle of the body", half_a_body(Act.CLOSE), LOST, ONE_WHOLE),
    Fault("reset-body", "resets in the middle of the body", half_a_body(Act.RESET), LOST, ONE_WHOLE),
    Fault("silent-in-body", "stops in the middle of the body", half_a_body(Act.HANG), LATE, ONE_WHOLE, timeout=SHORT),
    Fault("cut-chunked-body", "a chunked body without its end", half_a_chunked_body, LOST, ONE_WHOLE),
    Fault(
        "closed-at-reuse",
        "hangs up when a kept connection is used again",
        good_once(Act.CLOSE),
        promises("answer", job=LOST),  # a film is paid for: it is not ordered again by itself
        surfaces=ONE_WHOLE,
        max_retries=1,
        calls=2,
    ),
    Fault(
        "closed-while-idle",
        "closes a kept connection between two calls",
        good_and_gone,
        surfaces=ONE_WHOLE,
        calls=2,
        between=1.0,
    ),
    Fault("slow-headers", "headers byte by byte, without end", slowly(HEAD[:-2], b"X"), LATE, timeout=SHORT),
    Fault("slow-body", "a body byte by byte", slowly(HEAD, b" "), LATE, ONE_WHOLE, timeout=SHORT),
)
