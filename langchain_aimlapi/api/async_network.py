"""`langchain_aimlapi.api.network` for event loops, on asyncio itself.

httpcore's own streams go through anyio, which costs several times as much for every wait.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import weakref
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from langchain_aimlapi.api.clock import CURRENT, Clock
from langchain_aimlapi.api.keepalive import SocketOption, chosen_options
from langchain_aimlapi.api.network import (
    REFUSED,
    check_peer,
    is_readable,
    is_refused,
    pieces,
    seconds_left,
    system_name,
)
from langchain_aimlapi.http_library import httpcore

_NEXT_ADDRESS = 0.25
"""Seconds after which the next address of a host is tried beside the one that has not answered yet."""
_MOST_WAITING = 256 * 1024
"""Bytes that wait to be read before the server has to wait."""
_SOCKETS: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.WeakSet[socket.socket]] = (
    weakref.WeakKeyDictionary()
)
"""Sockets by the loop that they were made for."""
_EXTRAS = {"ssl_object": "ssl_object", "client_addr": "sockname", "server_addr": "peername", "socket": "socket"}


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Makes connections for event loops.

    Args:
        to_proxy: Whether the connections lead to a proxy, which decides itself what it connects to.
        options: Socket options of every connection; None for the default ones (`langchain_aimlapi.api.keepalive`).
    """

    def __init__(self, *, to_proxy: bool = False, options: tuple[SocketOption, ...] | None = None) -> None:
        self._to_proxy = to_proxy
        self._options = options

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first of the host's addresses that takes one.

        Raises:
            httpcore.ConnectError: If none does, `httpcore.ConnectTimeout` if not in time.
        """
        clock = CURRENT.get()
        local = (local_address, 0) if local_address else None
        seconds = seconds_left(timeout, Clock.to_connect, clock, httpcore.ConnectTimeout)
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                wire = await _first_connected(await _addresses(host, port), port, local, chosen_options(self._options))
        except (OSError, UnicodeError) as error:
            raise _failure(error, limit, httpcore.ConnectTimeout, httpcore.ConnectError) from error
        stream = _Stream(wire, clock, to_proxy=self._to_proxy)
        try:
            for option in socket_options or ():
                wire.socket.setsockopt(*option)
            check_peer(stream)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    """The host's IP addresses, in the system's order."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(system_name(host), port, type=socket.SOCK_STREAM)
        if not found:
            raise OSError(f"{host} has no address") from None
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def _first_connected(
    addresses: list[str], port: int, local: tuple[str, int] | None, options: tuple[SocketOption, ...]
) -> _Wire:
    """A connection to the address that takes one first; each has a start on the next (RFC 8305).

    asyncio has the same (`happy_eyeballs_delay`), but when it is cancelled it loses sockets that nobody closes.

    Raises:
        OSError: If none takes one: the last address's error.
    """
    if len(addresses) == 1:
        return await _connected(addresses[0], port, local, options)
    waiting, trying = deque(addresses), set[asyncio.Task[_Wire]]()
    try:
        while True:
            if waiting:
                trying.add(asyncio.create_task(_connected(waiting.popleft(), port, local, options)))
            ended, trying = await asyncio.wait(
                trying, timeout=_NEXT_ADDRESS if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in ended:
                if task.exception() is None:
                    trying |= ended - {task}
                    return task.result()
            if not trying and not waiting:
                return ended.pop().result()  # which raises
    finally:
        for task in trying:
            task.cancel()
            task.add_done_callback(_hang_up)


async def _connected(
    address: str, port: int, local: tuple[str, int] | None, options: tuple[SocketOption, ...]
) -> _Wire:
    loop = asyncio.get_running_loop()
    connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    _SOCKETS.setdefault(loop, weakref.WeakSet()).add(connection)
    try:
        connection.settimeout(0)
        for option in options:
            connection.setsockopt(*option)
        if local is not None:
            connection.bind(local)
        await loop.sock_connect(connection, (address, port))
        _, wire = await loop.create_connection(lambda: _Wire(connection), sock=connection)
    except BaseException:
        connection.close()
        raise
    return wire


def close_sockets_of_closed_loops() -> None:
    """Close what nobody can use any more: asyncio leaves the sockets of a loop open that is closed before they are."""
    for reference in _SOCKETS.keyrefs():
        loop = reference()
        if loop is not None and loop.is_closed():
            for connection in _SOCKETS.pop(loop, ()):
                connection.close()


def _hang_up(task: asyncio.Task[_Wire]) -> None:
    """A connection that came too late."""
    if not task.cancelled() and task.exception() is None:
        task.result().transport.abort()


class _Wire(asyncio.Protocol):
    """One connection as asyncio tells of it: what has come and was not read, and who waits for what."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.raw: Any = None  # below TLS
        self.transport: Any = None
        self.over = False
        self._failure: Exception | None = None
        self._came: deque[bytes] = deque()
        self._size = 0
        self._full = False  # what is written has to wait
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.raw = self.raw or transport
        self.transport.set_write_buffer_limits(high=1, low=0)  # so that writing waits until all has been taken

    def data_received(self, data: bytes) -> None:
        self._came.append(data)
        self._size += len(data)
        if self._size > _MOST_WAITING:
            self.transport.pause_reading()
        _wake(self._reader)
        _wake(self._writer)

    def eof_received(self) -> bool:
        self.over = True
        _wake(self._reader)
        _wake(self._writer)
        return self.transport.get_extra_info("ssl_object") is None  # half of it may still be of use; not so with TLS

    def connection_lost(self, exc: Exception | None) -> None:
        self.over = True
        self._failure = exc
        _wake(self._reader)
        _wake(self._writer)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _wake(self._writer)

    def has_news(self) -> bool:
        """Whether bytes are there to be read, or the end: on an idle connection neither should be."""
        return bool(self._came) or self.over

    async def read(self, max_bytes: int) -> bytes:
        """The next bytes, none at the end; what came before a failure comes first."""
        while not self._came and not self.over:
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        if not self._came:
            if self._failure is not None:
                raise self._failure
            return b""
        return self._next(max_bytes)

    def _next(self, max_bytes: int) -> bytes:
        data = self._came.popleft()
        if len(data) > max_bytes:
            self._came.appendleft(data[max_bytes:])
            data = data[:max_bytes]
        if self._size > _MOST_WAITING >= self._size - len(data):
            self.transport.resume_reading()
        self._size -= len(data)
        return data

    async def write(self, data: bytes | memoryview, *, listen: bool) -> None:
        """Write, and wait until it has been taken.

        Args:
            data: What is written.
            listen: Whether the server may have said something since the last piece.

        Raises:
            OSError: If the connection breaks, or the server refuses the request; what it said can be read.
        """
        if listen and not self._full:
            await asyncio.sleep(0)  # asyncio writes without a look at what has come
        self._check(listen=listen)
        self.transport.write(data)
        if self.raw.is_closing():  # TLS learns of it later
            self._read_rest()
        while self._full and not self.raw.is_closing():
            self._writer = asyncio.get_running_loop().create_future()
            await self._writer
            self._check(listen=listen)
        if self.raw.is_closing():
            raise self._failure or ConnectionResetError("the connection is closed")

    def _check(self, *, listen: bool) -> None:
        if listen and (self.over or (self._came and is_refused(b"".join(self._came)))):
            raise self._failure or ConnectionAbortedError(REFUSED)

    def _read_rest(self) -> None:
        """What a server said before it reset the connection: asyncio looks no more once writing has failed."""
        with suppress(OSError):
            while data := self.socket.recv(_MOST_WAITING):
                receiver = self.raw.get_protocol()
                if receiver is self:
                    self.data_received(data)
                else:  # TLS
                    receiver.get_buffer(len(data))[: len(data)] = data
                    receiver.buffer_updated(len(data))


class _Stream(httpcore.AsyncNetworkStream):
    keeps_time = True

    def __init__(self, wire: _Wire, clock: Clock | None, *, to_proxy: bool) -> None:
        self._wire = wire
        self._clock = clock
        self._written = 0  # bytes since something was read
        self.to_proxy = to_proxy

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._written = 0
        limit = asyncio.timeout(seconds_left(timeout, Clock.to_read, self._clock, httpcore.ReadTimeout))
        try:
            async with limit:
                return await self._wire.read(max_bytes)
        except OSError as error:
            raise _failure(error, limit, httpcore.ReadTimeout, httpcore.ReadError) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._clock = CURRENT.get()
        for piece in pieces(buffer):
            limit = asyncio.timeout(seconds_left(timeout, Clock.to_write, self._clock, httpcore.WriteTimeout))
            try:
                async with limit:
                    await self._wire.write(piece, listen=self._written > 0)
            except OSError as error:
                raise _failure(error, limit, httpcore.WriteTimeout, httpcore.WriteError) from error
            self._written += len(piece)

    async def aclose(self) -> None:
        """Hang up at once, without a wait that a cancelled task could not make."""
        self._wire.transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        wire, start = self._wire, asyncio.get_running_loop().start_tls
        limit = asyncio.timeout(seconds_left(timeout, Clock.to_connect, self._clock, httpcore.ConnectTimeout))
        try:
            async with limit:
                transport = await start(wire.transport, wire, ssl_context, server_hostname=server_hostname)
        except BaseException as error:
            await self.aclose()
            if isinstance(error, OSError):
                raise _failure(error, limit, httpcore.ConnectTimeout, httpcore.ConnectError) from error
            raise
        assert transport is not None  # noqa: S101 - only asyncio's type says that it may be
        wire.connection_made(transport)
        return _Stream(wire, self._clock, to_proxy=self.to_proxy)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # asked of an idle connection for every request
            return self._wire.has_news() or is_readable(self._wire.transport.get_extra_info("socket"))
        return self._wire.transport.get_extra_info(_EXTRAS[info]) if info in _EXTRAS else None


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


def _failure(error: Exception, limit: asyncio.Timeout, late: type[Exception], broken: type[Exception]) -> Exception:
    """What httpcore raises instead; the system has time-outs of its own, which are failures of the connection."""
    return late(str(error)) if limit.expired() else broken(str(error))
