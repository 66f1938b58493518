"""Connections that know how much time a call has left.

httpx waits for the next bytes: a server that sends one now and then keeps it busy for ever, and what it may wait is
fixed when an answer begins. Here every single wait is cut to what the call's `Clock` still allows, without a thread
or a timer. httpcore takes such network backends (https://www.encode.io/httpcore/network-backends/).
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore

from langchain_aimlapi.api.clock import CHECK_PEER, CURRENT, Clock

SOCKET_OPTION = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_PIECE = 64 * 1024
"""Bytes of a request that are written at a time: a slow reader is noticed between two of them."""


class Backend(httpcore.NetworkBackend):
    """Makes connections for threads."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that takes one.

        Raises:
            httpcore.ConnectError: If none does, `httpcore.ConnectTimeout` if not in time.
        """
        clock = CURRENT.get()
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in _addresses(host, port):  # one after the other, each with what is left
            try:
                seconds = seconds_left(timeout, Clock.to_connect, clock, httpcore.ConnectTimeout)
                stream = _Stream(self._inner.connect_tcp(address, port, seconds, local_address, socket_options), clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                try:
                    check_peer(stream)
                except BaseException:
                    stream.close()
                    raise
                return stream
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    keeps_time = True

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock | None) -> None:
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, seconds_left(timeout, Clock.to_read, self._clock, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._clock = CURRENT.get()
        for piece in pieces(buffer):
            self._inner.write(piece, seconds_left(timeout, Clock.to_write, self._clock, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = seconds_left(timeout, Clock.to_connect, self._clock, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def seconds_left(
    allowed: float | None, left: Callable[[Clock], float], clock: Clock | None, error: type[Exception]
) -> float | None:
    """What one wait may take.

    Args:
        allowed: What whoever waits allows by himself.
        left: What the clock allows for waits of this kind.
        clock: The call's clock, if there is one.
        error: What to raise when no time is left: one of httpcore's.
    """
    if clock is None:
        return allowed
    seconds = left(clock)
    if seconds <= 0:
        raise error("no time is left")
    return seconds if allowed is None or clock.began else min(allowed, seconds)


def pieces(buffer: bytes) -> Iterator[Any]:
    """What is written, in pieces whose time is looked at."""
    if len(buffer) <= _PIECE:
        yield buffer
        return
    view = memoryview(buffer)
    for start in range(0, len(buffer), _PIECE):
        yield view[start : start + _PIECE]


def is_readable(connection: socket.socket) -> bool:
    """Whether there is something to read on an idle connection: its end, as a rule."""
    number = connection.fileno()
    if number < 0:
        return True
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))


def check_peer(stream: httpcore.NetworkStream | httpcore.AsyncNetworkStream) -> None:
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
