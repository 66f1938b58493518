"""Which connection a request goes over: the one that was used last, a new one, or the next that becomes free.

httpcore looks through its whole pool for every request, so that a call beside 500 others costs many times as much as a
single one. These pools take its place below httpx; what they hold are connections as httpcore defines them.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any, Generic, TypeVar

from langchain_aimlapi.http_library import httpcore
from langchain_aimlapi.http_library import lazy_httpx as httpx

ConnectionT = TypeVar("ConnectionT", bound="httpcore.ConnectionInterface | httpcore.AsyncConnectionInterface")


_Account = tuple[bytes, ...]
_Place = tuple[bytes, bytes, int, _Account]
_WHO = frozenset({b"authorization", b"x-api-key", b"api-key", b"cookie"})
"""Headers that say on whose account a request is. A connection that one account has used serves no other: what a server
sends too late, behind an answer, could else become another account's answer."""


class Book(Generic[ConnectionT]):
    """All connections of a pool, and which of them are idle. It says what is to be done and does nothing itself.

    Args:
        make: Makes a connection to an origin, which connects with its first request.
        limits: Most connections, most of them idle, and seconds that an idle one is kept.
        now: Seconds of a clock that never goes back.
    """

    def __init__(
        self,
        make: Callable[[httpcore.Origin], ConnectionT],
        limits: httpx.Limits,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make = make
        self._limits = limits
        self._now = now
        self._waiting: dict[_Place, deque[ConnectionT]] = {}  # the last one was used last; none of these is empty
        self._idle: dict[ConnectionT, tuple[float, _Place]] = {}  # since when; the first has been longest
        self._closed = False
        self.open: set[ConnectionT] = set()

    def has_room(self) -> bool:
        """Whether one more request may have a connection now."""
        most = self._limits.max_connections
        return most is None or len(self.open) - len(self._idle) < most

    def take(self, origin: httpcore.Origin, account: _Account = ()) -> ConnectionT | None:
        """The idle connection to `origin` that was used last for `account`, if there is one."""
        place = _place(origin, account)
        if place not in self._waiting:
            return None
        connection = self._leave(place, deque.pop)
        del self._idle[connection]
        return connection

    def add(self, origin: httpcore.Origin) -> ConnectionT:
        """A new connection."""
        connection = self._make(origin)
        self.open.add(connection)
        return connection

    def give_back(self, origin: httpcore.Origin, connection: ConnectionT, account: _Account = ()) -> bool:
        """A request is over; whether its connection is kept, idle, for another. If not, it is out of the book."""
        if self._closed or connection.is_closed() or not connection.is_idle():
            self.open.discard(connection)
            return False
        place = _place(origin, account)
        self._waiting.setdefault(place, deque()).append(connection)
        self._idle[connection] = (self._now(), place)
        return True

    def _leave(self, place: _Place, end: Callable[[deque[ConnectionT]], ConnectionT]) -> ConnectionT:
        waiting = self._waiting[place]
        connection = end(waiting)
        if not waiting:  # keys come and go: their places must not stay
            del self._waiting[place]
        return connection

    def surplus(self) -> list[ConnectionT]:
        """Idle connections that have been so for too long, or are too many; they are out of the book."""
        out = []
        while self._idle and self._has_too_many_or_too_old():
            connection, (_, place) = next(iter(self._idle.items()))
            self._leave(place, deque.popleft)
            del self._idle[connection]
            self.open.discard(connection)
            out.append(connection)
        return out

    def _has_too_many_or_too_old(self) -> bool:
        limits = self._limits
        kept, most_idle, most = limits.keepalive_expiry, limits.max_keepalive_connections, limits.max_connections
        too_many = (most_idle is not None and len(self._idle) > most_idle) or (
            most is not None and len(self.open) > most
        )
        return too_many or (kept is not None and self._now() - next(iter(self._idle.values()))[0] > kept)

    def clear(self) -> list[ConnectionT]:
        """All connections, which are out of the book; none is kept from now on."""
        self._closed = True
        out = list(self.open)
        self.open.clear()
        self._idle.clear()
        self._waiting.clear()
        return out


def _place(origin: httpcore.Origin, account: _Account) -> _Place:
    return origin.scheme, origin.host, origin.port, account


def _account(request: httpcore.Request) -> _Account:
    """On whose account a request is: the values of the headers that say so."""
    return tuple(value for name, value in request.headers if name.lower() in _WHO)


def _origin(request: httpcore.Request) -> httpcore.Origin:
    """Where a request goes.

    Raises:
        httpcore.UnsupportedProtocol: If that is no HTTP.
    """
    if request.url.scheme not in (b"http", b"https"):
        raise httpcore.UnsupportedProtocol(f"{request.url.scheme.decode()!r} is neither 'http' nor 'https'")
    return request.url.origin


def _no_room(limits: httpx.Limits) -> httpcore.PoolTimeout:
    return httpcore.PoolTimeout(f"all {limits.max_connections} connections are busy")


class Pool:
    """Connections for threads, in the place of an `httpcore.ConnectionPool`.

    Args:
        make: Makes a connection to an origin, which connects with its first request.
        limits: Most connections, most of them idle, and seconds that an idle one is kept.
    """

    def __init__(self, make: Callable[[httpcore.Origin], httpcore.ConnectionInterface], limits: httpx.Limits) -> None:
        self._limits = limits
        self._book = Book(make, limits)
        self._freed = threading.Condition()  # reentrant: an answer that is garbage may be given back within

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer, its body still to be read; the connection is busy until it is closed.

        Raises:
            httpcore.PoolTimeout: If no connection became free in time; and whatever the connection raises.
        """
        origin, account = _origin(request), _account(request)
        connection = self._take(origin, account, request.extensions.get("timeout", {}).get("pool"))
        try:
            response = connection.handle_request(request)
        except BaseException:
            self._give_back(origin, account, connection)
            raise
        response.stream = _Body(response.stream, partial(self._give_back, origin, account, connection))
        return response

    def close(self) -> None:
        """Close all connections."""
        with self._freed:
            connections = self._book.clear()
        for connection in connections:
            connection.close()

    def _take(self, origin: httpcore.Origin, account: _Account, seconds: float | None) -> httpcore.ConnectionInterface:
        while True:
            with self._freed:
                if not self._freed.wait_for(self._book.has_room, seconds):
                    raise _no_room(self._limits)
                connection = self._book.take(origin, account) or self._book.add(origin)
                surplus = self._book.surplus()
            for old in surplus:
                old.close()
            if not connection.has_expired():
                return connection
            connection.close()
            self._give_back(origin, account, connection)

    def _give_back(self, origin: httpcore.Origin, account: _Account, connection: httpcore.ConnectionInterface) -> None:
        with self._freed:
            kept = self._book.give_back(origin, connection, account)
            self._freed.notify()
        if not kept:
            connection.close()


class _Body:
    """The body of an answer, which says when nobody reads it any more."""

    def __init__(self, body: Any, ended: Callable[[], None]) -> None:
        self._body = body
        self._ended: Callable[[], None] | None = ended

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        ended, self._ended = self._ended, None
        try:
            self._body.close()
        finally:
            if ended is not None:
                ended()


class AsyncPool:
    """`Pool` for one event loop."""

    def __init__(
        self, make: Callable[[httpcore.Origin], httpcore.AsyncConnectionInterface], limits: httpx.Limits
    ) -> None:
        self._limits = limits
        self._book = Book(make, limits)
        self._free = asyncio.Semaphore(limits.max_connections or sys.maxsize)

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """`Pool.handle_request`, asynchronously."""
        origin, account = _origin(request), _account(request)
        connection = await self._take(origin, account, request.extensions.get("timeout", {}).get("pool"))
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            await self._give_back(origin, account, connection)
            raise
        response.stream = _AsyncBody(response.stream, partial(self._give_back, origin, account, connection))
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in self._book.clear():
            await connection.aclose()
        await asyncio.sleep(0)  # asyncio closes a socket with the next turn of its loop

    async def _take(
        self, origin: httpcore.Origin, account: _Account, seconds: float | None
    ) -> httpcore.AsyncConnectionInterface:
        try:
            async with asyncio.timeout(seconds if self._free.locked() else None):
                await self._free.acquire()
        except TimeoutError as error:
            raise _no_room(self._limits) from error
        try:
            return await self._usable(origin, account)
        except BaseException:
            self._free.release()
            raise

    async def _usable(self, origin: httpcore.Origin, account: _Account) -> httpcore.AsyncConnectionInterface:
        while True:
            connection = self._book.take(origin, account) or self._book.add(origin)
            for old in self._book.surplus():
                await old.aclose()
            if not connection.has_expired():
                return connection
            self._book.open.discard(connection)
            await connection.aclose()

    async def _give_back(
        self, origin: httpcore.Origin, account: _Account, connection: httpcore.AsyncConnectionInterface
    ) -> None:
        self._free.release()
        if not self._book.give_back(origin, connection, account):
            await connection.aclose()


class _AsyncBody:
    """`_Body`, asynchronously."""

    def __init__(self, body: Any, ended: Callable[[], Awaitable[None]]) -> None:
        self._body = body
        self._ended: Callable[[], Awaitable[None]] | None = ended

    def __aiter__(self) -> AsyncIterator[bytes]:
        iterator: AsyncIterator[bytes] = aiter(self._body)
        return iterator

    async def aclose(self) -> None:
        ended, self._ended = self._ended, None
        try:
            await self._body.aclose()
        finally:
            if ended is not None:
                await ended()
