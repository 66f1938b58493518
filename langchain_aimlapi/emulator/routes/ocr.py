"""``POST /v1/ocr``; a body without a model is Google's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.family import FamilyAnswer, admit, answer
from langchain_aimlapi.emulator.ocr import GOOGLE, read_document
from langchain_aimlapi.emulator.serving import read_json
from langchain_aimlapi.emulator.wires import CHAT

PATHS = ("/v1/ocr", "/ocr")
WIRE = replace(CHAT, emptied=lambda body: {**body, "pages": []})


async def ocr(request: Request) -> Response:
    """Answer a request to read a document."""
    return await answer(request, read_json, _read, WIRE)


def _read(body: Any, request: Request) -> FamilyAnswer:
    named = {"model": GOOGLE, **body} if isinstance(body, dict) else body
    return read_document(admit(named, request))


ROUTES = [Route(path, ocr, methods=["POST"]) for path in PATHS]
