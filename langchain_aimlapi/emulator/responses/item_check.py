"""Check the items of a request: types, fields, parts, and that every tool call has its output. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from langchain_aimlapi.emulator.media import MediaError
from langchain_aimlapi.emulator.responses.parts import read_input_part
from langchain_aimlapi.emulator.schema_check import Issue, Path, check_value, received

Json = dict[str, Any]
CALLS = {"function_call": "function_call_output", "custom_tool_call": "custom_tool_call_output"}
OUTPUTS = {output: call for call, output in CALLS.items()}
_TEXT = {"type": "string"}
_OUTPUT = {"any_of": [_TEXT, {"type": "array", "items": {"type": "object", "required_keys": ["type"]}}]}
_ID = {"id": _TEXT}
# Item type → fields it must have; a hosted tool's items only have to be what the service sent.
ITEM_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "message": {},
    "function_call": {"call_id": _TEXT, "name": _TEXT, "arguments": _TEXT},
    "function_call_output": {"call_id": _TEXT, "output": _OUTPUT},
    "custom_tool_call": {"call_id": _TEXT, "name": _TEXT, "input": _TEXT},
    "custom_tool_call_output": {"call_id": _TEXT, "output": _OUTPUT},
    "reasoning": {"summary": {"type": "array", "items": {"type": "object", "required_keys": ["text", "type"]}}},
    "item_reference": _ID,
    "web_search_call": _ID,
    "code_interpreter_call": _ID,
    "mcp_list_tools": _ID,
    "mcp_call": _ID,
    "mcp_approval_request": _ID,
    "mcp_approval_response": {"approval_request_id": _TEXT, "approve": {"type": "boolean"}},
}
_SAID = ("input_text", "input_image", "input_file")
_ANSWERED = ("output_text", "refusal")
PARTS_OF_ROLE = {"user": _SAID, "system": _SAID, "developer": _SAID, "assistant": _ANSWERED}


def item_type(item: Json) -> Any:
    """The type of an item; one with a role needs none to be a message."""
    return item.get("type", "message" if "role" in item else None)


def check_items(items: list[Any]) -> list[Issue]:
    """Issues of the items of one request, the first broken rule of each item."""
    return [issue for at, item in enumerate(items) for issue in _check_item(item, ("input", at))]


def check_calls(items: Iterable[Json]) -> Iterator[str]:
    """What is wrong with tool calls and outputs of a whole conversation, earlier responses included."""
    open_calls: dict[str, str] = {}
    made: dict[str, str] = {}
    for item in items:
        kind = item_type(item)
        if kind in CALLS:
            made[item["call_id"]] = open_calls[item["call_id"]] = CALLS[kind]
        elif kind in OUTPUTS:
            if made.get(item["call_id"]) != kind:
                yield f"No tool call found for {kind.replace('_', ' ')} with call_id {item['call_id']}."
            open_calls.pop(item["call_id"], None)
    for call_id, kind in open_calls.items():
        yield f"No tool output found for {OUTPUTS[kind].replace('_', ' ')} {call_id}."


def _check_item(item: Any, path: Path) -> Iterator[Issue]:
    if not isinstance(item, dict):
        yield Issue(path, f"Expected object, received {received(item)}")
        return
    kind = item_type(item)
    if not isinstance(kind, str) or kind not in ITEM_FIELDS:
        allowed = " | ".join(f"'{name}'" for name in ITEM_FIELDS)
        yield Issue((*path, "type"), f"Invalid value. Expected {allowed}, received {kind!r}")
        return
    fields = ITEM_FIELDS[kind]
    yield from check_value(item, {"type": "object", "properties": fields, "required_keys": [*fields]}, path)
    if kind == "message":
        yield from _check_message(item, path)
    elif kind in OUTPUTS and isinstance(item.get("output"), list):
        yield from _check_parts(item["output"], _SAID, (*path, "output"))


def _check_message(item: Json, path: Path) -> Iterator[Issue]:
    role, content = item.get("role"), item.get("content")
    if not isinstance(role, str) or role not in PARTS_OF_ROLE:
        allowed = " | ".join(f"'{name}'" for name in PARTS_OF_ROLE)
        yield Issue((*path, "role"), f"Invalid enum value. Expected {allowed}, received {role!r}")
    elif isinstance(content, list):
        yield from _check_parts(content, PARTS_OF_ROLE[role], (*path, "content"))
    elif not isinstance(content, str):
        yield Issue((*path, "content"), f"Expected string or array, received {received(content)}")


def _check_parts(parts: list[Any], allowed: tuple[str, ...], path: Path) -> Iterator[Issue]:
    for at, part in enumerate(parts):
        fault = _part_fault(part, allowed)
        if fault:
            yield Issue((*path, at), fault)


def _part_fault(part: Any, allowed: tuple[str, ...]) -> str | None:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in allowed:
        names = " and ".join(f"'{name}'" for name in allowed)
        return f"type: Invalid value: {kind!r}. Supported values are: {names}"
    for key in {"input_text": ("text",), "output_text": ("text",), "refusal": ("refusal",)}.get(str(kind), ()):
        if not isinstance(part.get(key), str):
            return f"{key}: Expected string, received {received(part.get(key))}"
    try:
        read_input_part(part)
    except MediaError as error:
        return f"Invalid {kind}: {error}"
    return None
