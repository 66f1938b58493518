"""The HTTP connection pools: one for threads, one for each running event loop, made when first needed.

A pool must not outlive what it was made for: an asyncio connection dies with its loop, and a socket inherited over a
fork belongs to the parent. Both cases get fresh pools here, so one client object can be used everywhere.
"""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from collections.abc import AsyncGenerator
from functools import cache
from typing import TYPE_CHECKING

from langchain_aimlapi.api.given_clients import check_clients
from langchain_aimlapi.api.keepalive import SocketOption
from langchain_aimlapi.http_library import AsyncClient, Client, httpx
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import async_network as api_network
    from langchain_aimlapi.api import senders as api_senders
else:
    api_network = LazyModule("langchain_aimlapi.api.async_network")
    api_senders = LazyModule("langchain_aimlapi.api.senders")


DEFAULT_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=1000, keepalive_expiry=30.0)


class _Process:
    """The pools of one process. After a fork the child makes its own and never touches these."""

    def __init__(self, parent: _Process | None = None) -> None:
        self.pid = os.getpid()
        self.lock = threading.Lock()
        self.sync: api_senders.Sender | None = None
        self.by_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncGenerator[api_senders.AsyncSender]] = (
            weakref.WeakKeyDictionary()
        )
        self.clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, api_senders.AsyncSender] = (
            weakref.WeakKeyDictionary()
        )
        self.finalizer: weakref.finalize[..., ConnectionPools] | None = None  # closes `sync` when nobody can use it
        _PROCESSES[id(self)] = self
        self.parent = parent  # kept, so that the parent's sockets are not closed by the child's garbage collector

    def forget_closed_loops(self) -> None:
        """Drop the pools of loops that were closed before their asynchronous generators were shut down."""
        for reference in self.clients.keyrefs():
            loop = reference()
            if loop is not None and loop.is_closed():
                self.by_loop.pop(loop, None)
                self.clients.pop(loop, None)


_PROCESSES: weakref.WeakValueDictionary[int, _Process] = weakref.WeakValueDictionary()


class ConnectionPools:
    """Hands out the right client for the caller's process and event loop.

    Args:
        limits: Connection limits of the pools made here.
        client: A ready client to use for all synchronous calls instead; it stays the caller's to close.
        async_client: The same for asynchronous calls.
        socket_options: Socket options of the connections made here; None for the default ones.

    Raises:
        TypeError: If one of them is no client of httpx or httpx2.
    """

    def __init__(
        self,
        limits: httpx.Limits = DEFAULT_LIMITS,
        client: Client | None = None,
        async_client: AsyncClient | None = None,
        socket_options: tuple[SocketOption, ...] | None = None,
    ) -> None:
        check_clients(client, async_client)
        self.limits = limits
        self.socket_options = socket_options
        self.given: httpx.Client | None = client  # type: ignore[assignment]  # clients of both libraries are alike
        self.given_async: httpx.AsyncClient | None = async_client  # type: ignore[assignment]  # so are these
        self._process = _Process()

    def _current(self) -> _Process:
        if self._process.pid != os.getpid():
            self._process = _Process(parent=self._process)
        return self._process

    def sync(self) -> httpx.Client | api_senders.Sender:
        """The client for synchronous calls in this process."""
        if self.given is not None:
            return self.given
        process = self._current()
        if process.sync is None:
            with process.lock:
                if process.sync is None:
                    client = api_senders.Sender(self.limits, self.socket_options)
                    process.finalizer = weakref.finalize(self, _close_in, os.getpid(), client)
                    process.sync = client
        return process.sync

    async def for_loop(self) -> httpx.AsyncClient | api_senders.AsyncSender:
        """The client for the running event loop; it is closed when that loop shuts down."""
        if self.given_async is not None:
            return self.given_async
        process = self._current()
        loop = asyncio.get_running_loop()
        client = process.clients.get(loop)
        if client is None or client.is_closed:
            _sweep()
            client = process.clients[loop] = api_senders.AsyncSender(self.limits, self.socket_options)
            keeper = process.by_loop[loop] = _keep_open(client)
            await anext(keeper)
        return client

    def close(self) -> None:
        """Close the synchronous pool of this process; a later call opens a new one."""
        process = self._current()
        with process.lock:
            client, process.sync = process.sync, None
            finalizer, process.finalizer = process.finalizer, None
        if finalizer is not None:
            finalizer.detach()
        if client is not None:
            client.close()

    async def aclose(self) -> None:
        """Close the pool of the running loop; a later call opens a new one."""
        process = self._current()
        loop = asyncio.get_running_loop()
        process.clients.pop(loop, None)
        keeper = process.by_loop.pop(loop, None)
        if keeper is not None:
            await keeper.aclose()


def shared_pools(socket_options: tuple[SocketOption, ...] | None = None) -> ConnectionPools:
    """The pools that all chat models and tools of a process share, so that a model made for one call costs nothing.

    Args:
        socket_options: Those of their connections; each choice has pools of its own.
    """
    return _shared_pools(socket_options)


@cache
def _shared_pools(socket_options: tuple[SocketOption, ...] | None) -> ConnectionPools:
    return ConnectionPools(socket_options=socket_options)


def _sweep() -> None:
    """Free what loops hold that nobody can run any more: their pools, the loops themselves and their sockets.

    A loop that is closed without `shutdown_asyncgens` tells nobody, so whoever begins in another loop looks after it.
    """
    for reference in _PROCESSES.valuerefs():
        process = reference()
        if process is not None and process.pid == os.getpid():
            process.forget_closed_loops()
    api_network.close_sockets_of_closed_loops()


def _close_in(pid: int, client: api_senders.Sender) -> None:
    """Close a client whose owner is gone; in a forked child it is left alone, its sockets are the parent's."""
    if os.getpid() == pid:
        client.close()


async def _keep_open(client: api_senders.AsyncSender) -> AsyncGenerator[api_senders.AsyncSender]:
    """Hold a client open until its loop ends: asyncio closes suspended async generators when a loop shuts down."""
    try:
        yield client
    finally:
        await client.aclose()
