"""Minutes of mixed load with faults: `soak.py [MINUTES [CALLS_A_ROUND]]`.

Threads and event loops chat, stream, embed and order films at once; a fifth of the answers are faults; calls are
cancelled, streams are left half-read, closed or just forgotten. Memory, open files, threads, tasks and connections must
stay where they are, and nothing but the package's errors may be raised.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import random
import subprocess
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langchain_aimlapi import AIMLAPIClient, AIMLAPIEmbeddings, AIMLAPIError, AIMLAPIVideoGenerator, ChatAIMLAPI
from langchain_aimlapi.api.retry import RetryPolicy

THREADS, TASKS = 8, 32
CALLS_A_ROUND = 600
WARM_ROUNDS = 3
MOST_GROWTH = 16.0
"""MiB that memory may grow by after the first rounds: allocators keep what they have, within limits."""
MOST_CONNECTIONS = 2 * (THREADS + TASKS)
QUESTION = "Count to seven"
PATIENCE = RetryPolicy(max_retries=2, initial_delay=0.01, max_delay=0.05)


@dataclass
class Surfaces:
    """What is called: all of it shares the process's connections, as a program's objects do."""

    chat: ChatAIMLAPI
    embeddings: AIMLAPIEmbeddings
    films: AIMLAPIVideoGenerator


def connect(url: str) -> Surfaces:
    """The objects of a long-lived program."""
    given: dict[str, Any] = {"api_key": "key", "base_url": url, "timeout": 10}
    surfaces = Surfaces(
        ChatAIMLAPI(model="openai/gpt-4o", **given),
        AIMLAPIEmbeddings(model="text-embedding-3-small", **given),
        AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", poll_interval=0.01, **given),
    )
    client = AIMLAPIClient(**given, retry_policy=PATIENCE, share_connections=True)
    for surface in (surfaces.chat, surfaces.embeddings, surfaces.films):
        surface.client = client
    return surfaces


# The calls of threads


def invoke(surfaces: Surfaces) -> None:
    """An answer at once."""
    surfaces.chat.invoke(QUESTION)


def stream(surfaces: Surfaces) -> None:
    """A stream, read to its end."""
    for _ in surfaces.chat.stream(QUESTION):
        pass


def leave(surfaces: Surfaces) -> None:
    """A stream, left in the middle and closed."""
    with contextlib.closing(surfaces.chat.stream(QUESTION)) as chunks:  # type: ignore[type-var]
        next(chunks)


def forget(surfaces: Surfaces) -> None:
    """A stream, left in the middle and forgotten."""
    next(iter(surfaces.chat.stream(QUESTION)))


def embed(surfaces: Surfaces) -> None:
    """Two vectors."""
    surfaces.embeddings.embed_documents(["a", "b"])


def film(surfaces: Surfaces) -> None:
    """A film, waited for."""
    surfaces.films.submit(QUESTION).wait(timeout=10)


# The calls of event loops


async def ainvoke(surfaces: Surfaces) -> None:
    """An answer at once."""
    await surfaces.chat.ainvoke(QUESTION)


async def astream(surfaces: Surfaces) -> None:
    """A stream, read to its end."""
    async for _ in surfaces.chat.astream(QUESTION):
        pass


async def aleave(surfaces: Surfaces) -> None:
    """A stream, left in the middle and closed."""
    async with contextlib.aclosing(surfaces.chat.astream(QUESTION)) as chunks:  # type: ignore[type-var]
        await anext(chunks)


async def aforget(surfaces: Surfaces) -> None:
    """A stream, left in the middle and forgotten."""
    async for _ in surfaces.chat.astream(QUESTION):
        break


async def cancel(surfaces: Surfaces) -> None:
    """A call or a stream, cancelled at some moment."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(random.random() * 0.05):
            await random.choice([ainvoke, astream])(surfaces)


async def aembed(surfaces: Surfaces) -> None:
    """Two vectors."""
    await surfaces.embeddings.aembed_documents(["a", "b"])


async def afilm(surfaces: Surfaces) -> None:
    """A film, waited for."""
    await (await surfaces.films.asubmit(QUESTION)).wait_async(timeout=10)


CALLS = (invoke, stream, leave, forget, embed, film)
ACALLS = (ainvoke, astream, aleave, aforget, cancel, aembed, afilm)


@dataclass
class Log:
    """What happened.

    Attributes:
        outcomes: Calls by name and outcome.
        strange: What should not have happened: other exceptions, warnings, complaints of the event loop.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)

    @contextlib.contextmanager
    def noting(self, call: Callable[..., Any]) -> Iterator[None]:
        """Count a call by its outcome."""
        try:
            yield
        except AIMLAPIError:
            self.outcomes[f"{call.__name__} error"] += 1
        except Exception as error:  # noqa: BLE001 - that is what we look for
            self.strange[f"{call.__name__}: {error!r}"[:300]] += 1
        else:
            self.outcomes[f"{call.__name__} done"] += 1

    def listen(self) -> None:
        """Note what Python complains of on the way."""
        warnings.simplefilter("error", ResourceWarning)
        warnings.filterwarnings("error", "coroutine .* was never awaited", RuntimeWarning)
        sys.unraisablehook = lambda said: self.strange.update([f"unraisable: {said.exc_value!r} {said.object!r}"[:300]])
        handler = logging.Handler(logging.ERROR)
        handler.emit = lambda record: self.strange.update([f"asyncio: {record.getMessage()}"[:300]])  # type: ignore[method-assign]
        logging.getLogger("asyncio").addHandler(handler)


def run_threads(surfaces: Surfaces, log: Log, calls: int) -> None:
    """The synchronous half of a round."""

    def once(_: int) -> None:
        call = random.choice(CALLS)
        with log.noting(call):
            call(surfaces)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(once, range(calls)))


async def run_tasks(surfaces: Surfaces, log: Log, calls: int) -> None:
    """The asynchronous half of a round, in a loop of its own; no task may be left when it is done."""
    gate = asyncio.Semaphore(TASKS)

    async def once() -> None:
        call = random.choice(ACALLS)
        async with gate:
            with log.noting(call):
                await call(surfaces)

    await asyncio.gather(*(once() for _ in range(calls)))
    gc.collect()
    await asyncio.sleep(0.1)  # what was forgotten is closed by tasks of the loop's own
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    if left:
        log.strange[f"tasks left: {[task.get_coro() for task in left]}"[:300]] += len(left)


@dataclass(frozen=True)
class State:
    """What a process holds."""

    memory: float
    files: int
    threads: int
    connections: int
    most_connections: int

    def __str__(self) -> str:
        return (
            f"{self.memory:6.1f} MiB, {self.files} files, {self.threads} threads, "
            f"{self.connections} connections (at most {self.most_connections})"
        )


def look(server: subprocess.Popen[str]) -> State:
    """What this process holds now, and how many connections the server sees."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    memory = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("\n")
    server.stdin.flush()
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - as many as there are while we look
    return State(memory, files, threading.active_count(), *map(int, server.stdout.readline().split()))


def complaints(states: list[State], log: Log) -> list[str]:
    """What is wrong with the course of things."""
    calm, last = states[min(WARM_ROUNDS, len(states) - 1)], states[-1]
    most = max(state.most_connections for state in states)
    found = [f"{count} x {what}" for what, count in log.strange.items()]
    if last.memory - calm.memory > MOST_GROWTH:
        found.append(f"memory grew from {calm.memory:.1f} to {last.memory:.1f} MiB")
    if last.files > calm.files + THREADS:
        found.append(f"open files grew from {calm.files} to {last.files}")
    if last.threads > calm.threads:
        found.append(f"threads grew from {calm.threads} to {last.threads}")
    if most > MOST_CONNECTIONS:
        found.append(f"there were {most} connections at once")
    return found


def soak(minutes: float, calls: int = CALLS_A_ROUND) -> int:
    """Rounds until the time is over; the exit status tells whether all was well."""
    command = [sys.executable, "-c", "from faulty.server import main; main()"]
    log, states, ends, began = Log(), [], time.monotonic() + minutes * 60, time.monotonic()
    log.listen()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    ) as server:
        assert server.stdout is not None
        surfaces = connect(server.stdout.readline().strip())
        while time.monotonic() < ends or len(states) <= WARM_ROUNDS:
            both = threading.Thread(target=run_threads, args=(surfaces, log, calls // 2))
            both.start()
            asyncio.run(run_tasks(surfaces, log, calls // 2))
            both.join()
            states.append(look(server))
            print(f"{time.monotonic() - began:5.0f} s {log.outcomes.total():6d} calls: {states[-1]}", flush=True)
        assert server.stdin is not None
        server.stdin.close()
    for name, count in sorted(log.outcomes.items()):
        print(f"  {name:16} {count:6d}")
    found = complaints(states, log)
    print(
        "\n".join(["NOT WELL:", *found]) if found else "All is well: nothing grew, nothing was left, nothing strange."
    )
    return 1 if found else 0


if __name__ == "__main__":
    numbers = [float(argument) for argument in sys.argv[1:]]
    sys.exit(soak(*numbers[:1] or [3.0], *map(int, numbers[1:2])))
