"""``GET /v1/bagoodex/{kind}``: what the retired search engine found; 404 unless it is revived."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.emulator.admission import check_served
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.faults import HEADER, take_fault
from langchain_aimlapi.emulator.finding import ENGINE, FINDERS, finding
from langchain_aimlapi.emulator.serving import suffer


async def find(request: Request) -> Response:
    """Answer what was found for an earlier question."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    check_funds(state.balance)
    _, fault = take_fault(request.headers.get(HEADER), None)
    await suffer(state, key, fault)
    check_served(get_model(ENGINE, warn=False), state.options.revived)
    kind, followup_id = request.path_params["kind"], request.query_params.get("followup_id")
    if kind not in FINDERS:
        raise ServiceError(404, f"Cannot {request.method} {request.url.path}")
    if not followup_id:
        raise ServiceError(400, "Query validation error: followup_id: Required")
    asked = state.stored_response(key, followup_id)
    if asked is None:
        raise ServiceError(404, f"Follow-up '{followup_id}' not found")
    return JSONResponse(finding(kind, asked[-1]["query"]))


ROUTES = [Route("/v1/bagoodex/{kind}", find)]
