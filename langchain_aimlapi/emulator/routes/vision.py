"""``POST /vision``: optical feature recognition, which the service hides; experimental here as there."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.family import answer
from langchain_aimlapi.emulator.seeing import read_features
from langchain_aimlapi.emulator.serving import read_json
from langchain_aimlapi.emulator.wires import CHAT

WIRE = replace(CHAT, emptied=lambda body: {"meta": body["meta"]})


async def vision(request: Request) -> Response:
    """Answer a request for features of a picture."""
    return await answer(request, read_json, lambda body, _: read_features(body), WIRE)


ROUTES = [Route("/vision", vision, methods=["POST"])]
