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
from langchain_aimlapi.emulator.family import FamilyAnswer, admit, answer, find_endpoint
from langchain_aimlapi.emulator.faults import HEADER, take_fault
from langchain_aimlapi.emulator.generations import Generations, polled_body, submitted_body
from langchain_aimlapi.emulator.older_names import serves, with_todays_names
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
    path = VIDEO_PATH if "/video/" in request.url.path else request.url.path
    if path == VIDEO_PATH and isinstance(body, dict):
        body = _todays(body, request)
    call = admit(body, request, path)
    made = _generations(request).submit(call, key)
    return FamilyAnswer(submitted_body(made), made.cost, call.status)


def _todays(body: dict[str, Any], request: Request) -> dict[str, Any]:
    """A video request as today's schema has it.

    Raises:
        ServiceError: 404 for a vendor's address that does not serve the model.
    """
    vendor = request.path_params.get("vendor")
    card, endpoint = find_endpoint(body.get("model"), VIDEO_PATH)
    if vendor and not serves(vendor, card):
        raise ServiceError(404, f"No endpoints found for model '{body['model']}' at {request.url.path}")
    return with_todays_names(body, card, endpoint, older=vendor is not None)


def _generations(request: Request) -> Generations:
    with _lock:
        if not hasattr(request.app.state, "generations"):
            request.app.state.generations = Generations()
        found: Generations = request.app.state.generations
        return found


ROUTES = [
    Route(path, handle, methods=[method]) for path in PATHS for method, handle in (("POST", submit), ("GET", poll))
]
