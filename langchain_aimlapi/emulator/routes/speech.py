"""``POST /v1/tts``: JSON with an address, or the sound itself, by model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.artefacts import keeper
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.family import admit
from langchain_aimlapi.emulator.faults import HEADER, Fault, take_fault
from langchain_aimlapi.emulator.serving import read_json, suffer, whole_answer
from langchain_aimlapi.emulator.speaking import Spoken, answers_in_bytes, speech_answer, speech_cost, spoken
from langchain_aimlapi.emulator.transmission import cut_short
from langchain_aimlapi.emulator.wires import CHAT

PATHS = ("/v1/tts", "/tts")
PIECE = 16 * 1024


async def speech(request: Request) -> Response:
    """Answer a request to speak."""
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    check_funds(state.balance)
    body, fault = take_fault(request.headers.get(HEADER), await read_json(request))
    fault = await suffer(state, key, fault)
    call = admit(body, request)
    sound = await asyncio.to_thread(spoken, call)
    state.charge(speech_cost(call).usd)
    if answers_in_bytes(call) and "body" not in fault:
        return _in_pieces(sound, fault)
    keep = keeper(request, state.options.url_lifetime)
    made = speech_answer(call, sound, lambda kept: keep(kept.content, kept.mime_type, kept.name))
    return whole_answer(made.body, made.cost, fault, CHAT, made.status)


def _in_pieces(sound: Spoken, fault: Fault) -> Response:
    """The sound, chunked as the service sends it: no length and no cost in the headers."""
    content = cut_short(sound.content) if "cut-after" in fault else _pieces(sound.content)
    return StreamingResponse(content, media_type=sound.mime_type)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), PIECE):
        yield content[at : at + PIECE]


ROUTES: list[Any] = [Route(path, speech, methods=["POST"]) for path in PATHS]
