"""Connections that know how much time a call has left.

httpx waits for the next bytes: a server that sends one now and then keeps it busy for ever, and what it may wait is
fixed when an answer begins. Here every single wait is cut to what the call's `Clock` still allows, without a thread
or a timer. httpcore takes such network backends (https://www.encode.io/httpcore/network-backends/).
"""

from __future__ import annotations

import errno
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from langchain_aimlapi.api.clock import CHECK_PEER, CURRENT, Clock
from langchain_aimlapi.api.config import is_localhost
from langchain_aimlapi.api.keepalive import SocketOption, chosen_options
from langchain_aimlapi.http_library import httpcore

_PIECE = 64 * 1024
"""Bytes of a request that are written at a time: a slow reader is noticed between two of them, and an early answer."""
_HTTP = b"HTTP/1."
VANISHED = "the server has vanished: it does not acknowledge what was sent, or the system's probes"
REFUSED = "the server refused the request before it had taken all of it"


class Backend(httpcore.NetworkBackend):
    """Makes connections for threads.

    Args:
        to_proxy: Whether the connections lead to a proxy, which decides itself what it connects to.
        options: Socket options of every connection; None for the default ones (`langchain_aimlapi.api.keepalive`).
    """

    def __init__(self, *, to_proxy: bool = False, options: tuple[SocketOption, ...] | None = None) -> None:
        self._inner = httpcore.SyncBackend()
        self._options = options
        self._to_proxy = to_proxy

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that takes one; they share the time that there is.

        Raises:
            httpcore.ConnectError: If none does, `httpcore.ConnectTimeout` if not in time.
        """
        clock = CURRENT.get()
        options = [*chosen_options(self._options), *(socket_options or ())]
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        addresses = _addresses(host, port)
        allowed = seconds_left(timeout, Clock.to_connect, clock, httpcore.ConnectTimeout)
        ends_at = None if allowed is None else time.monotonic() + allowed
        for number, address in enumerate(addresses):  # one after the other: a dead one costs no more than its share
            seconds = None if ends_at is None else max(ends_at - time.monotonic(), 0.01) / (len(addresses) - number)
            try:
                inner = self._inner.connect_tcp(address, port, seconds, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                stream = _Stream(inner, clock, to_proxy=self._to_proxy)
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

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock | None, *, to_proxy: bool) -> None:
        self._inner = inner
        self._clock = clock
        self._listens = True  # to an answer that comes while a request is written
        self._written = 0  # bytes since something was read
        self._early = b""
        self.to_proxy = to_proxy

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._written = 0
        if self._early:
            data, self._early = self._early[:max_bytes], self._early[max_bytes:]
            return data
        try:
            return self._inner.read(max_bytes, seconds_left(timeout, Clock.to_read, self._clock, httpcore.ReadTimeout))
        except httpcore.ReadTimeout as error:
            if _is_the_systems(error):
                raise httpcore.ReadError(VANISHED) from error
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it, unless the server refuses a large request before it has taken it.

        Raises:
            httpcore.WriteError: If it does, or the connection breaks; what it said can be read.
            httpcore.WriteTimeout: If it takes nothing for too long.
        """
        self._clock = CURRENT.get()
        for piece in pieces(buffer):
            if self._listens and self._written:
                self._write_and_listen(piece, timeout)
            else:
                self._write_at_once(piece, timeout)
            self._written += len(piece)

    def _write_at_once(self, piece: memoryview | bytes, timeout: float | None) -> None:
        try:
            self._inner.write(piece, self._seconds_to_write(timeout))  # type: ignore[arg-type]
        except httpcore.WriteTimeout as error:
            if _is_the_systems(error):
                raise httpcore.WriteError(VANISHED) from error
            raise

    def _write_and_listen(self, piece: memoryview | bytes, timeout: float | None) -> None:
        connection: socket.socket = self._inner.get_extra_info("socket")
        connection.settimeout(0)
        rest = memoryview(piece)
        try:
            while rest:
                if wait_until_ready(connection, 0, to_write=False) and self._is_refused_by(connection):
                    raise httpcore.WriteError(REFUSED)
                try:
                    rest = rest[connection.send(rest) :]
                except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError) as error:
                    to_write = not isinstance(error, ssl.SSLWantReadError)
                    if not wait_until_ready(connection, self._seconds_to_write(timeout), to_write=to_write):
                        raise httpcore.WriteTimeout("the server takes nothing more") from None
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def _seconds_to_write(self, timeout: float | None) -> float | None:
        return seconds_left(timeout, Clock.to_write, self._clock, httpcore.WriteTimeout)

    def _is_refused_by(self, connection: socket.socket) -> bool:
        """Hear what the server says; whether that is no answer to wait for while the rest is written."""
        try:
            data = connection.recv(_PIECE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False  # news of TLS itself
        self._early += data
        self._listens = not is_accepted(self._early)
        return not data or is_refused(self._early)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = seconds_left(timeout, Clock.to_connect, self._clock, httpcore.ConnectTimeout)
        inside_tls = self._inner.get_extra_info("ssl_object") is not None
        inner = self._inner.start_tls(ssl_context, server_hostname, seconds)
        stream = _Stream(inner, self._clock, to_proxy=self.to_proxy)
        stream._listens = not inside_tls  # else the socket below speaks the outer TLS
        return stream

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _is_the_systems(error: Exception) -> bool:
    """Whether a time-out is of the system's own probes: the connection has failed, and no limit of ours is over."""
    return getattr(error.__cause__, "errno", None) == errno.ETIMEDOUT


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


def is_refused(data: bytes) -> bool:
    """Whether the beginning of an answer says that the rest of the request is not wanted: an error, or no HTTP."""
    return bool(data := _without_hints(data)) and _status(data) not in b"12"


def is_accepted(data: bytes) -> bool:
    """Whether the answer begins before the request has been read, and the rest of that is wanted all the same."""
    return _status(_without_hints(data)) == b"2"


def _without_hints(data: bytes) -> bytes:
    """What follows the interim answers (1xx), which say nothing about the end."""
    while _status(data) == b"1":
        data = data.partition(b"\r\n\r\n")[2]
    return data


def _status(data: bytes) -> bytes:
    """The first digit of an answer's status; nothing if it has not come, `b"?"` if it is no HTTP."""
    if not data.startswith(_HTTP[: len(data)]):
        return b"?"
    return data[9:10]


def is_readable(connection: socket.socket) -> bool:
    """Whether there is something to read on an idle connection: its end, as a rule."""
    return connection.fileno() < 0 or wait_until_ready(connection, 0, to_write=False)


def wait_until_ready(connection: socket.socket, seconds: float | None, *, to_write: bool) -> bool:
    """Whether there is something to read within so many seconds, or, if that is wanted, to write is possible."""
    number = connection.fileno()
    if not hasattr(select, "poll"):  # Windows
        return any(select.select([number], [number] * to_write, [], seconds))
    poll = select.poll()
    poll.register(number, select.POLLIN | select.POLLOUT * to_write)
    return bool(poll.poll(None if seconds is None else seconds * 1000))


def check_peer(stream: Any) -> None:
    """Ask whoever sends whether this connection, new or used before, may be used."""
    if (check := CHECK_PEER.get()) is not None and (address := peer_address(stream)) is not None:
        check(address)


def peer_address(stream: Any) -> str | None:
    """The IP address of the host that a connection leads to; None if that is a proxy, which connects further itself.

    Args:
        stream: A network stream of httpcore's kind. Of those that are not the package's own, nobody knows whether they
            lead to a proxy: they are taken to lead to the host.
    """
    peer = None if getattr(stream, "to_proxy", False) else stream.get_extra_info("server_addr")
    return str(peer[0]).partition("%")[0] if peer else None


def system_name(host: str) -> str:
    """The name that the system is asked for: `localhost` for all names below it, which lead nowhere else (RFC 6761)."""
    return "localhost" if is_localhost(host) else host


def _addresses(host: str, port: int) -> list[str]:
    """The host's IP addresses, in the system's order.

    Raises:
        httpcore.ConnectError: If it has none.
    """
    try:
        found = socket.getaddrinfo(system_name(host), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
