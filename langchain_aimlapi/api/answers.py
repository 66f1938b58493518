"""Reads the bodies of answers, in two colours: within the call's time, of a limited size, with typed errors only."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import aclosing, closing, suppress
from typing import Any

from langchain_aimlapi.api.bodies import BodyReader
from langchain_aimlapi.api.calls import Answer, Call
from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.api.failures import failures, raise_as_error, timeout_error
from langchain_aimlapi.http_library import httpx

DRAIN_SECONDS = 0.25
"""Longest wait, after the last event of a stream, for the server to end the body so that the connection can live on."""
ERROR_SECONDS = 5.0
"""Longest wait for the body of an error whose status is known already."""


class Closed:
    """Closes an answer, or what reads it, in the end; no matter if that fails, as clients of the user's may.

    Args:
        thing: What is closed; with `async with` by its `aclose`.
    """

    __slots__ = ("_thing",)

    def __init__(self, thing: Any) -> None:
        self._thing = thing

    def __enter__(self) -> Any:
        return self._thing

    def __exit__(self, *_: object) -> None:
        try:
            self._thing.close()
        except failures():
            pass

    async def __aenter__(self) -> Any:
        return self._thing

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._thing.aclose()
        except failures():
            pass


def iter_bytes(response: httpx.Response, call: Call, *, hear: bool = True) -> Generator[bytes]:
    """The body in pieces as they arrive, decompressed.

    Args:
        response: The answer.
        call: What it answers.
        hear: Whether every piece is news; who reads events says `call.clock.hear()` after those that are.

    Raises:
        AIMLAPIError: If the connection breaks, the time is up or the body is too large.
    """
    reader = _reader(response, call)
    try:
        with Closed(response.iter_bytes() if response.is_stream_consumed else response.iter_raw()) as pieces:
            for data in pieces:
                _check_time(call)
                yield from reader.feed(data)
                if hear:
                    call.clock.hear()
    except failures() as error:
        raise_as_error(error, call)
    reader.finish()


async def aiter_bytes(response: httpx.Response, call: Call, *, hear: bool = True) -> AsyncGenerator[bytes]:
    """`iter_bytes`, asynchronously."""
    reader = _reader(response, call)
    try:
        async with Closed(response.aiter_bytes() if response.is_stream_consumed else response.aiter_raw()) as pieces:
            async for data in pieces:
                _check_time(call)
                for piece in reader.feed(data):
                    yield piece
                if hear:
                    call.clock.hear()
    except failures() as error:
        raise_as_error(error, call)
    reader.finish()


def _reader(response: httpx.Response, call: Call) -> BodyReader:
    """A body that somebody has read already, as transports of the user's own do, is decompressed, too."""
    return BodyReader({} if response.is_stream_consumed else response.headers, call.limits.answer)


def _check_time(call: Call) -> None:
    if call.clock.is_late():
        raise timeout_error(call, call.clock.reached("read"))


def read_body(response: httpx.Response, call: Call) -> Answer:
    """The answer, its body read and its connection free."""
    with Closed(response):
        content = b"".join(iter_bytes(response, call))
    return Answer(response.status_code, response.headers, content)


async def aread_body(response: httpx.Response, call: Call) -> Answer:
    """The answer, its body read and its connection free."""
    async with Closed(response):
        content = b"".join([piece async for piece in aiter_bytes(response, call)])
    return Answer(response.status_code, response.headers, content)


def stream_body(response: httpx.Response, call: Call) -> Generator[bytes]:
    """The body in pieces; closing the generator closes the connection, even if nobody has read from it."""

    def pieces() -> Generator[bytes]:
        with Closed(response), closing(iter_bytes(response, call)) as data:
            yield b""  # for `stream_body`
            yield from data

    begun = pieces()
    next(begun)
    return begun


async def astream_body(response: httpx.Response, call: Call) -> AsyncGenerator[bytes]:
    """`stream_body`, asynchronously: await it for the pieces."""

    async def pieces() -> AsyncGenerator[bytes]:
        async with Closed(response), aclosing(aiter_bytes(response, call)) as data:
            yield b""  # for `astream_body`
            async for piece in data:
                yield piece

    begun = pieces()
    await anext(begun)
    return begun


def error_content(response: httpx.Response, call: Call) -> bytes:
    """The body of an error, as much as arrives soon and is allowed: the status is known, the rest is lost."""
    content = bytearray()
    with call.clock.hurry(ERROR_SECONDS), suppress(AIMLAPIError), closing(iter_bytes(response, call)) as pieces:
        for piece in pieces:
            content += piece
            if len(content) > call.limits.error:
                break
    return bytes(content[: call.limits.error])


async def aerror_content(response: httpx.Response, call: Call) -> bytes:
    """`error_content`, asynchronously."""
    content = bytearray()
    with call.clock.hurry(ERROR_SECONDS), suppress(AIMLAPIError):
        async with aclosing(aiter_bytes(response, call)) as pieces:
            async for piece in pieces:
                content += piece
                if len(content) > call.limits.error:
                    break
    return bytes(content[: call.limits.error])


def drain(rest: Iterator[bytes], response: httpx.Response, call: Call, hear: Callable[[bytes], None]) -> None:
    """Let what follows the last event be heard, so that the connection can be used again; give up after a while.

    Connections of a user's own client do not look at the clock: there a timer shuts the socket down, unless other
    answers arrive over it (HTTP/2), for which it can be used again anyway.
    """
    stream = response.extensions.get("network_stream")
    if stream is None or response.extensions.get("http_version") == b"HTTP/2":
        return
    timer = None
    if not _keeps_time(response):
        timer = threading.Timer(DRAIN_SECONDS, _shut_down, (stream.get_extra_info("socket"),))
        timer.daemon = True
        timer.start()
    try:
        with call.clock.hurry(DRAIN_SECONDS):
            for piece in rest:
                hear(piece)
    except AIMLAPIError:
        pass  # the answer is complete; only the connection is lost
    finally:
        if timer is not None:
            timer.cancel()


async def adrain(
    rest: AsyncIterator[bytes], response: httpx.Response, call: Call, hear: Callable[[bytes], None]
) -> None:
    """`drain`, asynchronously."""
    try:
        with call.clock.hurry(DRAIN_SECONDS):
            async with asyncio.timeout(None if _keeps_time(response) else DRAIN_SECONDS):
                async for piece in rest:
                    hear(piece)
    except (TimeoutError, AIMLAPIError):
        pass  # the answer is complete; only the connection is lost


def _keeps_time(response: httpx.Response) -> bool:
    """Whether the connection looks at the call's clock (`langchain_aimlapi.api.network`)."""
    return getattr(response.extensions.get("network_stream"), "keeps_time", False)


def _shut_down(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
