"""How long a call may take and how large an answer may be: settings, checked where they are written."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from langchain_aimlapi.http_library import Timeout, is_a

LONGEST_HEADERS = 100 * 1024
"""Bytes; h11, which reads the headers, takes no more."""
_KIB = 1024
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that each part of a call may take; None for no limit.

    Attributes:
        connect: Until the connection stands; the addresses of a host share it. The TLS handshake has as much again.
        first_byte: From the end of the request to the whole header of the answer. Answers that are not streamed take
            minutes: the service holds the request until the model is done.
        between_chunks: Silence in the middle of an answer. Comments and pings of a stream are silence.
        total: The whole call, with all of its attempts and the waits between them.
        write: Until the server takes the next piece of the request.
        pool: Wait for a free connection.

    Raises:
        ValueError: If a limit is not more than 0.

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI, Timeouts

        model = ChatAIMLAPI(model="openai/gpt-4o", timeout=Timeouts(first_byte=30, total=120))
        ```
    """

    connect: float | None = 10.0
    first_byte: float | None = 600.0
    between_chunks: float | None = 300.0
    total: float | None = 3600.0
    write: float | None = 300.0
    pool: float | None = 600.0

    def __post_init__(self) -> None:
        for setting in fields(self):
            _check_seconds(setting.name, getattr(self, setting.name))


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """Most bytes of each part of an answer; what is larger is an error, so that no server can fill the memory.

    Attributes:
        header: All header lines together, 100 KiB at most.
        line: One line of a stream of events.
        event: One event of such a stream.
        error: What is read of an error's body; the rest is left unread.
        answer: The whole answer, after decompression, streamed or not.

    Raises:
        ValueError: If a limit is not a whole number above 0.

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI, SizeLimits

        model = ChatAIMLAPI(model="openai/gpt-4o", size_limits=SizeLimits(answer=10_000_000))
        ```
    """

    header: int = 64 * _KIB
    line: int = 64 * _MIB
    event: int = 64 * _MIB
    error: int = 256 * _KIB
    answer: int = 512 * _MIB

    def __post_init__(self) -> None:
        for setting in fields(self):
            size = getattr(self, setting.name)
            if type(size) is not int or size <= 0:
                raise ValueError(f"{setting.name} must be a number of bytes above 0, not {size!r}")
        if self.header > LONGEST_HEADERS:
            raise ValueError(f"header must be at most {LONGEST_HEADERS} bytes, not {self.header}")


def make_timeouts(
    timeout: Timeouts | float | tuple[float, float] | Timeout | None, *, streamed: bool = False
) -> Timeouts:
    """The limits that a setting stands for; None for the default.

    A number limits each wait; connecting keeps its 10 seconds unless the number is smaller. It limits the whole call,
    too, unless the answer is streamed: a stream may take as long as it goes on, up to the default total.
    `(connect, read)` and `httpx.Timeout` limit the waits, and leave the default total. Where more than that is allowed
    for a single wait, the total is as much.

    Args:
        timeout: The setting.
        streamed: Whether the answer is handed on piece by piece.

    Raises:
        ValueError: If no time is allowed at all, or the setting is of another kind.
    """
    if timeout is None:
        return DEFAULT_TIMEOUTS
    if isinstance(timeout, Timeouts):
        return timeout
    if isinstance(timeout, (tuple, list)) and len(timeout) == 2:  # noqa: PLR2004
        connect, read = (_check_seconds("timeout", part) for part in timeout)
        return Timeouts(connect, read, read, _total_with(read), read, read)
    if is_a(timeout, "Timeout"):
        return _of_library(timeout)
    whole = _check_seconds("timeout", timeout)
    assert whole is not None  # noqa: S101 - None is the default, above
    total = _total_with(whole) if streamed else whole
    return Timeouts(min(whole, 10.0), whole, whole, total, whole, whole)


def _of_library(timeout: Any) -> Timeouts:
    total = _total_with(timeout.read)
    return Timeouts(timeout.connect, timeout.read, timeout.read, total, timeout.write, timeout.pool)


def _total_with(read: float | None) -> float | None:
    return None if read is None else max(DEFAULT_TIMEOUTS.total or 0.0, read)


def _check_seconds(name: str, seconds: object) -> float | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise ValueError(  # noqa: TRY004 - pydantic reports ValueErrors
            f"{name} must be a number of seconds, (connect, read), httpx.Timeout or Timeouts, not {seconds!r}"
        )
    if not seconds > 0:
        raise ValueError(f"{name} must be more than 0 seconds, not {seconds!r}")
    return float(seconds)


DEFAULT_TIMEOUTS = Timeouts()
DEFAULT_SIZE_LIMITS = SizeLimits()
