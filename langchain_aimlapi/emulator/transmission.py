"""Sending a stream: its pace, and what a network or a server can do to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from langchain_aimlapi.emulator.conversation import Json
from langchain_aimlapi.emulator.faults import Fault
from langchain_aimlapi.emulator.spoiler import Spoiler
from langchain_aimlapi.emulator.wires import CHAT, Wire


class ConnectionCut(Exception):  # noqa: N818  (it is an event, asked for by the client)
    """Ends a response in the middle: the server closes the connection without finishing the body."""


async def transmit(
    chunks: AsyncIterator[Json], fault: Fault, token_delay: float, wire: Wire = CHAT
) -> AsyncIterator[bytes]:
    """The bytes of a stream.

    Args:
        chunks: The chunks of the answer.
        fault: What is to go wrong.
        token_delay: Seconds before each chunk.
        wire: The protocol.

    Raises:
        ConnectionCut: The fault wants the connection closed here.
    """
    spoiler = Spoiler(fault, wire)
    delay = fault.get("chunk-delay", token_delay)
    async for chunk in chunks:
        await asyncio.sleep(delay)
        for text in spoiler.feed(chunk):
            _cut_before(spoiler, fault)
            for piece in _pieces(text, fault):
                yield piece
        if spoiler.ended:
            return
    for text in spoiler.finish():
        for piece in _pieces(text, fault):
            yield piece
    await asyncio.sleep(fault.get("hold-open", 0))


async def cut_short(content: bytes) -> AsyncIterator[bytes]:
    """The first half of a body, then a closed connection."""
    yield content[: len(content) // 2]
    raise ConnectionCut


def _cut_before(spoiler: Spoiler, fault: Fault) -> None:
    limit = fault.get("cut-after")
    if limit is not None and spoiler.sent > limit:
        raise ConnectionCut


def _pieces(text: str, fault: Fault) -> Iterator[bytes]:
    data = text.encode("utf-8", "replace")
    size = fault.get("split") or len(data)
    return (data[at : at + size] for at in range(0, len(data), size))
