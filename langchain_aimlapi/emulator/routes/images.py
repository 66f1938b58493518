"""``POST /v1/images/generations``, which serves models in space too, and ``POST /v1/images/edits``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.artefacts import keeper
from langchain_aimlapi.emulator.family import FamilyAnswer, admit, answer
from langchain_aimlapi.emulator.forms import parse_form
from langchain_aimlapi.emulator.imaging import Drawn, make_images, read_edit
from langchain_aimlapi.emulator.modelling import make_meshes
from langchain_aimlapi.emulator.serving import read_json
from langchain_aimlapi.emulator.wires import CHAT

GENERATION_PATHS = ("/v1/images/generations", "/images/generations")
EDIT_PATHS = ("/v1/images/edits", "/images/edits")
WIRE = replace(
    CHAT, emptied=lambda body: {key: [] if key in ("data", "images") else value for key, value in body.items()}
)


async def generations(request: Request) -> Response:
    """Answer a request for pictures."""
    return await answer(request, read_json, _generated, WIRE)


async def edits(request: Request) -> Response:
    """Answer a form with pictures to edit."""
    return await answer(request, _read_form, _edited, WIRE)


def _generated(body: Any, request: Request) -> FamilyAnswer:
    call = admit(body, request)
    if call.card.family == "3d":
        return make_meshes(call, _keep(request))
    return make_images(call, _keeper(request))


async def _read_form(request: Request) -> Any:
    body, size = read_edit(parse_form(request.headers.get("content-type", ""), await request.body()))
    request.state.source = size
    return body


def _edited(body: Any, request: Request) -> FamilyAnswer:
    return make_images(admit(body, request), _keeper(request), request.state.source)


def _keeper(request: Request) -> Callable[[Drawn], str]:
    keep = _keep(request)
    return lambda picture: keep(picture.content, picture.mime_type, picture.name)


def _keep(request: Request) -> Callable[[bytes, str, str], str]:
    return keeper(request, emulator_state(request).options.url_lifetime)


ROUTES = [
    *(Route(path, generations, methods=["POST"]) for path in GENERATION_PATHS),
    *(Route(path, edits, methods=["POST"]) for path in EDIT_PATHS),
]
