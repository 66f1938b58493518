"""What all text endpoints share on the way from a request to a response: reading, faults, headers, sending."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.cache_marks import cache_marks
from langchain_aimlapi.emulator.conversation import Json
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.faults import NO_FAULT, Fault, refusal, spoil_body
from langchain_aimlapi.emulator.replies import Reply
from langchain_aimlapi.emulator.reply_spoiler import spoil_reply
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.sse import json_text
from langchain_aimlapi.emulator.state import State
from langchain_aimlapi.emulator.tokens import Cost
from langchain_aimlapi.emulator.transmission import cut_short, transmit
from langchain_aimlapi.emulator.upstream import relay
from langchain_aimlapi.emulator.wires import Wire


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


def whole_answer(body: Json, cost: Cost | None, fault: Fault, wire: Wire, status: int = 200) -> Response:
    """The response that is not streamed; without a cost its headers tell none."""
    body = spoil_reply(fault, body)
    content, kind = spoil_body(fault, body, wire) or (json_text(body).encode(), "application/json")
    headers = (cost_headers(cost) if cost else {}) | {"content-type": kind}
    if "cut-after" in fault:
        headers["content-length"] = str(len(content))
        return StreamingResponse(cut_short(content), status, headers)
    return Response(content, status, headers)


def event_stream(
    events: AsyncIterator[Json], fault: Fault, wire: Wire, token_delay: float, status: int = 200
) -> StreamingResponse:
    """A response of server-sent events."""
    sent = transmit(events, fault, token_delay, wire)
    return StreamingResponse(sent, status, {"cache-control": "no-cache"}, media_type="text/event-stream")


async def as_they_come(events: Iterable[Json]) -> AsyncIterator[Json]:
    """Finished events as an asynchronous stream."""
    for event in events:
        yield event


def cost_headers(cost: Cost) -> dict[str, str]:
    """The headers that tell the cost of an answer that is not streamed."""
    return {"x-aimlapi-credits-used": str(cost.credits), "x-aimlapi-usd-spent": f"{cost.usd:.10g}"}


async def finished_reply(admitted: ChatRequest, state: State, key: str) -> Reply:
    """The reply to a request, computed here or fetched from the upstream, and paid for.

    Args:
        admitted: The request.
        state: The emulator's memory: money and prompt cache.
        key: The caller's key; every key has a prompt cache of its own.
    """
    created = int(time.time())
    if state.options.upstream and admitted.relayed:
        reply = await relay(admitted, state, created)
    else:
        reply = make_reply(admitted, created, state.cached(key, cache_marks(admitted)))
    state.charge(reply.cost.usd, (reply.usage.prompt, reply.usage.completion))
    return reply
