"""What the families of plain questions share: catalogue, money, keys. A question is a method, a path and a query."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError
from langchain_aimlapi.api.families import Posting
from langchain_aimlapi.api.reading import read_reply
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.types import JSON

Moment = datetime | str
"""A moment: a `datetime` with a time zone, or a text in ISO 8601 as the service takes it."""

MOST_ROWS = 100
"""Rows that a page of transactions or logs has at most."""


class Asking(Posting):
    """A question to the client, and its answer: a JSON object with `inference_id` at top level."""

    def _ask(self, method: str, path: str, options: RequestOptions, **content: Any) -> JSON:
        return read_reply(*self._exchange(method, path, options, **content))

    async def _aask(self, method: str, path: str, options: RequestOptions, **content: Any) -> JSON:
        return read_reply(*await self._aexchange(method, path, options, **content))


def sent_once(options: RequestOptions) -> RequestOptions:
    """The options of a call that must not be carried out twice: no retries, unless the caller wants them."""
    return replace(options, max_retries=0) if options.max_retries is None else options


def query_of(**values: Any) -> JSON:
    """A query without what is not set; moments as text, truth values in lower case, lists as they are (repeated).

    Raises:
        InvalidRequestError: For a `datetime` without a time zone, which the service would take for UTC or refuse.
    """
    return {name: _query_value(name, value) for name, value in values.items() if value is not None}


def _query_value(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidRequestError(f"{name} has no time zone: write datetime(..., tzinfo=UTC), not {value!r}")
        return value.isoformat()
    if isinstance(value, date):
        raise InvalidRequestError(f"{name} must be a datetime with a time zone or a text in ISO 8601, not {value!r}")
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else value


def check_window(period: str | None, start: Moment | None, end: Moment | None) -> None:
    """Refuse what is no window of time: the service wants a period, or a start and an end.

    Raises:
        InvalidRequestError: If there is neither, both, or only one end.
    """
    if period is not None and (start is not None or end is not None):
        raise InvalidRequestError(f"period is {period!r} and start or end is set too: give one of the two")
    if period is None and (start is None or end is None):
        raise InvalidRequestError("A window of time is needed: period='7d', or both start and end")


def page_size(limit: int) -> int:
    """The rows of a page, if the service gives so many.

    Raises:
        InvalidRequestError: If it does not.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise InvalidRequestError(f"limit must be 1 to {MOST_ROWS} rows a page, not {limit!r}")
    return limit


def rows_of(page: JSON) -> list[JSON]:
    """The rows of a page.

    Raises:
        MalformedResponseError: If there is no list of objects.
    """
    rows = page.get("data")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise MalformedResponseError("The page has no rows in it (data is no list of objects)", body=page)
    return rows


def has_more(page: JSON) -> bool:
    """Whether another page follows."""
    pagination = page.get("pagination")
    return isinstance(pagination, dict) and pagination.get("has_more") is True


def next_cursor(page: JSON, cursor: str | None) -> str | None:
    """Where the next page begins; None after the last one.

    Args:
        page: The page.
        cursor: Where it began itself.

    Raises:
        MalformedResponseError: If more is announced without a way to get it.
    """
    if not has_more(page):
        return None
    following = page["pagination"].get("next_cursor")
    if not isinstance(following, str) or not following or following == cursor:
        raise MalformedResponseError("More rows are announced, but the cursor does not lead to them", body=page)
    return following
