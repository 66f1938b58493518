"""The form of tool-call ids, in calls and in results. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.checks.positions import Place, tool_places
from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC, MISTRAL, OPENAI, behind_gateway, vendor_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


Json = dict[str, Any]
CHAT_LENGTH = 40
RESPONSES_LENGTH = 64
_ITEM_IDS = {"function_call": "fc", "message": "msg", "reasoning": "rs", "custom_tool_call": "ctc"}


def tool_id_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """Ids that the model's vendor refuses, in messages of either shape."""
    vendor = vendor_of(request.card)
    if vendor == MISTRAL and behind_gateway(request.card, request.endpoint.parameters):
        return
    check = _CHECKS.get(vendor)
    if check:
        for place in tool_places(request.body["messages"]):
            yield from check(place)


def item_id_faults(vendor: str, items: Iterable[Json]) -> Iterator[str]:
    """The same of the items of Responses: OpenAI's are longer, and items have ids of their own."""
    if vendor != OPENAI:
        return
    for at, item in enumerate(items):
        if isinstance(item.get("call_id"), str):
            yield from too_long(f"input[{at}].call_id", item["call_id"], RESPONSES_LENGTH)
        begins = _ITEM_IDS.get(str(item.get("type")))
        if begins and isinstance(item.get("id"), str) and not item["id"].startswith(begins):
            yield f"Invalid 'input[{at}].id': '{item['id']}'. Expected an ID that begins with '{begins}'."


def too_long(name: str, value: str, most: int) -> Iterator[str]:
    """OpenAI's words for a text that is too long."""
    if len(value) > most:
        yield (
            f"Invalid '{name}': string too long. Expected a string with maximum length {most}, "
            f"but got a string with length {len(value)} instead."
        )


def _openai(place: Place) -> Iterator[str]:
    yield from too_long(place.openai("id"), place.id, CHAT_LENGTH)


def _anthropic(place: Place) -> Iterator[str]:
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", place.id):
        yield f"{place.anthropic('id')}: String should match pattern '^[a-zA-Z0-9_-]+$'"


def _mistral(place: Place) -> Iterator[str]:
    if not re.fullmatch(r"[a-zA-Z0-9]{9}", place.id):
        yield f"Tool call id was {place.id} but must be a-z, A-Z, 0-9, with a length of 9."


_CHECKS: Mapping[str, Callable[[Place], Iterator[str]]] = {OPENAI: _openai, ANTHROPIC: _anthropic, MISTRAL: _mistral}
