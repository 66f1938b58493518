"""``POST /v1/embeddings``, and the same at the address that other clients make of a ``/v2`` base."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.embedding import embed
from langchain_aimlapi.emulator.family import FamilyAnswer, admit, answer
from langchain_aimlapi.emulator.serving import read_json
from langchain_aimlapi.emulator.wires import CHAT

PATHS = ("/v1/embeddings", "/embeddings", "/v2/embeddings")
WIRE = replace(CHAT, emptied=lambda body: {**body, "data": []})


async def embeddings(request: Request) -> Response:
    """Answer an embeddings request."""
    return await answer(request, read_json, _embedded, WIRE)


def _embedded(body: Any, request: Request) -> FamilyAnswer:
    return embed(admit(body, request, PATHS[0]))


ROUTES = [Route(path, embeddings, methods=["POST"]) for path in PATHS]
