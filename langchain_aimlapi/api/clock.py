"""What is left of a call's time: arithmetic on one monotonic clock, for both colours of sending."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from langchain_aimlapi.api.limits import DEFAULT_TIMEOUTS, Timeouts

Limit = Literal["connect", "first_byte", "between_chunks", "total", "write", "pool"]

_FOREVER = 10_000_000.0
"""Seconds; sockets take no number that is much larger, and none that is infinite."""


class Clock:
    """Runs from the moment that a call is made until its answer is read.

    Args:
        timeouts: What is allowed.
        now: Seconds of a clock that never goes back.
    """

    __slots__ = ("_asked_at", "_between", "_heard_at", "_now", "began", "ends_at", "timeouts")

    def __init__(self, timeouts: Timeouts = DEFAULT_TIMEOUTS, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._asked_at: float | None = None  # when the request was out and waiting began
        self._heard_at = 0.0
        self.began = False
        """Whether an answer has begun to arrive in this attempt."""
        self.allow(timeouts)

    def allow(self, timeouts: Timeouts) -> None:
        """Count from now on with other limits."""
        self._between = _or_forever(timeouts.between_chunks)
        self.timeouts = timeouts
        self.ends_at = self._now() + _or_forever(timeouts.total)

    def start_attempt(self) -> dict[str, float]:
        """Begin an attempt; the limits of its parts as httpx takes them (its extension `timeout`)."""
        self.began = False
        self._asked_at = None
        limits, left = self.timeouts, max(self.left(), 0.0)
        return {
            "connect": min(_or_forever(limits.connect), left),
            "read": min(_or_forever(limits.first_byte), left),
            "write": min(_or_forever(limits.write), left),
            "pool": min(_or_forever(limits.pool), left),
        }

    def begin_answer(self) -> float:
        """The headers are there: the seconds that its next piece may take."""
        self.began = True
        self._heard_at = self._now()
        return min(self._between, max(self.left(), 0.0))

    def hear(self) -> None:
        """Something of the answer has been read and made use of: its next piece has all of its time again."""
        self._heard_at = self._now()

    def left(self) -> float:
        """Seconds until the call has to be over; less than 0 when it is late."""
        return self.ends_at - self._now()

    def to_connect(self) -> float:
        """Seconds left for connecting."""
        return min(_or_forever(self.timeouts.connect), self.left())

    def to_write(self) -> float:
        """Seconds left for the next piece of the request; waiting for an answer begins after the last one."""
        self._asked_at = None
        return min(_or_forever(self.timeouts.write), self.left())

    def to_read(self) -> float:
        """Seconds left for the next bytes of the answer: those of its headers have one limit in common."""
        now = self._now()
        if self.began:
            return min(self._heard_at + self._between, self.ends_at) - now
        if self._asked_at is None:
            self._asked_at = now
        return min(self._asked_at + _or_forever(self.timeouts.first_byte), self.ends_at) - now

    def is_late(self) -> bool:
        """Whether the answer has been silent, or the call has taken, longer than is allowed."""
        return self.to_read() < 0

    def reached(self, phase: Literal["connect", "write", "pool", "read"]) -> Limit:
        """The limit that ended an attempt in this phase."""
        if self.left() <= 0:
            return "total"
        if phase == "read":
            return "between_chunks" if self.began else "first_byte"
        return phase

    @contextmanager
    def hurry(self, seconds: float) -> Iterator[None]:
        """Allow no more than `seconds` for what is read inside, because it is worth no more."""
        kept = self.ends_at
        self.ends_at = min(kept, self._now() + seconds)
        try:
            yield
        finally:
            self.ends_at = kept


CURRENT: ContextVar[Clock | None] = ContextVar("CURRENT", default=None)
"""The clock of the request that is being sent here: connections, which are made below httpx, look at it."""


CHECK_PEER: ContextVar[Callable[[str], None] | None] = ContextVar("CHECK_PEER", default=None)
"""Looks at the IP address that a new connection leads to, before anything is sent, and raises if it must not."""


def _or_forever(seconds: float | None) -> float:
    return _FOREVER if seconds is None or not math.isfinite(seconds) else min(seconds, _FOREVER)
