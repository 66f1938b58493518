"""An event loop in a thread of its own, for streams that must be open before LiteLLM's event loop sees them.

LiteLLM calls a handler's `astreaming` in a worker thread and takes whatever it returns for a running stream: an error
that shows only at the first chunk comes too late for the Router's retries, cooldowns and fallbacks. So the request is
sent from this loop while the worker thread waits, and the chunks are fetched from here, one by one.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, Self

_lock = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def background_loop() -> asyncio.AbstractEventLoop:
    """The process's loop for streams, started when it is first needed; a fork starts its own."""
    with _lock:
        loop = _loops.get(os.getpid())
        if loop is None:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="aimlapi-streams", daemon=True).start()
            _loops[os.getpid()] = loop
        return loop


def run_in_background(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine there and wait for its result; for threads that may block."""
    return asyncio.run_coroutine_threadsafe(work, background_loop()).result()


class BackgroundStream:
    """An asynchronous iterator over a generator that lives in the background loop.

    Args:
        chunks: The generator; it was made in the background loop.
    """

    def __init__(self, chunks: AsyncGenerator[Any]) -> None:
        self._chunks = chunks

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        return await self._there(self._next())

    async def aclose(self) -> None:
        """Close the stream and its connection."""
        await self._there(self._chunks.aclose())

    async def _next(self) -> Any:
        return await anext(self._chunks, _END)

    async def _there(self, work: Coroutine[Any, Any, Any]) -> Any:
        result = await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, background_loop()))
        if result is _END:  # StopAsyncIteration cannot pass through a future
            raise StopAsyncIteration
        return result


_END = object()
