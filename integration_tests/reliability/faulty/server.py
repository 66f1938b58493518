"""The server: one asyncio loop in a thread of its own, bytes in and bytes out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from faulty import answers
from faulty.catalogue import FAULTS
from faulty.fault import Act, Fault, Pause, Port, Request, Step
from faulty.http import answer
from faulty.mixture import MIXTURE
from faulty.right import right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

HOST = "127.0.0.1"
ONLY_POLLS = "+poll"
"""Behind a fault's name: what begins a generation is answered well, what asks for it is not."""
REQUEST_BYTES = 2**22
SERVED = {**FAULTS, MIXTURE.name: MIXTURE}
_LINGER_0 = struct.pack("ii", 1, 0)


class FaultServer:
    """A running server, to be used in a `with` block; `url` gives the address where a fault is met.

    Attributes:
        requests: How many requests came, by fault.
        open_connections: How many connections are open.
        most_connections: How many were open at once.
        connections: How many connections were accepted.
        strangers: Headers of all requests that came to the other host.

    Example:
        >>> with FaultServer() as server:
        ...     server.url(FAULTS["status-500"]).startswith("http://127.0.0.1:")
        True
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.requests: Counter[str] = Counter()
        self.connections = 0
        self.open_connections = 0
        self.most_connections = 0
        self.strangers: list[dict[str, str]] = []
        self._ports: dict[str, int] = {}
        self._held: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        for held in self._held:
            held.close()

    def url(self, fault: Fault, suffix: str = "", *, shared: bool = False) -> str:
        """The base address of an AI/ML API with this fault.

        Args:
            fault: The fault.
            suffix: `ONLY_POLLS` if what begins a generation is to be answered well.
            shared: Whether it is at the port that all faults have in common; else nobody's connections are used again.
        """
        port = self.port if shared else self._ports.get(fault.name, self.port)
        return f"{fault.scheme}://{HOST}:{port}/{fault.name}{suffix}"

    # Listening

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port, limit=REQUEST_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]
        self._servers = [self._server, await asyncio.start_server(self._serve_stranger, HOST, 0)]
        self._origin = f"http://{HOST}:{self._servers[1].sockets[0].getsockname()[1]}"
        for fault in FAULTS.values():
            self._ports[fault.name] = await self._listen(fault)

    async def _listen(self, fault: Fault) -> int:
        if fault.port in (Port.USUAL, Port.GREETING):
            serve = self._serve if fault.port is Port.USUAL else lambda r, w: self._greet(fault, r, w)
            server = await asyncio.start_server(serve, HOST, 0, limit=REQUEST_BYTES)
            self._servers.append(server)
            return int(server.sockets[0].getsockname()[1])
        held = socket.socket()
        held.bind((HOST, 0))
        self._held.append(held)
        if fault.port is Port.FULL:
            held.listen(0)
            self._fill(held.getsockname())
        return int(held.getsockname()[1])

    def _fill(self, address: Any) -> None:
        """Take the places in a listener's queue, until the system lets nobody in any more."""
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(address)
            self._held.append(waiting)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Serving

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._connection(writer):
            number = 0
            while True:
                number += 1
                raw = await _read_request(reader)
                if raw is None:
                    return
                fault, request = self._understand(*raw, number)
                steps = good(request) if fault is None else fault.sends(request)
                if not await _perform(steps, reader, writer):
                    return

    async def _greet(self, fault: Fault, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._connection(writer):
            await _perform(fault.sends(_NO_REQUEST), reader, writer)

    async def _serve_stranger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._connection(writer):
            raw = await _read_request(reader)
            if raw is not None:
                self.strangers.append(raw[2])
                writer.write(answer(answers.encode(answers.chat())))

    @contextlib.asynccontextmanager
    async def _connection(self, writer: asyncio.StreamWriter) -> Any:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open_connections += 1
        self.most_connections = max(self.most_connections, self.open_connections)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                yield
        finally:
            self._tasks.discard(task)
            self.open_connections -= 1
            writer.close()

    def _understand(
        self, method: str, target: str, headers: dict[str, str], body: Any, number: int
    ) -> tuple[Fault | None, Request]:
        _, name, *rest = urlsplit(target).path.split("/")
        fault = SERVED[name.removesuffix(ONLY_POLLS)]
        self.requests[name] += 1
        mark = f"{name} {headers.get('x-mark', '')}"
        self.requests[mark] += 1
        path = "/" + "/".join(rest)
        request = Request(method, path, headers, body, number, self.requests[mark], self._origin)
        spared = name.endswith(ONLY_POLLS) and method == "POST"
        return (None if spared else fault), request


_NO_REQUEST = Request("", "", {}, None, 0, 0, "")


def good(request: Request) -> Iterable[Step]:
    """The right answer to what is not to fail."""
    yield right(request)


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], Any] | None:
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    line, *lines = raw.decode("latin-1").split("\r\n")
    if line.count(" ") != 2:
        return None
    method, target, _ = line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines if one)}
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    return method, target, headers, json.loads(content) if content else None


async def _perform(steps: Iterable[Step], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Do the steps; whether the connection is good for another request."""
    for step in steps:
        if isinstance(step, bytes):
            writer.write(step)
            await writer.drain()
        elif isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
        else:
            await _ACTS[step](reader, writer)
            if step is not Act.SHUT:
                return False
    return True


async def _close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.02)  # what was sent before is to arrive: a reset may overtake it
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
    writer.transport.abort()


async def _shut(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write_eof()


async def _hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    while await reader.read(65536):
        pass


_ACTS = {Act.CLOSE: _close, Act.RESET: _reset, Act.SHUT: _shut, Act.HANG: _hang}


def main() -> None:
    """Serve in a process of its own until the standard input ends; the first line written is the address."""
    with FaultServer() as server:
        sys.stdout.write(server.url(MIXTURE) + "\n")
        sys.stdout.flush()
        for _ in sys.stdin:  # every line asks how many connections are open, and how many were at most
            sys.stdout.write(f"{server.open_connections} {server.most_connections}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
