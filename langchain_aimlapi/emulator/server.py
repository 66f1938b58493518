"""The emulator on a real socket, in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from langchain_aimlapi.emulator.app import create_app
from langchain_aimlapi.emulator.state import Options, State
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    import asyncio

    from langchain_aimlapi.emulator import recorder as emulator_recorder
else:
    asyncio = LazyModule("asyncio")
    emulator_recorder = LazyModule("langchain_aimlapi.emulator.recorder")


START_SECONDS = 10.0
STOP_SECONDS = 10.0


class ConnectionCount:
    """How many TCP connections were accepted."""

    def __init__(self) -> None:
        self.value = 0

    def protocol(self) -> type[H11Protocol]:
        """An HTTP protocol class that counts here."""
        count = self

        class CountingProtocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                count.value += 1
                super().connection_made(transport)

        return CountingProtocol


def make_server(options: Options, count: ConnectionCount) -> tuple[uvicorn.Server, State]:
    """A server that is not running yet, and the state of its application."""
    app = create_app(options)
    config = uvicorn.Config(
        app,
        http=count.protocol(),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # a connection cut on purpose is an exception to uvicorn
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=60,
        server_header=False,
    )
    return uvicorn.Server(config), app.state.emulator


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only for sockets that say they are TCP; it costs 40 ms per answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with contextlib.suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # whoever reads the address may connect before the loop runs
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """The address of a bound socket, as clients want it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Emulator:
    """A running emulator, to be used in a ``with`` block.

    Args:
        host: Address to listen on.
        port: Port; 0 takes a free one.
        options: How it behaves.
        **settings: The fields of `Options` instead of an object.

    Example:
        >>> with Emulator() as server:
        ...     server.base_url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, options: Options | None = None, **settings: Any
    ) -> None:
        self.host = host
        self.port = port
        self.options = options or Options(**settings)
        self._count = ConnectionCount()
        self._thread: threading.Thread | None = None
        self.base_url = ""

    def __enter__(self) -> Self:
        """Start and wait until requests are answered."""
        self._server, self._state = make_server(self.options, self._count)
        listener = bind(self.host, self.port)
        self.base_url = base_url(listener)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="aimlapi-emulator", daemon=True
        )
        self._thread.start()
        try:
            self._wait_until_started()
        except RuntimeError:
            self._server.should_exit = True
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and wait until the thread has ended."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    @property
    def requests(self) -> list[emulator_recorder.RequestRecord]:
        """The requests so far, oldest first."""
        return list(self._state.requests)

    @property
    def connections(self) -> int:
        """TCP connections accepted so far."""
        return self._count.value

    @property
    def balance(self) -> float:
        """US dollars left on the account."""
        return self._state.balance

    def finish_jobs(self) -> None:
        """Let generations, transcripts, batches and runs be done at the next poll, and later ones at the first."""
        self._state.options = replace(self._state.options, job_seconds=0.0, job_polls=0)

    def reset(self) -> None:
        """Forget requests, connections and fault counts, and refill the account."""
        self._state.reset()
        self._count.value = 0

    def _wait_until_started(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if self._thread is None or not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("The emulator did not start.")
            time.sleep(0.002)
