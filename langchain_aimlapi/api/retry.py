"""When to try again, and after how long. Arithmetic only: no clock is read and nothing sleeps here."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from langchain_aimlapi.api.errors import AIMLAPIError, APIConnectionError, APIStatusError, RateLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_MAX_RETRIES = 2
RETRIED_STATUSES = frozenset({408, 429})
GATEWAY_TIMEOUT = 504
"""The answer took too long to make: tried again once at most, since every attempt takes those minutes again."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a failed request is sent again.

    Attributes:
        max_retries: Attempts after the first one; 0 means one attempt.
        initial_delay: Seconds before the first retry; doubled for every further one.
        max_delay: Most seconds to wait of our own accord.
        max_retry_after: Most seconds to wait because the service asked for it; when it asks for more, the error is
            raised at once, with `retry_after` set.

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

    def __post_init__(self) -> None:
        if self.max_retries < 0:
            raise ValueError(f"max_retries must be 0 or more, not {self.max_retries!r}")

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
