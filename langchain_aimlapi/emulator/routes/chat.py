"""``POST /v1/chat/completions`` and its other spellings."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.admission import ChatRequest, admit
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.chunks import stream
from langchain_aimlapi.emulator.completion import completion
from langchain_aimlapi.emulator.conversation import Json
from langchain_aimlapi.emulator.faults import HEADER, relaying, spoil_tool_calls, take_fault
from langchain_aimlapi.emulator.finding import remember_search
from langchain_aimlapi.emulator.serving import (
    as_they_come,
    event_stream,
    finished_reply,
    read_json,
    suffer,
    whole_answer,
)
from langchain_aimlapi.emulator.state import State
from langchain_aimlapi.emulator.upstream import relay_stream
from langchain_aimlapi.emulator.wires import CHAT

PATHS = ("/v1/chat/completions", "/chat/completions", "/v2/chat/completions")
DEPLOYMENT_PATH = "/openai/deployments/{model:path}/chat/completions"
"""Azure's way: the model is in the address, the key in ``Api-Key``."""


async def chat(request: Request) -> Response:
    """Answer a chat request."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys, _deployment_key(request))
    check_funds(state.balance)
    body, fault = take_fault(request.headers.get(HEADER), await read_json(request))
    fault = await suffer(state, key, fault)
    if "model" in request.path_params and isinstance(body, dict):
        body = {**body, "model": request.path_params["model"]}
    with relaying(fault):
        admitted = admit(body, request.url.path, state.options.revived)
    if admitted.streamed and "body" not in fault:
        chunks = await open_stream(admitted, state, key)
        return event_stream(chunks, fault, CHAT, state.options.token_delay, admitted.status)
    reply = await finished_reply(admitted, state, key)
    remember_search(state, key, admitted, reply)
    return whole_answer(spoil_tool_calls(fault, completion(reply)), reply.cost, fault, CHAT, admitted.status)


def _deployment_key(request: Request) -> str | None:
    return request.headers.get("api-key") if "model" in request.path_params else None


async def open_stream(admitted: ChatRequest, state: State, key: str) -> AsyncIterator[Json]:
    """The chunks of a reply; an upstream has accepted the request by then."""
    if state.options.upstream:
        return await relay_stream(admitted, state, int(time.time()))
    reply = await finished_reply(admitted, state, key)
    remember_search(state, key, admitted, reply)
    return as_they_come(stream(reply, include_usage=admitted.include_usage))


ROUTES = [Route(path, chat, methods=["POST"]) for path in (*PATHS, DEPLOYMENT_PATH)]
