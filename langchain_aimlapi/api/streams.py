"""Reads a streamed answer to its end, in both colours; what its bytes mean is a reader's business."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, closing
from typing import Any, Protocol, TypeVar

from langchain_aimlapi.api.answers import Closed, adrain, aiter_bytes, drain, iter_bytes
from langchain_aimlapi.api.calls import Call
from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.http_library import httpx

ItemT = TypeVar("ItemT")
ItemT_co = TypeVar("ItemT_co", covariant=True)


class StreamReader(Protocol[ItemT_co]):
    """Takes the bytes of one answer and gives what they mean.

    What has come behind the end is heard before `finish`: an error there is one of the answer.
    """

    @property
    def done(self) -> bool:
        """Whether the server has said that the stream is over."""

    @property
    def news(self) -> int:
        """How much has been said until now; comments and pings are nothing."""

    def feed(self, data: bytes) -> Iterator[ItemT_co]:
        """What `data` completes."""

    def finish(self) -> Iterator[ItemT_co]:
        """What is left when the bytes have ended; raises if that was too early."""

    def failed(self, error: AIMLAPIError) -> AIMLAPIError | None:
        """The error to raise when reading ended with `error`, or None when the answer was whole by then."""

    def hear_late(self, data: bytes) -> None:
        """Take bytes that came soon behind the end of the answer, or behind its error: they may say what it cost."""

    def complete(self, error: AIMLAPIError) -> AIMLAPIError:
        """The error with all that is known of the answer by now."""


def read_stream(reader: StreamReader[ItemT], response: httpx.Response, call: Call) -> Generator[ItemT]:
    """What a streamed answer means, piece by piece; closing the generator closes the connection, read from or not.

    Args:
        reader: Knows the protocol.
        response: The answer, its body still to be read.
        call: What was asked.
    """
    items = _items(reader, response, call)
    next(items)  # begun, so that closing it closes the connection even if nobody has read from it
    return items


async def aread_stream(reader: StreamReader[ItemT], response: httpx.Response, call: Call) -> AsyncGenerator[ItemT]:
    """`read_stream`, asynchronously: await it for the iterator."""
    items = _aitems(reader, response, call)
    await anext(items)  # begun, as above
    return items


def _items(reader: StreamReader[Any], response: httpx.Response, call: Call) -> Generator[Any]:
    with Closed(response), closing(iter_bytes(response, call, hear=False)) as data:
        yield None  # for `read_stream`
        call.clock.hear()  # whoever reads late has kept nobody waiting
        try:
            for piece in data:
                known = reader.news
                yield from reader.feed(piece)
                if reader.done:
                    break
                if reader.news != known:
                    call.clock.hear()
        except AIMLAPIError as error:
            failure = reader.failed(error)
            if failure is not None:
                drain(data, response, call, reader.hear_late)
                raise reader.complete(failure)  # noqa: B904 - it is the error itself
        drain(data, response, call, reader.hear_late)
        yield from reader.finish()


async def _aitems(reader: StreamReader[Any], response: httpx.Response, call: Call) -> AsyncGenerator[Any]:
    async with Closed(response), aclosing(aiter_bytes(response, call, hear=False)) as data:
        yield None  # for `aread_stream`
        call.clock.hear()  # as above
        try:
            async for piece in data:
                known = reader.news
                for item in reader.feed(piece):
                    yield item
                if reader.done:
                    break
                if reader.news != known:
                    call.clock.hear()
        except AIMLAPIError as error:
            failure = reader.failed(error)
            if failure is not None:
                await adrain(data, response, call, reader.hear_late)
                raise reader.complete(failure)  # noqa: B904 - it is the error itself
        await adrain(data, response, call, reader.hear_late)
        for item in reader.finish():
            yield item
