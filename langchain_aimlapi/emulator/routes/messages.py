"""``POST /v1/messages``, in Anthropic's shape."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.faults import HEADER, relaying, take_fault
from langchain_aimlapi.emulator.messages.body import message_body, message_events
from langchain_aimlapi.emulator.serving import (
    as_they_come,
    event_stream,
    finished_reply,
    read_json,
    suffer,
    whole_answer,
)
from langchain_aimlapi.emulator.wires import MESSAGES

PATHS = ("/v1/messages", "/messages")


async def messages(request: Request) -> Response:
    """Answer a request in Anthropic's shape."""
    state = emulator_state(request)
    headers = request.headers
    key = check_key(headers.get("authorization"), state.options.keys, headers.get("x-api-key"))
    check_funds(state.balance)
    body, fault = take_fault(headers.get(HEADER), await read_json(request))
    fault = await suffer(state, key, fault)
    with relaying(fault):
        admitted = admit(body, request.url.path)
    reply = await finished_reply(admitted, state, key)
    if admitted.streamed and "body" not in fault:
        events = as_they_come(message_events(reply, admitted))
        return event_stream(events, fault, MESSAGES, state.options.token_delay)
    return whole_answer(message_body(reply, admitted), reply.cost, fault, MESSAGES)


ROUTES = [Route(path, messages, methods=["POST"]) for path in PATHS]
