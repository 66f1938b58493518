"""One client made of several small ones: httpcore looks through its whole pool for every request.

A call beside 500 others costs many times as much as one beside four. So no pool has more than `SHARD_CONNECTIONS`;
another one is made when all are busy, and closed when it has long been idle.
"""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

SHARD_CONNECTIONS = 4

ClientT = TypeVar("ClientT", bound="httpx.Client | httpx.AsyncClient")
_busy = attrgetter("busy")
_url = lru_cache(256)(httpx.URL)


class Shard(Generic[ClientT]):
    """A small client, and how many of its answers are not finished."""

    __slots__ = ("busy", "client", "idle_since")

    def __init__(self, client: ClientT) -> None:
        self.client = client
        self.busy = 0
        self.idle_since = time.monotonic()


class Shards(Generic[ClientT]):
    """The small clients of one process or event loop; the least busy one is taken first, of equals the oldest.

    Args:
        make: Makes a client with the limits given to it.
        limits: How many connections all of them may have together, and how long an idle one is kept.
    """

    def __init__(self, make: Callable[[httpx.Limits], ClientT], limits: httpx.Limits) -> None:
        self._make = make
        self._limits = limits
        self._lock = threading.RLock()  # an answer that is garbage may be given back in the middle of taking
        self._shards: list[Shard[ClientT]] = []
        self._grow()

    def take(self) -> Shard[ClientT]:
        """The shard for one more request; it must be given back."""
        with self._lock:
            shard = min(self._shards, key=_busy)
            if shard.busy >= SHARD_CONNECTIONS and self._room() > 0:
                shard = self._grow()
            shard.busy += 1
        return shard

    def give_back(self, shard: Shard[ClientT]) -> None:
        """The answer is finished, or there is none."""
        with self._lock:
            shard.busy -= 1
            shard.idle_since = time.monotonic()

    def surplus(self) -> ClientT | None:
        """A client that has been idle for longer than connections are kept; it is the caller's to close."""
        if not self._is_surplus():
            return None
        with self._lock:
            return self._shards.pop().client if self._is_surplus() else None

    def clients(self) -> list[ClientT]:
        """All of them."""
        with self._lock:
            return [shard.client for shard in self._shards]

    def _is_surplus(self) -> bool:
        last, kept = self._shards[-1], self._limits.keepalive_expiry
        idle = not last.busy and kept is not None and time.monotonic() - last.idle_since > kept
        return idle and len(self._shards) > 1

    def _room(self) -> int:
        """How many connections one more shard may have."""
        most = self._limits.max_connections
        return (
            SHARD_CONNECTIONS if most is None else min(SHARD_CONNECTIONS, most - len(self._shards) * SHARD_CONNECTIONS)
        )

    def _grow(self) -> Shard[ClientT]:
        room = self._room()
        kept = self._limits.keepalive_expiry
        limits = httpx.Limits(max_connections=room, max_keepalive_connections=room, keepalive_expiry=kept)
        shard = Shard(self._make(limits))
        self._shards.append(shard)
        return shard


class _Sharded(Generic[ClientT]):
    """As much of an httpx client as sending needs.

    Args:
        make: Makes a client with the limits given to it.
        limits: Limits of all clients together.
    """

    def __init__(self, make: Callable[[httpx.Limits], ClientT], limits: httpx.Limits) -> None:
        self._shards = Shards(make, limits)
        self.is_closed = False

    def build_request(self, method: str, url: str, **parts: Any) -> httpx.Request:
        """The request as it is: there is nothing to add to it."""
        return httpx.Request(method, _url(url), **parts)


class ShardedClient(_Sharded[httpx.Client]):
    """For threads."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The answer of the least busy client."""
        if (surplus := self._shards.surplus()) is not None:
            surplus.close()
        shard = self._shards.take()
        try:
            response = shard.client.send(request, **options)
        except BaseException:
            self._shards.give_back(shard)
            raise
        if response.is_closed:
            self._shards.give_back(shard)
        else:
            response.stream = _Counted(response.stream, self._shards, shard)
        return response

    def close(self) -> None:
        """Close all connections."""
        self.is_closed = True
        for client in self._shards.clients():
            client.close()


class ShardedAsyncClient(_Sharded[httpx.AsyncClient]):
    """For one event loop."""

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The answer of the least busy client."""
        if (surplus := self._shards.surplus()) is not None:
            await surplus.aclose()
        shard = self._shards.take()
        try:
            response = await shard.client.send(request, **options)
        except BaseException:
            self._shards.give_back(shard)
            raise
        if response.is_closed:
            self._shards.give_back(shard)
        else:
            response.stream = _AsyncCounted(response.stream, self._shards, shard)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        self.is_closed = True
        for client in self._shards.clients():
            await client.aclose()


class _Counted(httpx.SyncByteStream):
    """The body of an answer, which gives its shard back when it is closed."""

    def __init__(self, body: Any, shards: Shards[httpx.Client], shard: Shard[httpx.Client]) -> None:
        self._body = body
        self._shards = shards
        self._shard = shard

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        try:
            self._body.close()
        finally:
            self._shards.give_back(self._shard)


class _AsyncCounted(httpx.AsyncByteStream):
    """`_Counted`, asynchronously."""

    def __init__(self, body: Any, shards: Shards[httpx.AsyncClient], shard: Shard[httpx.AsyncClient]) -> None:
        self._body = body
        self._shards = shards
        self._shard = shard

    def __aiter__(self) -> AsyncIterator[bytes]:
        iterator: AsyncIterator[bytes] = aiter(self._body)
        return iterator

    async def aclose(self) -> None:
        try:
            await self._body.aclose()
        finally:
            self._shards.give_back(self._shard)
