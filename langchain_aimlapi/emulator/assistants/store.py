"""What the emulator keeps of the Assistants API: assistants and threads by key, messages, runs and steps by thread."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replies import digest

Json = dict[str, Any]
ACTIVE = ("queued", "in_progress", "requires_action", "cancelling")


@dataclass
class Run:
    """A run: what is told of it, what it did, how often somebody asked since it last began to work."""

    body: Json
    began: float = field(default_factory=time.monotonic)
    steps: dict[str, Json] = field(default_factory=dict)
    polls: int = 0

    @property
    def status(self) -> str:
        """The service's word for how far it is."""
        return str(self.body["status"])

    @property
    def active(self) -> bool:
        """Whether it is not over."""
        return self.status in ACTIVE


@dataclass
class Thread:
    """A thread with its messages and runs, in their order."""

    body: Json
    messages: dict[str, Json] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)

    @property
    def active_run(self) -> Run | None:
        """The run that locks the thread."""
        return next((run for run in self.runs.values() if run.active), None)


@dataclass
class Account:
    """Everything of one API key."""

    assistants: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)


class Store:
    """The accounts of one emulator. Hold `lock` while using what it gives."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._accounts: dict[str, Account] = {}
        self._made = 0

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self._accounts.clear()

    def account(self, key: str) -> Account:
        """What a key owns."""
        return self._accounts.setdefault(key, Account())

    def new_id(self, prefix: str) -> str:
        """An id in OpenAI's form."""
        self._made += 1
        return f"{prefix}_{digest(prefix, self._made, time.time_ns())}"


def find(objects: dict[str, Any], kind: str, name: str) -> Any:
    """The object of an id.

    Raises:
        ServiceError: 404 for an id that is unknown to the key.
    """
    if name not in objects:
        raise ServiceError(404, f"No {kind} found with id '{name}'.")
    return objects[name]


def page(objects: Iterable[Json], query: Json, fits: Callable[[Json], bool] = lambda _: True) -> Json:
    """One page of a list, as the query wants it."""
    rows = [row for row in objects if fits(row)]
    if query["order"] == "desc":
        rows.reverse()
    rows = rows[_place(rows, query.get("after"), 1) : _place(rows, query.get("before"), 0, len(rows))]
    kept = rows[: query["limit"]]
    ends = {"first_id": kept[0]["id"] if kept else None, "last_id": kept[-1]["id"] if kept else None}
    return {"object": "list", "data": copy.deepcopy(kept), **ends, "has_more": len(kept) < len(rows)}


def deleted(kind: str, name: str) -> Json:
    """The answer to a deletion."""
    return {"id": name, "object": f"{kind}.deleted", "deleted": True}


def _place(rows: list[Json], name: str | None, beyond: int, otherwise: int = 0) -> int:
    """Where a page begins or ends."""
    if name is None:
        return otherwise
    at = next((at for at, row in enumerate(rows) if row["id"] == name), None)
    if at is None:
        raise ServiceError(400, f"Query validation error: no object of the list has the id '{name}'")
    return at + beyond
