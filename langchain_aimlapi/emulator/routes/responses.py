"""``POST /v1/responses``."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.conversation import Json
from langchain_aimlapi.emulator.faults import HEADER, relaying, take_fault
from langchain_aimlapi.emulator.replying import make_head
from langchain_aimlapi.emulator.responses.admission import ResponseRequest, admit_response
from langchain_aimlapi.emulator.responses.body import opened, response_body
from langchain_aimlapi.emulator.responses.events import response_events
from langchain_aimlapi.emulator.responses.items import stored_items
from langchain_aimlapi.emulator.serving import (
    as_they_come,
    event_stream,
    finished_reply,
    read_json,
    suffer,
    whole_answer,
)
from langchain_aimlapi.emulator.state import State
from langchain_aimlapi.emulator.wires import RESPONSES

PATHS = ("/v1/responses", "/responses")


async def responses(request: Request) -> Response:
    """Answer a responses request."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    check_funds(state.balance)
    body, fault = take_fault(request.headers.get(HEADER), await read_json(request))
    fault = await suffer(state, key, fault)
    with relaying(fault):
        admitted = admit_response(body, request.url.path, lambda name: state.stored_response(key, name))
    if admitted.parameter("background") and not admitted.streamed:
        return JSONResponse(opened(make_head(admitted, int(time.time())), admitted, "queued"))
    reply = await finished_reply(admitted, state, key)
    response = response_body(reply, admitted)
    _remember(state, key, admitted, response)
    if admitted.streamed and "body" not in fault:
        events = as_they_come(response_events(response))
        return event_stream(events, fault, RESPONSES, state.options.token_delay)
    return whole_answer(response, reply.cost, fault, RESPONSES)


def _remember(state: State, key: str, admitted: ResponseRequest, response: Json) -> None:
    if admitted.parameter("store"):
        for name, items in stored_items(response["id"], admitted, response["output"]):
            state.store_response(key, name, items)


ROUTES = [Route(path, responses, methods=["POST"]) for path in PATHS]
