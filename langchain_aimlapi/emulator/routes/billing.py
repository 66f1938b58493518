"""``GET /v2/billing`` and what belongs to it: account, transactions, and the older ``GET /v1/billing/balance``."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.accounting import DIRECTIONS, KINDS, Posting, page_of_postings, postings
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import account_key, is_management
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD
from langchain_aimlapi.emulator.windows import read_count, read_moment, read_words, refused

ACCOUNT = {
    "user_id": 1,
    "email": "user@example.com",
    "autotopup_settings": {"is_enabled": False, "threshold": 10, "amount": 50, "currency": "USD"},
}
"""Whose account it is: an emulator convention."""
LOW_BALANCE_CREDITS = 10_000


async def balance(request: Request) -> JSONResponse:
    """The account's balance in US dollars."""
    account_key(request)
    return JSONResponse(_balance(request))


async def older_balance(request: Request) -> JSONResponse:
    """The balance in credits, in the words of the first version."""
    account_key(request)
    credits_left = round(emulator_state(request).balance * CREDITS_PER_USD)
    return JSONResponse(
        {
            "balance": credits_left,
            "lowBalance": credits_left < LOW_BALANCE_CREDITS,
            "lowBalanceThreshold": LOW_BALANCE_CREDITS,
            "lastUpdated": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "autoDebitStatus": "disabled",
            "status": "current",
            "statusExplanation": "Balance is current and up to date",
        }
    )


async def detail(request: Request) -> JSONResponse:
    """The balance, and whose it is."""
    account_key(request)
    return JSONResponse({**ACCOUNT, **_balance(request)})


async def transactions(request: Request) -> JSONResponse:
    """What moved the balance, newest first."""
    if is_management(account_key(request)):
        raise ServiceError(403, "Management keys cannot read billing transactions")
    state, query = emulator_state(request), request.query_params
    limit = read_count(query, "limit", 50, 1, 100)
    found = postings(state.ledger.newest_first(), state.ledger.opened, state.options.balance)
    return JSONResponse(page_of_postings(_chosen(found, request), limit, query.get("cursor")))


def _chosen(found: list[Posting], request: Request) -> list[Posting]:
    query = request.query_params
    directions, kinds = read_words(query, "direction", DIRECTIONS), read_words(query, "type", KINDS)
    start, end = (read_moment(name, query[name], offset=True) if name in query else None for name in ("from", "to"))
    if start is not None and end is not None and end <= start:
        raise refused("to must be later than from")
    return [
        one
        for one in found
        if (not directions or one.direction in directions)
        and (not kinds or one.kind in kinds)
        and (start is None or one.created >= start)
        and (end is None or one.created < end)
    ]


def _balance(request: Request) -> dict[str, object]:
    return {"current_balance": round(emulator_state(request).balance, 7), "currency": "USD"}


ROUTES = [
    Route("/v2/billing", balance),
    Route("/v1/billing/balance", older_balance),
    Route("/v2/billing/detail", detail),
    Route("/v2/billing/transactions", transactions),
]
