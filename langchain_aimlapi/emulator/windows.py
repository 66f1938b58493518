"""What questions about money and logs may ask for: windows of time, pages, whose key. Pure but for the time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.datastructures import QueryParams

from langchain_aimlapi.emulator.auth import is_management
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.ledger import PREFIX_LENGTH, Entry, owner_of
from langchain_aimlapi.emulator.state import State

LONGEST = timedelta(days=92)
_PERIOD = re.compile(r"([1-9]\d{0,5})([hd])")


@dataclass(frozen=True)
class Window:
    """A window of time: from `start` on, up to `end`."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether something that happened then lies in it."""
        return self.start <= moment <= self.end


@dataclass(frozen=True)
class Whose:
    """Whose calls are asked about: the owner of a key, or a prefix."""

    owner: str | None
    prefix: str | None

    def has(self, entry: Entry) -> bool:
        """Whether a call is theirs."""
        return entry.owner == self.owner if self.owner is not None else entry.prefix == self.prefix


def read_window(query: QueryParams, now: datetime) -> Window:
    """The window that a query asks for.

    Raises:
        ServiceError: 400 if it is none, or longer than 92 days.
    """
    period, start, end = (query.get(name) for name in ("period", "start", "end"))
    if (period is None) == (start is None and end is None):
        raise refused("provide either period or both start and end")
    if period is None and (start is None or end is None):
        raise refused("start and end must be used together")
    window = (
        _relative(period, now) if period is not None else Window(read_moment("start", start), read_moment("end", end))
    )
    if window.end < window.start:
        raise refused("end must not be earlier than start")
    if window.end - window.start > LONGEST:
        raise refused("the window must not exceed 92 days")
    return window


def read_moment(name: str, text: str | None, *, offset: bool = False) -> datetime:
    """A moment in ISO 8601; without an offset it is UTC.

    Args:
        name: What it is called.
        text: What was sent.
        offset: Whether it must say its offset.

    Raises:
        ServiceError: 400 if it is none.
    """
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        raise refused(f"{name}: Invalid datetime") from None
    if moment.tzinfo is None and offset:
        raise refused(f"{name}: Invalid datetime: an offset is required")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_whose(query: QueryParams, key: str, state: State) -> Whose:
    """Whose calls a query asks about.

    Raises:
        ServiceError: 403 for another's prefix without a management key, 404 for a prefix that nobody has.
    """
    prefix = query.get("key_prefix")
    if prefix is None or prefix == key[:PREFIX_LENGTH]:
        return Whose(owner_of(key), prefix)
    if not is_management(key):
        raise ServiceError(403, "Usage of a different key requires a management key")
    issued = any(one.prefix == prefix for one in state.keyring.listed())
    if not issued and not any(entry.prefix == prefix for entry in state.ledger.newest_first()):
        raise ServiceError(404, f"API key with prefix '{prefix}' not found")
    return Whose(None, prefix)


def read_count(query: QueryParams, name: str, default: int, low: int, high: int | None = None) -> int:
    """A whole number of a query.

    Raises:
        ServiceError: 400 if it is none, or out of bounds.
    """
    text = query.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise refused(f"{name}: Expected number, received nan")
    if int(text) < low:
        raise refused(f"{name}: Number must be greater than or equal to {low}")
    if high is not None and int(text) > high:
        raise refused(f"{name}: Number must be less than or equal to {high}")
    return int(text)


def read_words(query: QueryParams, name: str, allowed: tuple[str, ...]) -> list[str]:
    """The values of a field that may be repeated; commas do not part them.

    Raises:
        ServiceError: 400 for a value that there is not.
    """
    words = query.getlist(name)
    for word in words:
        if word not in allowed:
            listed = " | ".join(f"'{value}'" for value in allowed)
            raise refused(f"{name}: Invalid enum value. Expected {listed}, received '{word}'")
    return words


def refused(what: str) -> ServiceError:
    """The refusal of a query."""
    return ServiceError(400, f"Query validation error: {what}")


def _relative(period: str, now: datetime) -> Window:
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise refused("period: must be a positive integer followed by h or d")
    length = timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(days=int(found[1]))
    if length > LONGEST:
        raise refused("the window must not exceed 92 days")
    return Window(now - length, now)
