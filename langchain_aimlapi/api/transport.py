"""Sends calls: the attempt loop in its two colours, and everything about it that is the same in both."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from langchain_aimlapi.api.error_bodies import make_error, mask, parse_body
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    MalformedResponseError,
)
from langchain_aimlapi.api.retry import RetryPolicy, parse_retry_after

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping

    from langchain_aimlapi.api.pools import ConnectionPools
    from langchain_aimlapi.api.uploads import FilePart

MAX_ERROR_BYTES = 256 * 1024
DRAIN_SECONDS = 0.25
"""Longest wait, after the last event of a stream, for the server to end the body so that the connection can live on."""


@dataclass(frozen=True, slots=True)
class Form:
    """A body of `multipart/form-data`, encoded anew for every attempt, so that files need not be held in memory.

    Attributes:
        fields: Texts by name.
        files: The files.
    """

    fields: Mapping[str, Any]
    files: tuple[FilePart, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, complete but for the connection.

    Attributes:
        method: HTTP method.
        url: Absolute address.
        headers: All headers, credentials included.
        content: Encoded body, or None.
        form: A form to send instead.
        params: Query parameters.
        timeout: Time limits in seconds.
        secret: The API key in `headers`, to be masked in errors.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Form | None = field(default=None, repr=False)
    params: Mapping[str, Any] | None = None
    timeout: httpx.Timeout = field(default_factory=lambda: httpx.Timeout(600.0, connect=10.0))
    secret: str | None = field(default=None, repr=False)


class Transport:
    """Sends calls and retries them as the policy says; raises nothing but `AIMLAPIError`s for what goes wrong.

    Args:
        pools: Where the connections come from.
    """

    def __init__(self, pools: ConnectionPools) -> None:
        self.pools = pools

    def send(self, call: Call, policy: RetryPolicy) -> httpx.Response:
        """The answer, its body read."""
        return read_body(self.open(call, policy), call)

    async def asend(self, call: Call, policy: RetryPolicy) -> httpx.Response:
        """The answer, its body read."""
        return await aread_body(await self.aopen(call, policy), call)

    def open(self, call: Call, policy: RetryPolicy) -> httpx.Response:
        """The answer with its body still to be read; the caller closes it."""
        attempts = 0
        while True:
            attempts += 1
            try:
                return self._attempt(call)
            except AIMLAPIError as error:
                delay = policy.delay(error, attempts)
                if delay is None:
                    raise
            time.sleep(delay)

    async def aopen(self, call: Call, policy: RetryPolicy) -> httpx.Response:
        """The answer with its body still to be read; the caller closes it."""
        attempts = 0
        while True:
            attempts += 1
            try:
                return await self._aattempt(call)
            except AIMLAPIError as error:
                delay = policy.delay(error, attempts)
                if delay is None:
                    raise
            await asyncio.sleep(delay)

    def _attempt(self, call: Call) -> httpx.Response:
        client = self.pools.sync()
        try:
            response = client.send(_request(client, call), stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise transport_error(error, call) from error
        if response.is_success:
            return response
        with closing(response):
            raise _status_error(response, _error_content(response), call)

    async def _aattempt(self, call: Call) -> httpx.Response:
        client = await self.pools.for_loop()
        try:
            response = await client.send(_request(client, call), stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise transport_error(error, call) from error
        if response.is_success:
            return response
        try:
            raise _status_error(response, await _aerror_content(response), call)
        finally:
            await response.aclose()


def transport_error(error: Exception, call: Call, *, began: bool = False) -> AIMLAPIError:
    """The typed error for what httpx raised; `began` when an answer had already begun to arrive."""
    host = urlsplit(call.url).hostname
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request(call.method, call.url)  # the cause is public too, and its headers hold the key
    if isinstance(error, httpx.TimeoutException):
        what = "stopped sending" if began else "gave no answer"
        if isinstance(error, httpx.ConnectTimeout):
            what = "could not be connected to"
        return APITimeoutError(f"{host} {what} within the time allowed; raise timeout=... to wait longer", began=began)
    if isinstance(error, httpx.DecodingError):
        return MalformedResponseError(f"The body of the answer from {host} cannot be decompressed")
    detail = mask(str(error) or type(error).__name__, call.secret)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return APIConnectionError(f"The address {call.url!r} cannot be used: {detail}", began=True)
    what = "The connection broke while the answer was arriving" if began else f"Could not get an answer from {host}"
    return APIConnectionError(f"{what}: {detail}", began=began)


def iter_bytes(response: httpx.Response, call: Call) -> Generator[bytes]:
    """The body in pieces as they arrive; a broken connection raises the typed error."""
    try:
        yield from response.iter_bytes()
    except httpx.HTTPError as error:
        raise transport_error(error, call, began=True) from error


async def aiter_bytes(response: httpx.Response, call: Call) -> AsyncGenerator[bytes]:
    """The body in pieces as they arrive; a broken connection raises the typed error."""
    try:
        async for data in response.aiter_bytes():
            yield data
    except httpx.HTTPError as error:
        raise transport_error(error, call, began=True) from error


def read_body(response: httpx.Response, call: Call) -> httpx.Response:
    """The answer, its body read and its connection free."""
    try:
        response.read()
    except httpx.HTTPError as error:
        raise transport_error(error, call, began=True) from error
    finally:
        response.close()
    return response


async def aread_body(response: httpx.Response, call: Call) -> httpx.Response:
    """The answer, its body read and its connection free."""
    try:
        await response.aread()
    except httpx.HTTPError as error:
        raise transport_error(error, call, began=True) from error
    finally:
        await response.aclose()
    return response


def stream_body(response: httpx.Response, call: Call) -> Generator[bytes]:
    """The body in pieces; closing the generator closes the connection, even if nobody has read from it."""

    def pieces() -> Generator[bytes]:
        with closing(response), closing(iter_bytes(response, call)) as data:
            yield b""  # for `stream_body`
            yield from data

    begun = pieces()
    next(begun)
    return begun


async def astream_body(response: httpx.Response, call: Call) -> AsyncGenerator[bytes]:
    """`stream_body`, asynchronously: await it for the pieces."""

    async def pieces() -> AsyncGenerator[bytes]:
        try:
            async with aclosing(aiter_bytes(response, call)) as data:
                yield b""  # for `astream_body`
                async for piece in data:
                    yield piece
        finally:
            await response.aclose()

    begun = pieces()
    await anext(begun)
    return begun


def drain(rest: Iterator[bytes], response: httpx.Response, seconds: float = DRAIN_SECONDS) -> None:
    """Read what follows the last event, so that the connection can be used again; give up after `seconds`.

    httpx fixes the read timeout when a response begins, so the bound is kept by shutting the socket down.
    """
    stream = response.extensions.get("network_stream")
    connection: socket.socket | None = stream.get_extra_info("socket") if stream is not None else None
    if connection is None:
        return
    timer = threading.Timer(seconds, _shut_down, (connection,))
    timer.daemon = True
    timer.start()
    try:
        for _ in rest:
            pass
    except AIMLAPIError:
        pass  # the answer is complete; only the connection is lost
    finally:
        timer.cancel()


async def adrain(rest: AsyncIterator[bytes], seconds: float = DRAIN_SECONDS) -> None:
    """Read what follows the last event, so that the connection can be used again; give up after `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            async for _ in rest:
                pass
    except (TimeoutError, AIMLAPIError):
        pass  # the answer is complete; only the connection is lost


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _request(client: httpx.Client | httpx.AsyncClient, call: Call) -> httpx.Request:
    if call.form is not None:
        return _form_request(client, call, call.form)
    return client.build_request(
        call.method,
        call.url,
        headers=dict(call.headers),
        content=call.content,
        params=call.params,
        timeout=call.timeout,
    )


def _form_request(client: httpx.Client | httpx.AsyncClient, call: Call, form: Form) -> httpx.Request:
    """The request with a form; its content type, which names the boundary, is httpx's."""
    headers = {name: value for name, value in call.headers.items() if name.lower() != "content-type"}
    files = [part.rewound() for part in form.files]
    return client.build_request(
        call.method,
        call.url,
        headers=headers,
        data=form.fields,
        files=files,
        params=call.params,
        timeout=call.timeout,
    )


def _error_content(response: httpx.Response) -> bytes:
    content = bytearray()
    try:
        for data in response.iter_bytes():
            content += data
            if len(content) > MAX_ERROR_BYTES:
                break
    except httpx.HTTPError:
        pass  # the status is known; the rest of the text is lost
    return bytes(content[:MAX_ERROR_BYTES])


async def _aerror_content(response: httpx.Response) -> bytes:
    content = bytearray()
    try:
        async for data in response.aiter_bytes():
            content += data
            if len(content) > MAX_ERROR_BYTES:
                break
    except httpx.HTTPError:
        pass  # the status is known; the rest of the text is lost
    return bytes(content[:MAX_ERROR_BYTES])


def _status_error(response: httpx.Response, content: bytes, call: Call) -> APIStatusError:
    error = make_error(
        parse_body(content),
        status=response.status_code,
        headers=response.headers,
        retry_after=parse_retry_after(response.headers),
        secret=call.secret,
    )
    error.response = public_response(response, content, call)
    return error


def public_response(response: httpx.Response, content: bytes, call: Call) -> httpx.Response:
    """The answer for the user to look at: headers and body (bounded), tied to a request without credentials."""
    content = content[:MAX_ERROR_BYTES]
    if call.secret:
        content = content.replace(call.secret.encode(), b"***")
    headers = [(name, value) for name, value in response.headers.multi_items() if name not in _DECODED_HEADERS]
    return httpx.Response(
        response.status_code,
        headers=headers,
        content=content,
        request=httpx.Request(call.method, call.url),
    )


_DECODED_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie"})
