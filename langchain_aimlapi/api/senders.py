"""Sends requests over pools of our own, below httpx and its proxies of the environment.

httpx's transports are what is called, so tools that replace or watch them (to mock, record or trace) see the calls.
What httpx's clients add to that, redirects, cookies and log lines with whole addresses, has no place here.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

import httpcore
import httpx

from langchain_aimlapi.api.async_network import AsyncBackend
from langchain_aimlapi.api.config import is_loopback
from langchain_aimlapi.api.connections import AsyncPool, Pool
from langchain_aimlapi.api.http11 import AsyncConnection, Connection
from langchain_aimlapi.api.network import Backend

_url = lru_cache(256)(httpx.URL)


@cache
def _shared_ssl_context() -> ssl.SSLContext:
    """One context for the process: loading the root certificates costs more than all the rest of a client."""
    return httpx.create_ssl_context()


class _Sender:
    """What both colours share.

    Args:
        client: Knows which transport an address is for; it sends nothing itself.
    """

    def __init__(self, client: httpx.Client | httpx.AsyncClient) -> None:
        self._client = client

    @property
    def is_closed(self) -> bool:
        """Whether its connections are closed for good."""
        return self._client.is_closed

    def build_request(self, method: str, url: str, **parts: Any) -> httpx.Request:
        """The request as it is: there is nothing to add to it."""
        return httpx.Request(method, _url(url), **parts)

    def _transport(self, url: httpx.URL) -> Any:
        """What an address is for, as httpx asks it; never remembered, since mocks take its place for a while.

        What runs on this machine is reached without a proxy of the environment, which the key would go to in clear.
        """
        return self._client._transport if is_loopback(url.host) else self._client._transport_for_url(url)


class Sender(_Sender):
    """For threads.

    Args:
        limits: Limits of the connections to every proxy, and of those without one.
    """

    def __init__(self, limits: httpx.Limits) -> None:
        client = httpx.Client(verify=_shared_ssl_context(), limits=limits)
        _put_pools(client, lambda pool: Pool(_maker(pool, Connection, Backend), limits))
        super().__init__(client)
        self.close = client.close

    def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """The answer, its body still to be read; redirects are answers, too."""
        response: httpx.Response = self._transport(request.url).handle_request(request)
        return response


class AsyncSender(_Sender):
    """For one event loop."""

    def __init__(self, limits: httpx.Limits) -> None:
        client = httpx.AsyncClient(verify=_shared_ssl_context(), limits=limits)
        _put_pools(client, lambda pool: AsyncPool(_maker(pool, AsyncConnection, AsyncBackend), limits))
        super().__init__(client)
        self.aclose = client.aclose

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        """The answer, its body still to be read; redirects are answers, too."""
        response: httpx.Response = await self._transport(request.url).handle_async_request(request)
        return response


def _put_pools(client: httpx.Client | httpx.AsyncClient, replaced: Callable[[Any], Pool | AsyncPool]) -> None:
    """Give the transports of a client, its own and those of proxies, pools of ours in the place of httpcore's."""
    for transport in filter(None, (client._transport, *client._mounts.values())):
        transport._pool = replaced(transport._pool)


def _maker(pool: Any, kind: Any, backend: Any) -> Any:
    """What makes connections: ours, or, where a proxy is in between, those of httpcore, on our network streams."""
    if type(pool) in (httpcore.ConnectionPool, httpcore.AsyncConnectionPool):
        return partial(kind, backend=backend(), ssl_context=_shared_ssl_context())
    pool._network_backend = backend(to_proxy=True)
    return pool.create_connection
