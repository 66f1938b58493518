"""``/v1/batches``: ``POST`` submits, ``GET`` polls and has the results in the end, ``POST …/cancel/{id}`` ends."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.batches import Batch, Batches, Outcome, batch_body, result_lines
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.faults import HEADER, take_fault
from langchain_aimlapi.emulator.ledger import PREFIX_LENGTH, Entry, owner_of
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.serving import read_json, suffer

PATHS = ("/v1/batches", "/batches")
_lock = threading.Lock()


async def submit(request: Request) -> Response:
    """Take a batch."""
    key = await _admitted(request)
    check_funds(emulator_state(request).balance)
    lifetime = emulator_state(request).options.batch_lifetime
    return JSONResponse(batch_body(_batches(request).submit(await read_json(request), key, lifetime)))


async def poll(request: Request) -> Response:
    """Tell how far a batch is, or what came of it."""
    key, options = await _admitted(request), emulator_state(request).options
    batch = _batches(request).find(request.query_params.get("batch_id"), key)
    batch.polls += 1
    if batch.outcomes is None and batch.is_due(options):
        _book(request, batch, await asyncio.to_thread(batch.end, options))
    if batch.outcomes is not None:
        return Response(result_lines(batch), media_type="application/x-jsonl")
    if batch.polls % 2:
        return JSONResponse(batch_body(batch))
    return JSONResponse({"id": batch.id, "status": "generating"})


async def cancel(request: Request) -> Response:
    """End a batch before its time; what has been answered by then stays."""
    batch = _batches(request).find(request.path_params["batch_id"], await _admitted(request))
    if batch.outcomes is not None:
        raise ServiceError(400, f"Batch '{batch.id}' has already ended")
    batch.cancelled = batch.cancelled or datetime.now(UTC)
    return JSONResponse({"id": batch.id, "status": "cancelled", "output": None, "usage": []})


async def _admitted(request: Request) -> str:
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    _, fault = take_fault(request.headers.get(HEADER), {})
    await suffer(state, key, fault)
    return key


def _book(request: Request, batch: Batch, outcomes: list[Outcome]) -> None:
    """Charge for what was answered, each request on its own."""
    state = emulator_state(request)
    for outcome in outcomes:
        if not outcome.cost.credits:
            continue
        state.charge(outcome.cost.usd)
        inference_id = f"inf-{digest(batch.id, outcome.custom_id)}"
        entry = Entry(owner_of(batch.key), batch.key[:PREFIX_LENGTH], "/v1/batches", outcome.model, inference_id)
        entry.charge(outcome.cost.usd, outcome.tokens)
        state.ledger.add(entry)


def _batches(request: Request) -> Batches:
    with _lock:
        if not hasattr(request.app.state, "batches"):
            request.app.state.batches = Batches()
        found: Batches = request.app.state.batches
        return found


ROUTES = [
    *(Route(path, submit, methods=["POST"]) for path in PATHS),
    *(Route(path, poll, methods=["GET"]) for path in PATHS),
    *(Route(f"{path}/cancel/{{batch_id}}", cancel, methods=["POST"]) for path in PATHS),
]
