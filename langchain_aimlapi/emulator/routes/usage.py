"""``GET /v2/usage``, ``/v2/usage/detail`` and ``/v2/logs``: what was served, counted from the very calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.accounting import STATUSES, by_model, groups, log_row, names_of, usage_row
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import account_key
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.keyring import moment
from langchain_aimlapi.emulator.ledger import Entry, owner_of
from langchain_aimlapi.emulator.windows import Window, read_count, read_whose, read_window, read_words, refused

LOG_CALLS = 200
LOG_SECONDS = 60.0
MOST_MODELS = 50
GROUPINGS = {"day": ("day",), "model": ("model",), "day,model": ("day", "model")}


async def usage(request: Request) -> JSONResponse:
    """What a key spent."""
    for name in ("group_by", "tz"):
        if name in request.query_params:
            raise refused(f"{name} is accepted on /v2/usage/detail only")
    window, entries = _asked(request)
    return JSONResponse({**_head(request, window), **usage_row(entries)})


async def usage_detail(request: Request) -> JSONResponse:
    """What a key spent, by model, and in groups if they are asked for."""
    window, entries = _asked(request)
    body: dict[str, Any] = {**_head(request, window), **usage_row(entries), "models": by_model(entries)}
    wanted = request.query_params.get("group_by")
    if wanted is not None:
        if wanted not in GROUPINGS:
            raise refused(f"group_by: Expected 'day' | 'model' | 'day,model', received '{wanted}'")
        body["groups"] = groups(entries, GROUPINGS[wanted], _zone(request))
    return JSONResponse(body)


async def logs(request: Request) -> JSONResponse:
    """A key's requests, newest first."""
    query = request.query_params
    _count_call(request)
    _, entries = _asked(request)
    limit, offset = read_count(query, "limit", 50, 1, 100), read_count(query, "offset", 0, 0)
    statuses, models = read_words(query, "status", STATUSES), query.getlist("model")
    if len(models) > MOST_MODELS:
        raise refused(f"model: Array must contain at most {MOST_MODELS} element(s)")
    found = [
        entry
        for entry in entries
        if (not statuses or STATUSES[not entry.succeeded] in statuses) and (not models or names_of(entry) & set(models))
    ]
    pagination = {"limit": limit, "offset": offset, "total": len(found), "has_more": offset + limit < len(found)}
    rows = [log_row(entry) for entry in found[offset : offset + limit]]
    return JSONResponse({"data": rows, "pagination": pagination})


def _asked(request: Request) -> tuple[Window, list[Entry]]:
    """The window and the calls in it, newest first; a name that is no model's was no inference."""
    state, key = emulator_state(request), account_key(request)
    window = read_window(request.query_params, datetime.now(UTC))
    whose = read_whose(request.query_params, key, state)
    found = (entry for entry in state.ledger.newest_first() if whose.has(entry) and window.holds(entry.created))
    return window, [entry for entry in found if entry.model_id is not None]


def _head(request: Request, window: Window) -> dict[str, Any]:
    return {
        "api_key_prefix": request.query_params.get("key_prefix"),
        "start": moment(window.start),
        "end": moment(window.end),
    }


def _zone(request: Request) -> ZoneInfo:
    name = request.query_params.get("tz", "UTC")
    if name not in available_timezones():
        raise refused(f"tz: '{name}' is no IANA time zone")
    return ZoneInfo(name)


def _count_call(request: Request) -> None:
    """Refuse more than 200 calls within a minute, as the service does here and nowhere else."""
    ledger, owner = emulator_state(request).ledger, owner_of(account_key(request))
    if not ledger.look(owner, LOG_CALLS, LOG_SECONDS):
        raise ServiceError(429, f"Too many requests: {LOG_CALLS} per {LOG_SECONDS:g} seconds")


ROUTES = [Route("/v2/usage", usage), Route("/v2/usage/detail", usage_detail), Route("/v2/logs", logs)]
