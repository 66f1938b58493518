"""What one emulator remembers: its options, the money, the requests it saw, how often a fault struck."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.assistants.store import Store
from langchain_aimlapi.emulator.caching import CacheUse, Mark, use_cache
from langchain_aimlapi.emulator.keyring import AllowedKeys, Keyring
from langchain_aimlapi.emulator.ledger import Ledger, current_entry
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import recorder as emulator_recorder
else:
    emulator_recorder = LazyModule("langchain_aimlapi.emulator.recorder")


Json = dict[str, Any]
START_BALANCE_USD = 100.0


@dataclass(frozen=True)
class Options:
    """How an emulator behaves.

    Attributes:
        keys: The only keys that are accepted; None accepts any that has no special meaning.
        token_delay: Seconds between the chunks of a stream.
        balance: US dollars on the account at the start.
        url_lifetime: Seconds for which the address of a generated file works.
        job_polls: How often a generation of a film or of music is not finished when it is asked for.
        job_seconds: Seconds that such a generation takes at least. A batch takes as many polls and seconds.
        batch_lifetime: Seconds after which what a batch has not answered expires.
        revived: Names of retired guard models and search engines that answer as they did; else they are not found.
        run_lifetime: Seconds after which a run of an assistant expires.
        upstream: Base URL of an OpenAI-compatible server that writes the answers, such as ``http://127.0.0.1:11434/v1``.
        upstream_key: Key for that server.
        upstream_model: Model name sent to it; None sends the requested model's bare name.
    """

    keys: Collection[str] | None = None
    token_delay: float = 0.0
    balance: float = START_BALANCE_USD
    url_lifetime: float = 3600.0
    job_polls: int = 2
    job_seconds: float = 0.0
    batch_lifetime: float = 86_400.0
    run_lifetime: float = 600.0
    revived: Collection[str] = ()
    upstream: str | None = None
    upstream_key: str | None = None
    upstream_model: str | None = None


@dataclass
class State:
    """The changing part. Written by the server's thread, read by tests."""

    options: Options
    requests: list[emulator_recorder.RequestRecord] = field(default_factory=list)
    balance: float = 0.0
    fault_hits: Counter[str] = field(default_factory=Counter)
    serial: int = 0
    prompts: dict[str, int] = field(default_factory=dict)
    responses: dict[str, tuple[Json, ...]] = field(default_factory=dict)
    assistants: Store = field(default_factory=Store)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ledger: Ledger = field(default_factory=Ledger)
    keyring: Keyring = field(default_factory=Keyring)

    def __post_init__(self) -> None:
        self.balance = self.options.balance
        if self.options.keys is not None:
            self.options = replace(self.options, keys=AllowedKeys(self.options.keys, self.keyring))

    def reset(self) -> None:
        """Forget all that came in and was kept: requests, faults, books, keys, assistants; and refill the account."""
        with self.lock:
            self.requests.clear()
            self.fault_hits.clear()
            self.prompts.clear()
            self.responses.clear()
            self.balance = self.options.balance
            self.serial = 0
        self.assistants.clear()
        self.ledger.clear()
        self.keyring.clear()

    def charge(self, usd: float, tokens: tuple[int, int] = (0, 0)) -> None:
        """Take money for an answer, and book it on the request that is being served.

        Args:
            usd: What it costs.
            tokens: Tokens that went in and came out.
        """
        with self.lock:
            self.balance -= usd
            entry = current_entry.get()
            if entry is not None:
                entry.charge(usd, tokens)

    def strike(self, fault: str, times: int | None) -> bool:
        """Count a request that carries a fault; True while the fault is still to happen."""
        with self.lock:
            self.fault_hits[fault] += 1
            return times is None or self.fault_hits[fault] <= times

    def cached(self, key: str, marks: Iterable[Mark]) -> CacheUse:
        """Look a prompt up in the cache of a key, and put it there."""
        with self.lock:
            return use_cache(self.prompts, key, marks)

    def store_response(self, key: str, response_id: str, items: Iterable[Json]) -> None:
        """Keep the items of a conversation, the response's own last, for ``previous_response_id``."""
        with self.lock:
            self.responses[f"{key} {response_id}"] = tuple(items)

    def stored_response(self, key: str, response_id: str) -> tuple[Json, ...] | None:
        """The items kept under a response's id; None for an id that is not known to this key."""
        with self.lock:
            return self.responses.get(f"{key} {response_id}")

    def record(self, request: emulator_recorder.RequestRecord) -> int:
        """Keep a request; returns its number since the last reset."""
        with self.lock:
            self.requests.append(request)
            self.serial += 1
            return self.serial
