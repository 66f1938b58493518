"""Films and music: ``POST`` submits, ``GET`` with the id polls; at today's addresses and at the older ones."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.artefacts import keeper
from langchain_aimlapi.emulator.auth import check_key
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyAnswer, admit, answer
from langchain_aimlapi.emulator.faults import HEADER, take_fault
from langchain_aimlapi.emulator.generations import Generations, polled_body, submitted_body
from langchain_aimlapi.emulator.serving import read_json, suffer
from langchain_aimlapi.emulator.wires import CHAT

VIDEO_PATH = "/v2/video/generations"
PATHS = (
    VIDEO_PATH,
    "/v1/video/generations",
    "/video/generations",
    "/v2/generate/video/{vendor}/generation",
    "/v2/generate/audio",
)
WIRE = replace(CHAT, emptied=lambda _: {})
_lock = threading.Lock()


async def submit(request: Request) -> Response:
    """Take a generation."""
    return await answer(request, read_json, _submitted, WIRE)


async def poll(request: Request) -> Response:
    """Tell how far one is; costs nothing."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    _, fault = take_fault(request.headers.get(HEADER), {})
    await suffer(state, key, fault)
    found = _generations(request).poll(request.query_params.get("generation_id"), key)
    return JSONResponse(polled_body(found, state.options, keeper(request, state.options.url_lifetime)))


def _submitted(body: Any, request: Request) -> FamilyAnswer:
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    vendor = request.path_params.get("vendor")
    call = admit(body, request, VIDEO_PATH if "/video/" in request.url.path else None)
    if vendor and call.card.vendor and vendor not in _vendors(call.card.id, call.card.vendor):
        raise ServiceError(404, f"No endpoints found for model '{body['model']}' at {request.url.path}")
    made = _generations(request).submit(call, key)
    return FamilyAnswer(submitted_body(made), made.cost, call.status)


def _vendors(model: str, maker: str) -> str:
    """What a vendor may be called in an address."""
    return f"{model} {maker}".lower()


def _generations(request: Request) -> Generations:
    with _lock:
        if not hasattr(request.app.state, "generations"):
            request.app.state.generations = Generations()
        found: Generations = request.app.state.generations
        return found


ROUTES = [
    Route(path, handle, methods=[method]) for path in PATHS for method, handle in (("POST", submit), ("GET", poll))
]
