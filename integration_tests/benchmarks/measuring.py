"""CPU time of calls, compared within interleaved rounds.

Machines are noisy, so times of different rounds are never compared: in each round every subject is measured once, a
ratio compares two subjects of one round, and what counts is the median of the rounds' ratios. Only CPU time is taken,
user and system, of all threads of this process; the server is another process.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

OURS = "ChatAIMLAPI"
SELDOM = frozenset({"ChatOpenRouter", "ChatGroq", "ChatMistralAI", "ChatLiteLLM", "empty provider", "httpx2 provider"})
"""Subjects that no goal compares with, so that few rounds do for them."""
SELDOM_ROUNDS = 3


@dataclass(frozen=True)
class Spread:
    """A median and how far the rounds lie apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values) -> Spread:
        """The spread of some numbers."""
        return cls(statistics.median(values), min(values), max(values))

    def text(self, digits: int = 2) -> str:
        """The median and the extremes."""
        return f"{self.median:.{digits}f} [{self.low:.{digits}f}-{self.high:.{digits}f}]"


@dataclass
class Case:
    """Something that several subjects do.

    Attributes:
        key: A short name.
        subjects: What is measured, by name: a function that does some work and returns how many units it did. It may
            return a pair instead: the CPU seconds that count, and the units.
        unit: What a unit is.
        note: What else a reader should know.
    """

    key: str
    subjects: dict[str, Callable[[], int | tuple[float, int]]]
    unit: str = "call"
    rounds: list[dict[str, float]] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)

    def measure(self, rounds: int) -> None:
        """Measure every subject once in each round, each time in another order; those of `SELDOM` in the first ones."""
        self._warm_up()
        for number in range(rounds):
            names = [name for name in self.subjects if number < SELDOM_ROUNDS or name not in SELDOM]
            turn = number % len(names)
            self.rounds.append({name: cpu_seconds(self.subjects[name]) for name in names[turn:] + names[:turn]})

    def _warm_up(self) -> None:
        """A first time for each, not counted; a peer that cannot do it at all is left out and named."""
        for name, subject in list(self.subjects.items()):
            try:
                subject()
            except Exception as error:
                if name.startswith(OURS):
                    raise
                self.failures[name] = f"{type(error).__name__}: {error}"[:200]
                del self.subjects[name]

    def seconds(self, subject: str) -> float:
        """The median CPU seconds of one unit."""
        return statistics.median(row[subject] for row in self.rounds if subject in row)

    def ratio(self, subject: str, *baseline: str) -> Spread:
        """A subject's cost in units of another's, or of the sum of several others'."""
        return Spread.of([row[subject] / sum(row[name] for name in baseline) for row in self.rounds])


def cpu_seconds(subject: Callable[[], int | tuple[float, int]]) -> float:
    """CPU seconds of one unit of a subject's work."""
    gc.collect()
    begin = time.process_time()
    done = subject()
    spent = time.process_time() - begin
    seconds, units = done if isinstance(done, tuple) else (spent, done)
    return seconds / units
