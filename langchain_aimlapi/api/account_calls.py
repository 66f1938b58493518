"""Money and its use: balance, transactions, usage, logs; `AIMLAPIClient` has them.

https://docs.aimlapi.com/api-references/service-endpoints/account-balance,
https://docs.aimlapi.com/api-references/service-endpoints/api-key-usage and
https://docs.aimlapi.com/api-references/service-endpoints/usage-logs
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence
from typing import Any, Literal

from langchain_aimlapi.api.asking import (
    MOST_ROWS,
    Asking,
    Moment,
    check_window,
    has_more,
    next_cursor,
    page_size,
    query_of,
    rows_of,
)
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON

BALANCE_PATH = "/v2/billing"
DETAIL_PATH = "/v2/billing/detail"
TRANSACTIONS_PATH = "/v2/billing/transactions"
USAGE_PATH = "/v2/usage"
USAGE_DETAIL_PATH = "/v2/usage/detail"
LOGS_PATH = "/v2/logs"
Direction = Literal["TOPUP", "CHARGE"]


class BillingCalls(Asking):
    """What is on the account, and what moved it."""

    def get_balance(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """What is left: `{"current_balance": float, "currency": "USD"}`.

        Args:
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.

        Example:
            ```python
            from langchain_aimlapi import AIMLAPIClient

            with AIMLAPIClient() as client:
                print(client.get_balance()["current_balance"], "USD")
            ```
        """
        return self._ask("GET", BALANCE_PATH, options)

    async def aget_balance(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`get_balance`, asynchronously."""
        return await self._aask("GET", BALANCE_PATH, options)

    def get_billing_detail(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`get_balance`, with whose account it is and when it is topped up by itself.

        Adds `user_id`, `email` and `autotopup_settings` (`is_enabled`, `threshold`, `amount`, `currency`).

        Args:
            options: What differs for this call.

        Raises:
            AIMLAPIError: As `get_balance`.
        """
        return self._ask("GET", DETAIL_PATH, options)

    async def aget_billing_detail(self, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`get_billing_detail`, asynchronously."""
        return await self._aask("GET", DETAIL_PATH, options)

    def list_transactions(
        self,
        *,
        start: Moment | None = None,
        end: Moment | None = None,
        direction: Direction | None = None,
        kind: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """One page of what moved the balance, newest first: `{"data": [...], "pagination": {...}}`.

        A row is `created_at`, `direction`, `type`, `amount` (`{"usd": float, "credits": int}`, never negative),
        `model` and `reference_id`, which for a model's use is the `inference_id` of its answer. Charges are posted
        after the answers, and failed requests cost nothing.

        Args:
            start: Only what happened then or later.
            end: Only what happened before.
            direction: Only money that came in (`"TOPUP"`) or went out (`"CHARGE"`).
            kind: Only one type: `"PAYMENT"`, `"BONUS"`, `"REFUND"`, `"ADJUSTMENT"`, `"MODEL_USAGE"`,
                `"CREDITS_EXPIRED"` or `"INIT"`.
            limit: Rows of the page, 1 to 100.
            cursor: `next_cursor` of the page before.
            options: What differs for this call.

        Raises:
            PermissionDeniedError: With a management key.
            AIMLAPIError: As `get_balance`.
        """
        query = _ledger_query(start, end, direction, kind, limit, cursor)
        return self._ask("GET", TRANSACTIONS_PATH, options, params=query)

    async def alist_transactions(
        self,
        *,
        start: Moment | None = None,
        end: Moment | None = None,
        direction: Direction | None = None,
        kind: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """`list_transactions`, asynchronously."""
        query = _ledger_query(start, end, direction, kind, limit, cursor)
        return await self._aask("GET", TRANSACTIONS_PATH, options, params=query)

    def iter_transactions(self, *, limit: int = MOST_ROWS, **query: Any) -> Generator[JSON]:
        """Every row of `list_transactions`, fetched page by page as they are asked for.

        Args:
            limit: Rows of a page, 1 to 100.
            **query: As for `list_transactions`.

        Raises:
            AIMLAPIError: As `list_transactions`.
        """
        cursor, more = query.pop("cursor", None), True
        while more:
            page = self.list_transactions(limit=limit, cursor=cursor, **query)
            yield from rows_of(page)
            cursor = next_cursor(page, cursor)
            more = cursor is not None

    async def aiter_transactions(self, *, limit: int = MOST_ROWS, **query: Any) -> AsyncGenerator[JSON]:
        """`iter_transactions`, asynchronously."""
        cursor, more = query.pop("cursor", None), True
        while more:
            page = await self.alist_transactions(limit=limit, cursor=cursor, **query)
            for row in rows_of(page):
                yield row
            cursor = next_cursor(page, cursor)
            more = cursor is not None


class UsageCalls(Asking):
    """What a key spent, in sum and call by call."""

    def get_usage(
        self,
        *,
        period: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        key_prefix: str | None = None,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """What a key spent in a window of time of 92 days at the most.

        The answer is `api_key_prefix`, `start` and `end` in UTC, `spend` in `currency` (USD) and the number of
        `requests` that were charged.

        Args:
            period: The window up to now: a number of hours or days, such as `"24h"` or `"7d"`.
            start: Its begin, instead of a period.
            end: Its end, with `start`.
            key_prefix: The first 8 characters of the key to ask about; another one than your own needs a management
                key. Default: the key that asks.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If the window is none.
            PermissionDeniedError: For another key's prefix without a management key.
            AIMLAPIError: As `get_balance`.

        Example:
            ```python
            from langchain_aimlapi import AIMLAPIClient

            with AIMLAPIClient() as client:
                print(client.get_usage(period="7d")["spend"], "USD")
            ```
        """
        return self._ask("GET", USAGE_PATH, options, params=_window_query(period, start, end, key_prefix))

    async def aget_usage(
        self,
        *,
        period: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        key_prefix: str | None = None,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """`get_usage`, asynchronously."""
        return await self._aask("GET", USAGE_PATH, options, params=_window_query(period, start, end, key_prefix))

    def get_usage_detail(
        self,
        *,
        period: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        key_prefix: str | None = None,
        group_by: Sequence[Literal["day", "model"]] | str | None = None,
        tz: str | None = None,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """`get_usage`, with `models`: `model`, `spend` and `requests` of each, the dearest first.

        With `group_by` there is `groups` too: per group `day` and `model`, as asked for, `spend`, `tokens` (`input`,
        `output`, `total`) and `requests` (`total`, `charged`, `succeeded`, `failed`).

        Args:
            period: As for `get_usage`.
            start: As for `get_usage`.
            end: As for `get_usage`.
            key_prefix: As for `get_usage`.
            group_by: `"day"`, `"model"` or both, as a list or as `"day,model"`.
            tz: Where a day begins: the name of an IANA time zone such as `"Europe/Berlin"`. Default: UTC.
            options: What differs for this call.

        Raises:
            AIMLAPIError: As `get_usage`.
        """
        query = _window_query(period, start, end, key_prefix, group_by=_words(group_by), tz=tz)
        return self._ask("GET", USAGE_DETAIL_PATH, options, params=query)

    async def aget_usage_detail(
        self,
        *,
        period: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        key_prefix: str | None = None,
        group_by: Sequence[Literal["day", "model"]] | str | None = None,
        tz: str | None = None,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """`get_usage_detail`, asynchronously."""
        query = _window_query(period, start, end, key_prefix, group_by=_words(group_by), tz=tz)
        return await self._aask("GET", USAGE_DETAIL_PATH, options, params=query)


class LogCalls(Asking):
    """Every request of a key, one by one."""

    def list_logs(
        self,
        *,
        period: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        key_prefix: str | None = None,
        model: str | Sequence[str] | None = None,
        status: str | Sequence[str] | None = None,
        limit: int = 50,
        offset: int = 0,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """One page of a key's requests, newest first, failed ones included: `{"data": [...], "pagination": {...}}`.

        A row is `created`, `status` (`"succeeded"` or `"failed"`), `origin`, `model`, `cost` (`usd`, `credits`),
        `tokens` (`input`, `output`, `total`), `request_id`, `inference_id` and `client_request_id`.

        Args:
            period: As for `get_usage`.
            start: As for `get_usage`.
            end: As for `get_usage`.
            key_prefix: As for `get_usage`.
            model: Only requests to this model, or to one of these, up to 50; spelt exactly as in the list of models.
            status: Only `"succeeded"` or only `"failed"`.
            limit: Rows of the page, 1 to 100.
            offset: Rows to skip.
            options: What differs for this call.

        Raises:
            RateLimitError: After 200 calls within a minute.
            AIMLAPIError: As `get_usage`.
        """
        query = _window_query(
            period, start, end, key_prefix, model=model, status=status, limit=page_size(limit), offset=offset
        )
        return self._ask("GET", LOGS_PATH, options, params=query)

    async def alist_logs(
        self,
        *,
        period: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        key_prefix: str | None = None,
        model: str | Sequence[str] | None = None,
        status: str | Sequence[str] | None = None,
        limit: int = 50,
        offset: int = 0,
        options: RequestOptions = DEFAULT_OPTIONS,
    ) -> JSON:
        """`list_logs`, asynchronously."""
        query = _window_query(
            period, start, end, key_prefix, model=model, status=status, limit=page_size(limit), offset=offset
        )
        return await self._aask("GET", LOGS_PATH, options, params=query)

    def iter_logs(self, *, limit: int = MOST_ROWS, offset: int = 0, **query: Any) -> Generator[JSON]:
        """Every row of `list_logs`, fetched page by page as they are asked for.

        A request that is made meanwhile moves all rows on by one; rows of the page before are not given twice.

        Args:
            limit: Rows of a page, 1 to 100.
            offset: Rows to skip.
            **query: As for `list_logs`.

        Raises:
            AIMLAPIError: As `list_logs`.
        """
        walk = LogWalk(offset)
        while walk.more:
            yield from walk.new_rows(self.list_logs(limit=limit, offset=walk.offset, **query))

    async def aiter_logs(self, *, limit: int = MOST_ROWS, offset: int = 0, **query: Any) -> AsyncGenerator[JSON]:
        """`iter_logs`, asynchronously."""
        walk = LogWalk(offset)
        while walk.more:
            for row in walk.new_rows(await self.alist_logs(limit=limit, offset=walk.offset, **query)):
                yield row


class LogWalk:
    """The decisions of walking through pages that are counted by rows.

    Args:
        offset: Rows to skip at the begin.
    """

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset
        self.more = True
        self._seen: frozenset[tuple[Any, Any]] = frozenset()

    def new_rows(self, page: JSON) -> list[JSON]:
        """The rows of a page that the page before did not have; moves on behind it.

        Raises:
            MalformedResponseError: If the page has no rows in it.
        """
        rows = rows_of(page)
        self.offset += len(rows)
        self.more = has_more(page) and bool(rows)
        seen, self._seen = self._seen, frozenset(map(_identity, rows))
        return [row for row in rows if _identity(row) not in seen]


def _identity(row: JSON) -> tuple[Any, Any]:
    return row.get("inference_id"), row.get("request_id")


def _ledger_query(
    start: Moment | None, end: Moment | None, direction: str | None, kind: str | None, limit: int, cursor: str | None
) -> JSON:
    times = {"from": query_of(start=start).get("start"), "to": query_of(end=end).get("end")}
    return query_of(**times, direction=direction, type=kind, limit=page_size(limit), cursor=cursor)


def _window_query(
    period: str | None, start: Moment | None, end: Moment | None, key_prefix: str | None, **rest: Any
) -> JSON:
    check_window(period, start, end)
    return query_of(period=period, start=start, end=end, key_prefix=key_prefix, **rest)


def _words(group_by: Sequence[str] | str | None) -> str | None:
    return group_by if group_by is None or isinstance(group_by, str) else ",".join(group_by)
