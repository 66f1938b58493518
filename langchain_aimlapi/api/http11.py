"""One connection to a server, in two colours that share all but reading and writing.

httpcore's own connections do the same at three times the cost of `h11`, which reads and writes HTTP for both. These
take their place below httpx where no proxy is in between: they are httpcore's `ConnectionInterface`, on the network
streams of `langchain_aimlapi.api.network`. `h11` and `httpcore` come with httpx.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import h11

from langchain_aimlapi.api.limits import LONGEST_HEADERS
from langchain_aimlapi.api.network import check_peer
from langchain_aimlapi.http_library import httpcore

READ_BYTES = 64 * 1024
_TOGETHER = 64 * 1024
"""Bytes of a body up to which it is written together with the headers."""
_BOTH_LENGTHS = frozenset({b"content-length", b"transfer-encoding"})


class Protocol:
    """HTTP/1.1 without any reading or writing: what a request is in bytes, and what the bytes of an answer mean."""

    __slots__ = ("_begun", "_failure", "_h11", "_is_ambiguous", "over")

    def __init__(self) -> None:
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEADERS)
        self._failure: httpcore.RemoteProtocolError | None = None
        self._begun = self._is_ambiguous = False
        self.over = False
        """Whether the answer has come to its end."""

    def begin(self, request: httpcore.Request) -> bytes:
        """The headers of a request.

        Raises:
            httpcore.LocalProtocolError: If they cannot be sent.
        """
        self._begun = self.over = False
        try:
            return self._h11.send(
                h11.Request(method=request.method, target=request.url.target, headers=request.headers)
            )
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error

    def piece(self, data: bytes) -> bytes:
        """A piece of its body.

        Raises:
            httpcore.LocalProtocolError: If the body is longer than announced.
        """
        try:
            return self._h11.send(h11.Data(data=data))
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error

    def end(self) -> bytes:
        """What ends a body.

        Raises:
            httpcore.LocalProtocolError: If the body is shorter than announced.
        """
        try:
            return self._h11.send(h11.EndOfMessage()) or b""
        except h11.LocalProtocolError as error:
            raise httpcore.LocalProtocolError(str(error)) from error

    def receive(self, data: bytes) -> None:
        """Bytes of the answer; none for the end of the connection.

        Raises:
            httpcore.RemoteProtocolError: If the connection has ended before an answer began.
        """
        if not data and self._h11.their_state is h11.SEND_RESPONSE:
            raise httpcore.RemoteProtocolError("the server closed the connection without an answer")
        self._h11.receive_data(data)

    def head(self) -> h11.Response | None:
        """Status and headers of the answer, or None while more bytes are needed; hints before it are passed over.

        Raises:
            httpcore.RemoteProtocolError: If it is none, or the server changes to another protocol (101).
        """
        while (event := self._next()) is not h11.NEED_DATA:
            if type(event) is h11.Response:
                self._is_ambiguous = {name for name, _ in event.headers} >= _BOTH_LENGTHS
                return event
            if self._h11.their_state is h11.SWITCHED_PROTOCOL:
                raise httpcore.RemoteProtocolError("the server changed to another protocol, which is not spoken here")
        return None

    def body(self) -> bytes:
        """All that has come of the body and was not given yet; when it is nothing and not `over`, more is needed.

        Its first chunk is given alone: somebody waits for the beginning of the answer.

        Raises:
            httpcore.RemoteProtocolError: If it is broken, once all before that was given.
        """
        if self._failure is not None:
            raise self._failure
        pieces = []
        try:
            while type(event := self._next()) is h11.Data:
                pieces.append(event.data)
                if not self._begun:
                    self._begun = True
                    return bytes(event.data)
        except httpcore.RemoteProtocolError as error:
            if not pieces:
                raise
            self._failure = error
        else:
            self.over = event is not h11.NEED_DATA
        return b"".join(pieces)

    def may_go_on(self) -> bool:
        """Whether the connection takes another request, and make it ready.

        It does not if the answer left bytes behind, or said in two ways where it ends (RFC 9112, 6.3): whoever is in
        between may have meant the other one, and what follows could be somebody else's.
        """
        ended = self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE
        if not ended or self._is_ambiguous or self._h11.trailing_data[0]:
            return False
        self._h11.start_next_cycle()
        return True

    def _next(self) -> Any:
        try:
            return self._h11.next_event()
        except h11.RemoteProtocolError as error:
            raise httpcore.RemoteProtocolError(str(error)) from error


class _State:
    """What both colours know of a connection, as httpcore's pools ask for it."""

    def __init__(self, origin: httpcore.Origin, tls: Callable[[], ssl.SSLContext]) -> None:
        self._origin = origin
        self._make_context = tls
        self._protocol = Protocol()
        self._stream: Any = None
        self._idle = False
        self._closed = False

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return origin == self._origin

    def is_available(self) -> bool:
        return self._idle

    def is_idle(self) -> bool:
        return self._idle

    def is_closed(self) -> bool:
        return self._closed

    def has_expired(self) -> bool:
        """Whether the server has hung up in the meantime."""
        return self._idle and bool(self._stream.get_extra_info("is_readable"))

    def info(self) -> str:
        return f"HTTP/1.1, {'idle' if self._idle else 'closed' if self._closed else 'active'}"

    def _address(self) -> tuple[str, int]:
        return self._origin.host.decode("ascii"), self._origin.port

    def _tls(self) -> tuple[ssl.SSLContext, str] | None:
        if self._origin.scheme != b"https":
            return None
        context = self._make_context()
        context.set_alpn_protocols(["http/1.1"])
        return context, self._origin.host.decode("ascii").rstrip(".")  # certificates know no such dot

    def _answer(self, head: h11.Response, body: Any) -> httpcore.Response:
        facts = {
            "http_version": b"HTTP/" + head.http_version,
            "reason_phrase": head.reason,
            "network_stream": self._stream,
        }
        return httpcore.Response(head.status_code, headers=head.headers.raw_items(), content=body, extensions=facts)


class Connection(_State, httpcore.ConnectionInterface):
    """A connection for threads; it is made with its first request.

    Args:
        origin: Where it leads.
        backend: Makes network streams.
        tls: Makes the context for `https`, when one is needed: it has to load the certificates.
    """

    def __init__(
        self, origin: httpcore.Origin, backend: httpcore.NetworkBackend, tls: Callable[[], ssl.SSLContext]
    ) -> None:
        super().__init__(origin, tls)
        self._backend = backend

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer, its body still to be read.

        Raises:
            httpcore.NetworkError: If the connection breaks, `httpcore.ProtocolError` if what comes is no HTTP,
                `httpcore.TimeoutException` if the time is up.
        """
        self._idle = False
        limits = request.extensions.get("timeout", {})
        try:
            self._connect(limits.get("connect"))
            with suppress(httpcore.WriteError):  # a server may refuse a request before it has read it, and say why
                self._write(request, limits.get("write"))
            while (head := self._protocol.head()) is None:
                self._protocol.receive(self._stream.read(READ_BYTES, limits.get("read")))
        except BaseException:
            self.close()
            raise
        return self._answer(head, _Body(self, self._protocol, self._stream, limits))

    def end_answer(self) -> None:
        """Nobody wants more of the answer."""
        self._idle = not self._closed and self._protocol.may_go_on()
        if not self._idle:
            self.close()

    def close(self) -> None:
        """Hang up."""
        self._idle, self._closed = False, True
        if self._stream is not None:
            self._stream.close()

    def _connect(self, seconds: float | None) -> None:
        if self._stream is None:
            tls = self._tls()  # first: an error of settings needs no connection
            self._stream = self._backend.connect_tcp(*self._address(), timeout=seconds)
            if tls:
                self._stream = self._stream.start_tls(*tls, timeout=seconds)
        else:
            check_peer(self._stream)

    def _write(self, request: httpcore.Request, seconds: float | None) -> None:
        protocol, waiting = self._protocol, self._protocol.begin(request)
        pieces: Iterable[bytes] = request.stream  # type: ignore[assignment] # one of the two colours
        for piece in pieces:
            if len(waiting) + len(piece) > _TOGETHER:
                self._stream.write(waiting, seconds)
                waiting = b""
            waiting += protocol.piece(piece)
        self._stream.write(waiting + protocol.end(), seconds)


class _Reading:
    """What both colours know of a body that is being read."""

    def __init__(self, connection: Any, protocol: Protocol, stream: Any, limits: dict[str, Any]) -> None:
        self._connection = connection
        self._protocol = protocol
        self._stream = stream
        self._limits = limits
        self._closed = False


class _Body(_Reading):
    """The body of an answer, as much of it at a time as has arrived."""

    def __iter__(self) -> Iterator[bytes]:
        protocol = self._protocol
        try:
            while not protocol.over:
                if data := protocol.body():
                    yield data
                elif not protocol.over:
                    protocol.receive(self._stream.read(READ_BYTES, self._limits.get("read")))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._connection.end_answer()


class AsyncConnection(_State, httpcore.AsyncConnectionInterface):
    """`Connection` for event loops."""

    def __init__(
        self, origin: httpcore.Origin, backend: httpcore.AsyncNetworkBackend, tls: Callable[[], ssl.SSLContext]
    ) -> None:
        super().__init__(origin, tls)
        self._backend = backend

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """`Connection.handle_request`, asynchronously."""
        self._idle = False
        limits = request.extensions.get("timeout", {})
        try:
            await self._connect(limits.get("connect"))
            with suppress(httpcore.WriteError):  # as above
                await self._write(request, limits.get("write"))
            while (head := self._protocol.head()) is None:
                self._protocol.receive(await self._stream.read(READ_BYTES, limits.get("read")))
        except BaseException:
            await self.aclose()
            raise
        return self._answer(head, _AsyncBody(self, self._protocol, self._stream, limits))

    async def end_answer(self) -> None:
        """Nobody wants more of the answer."""
        self._idle = not self._closed and self._protocol.may_go_on()
        if not self._idle:
            await self.aclose()

    async def aclose(self) -> None:
        """Hang up."""
        self._idle, self._closed = False, True
        if self._stream is not None:
            await self._stream.aclose()

    async def _connect(self, seconds: float | None) -> None:
        if self._stream is None:
            tls = self._tls()  # first: an error of settings needs no connection
            self._stream = await self._backend.connect_tcp(*self._address(), timeout=seconds)
            if tls:
                self._stream = await self._stream.start_tls(*tls, timeout=seconds)
        else:
            check_peer(self._stream)

    async def _write(self, request: httpcore.Request, seconds: float | None) -> None:
        protocol, waiting = self._protocol, self._protocol.begin(request)
        pieces: AsyncIterable[bytes] = request.stream  # type: ignore[assignment] # one of the two colours
        async for piece in pieces:
            if len(waiting) + len(piece) > _TOGETHER:
                await self._stream.write(waiting, seconds)
                waiting = b""
            waiting += protocol.piece(piece)
        await self._stream.write(waiting + protocol.end(), seconds)


class _AsyncBody(_Reading):
    """`_Body`, asynchronously."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        protocol = self._protocol
        try:
            while not protocol.over:
                if data := protocol.body():
                    yield data
                elif not protocol.over:
                    protocol.receive(await self._stream.read(READ_BYTES, self._limits.get("read")))
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        if not self._closed:
            self._closed = True
            await self._connection.end_answer()
