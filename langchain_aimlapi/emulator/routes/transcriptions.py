"""``POST /v1/stt/create`` takes a recording, ``GET /v1/stt/{id}`` tells how far its transcript is."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_key
from langchain_aimlapi.emulator.family import FamilyAnswer, admit, answer, find_endpoint
from langchain_aimlapi.emulator.faults import HEADER, take_fault
from langchain_aimlapi.emulator.forms import parse_form
from langchain_aimlapi.emulator.serving import read_json, suffer
from langchain_aimlapi.emulator.transcribing import (
    Transcriptions,
    form_body,
    polled_body,
    read_recording,
    submitted_body,
    transcription_cost,
)
from langchain_aimlapi.emulator.wires import CHAT

SUBMIT_PATHS = ("/v1/stt/create", "/stt/create")
POLL_PATHS = ("/v1/stt/{generation_id:path}", "/stt/{generation_id:path}")
WIRE = replace(CHAT, emptied=lambda _: {})
_lock = threading.Lock()


async def submit(request: Request) -> Response:
    """Take a recording."""
    return await answer(request, _read, _submitted, WIRE)


async def poll(request: Request) -> Response:
    """Tell how far a transcript is; costs nothing."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    _, fault = take_fault(request.headers.get(HEADER), {})
    await suffer(state, key, fault)
    found = _transcriptions(request).poll(request.path_params["generation_id"], key)
    return JSONResponse(polled_body(found, state.options))


async def _read(request: Request) -> Any:
    """The body; files of a form wait beside the request."""
    request.state.files = []
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return await read_json(request)
    parts = parse_form(kind, await request.body())
    model = next((part.content.decode("utf-8", "replace") for part in parts if part.name == "model"), None)
    _, endpoint = find_endpoint(model, request.url.path)
    body, request.state.files = form_body(parts, dict(endpoint.parameters))
    return body


def _submitted(body: Any, request: Request) -> FamilyAnswer:
    call = admit(body, request)
    recording = read_recording(body, request.state.files)
    key = check_key(request.headers.get("authorization"), emulator_state(request).options.keys)
    made = _transcriptions(request).submit(call, recording, key)
    cost = transcription_cost(recording)
    return FamilyAnswer(submitted_body(made, cost), cost, call.status)


def _transcriptions(request: Request) -> Transcriptions:
    with _lock:
        if not hasattr(request.app.state, "transcriptions"):
            request.app.state.transcriptions = Transcriptions()
        found: Transcriptions = request.app.state.transcriptions
        return found


ROUTES = [
    *(Route(path, submit, methods=["POST"]) for path in SUBMIT_PATHS),
    *(Route(path, poll, methods=["GET"]) for path in POLL_PATHS),
]
