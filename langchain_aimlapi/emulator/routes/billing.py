"""``GET /v2/billing``: what is left on the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_key

if TYPE_CHECKING:
    from starlette.requests import Request


async def balance(request: Request) -> JSONResponse:
    """The account's balance in US dollars."""
    state = emulator_state(request)
    check_key(request.headers.get("authorization"), state.options.keys)
    return JSONResponse({"current_balance": round(state.balance, 7), "currency": "USD"})


ROUTES = [Route("/v2/billing", balance)]
