"""What one emulator remembers: its options, the money, the requests it saw, how often a fault struck."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from langchain_aimlapi.emulator.recorder import RequestRecord

START_BALANCE_USD = 100.0


@dataclass(frozen=True)
class Options:
    """How an emulator behaves.

    Attributes:
        keys: The only keys that are accepted; None accepts any that has no special meaning.
        token_delay: Seconds between the chunks of a stream.
        balance: US dollars on the account at the start.
        upstream: Base URL of an OpenAI-compatible server that writes the answers, such as ``http://127.0.0.1:11434/v1``.
        upstream_key: Key for that server.
        upstream_model: Model name sent to it; None sends the requested model's bare name.
    """

    keys: Collection[str] | None = None
    token_delay: float = 0.0
    balance: float = START_BALANCE_USD
    upstream: str | None = None
    upstream_key: str | None = None
    upstream_model: str | None = None


@dataclass
class State:
    """The changing part. Written by the server's thread, read by tests."""

    options: Options
    requests: list[RequestRecord] = field(default_factory=list)
    balance: float = 0.0
    fault_hits: Counter[str] = field(default_factory=Counter)
    serial: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.balance = self.options.balance

    def reset(self) -> None:
        """Forget requests and fault counts and refill the account."""
        with self.lock:
            self.requests.clear()
            self.fault_hits.clear()
            self.balance = self.options.balance
            self.serial = 0

    def charge(self, usd: float) -> None:
        """Take money for an answer."""
        with self.lock:
            self.balance -= usd

    def strike(self, fault: str, times: int | None) -> bool:
        """Count a request that carries a fault; True while the fault is still to happen."""
        with self.lock:
            self.fault_hits[fault] += 1
            return times is None or self.fault_hits[fault] <= times

    def record(self, request: RequestRecord) -> int:
        """Keep a request; returns its number since the last reset."""
        with self.lock:
            self.requests.append(request)
            self.serial += 1
            return self.serial
