"""Names of tools, schemas and speakers. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.checks.positions import tool_places
from langchain_aimlapi.emulator.checks.tool_ids import too_long
from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC, DEEPSEEK, GOOGLE, MISTRAL, MOONSHOT, OPENAI, vendor_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


Json = dict[str, Any]
LENGTH = 64
_PLAIN = r"^[a-zA-Z0-9_-]+$"
_SPEAKER = r"^[^\s<|\\/>]+$"


def name_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """Names in a chat or messages request that the model's vendor refuses."""
    vendor, body = vendor_of(request.card), request.body
    check = _TOOL_NAMES.get(vendor)
    if check:
        tools = request.parameter("tools")
        yield from (fault for at, kind, name in tool_names(tools) for fault in check(at, f"{kind}.name", name))
    if vendor in (OPENAI, ANTHROPIC):
        for place in tool_places(body["messages"]):
            if place.is_call and vendor == OPENAI:
                yield from _openai_name(place.openai("name"), place.name)
            elif place.is_call and not _fits(place.name):
                yield f"{place.anthropic('name')}: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'"
    if vendor == OPENAI:
        yield from _speakers(body["messages"])
        yield from _schema_name("response_format.json_schema.name", request.parameter("response_format") or {})


def response_name_faults(vendor: str, body: Json, items: Iterable[Json]) -> Iterator[str]:
    """The same of a responses request: OpenAI only."""
    if vendor != OPENAI:
        return
    for at, _, name in tool_names(body.get("tools")):
        yield from _openai_name(f"tools[{at}].name", name)
    for at, item in enumerate(items):
        if item.get("type") in ("function_call", "custom_tool_call"):
            yield from _openai_name(f"input[{at}].name", item["name"])
    form = (body.get("text") or {}).get("format") or {}
    yield from _schema_name("text.format.name", {"json_schema": form} if form.get("type") == "json_schema" else {})


def tool_names(tools: Any) -> Iterator[tuple[int, str, str]]:
    """The number, kind and name of every tool that the client runs."""
    for at, tool in enumerate(tools or ()):
        kind = "custom" if "custom" in tool or "input_schema" in tool else "function"
        spec = tool.get(kind, tool)
        hosted = tool.get("type") not in (None, "function", "custom")
        if isinstance(spec, dict) and isinstance(spec.get("name"), str) and not hosted:
            yield at, kind, spec["name"]


def _fits(name: str) -> bool:
    return re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) is not None


def _openai_name(where: str, name: str, pattern: str = _PLAIN) -> Iterator[str]:
    if not re.search(pattern.replace("$", r"\Z"), name):
        yield (
            f"Invalid '{where}': string does not match pattern. Expected a string that matches the pattern '{pattern}'."
        )
    yield from too_long(where, name, LENGTH)


def _speakers(messages: list[Json]) -> Iterator[str]:
    for at, message in enumerate(messages):
        if isinstance(message.get("name"), str):
            yield from _openai_name(f"messages[{at}].name", message["name"], _SPEAKER)


def _schema_name(where: str, form: Json) -> Iterator[str]:
    spec = form.get("json_schema")
    name = spec.get("name") if isinstance(spec, dict) else None
    if isinstance(name, str):
        yield from _openai_name(where, name)


def _openai_tool(at: int, where: str, name: str) -> Iterator[str]:
    yield from _openai_name(f"tools[{at}].{where}", name)


def _anthropic_tool(at: int, _where: str, name: str) -> Iterator[str]:
    if not _fits(name):
        yield f"tools.{at}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'"


def _google_tool(at: int, _where: str, name: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}", name):
        yield (
            f"* GenerateContentRequest.tools[0].function_declarations[{at}].name: Invalid function name. Must start "
            "with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons "
            "(:), or dashes (-), with a maximum length of 64."
        )


def _mistral_tool(_at: int, _where: str, name: str) -> Iterator[str]:
    if not _fits(name):
        yield (
            f"Function name was {name} but must be a-z, A-Z, 0-9, or contain underscores and dashes, "
            "with a maximum length of 64."
        )


def _moonshot_tool(_at: int, _where: str, name: str) -> Iterator[str]:
    if not re.fullmatch(r"\$?[a-zA-Z][a-zA-Z0-9_-]{0,63}", name):
        yield (
            "Invalid request: function name is invalid, must start with a letter and can contain letters, numbers, "
            "underscores, and dashes"
        )


_TOOL_NAMES: Mapping[str, Callable[[int, str, str], Iterator[str]]] = {
    ANTHROPIC: _anthropic_tool,
    DEEPSEEK: _openai_tool,
    GOOGLE: _google_tool,
    MISTRAL: _mistral_tool,
    MOONSHOT: _moonshot_tool,
    OPENAI: _openai_tool,
}
