"""When to try again, and after how long. Arithmetic only: no clock is read and nothing sleeps here."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

from langchain_aimlapi.api.errors import AIMLAPIError, APIConnectionError, APIStatusError, RateLimitError

DEFAULT_MAX_RETRIES = 2
RETRIED_STATUSES = frozenset({408, 429})
GATEWAY_TIMEOUT = 504
"""The answer took too long to make: tried again once at most, since every attempt takes those minutes again."""
UNCERTAIN_STATUSES = frozenset({408, 502, 504, 520, 521, 522, 523, 524})
"""Somebody on the way lost patience or the connection: the service may have accepted the request all the same."""
REPEATABLE_PATHS = frozenset({"/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/embeddings"})
"""What is posted there costs little, and leaves nothing behind, when it is done twice."""


def is_repeatable(method: str, path: str) -> bool:
    """Whether a request may be sent again although the service may have received it.

    No for what makes something: pictures, films, sound, jobs and batches, which would be made and paid for twice. The
    service knows no idempotency keys.
    """
    return method != "POST" or path in REPEATABLE_PATHS


class RetryBudget:
    """Retries that calls have in common, so that an outage is not multiplied by everybody's patience.

    A bucket of tokens: a retry takes one, every tenth success puts one back. When it is empty, errors are raised at
    once, and first attempts are still made. Shared by whatever holds the same object, threads and event loops alike; a
    copy is the same budget, a pickled one a full budget of its own process.

    Args:
        capacity: Most tokens, and those at the start.
        successes_per_token: Calls that succeed until a token comes back.

    Raises:
        ValueError: If a number is not above 0.

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI, RetryBudget

        budget = RetryBudget(capacity=50)
        model = ChatAIMLAPI(model="openai/gpt-4o", retry_budget=budget)
        assert budget.left == 50
        ```
    """

    __slots__ = ("_successes", "_tokens", "capacity", "successes_per_token")

    def __init__(self, capacity: int = 100, successes_per_token: int = 10) -> None:
        for name, number in (("capacity", capacity), ("successes_per_token", successes_per_token)):
            if number <= 0:
                raise ValueError(f"{name} must be more than 0, not {number!r}")
        self.capacity = capacity
        self.successes_per_token = successes_per_token
        self._tokens = deque([None] * capacity, maxlen=capacity)  # its operations need no lock, so a fork is safe
        self._successes = count(1)

    @property
    def left(self) -> int:
        """Retries that may be made now."""
        return len(self._tokens)

    def take(self) -> bool:
        """Take the token of one retry; False if there is none."""
        try:
            self._tokens.pop()
        except IndexError:
            return False
        return True

    def note_success(self) -> None:
        """A call has been answered."""
        if next(self._successes) % self.successes_per_token == 0:
            self._tokens.append(None)

    def __repr__(self) -> str:
        return f"RetryBudget(capacity={self.capacity}, left={self.left})"

    def __deepcopy__(self, memo: dict[int, Any]) -> RetryBudget:
        return self

    def __copy__(self) -> RetryBudget:
        return self

    def __reduce__(self) -> tuple[type[RetryBudget], tuple[int, int]]:
        return RetryBudget, (self.capacity, self.successes_per_token)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a failed request is sent again.

    Attributes:
        max_retries: Attempts after the first one; 0 means one attempt.
        initial_delay: Seconds before the first retry; doubled for every further one.
        max_delay: Most seconds to wait of our own accord.
        max_retry_after: Most seconds to wait because the service asked for it; when it asks for more, the error is
            raised at once, with `retry_after` set.
        resend: Whether a request is sent again that the service may have received without answering: its connection
            broke, or nothing came in time. Default: yes for chat, embeddings and questions, no for what is paid for by
            the piece, such as pictures and films. True sends those again, too; False nothing.
        budget: Retries that several clients have in common.

    Example:
        ```python
        from langchain_aimlapi.api.retry import RetryPolicy

        RetryPolicy(max_retries=5, max_delay=20.0)
        ```
    """

    max_retries: int = DEFAULT_MAX_RETRIES
    initial_delay: float = 0.5
    max_delay: float = 8.0
    max_retry_after: float = 60.0
    resend: bool | None = None
    budget: RetryBudget | None = None

    def __post_init__(self) -> None:
        if self.max_retries < 0:
            raise ValueError(f"max_retries must be 0 or more, not {self.max_retries!r}")

    def may_resend(self, error: AIMLAPIError, *, repeatable: bool) -> bool:
        """Whether the request may be sent again as far as it may have been received already.

        Args:
            error: What the last attempt failed with.
            repeatable: Whether doing it twice does no harm.
        """
        allowed = repeatable if self.resend is None else self.resend
        return allowed or not is_uncertain(error)

    def take_from_budget(self) -> bool:
        """Whether the common budget has a retry left, which is taken."""
        return self.budget is None or self.budget.take()

    def note_success(self) -> None:
        """Tell the common budget that a call has been answered."""
        if self.budget is not None:
            self.budget.note_success()

    def delay(self, error: AIMLAPIError, attempts: int, jitter: Callable[[], float] = random.random) -> float | None:
        """Seconds to wait before the next attempt, or None when `error` is final.

        Args:
            error: What the last attempt failed with.
            attempts: Attempts made so far, 1 after the first.
            jitter: Source of numbers in [0, 1); takes up to a quarter off the delay.
        """
        if attempts > self.max_retries or not is_retried(error):
            return None
        if error.status_code == GATEWAY_TIMEOUT and attempts > 1:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.max_retry_after else None
        backoff: float = min(self.initial_delay * 2.0 ** (attempts - 1), self.max_delay)
        return backoff * (1 - 0.25 * jitter())


def is_retried(error: AIMLAPIError) -> bool:
    """Whether the client itself sends a request again after this error.

    Yes for 408, 429 and 5xx and for a connection that failed before the first byte of an answer; no for a vendor's 4xx
    that came as a 500 (even a 429, which programs that wait longer may retry), for a quota, and for anything that
    failed after output had begun.
    """
    if not error.is_retryable or error.partial_text:
        return False
    if isinstance(error, APIStatusError):
        status = error.status_code or 0
        relayed = isinstance(error, RateLimitError) and status not in RETRIED_STATUSES
        return not relayed and (status in RETRIED_STATUSES or status >= 500)  # noqa: PLR2004
    return isinstance(error, APIConnectionError) and not error.began


def is_uncertain(error: AIMLAPIError) -> bool:
    """Whether the service may have done after all what this error reports as failed."""
    if isinstance(error, APIConnectionError):
        return error.sent
    return error.status_code in UNCERTAIN_STATUSES


def parse_retry_after(headers: Mapping[str, str], now: Callable[[], datetime] | None = None) -> float | None:
    """Seconds that `retry-after-ms` or `Retry-After` (seconds or an HTTP date) ask to wait, or None.

    Args:
        headers: Headers of the answer; names in lower case, or a case-insensitive mapping.
        now: The time to measure a date from; default the present.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    return seconds if seconds is not None or not value else _seconds_until(value, now)


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None and text.strip() else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < float("inf") else None


def _seconds_until(date: str, now: Callable[[], datetime] | None) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    present = now() if now else datetime.now(UTC)
    return max(0.0, (moment - present).total_seconds())
