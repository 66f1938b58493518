"""``POST /v1/chat/completions`` and its other spellings."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.admission import ChatRequest, admit
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_key
from langchain_aimlapi.emulator.chunks import stream
from langchain_aimlapi.emulator.completion import completion
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.sse import DONE, frame

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request

    from langchain_aimlapi.emulator.tokens import Cost

PATHS = ("/v1/chat/completions", "/chat/completions", "/v2/chat/completions")


async def chat(request: Request) -> Response:
    """Answer a chat request."""
    state = emulator_state(request)
    check_key(request.headers.get("authorization"), state.options.keys)
    admitted = admit(await read_json(request), request.url.path)
    reply = make_reply(admitted, int(time.time()))
    state.charge(reply.cost.usd)
    if not admitted.streamed:
        return JSONResponse(completion(reply), admitted.status, cost_headers(reply.cost))
    chunks = stream(reply, include_usage=admitted.include_usage)
    frames = (*map(frame, chunks), DONE)
    return event_stream(admitted, _paced(iter(frames), state.options.token_delay))


async def read_json(request: Request) -> Any:
    """The body.

    Raises:
        ServiceError: 400 if it is not JSON.
    """
    try:
        return await request.json()
    except ValueError as error:
        raise ServiceError(400, f"Body validation error: the body is not JSON: {error}") from None


def event_stream(admitted: ChatRequest, events: AsyncIterator[str]) -> StreamingResponse:
    """A response of server-sent events."""
    return StreamingResponse(events, admitted.status, {"cache-control": "no-cache"}, media_type="text/event-stream")


def cost_headers(cost: Cost) -> dict[str, str]:
    """The headers that tell the cost of an answer that is not streamed."""
    return {"x-aimlapi-credits-used": str(cost.credits), "x-aimlapi-usd-spent": f"{cost.usd:.10g}"}


async def _paced(frames: Iterator[str], delay: float) -> AsyncIterator[str]:
    for text in frames:
        if delay:
            await asyncio.sleep(delay)
        yield text


ROUTES = [Route(path, chat, methods=["POST"]) for path in PATHS]
