"""Sends requests over pools of our own, below the transports of the HTTP library, through the environment's proxies.

The library's transports are what is called, so tools that replace or watch them (to mock, record or trace) see the
calls. What its clients add to that, redirects, cookies and log lines with whole URLs, has no place here.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, ClassVar

from langchain_aimlapi.api.async_network import AsyncBackend
from langchain_aimlapi.api.certificates import context_of_nobody, shared_ssl_context
from langchain_aimlapi.api.connections import AsyncPool, Pool
from langchain_aimlapi.api.http11 import AsyncConnection, Connection
from langchain_aimlapi.api.keepalive import SocketOption
from langchain_aimlapi.api.network import Backend
from langchain_aimlapi.api.proxies import ProxyRules, tunnels
from langchain_aimlapi.http_library import httpx

_url = lru_cache(256)(httpx.URL)


class _Sender:
    """What sync and async share: a transport for each proxy, and one for what goes through none.

    Args:
        limits: Limits of the connections to every proxy, and of those without one.
        options: Socket options of every connection; None for the default ones.
    """

    _asynchronous: ClassVar[bool]
    _backend: ClassVar[Any]
    _connection: ClassVar[Any]
    _pool: ClassVar[Any]
    _transport_name: ClassVar[str]  # looked up for each: tools may have put another class there

    def __init__(self, limits: httpx.Limits, options: tuple[SocketOption, ...] | None = None) -> None:
        self._limits = limits
        self._options = options
        self._rules = ProxyRules()
        self._transports: dict[str | None, Any] = {None: self._make(None)}
        self.is_closed = False
        """Whether its connections are closed for good."""

    def _make(self, proxy: str | None) -> Any:
        """A transport for the URL of a proxy, or for None."""
        backend = self._backend(to_proxy=proxy is not None, options=self._options)
        if proxy:
            maker = tunnels(proxy, shared_ssl_context(), backend, asynchronous=self._asynchronous)
        else:
            maker = partial(self._connection, backend=backend, tls=shared_ssl_context)
        transport = getattr(httpx, self._transport_name)(verify=context_of_nobody())
        # The one private name of the library in use; `tests/api/test_http_library.py` guards it.
        transport._pool = self._pool(maker, self._limits)  # noqa: SLF001 - there is no setting for it
        return transport

    def build_request(self, method: str, url: str, **parts: Any) -> httpx.Request:
        """The request as it is: there is nothing to add to it."""
        return httpx.Request(method, _url(url), **parts)

    def _transport(self, url: httpx.URL) -> Any:
        proxy = self._rules.proxy_for(url.scheme, url.host, url.port)
        transport = self._transports.get(proxy)
        if transport is None:
            transport = self._transports.setdefault(proxy, self._make(proxy))
        return transport


class Sender(_Sender):
    """For threads; arguments as of both."""

    _asynchronous = False
    _backend, _connection, _pool = Backend, Connection, Pool
    _transport_name = "HTTPTransport"

    def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """The answer, its body still to be read; redirects are answers, too."""
        response: httpx.Response = self._transport(request.url).handle_request(request)
        return response

    def close(self) -> None:
        """Close all connections."""
        self.is_closed = True
        for transport in list(self._transports.values()):
            transport.close()


class AsyncSender(_Sender):
    """For one event loop; arguments as of both."""

    _asynchronous = True
    _backend, _connection, _pool = AsyncBackend, AsyncConnection, AsyncPool
    _transport_name = "AsyncHTTPTransport"

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """The answer, its body still to be read; redirects are answers, too."""
        response: httpx.Response = await self._transport(request.url).handle_async_request(request)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        self.is_closed = True
        for transport in list(self._transports.values()):
            await transport.aclose()
