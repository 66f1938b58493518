"""Connections that know how much time a call has left.

httpx waits for the next bytes: a server that sends one now and then keeps it busy for ever, and what it may wait is
fixed when an answer begins. Here every single wait is cut to what the call's `Clock` still allows, without a thread
or a timer. httpcore takes such network backends (https://www.encode.io/httpcore/network-backends/); httpx has no
setting for them, so they are put in after it has made its pools, environment proxies included.
"""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING, Any

import httpcore

from langchain_aimlapi.api.clock import CHECK_PEER, CURRENT

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    import httpx

    from langchain_aimlapi.api.clock import Clock

    SOCKET_OPTION = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_PIECE = 64 * 1024
"""Bytes of a request that are written at a time: a slow reader is noticed between two of them."""


def bound(client: httpx.Client | httpx.AsyncClient) -> None:
    """Make all connections of a new client end in time.

    Should an httpx of the future keep its pools elsewhere, nothing is changed: the transport then still looks at the
    clock after every piece, so only a server that drips can hold a call for longer.
    """
    for transport in [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]:
        bound_transport(transport)


def bound_transport(transport: Any) -> None:
    """`bound`, for one of httpx's own transports."""
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if isinstance(backend, httpcore.NetworkBackend):
        pool._network_backend = _Backend(backend)  # type: ignore[union-attr] # noqa: SLF001
    elif isinstance(backend, httpcore.AsyncNetworkBackend):
        pool._network_backend = _AsyncBackend(backend)  # type: ignore[union-attr] # noqa: SLF001


def _seconds(allowed: float | None, left: Callable[[Clock], float], clock: Clock | None, error: type[Exception]) -> Any:
    """What one wait may take.

    Raises:
        httpcore.TimeoutException: If there is no time left.
    """
    if clock is None:
        return allowed
    seconds = left(clock)
    if seconds <= 0:
        raise error("no time is left")
    return seconds if allowed is None or clock.began else min(allowed, seconds)


def _to_connect(clock: Clock) -> float:
    return clock.to_connect()


def _to_write(clock: Clock) -> float:
    return clock.to_write()


def _to_read(clock: Clock) -> float:
    return clock.to_read()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        clock = CURRENT.get()
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in _addresses(host, port):  # one after the other, each with what is left
            try:
                seconds = _seconds(timeout, _to_connect, clock, httpcore.ConnectTimeout)
                stream = _Stream(self._inner.connect_tcp(address, port, seconds, local_address, socket_options), clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                try:
                    _check_peer(stream)
                except BaseException:
                    stream.close()
                    raise
                return stream
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.connect_unix_socket(path, timeout, socket_options), CURRENT.get())

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    keeps_time = True

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock | None) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _seconds(timeout, _to_read, self._clock, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._clock = CURRENT.get()
        for start in range(0, len(buffer), _PIECE):
            seconds = _seconds(timeout, _to_write, self._clock, httpcore.WriteTimeout)
            self._inner.write(buffer[start : start + _PIECE], seconds)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = _seconds(timeout, _to_connect, self._clock, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, inner: httpcore.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        clock = CURRENT.get()
        seconds = _seconds(timeout, _to_connect, clock, httpcore.ConnectTimeout)
        stream = _AsyncStream(await self._inner.connect_tcp(host, port, seconds, local_address, socket_options), clock)
        try:
            _check_peer(stream)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await self._inner.connect_unix_socket(path, timeout, socket_options), CURRENT.get())

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _AsyncStream(httpcore.AsyncNetworkStream):
    keeps_time = True

    def __init__(self, inner: httpcore.AsyncNetworkStream, clock: Clock | None) -> None:
        self._inner = inner
        self._clock = clock
        self._socket = inner.get_extra_info("socket")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, _seconds(timeout, _to_read, self._clock, httpcore.ReadTimeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._clock = CURRENT.get()
        for start in range(0, len(buffer), _PIECE):
            seconds = _seconds(timeout, _to_write, self._clock, httpcore.WriteTimeout)
            await self._inner.write(buffer[start : start + _PIECE], seconds)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        seconds = _seconds(timeout, _to_connect, self._clock, httpcore.ConnectTimeout)
        return _AsyncStream(await self._inner.start_tls(ssl_context, server_hostname, seconds), self._clock)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self._socket is not None:
            return _is_readable(self._socket)  # asked of every idle connection for every request
        return self._inner.get_extra_info(info)


def _is_readable(connection: socket.socket) -> bool:
    """Whether there is something to read on an idle connection: its end, as a rule."""
    number = connection.fileno()
    if number < 0:
        return True
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))


def _check_peer(stream: httpcore.NetworkStream | httpcore.AsyncNetworkStream) -> None:
    """Ask whoever sends whether this connection may be used."""
    check = CHECK_PEER.get()
    peer = stream.get_extra_info("server_addr") if check is not None else None
    if check is not None and peer:
        check(str(peer[0]).partition("%")[0])


def _addresses(host: str, port: int) -> list[str]:
    """The host's IP addresses, in the system's order.

    Raises:
        httpcore.ConnectError: If it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
