"""A server that costs next to nothing: answers are bytes made beforehand, so that only the clients are measured.

It is a process of its own and answers every client alike. The path says what is answered: see `Recipe`. `GET /stats`
tells how many connections there were since it was last asked.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench_replies import STREAM_HEAD, Recipe, embeddings, file, response, streamed, whole

PLAIN = Recipe()
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STREAMED = re.compile(rb'"stream" ?: ?true')
_BASE64 = re.compile(rb'"encoding_format" ?: ?"base64"')


class Stats:
    """Connections, counted."""

    def __init__(self) -> None:
        self.open = self.opened = self.peak = self.requests = 0

    def connect(self) -> None:
        """One more connection."""
        self.open += 1
        self.opened += 1
        self.peak = max(self.peak, self.open)

    def take(self) -> dict[str, int]:
        """The counts; they begin anew."""
        counts = {"open": self.open, "opened": self.opened, "peak": self.peak, "requests": self.requests}
        self.opened, self.peak, self.requests = 0, self.open, 0
        return counts


class Gate:
    """Lets answers out together, when as many requests have come as are expected or no more come."""

    PATIENCE = 3.0

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future] = []
        self.timer: asyncio.TimerHandle | None = None

    async def wait(self, expected: int) -> None:
        """Wait for the others."""
        loop = asyncio.get_running_loop()
        self.waiting.append(loop.create_future())
        future = self.waiting[-1]
        if self.timer:
            self.timer.cancel()
        self.timer = loop.call_later(self.PATIENCE, self.open)
        if len(self.waiting) >= expected:
            self.open()
        await future

    def open(self) -> None:
        """Let them all go."""
        waiting, self.waiting = self.waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


class Connection(asyncio.Protocol):
    """One connection: requests in, answers out, one at a time."""

    def __init__(self, stats: Stats, gate: Gate) -> None:
        self.stats = stats
        self.gate = gate
        self.received = bytearray()
        self.tasks: set[asyncio.Task] = set()
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport) -> None:
        """A client has come."""
        self.transport = transport
        self.stats.connect()

    def connection_lost(self, error) -> None:
        """It has gone."""
        self.stats.open -= 1
        self.writable.set()
        for task in self.tasks:
            task.cancel()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        self.writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self.writable.set()

    def data_received(self, data) -> None:
        """A piece of a request."""
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.received[:end])
        length = _LENGTH.search(head)
        total = end + 4 + (int(length[1]) if length else 0)
        if len(self.received) >= total:
            body = bytes(self.received[end + 4 : total])
            del self.received[:total]
            self.answer(head.split(b" ", 2)[1].decode(), body)

    def answer(self, path: str, body: bytes) -> None:
        """One request, complete."""
        self.stats.requests += path != "/stats"
        first, _, rest = path.lstrip("/").partition("/")
        if first == "stats":
            self.transport.write(response(json.dumps(self.stats.take()).encode()))
        elif first == "file":
            self.spawn(self.send_pieces(file(int(rest.partition(".")[0]))))
        elif rest.endswith("embeddings"):
            count = len(json.loads(body)["input"])
            self.transport.write(embeddings(count, "base64" if _BASE64.search(body) else "float"))
        else:
            self.chat(Recipe.parse(first), streams=bool(_STREAMED.search(body)))

    def chat(self, recipe: Recipe, *, streams: bool) -> None:
        """A conversation's next turn."""
        if streams:
            self.spawn(self.send_pieces((STREAM_HEAD, *streamed(recipe)), recipe))
        elif recipe.delay or recipe.gate:
            self.spawn(self.send_pieces((whole(recipe),), recipe))
        else:
            self.transport.write(whole(recipe))

    def spawn(self, work) -> None:
        """Answer in a task, which ends with the connection."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def send_pieces(self, pieces, recipe: Recipe = PLAIN) -> None:
        """The pieces, as fast as the client takes them or with pauses."""
        if recipe.gate:
            await self.gate.wait(recipe.gate)
        if recipe.delay:
            await asyncio.sleep(recipe.delay / 1000)
        if not recipe.pause:
            pieces = [b"".join(pieces[at : at + 64]) for at in range(0, len(pieces), 64)]
        for piece in pieces:
            await self.writable.wait()
            self.transport.write(piece)
            if recipe.pause:
                await asyncio.sleep(recipe.pause / 1000)


async def main() -> None:
    """Serve until the process is ended; the first line of the output is the address."""
    stats, gate = Stats(), Gate()
    make = partial(Connection, stats, gate)
    listener = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, backlog=2048)
    print(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}", flush=True)
    await listener.serve_forever()


@contextmanager
def running_server():
    """The server in a process of its own; gives its address."""
    with subprocess.Popen([sys.executable, Path(__file__)], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(main())
