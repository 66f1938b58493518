"""Sends requests over pools of our own, below the transports of the HTTP library, through the environment's proxies.

The library's transports are what is called, so tools that replace or watch them (to mock, record or trace) see the
calls. What its clients add to that, redirects, cookies and log lines with whole URLs, has no place here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

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
        make: Makes a transport for the URL of a proxy, or for None.
    """

    def __init__(self, make: Callable[[str | None], Any]) -> None:
        self._make = make
        self._rules = ProxyRules()
        self._transports: dict[str | None, Any] = {None: make(None)}
        self.is_closed = False
        """Whether its connections are closed for good."""

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
    """For threads.

    Args:
        limits: Limits of the connections to every proxy, and of those without one.
        options: Socket options of every connection; None for the default ones.
    """

    def __init__(self, limits: httpx.Limits, options: tuple[SocketOption, ...] | None = None) -> None:
        def make(proxy: str | None) -> httpx.HTTPTransport:
            backend = Backend(to_proxy=proxy is not None, options=options)
            transport = httpx.HTTPTransport(verify=context_of_nobody())
            direct = partial(Connection, backend=backend, tls=shared_ssl_context)
            maker = tunnels(proxy, shared_ssl_context(), backend, asynchronous=False) if proxy else direct
            _put_pool(transport, Pool(maker, limits))
            return transport

        super().__init__(make)

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
    """For one event loop; arguments as of `Sender`."""

    def __init__(self, limits: httpx.Limits, options: tuple[SocketOption, ...] | None = None) -> None:
        def make(proxy: str | None) -> httpx.AsyncHTTPTransport:
            backend = AsyncBackend(to_proxy=proxy is not None, options=options)
            transport = httpx.AsyncHTTPTransport(verify=context_of_nobody())
            direct = partial(AsyncConnection, backend=backend, tls=shared_ssl_context)
            maker = tunnels(proxy, shared_ssl_context(), backend, asynchronous=True) if proxy else direct
            _put_pool(transport, AsyncPool(maker, limits))
            return transport

        super().__init__(make)

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """The answer, its body still to be read; redirects are answers, too."""
        response: httpx.Response = await self._transport(request.url).handle_async_request(request)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        self.is_closed = True
        for transport in list(self._transports.values()):
            await transport.aclose()


def _put_pool(transport: Any, pool: Pool | AsyncPool) -> None:
    """Give a transport a pool of ours in the place of httpcore's: the one private name of the library in use here."""
    transport._pool = pool  # noqa: SLF001 - there is no setting for it; `tests/api/test_http_library.py` guards the name
