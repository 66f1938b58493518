"""``POST /v1/chat/completions`` and its other spellings."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.admission import ChatRequest, admit
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.chunks import stream
from langchain_aimlapi.emulator.completion import completion
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.faults import (
    HEADER,
    NO_FAULT,
    Fault,
    refusal,
    spoil_body,
    spoil_tool_calls,
    take_fault,
)
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.transmission import cut_short, transmit
from langchain_aimlapi.emulator.upstream import relay, relay_stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from langchain_aimlapi.emulator.conversation import Json
    from langchain_aimlapi.emulator.replies import Reply
    from langchain_aimlapi.emulator.state import State
    from langchain_aimlapi.emulator.tokens import Cost

PATHS = ("/v1/chat/completions", "/chat/completions", "/v2/chat/completions")


async def chat(request: Request) -> Response:
    """Answer a chat request."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    check_funds(state.balance)
    body, fault = take_fault(request.headers.get(HEADER), await read_json(request))
    fault = await suffer(state, key, fault)
    admitted = admit(body, request.url.path)
    if admitted.streamed and "body" not in fault:
        chunks = await open_stream(admitted, state)
        return event_stream(admitted, transmit(chunks, fault, state.options.token_delay))
    reply = await finished_reply(admitted, state)
    return whole_answer(admitted, completion(reply), reply.cost, fault)


async def finished_reply(admitted: ChatRequest, state: State) -> Reply:
    """The reply to a request, computed here or fetched from the upstream, and paid for."""
    created = int(time.time())
    reply = await relay(admitted, state, created) if state.options.upstream else make_reply(admitted, created)
    state.charge(reply.cost.usd)
    return reply


async def open_stream(admitted: ChatRequest, state: State) -> AsyncIterator[Json]:
    """The chunks of a reply; an upstream has accepted the request by then."""
    if state.options.upstream:
        return await relay_stream(admitted, state, int(time.time()))
    return _as_they_come(await finished_reply(admitted, state), admitted)


async def read_json(request: Request) -> Any:
    """The body.

    Raises:
        ServiceError: 400 if it is not JSON.
    """
    try:
        return await request.json()
    except ValueError as error:
        raise ServiceError(400, f"Body validation error: the body is not JSON: {error}") from None


async def suffer(state: State, key: str, fault: Fault) -> Fault:
    """Wait and refuse as a fault says.

    Args:
        state: Counts how often a fault struck.
        key: The caller's key; every key has counters of its own.
        fault: The fault the request carries.

    Returns:
        The fault for the rest of the request; none once ``times`` is used up.

    Raises:
        ServiceError: The fault is a refusal.
    """
    if fault is NO_FAULT or not state.strike(f"{key} {fault.text}", fault.get("times")):
        return NO_FAULT
    await asyncio.sleep(fault.get("delay", 0))
    error = refusal(fault)
    if error is not None:
        raise error
    return fault


def whole_answer(admitted: ChatRequest, body: Json, cost: Cost, fault: Fault) -> Response:
    """The response that is not streamed."""
    spoilt = spoil_body(fault, body)
    text = json.dumps(spoil_tool_calls(fault, body), ensure_ascii=False)
    content, kind = spoilt or (text.encode("utf-8", "replace"), "application/json")
    headers = cost_headers(cost) | {"content-type": kind}
    if "cut-after" in fault:
        headers["content-length"] = str(len(content))
        return StreamingResponse(cut_short(content), admitted.status, headers)
    return Response(content, admitted.status, headers)


def event_stream(admitted: ChatRequest, events: AsyncIterator[bytes]) -> StreamingResponse:
    """A response of server-sent events."""
    return StreamingResponse(events, admitted.status, {"cache-control": "no-cache"}, media_type="text/event-stream")


def cost_headers(cost: Cost) -> dict[str, str]:
    """The headers that tell the cost of an answer that is not streamed."""
    return {"x-aimlapi-credits-used": str(cost.credits), "x-aimlapi-usd-spent": f"{cost.usd:.10g}"}


async def _as_they_come(reply: Reply, admitted: ChatRequest) -> AsyncIterator[Json]:
    for chunk in stream(reply, include_usage=admitted.include_usage):
        yield chunk


ROUTES = [Route(path, chat, methods=["POST"]) for path in PATHS]
