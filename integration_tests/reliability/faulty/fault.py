"""What a fault is: a name, what the server does, and what the caller is promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ANSWER = "answer"
"""The promise that the caller gets the whole and right answer in spite of the fault."""
WHOLE = frozenset({"chat", "messages", "responses", "embeddings", "job", "poll"})
STREAMED = frozenset({"chat stream", "messages stream", "responses stream"})
EVERYWHERE = WHOLE | STREAMED
CHATS = frozenset({"chat", "chat stream"})
DIALECTS = frozenset({"messages", "responses", "messages stream", "responses stream"})
ONE_DIALECT = EVERYWHERE - DIALECTS
"""For what happens before any dialect is spoken."""
ONE_WHOLE = WHOLE - DIALECTS
SHORT = 1.0
"""Seconds that a caller waits where waiting is in vain; far more than an answer needs."""
LONG = 20.0


class Act(Enum):
    """What a server does beside sending bytes."""

    CLOSE = "close the connection"
    RESET = "reset the connection"
    SHUT = "end the sending, go on reading"
    HANG = "do nothing until the client hangs up"


@dataclass(frozen=True)
class Pause:
    """Seconds without a byte."""

    seconds: float


Step = bytes | Act | Pause


class Port(Enum):
    """Where a fault is met."""

    USUAL = "one where the request is read first"
    GREETING = "one where the steps begin with the connection, nothing is read"
    CLOSED = "a port where nobody listens"
    FULL = "a port whose queue is full, so that nobody is let in"


@dataclass(frozen=True)
class Request:
    """One request as it was read.

    Attributes:
        method: HTTP method.
        path: Path behind the fault's name, without the query.
        headers: Headers, names in lower case.
        body: The parsed body, None without one.
        number: How many requests came with this connection, 1 for the first.
        attempt: How many requests for this fault came with the same caller's mark, 1 for the first.
        origin: Address of another server, for what leads there.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    number: int
    attempt: int
    origin: str

    @property
    def family(self) -> str:
        """Which of the good answers would be right."""
        if self.path.endswith("/embeddings"):
            return "embeddings"
        if "/generations" in self.path:
            return "job" if self.method == "POST" else "poll"
        return next((name for name in ("messages", "responses") if self.path.endswith(f"/{name}")), "chat")

    @property
    def streams(self) -> bool:
        """Whether a stream is wanted."""
        return isinstance(self.body, dict) and bool(self.body.get("stream"))


@dataclass(frozen=True, eq=False)
class Fault:
    """One way to misbehave.

    Attributes:
        name: Its name, a path segment.
        says: What the server does, for people.
        sends: The steps of the answer to a request.
        expect: What a caller is promised: `ANSWER` or the name of an error; a mapping where it differs by surface.
        surfaces: Names of the surfaces that can meet it.
        port: Where it is met.
        scheme: Of the address.
        timeout: Seconds that the caller allows for connecting and for every wait.
        max_retries: Attempts that the caller makes after the first.
        calls: How often the caller calls; the last call counts.
        between: Seconds between two calls.
        status: The error's `status_code`.
        retry_after: The error's `retry_after`.
        request_id: The error's `request_id`; empty where the server says none.
        keeps: Whether a stream brings text before it fails, which the error must carry.
        words: What the error's text must contain.
    """

    name: str
    says: str
    sends: Callable[[Request], Iterable[Step]]
    expect: str | Mapping[str, str] = ANSWER
    surfaces: frozenset[str] = ONE_DIALECT
    port: Port = Port.USUAL
    scheme: str = "http"
    timeout: float = LONG
    max_retries: int = 0
    calls: int = 1
    between: float = 0.0
    status: int | None = None
    retry_after: float | None = None
    request_id: str | None = None
    keeps: bool = False
    words: tuple[str, ...] = field(default=())

    def promise(self, surface: str) -> str:
        """What a caller of the surface is promised; `""` is the mapping's word for all other surfaces."""
        if isinstance(self.expect, str):
            return self.expect
        return self.expect.get(surface, self.expect[""])


def promises(whole: str, streamed: str | None = None, **families: str) -> Mapping[str, str]:
    """Promises that differ between answers, streams and single families (`job="..."`)."""
    return {"": whole, **dict.fromkeys(STREAMED, streamed or whole), **families}
