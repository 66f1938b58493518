"""The neutral conversation behind the items of a request. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.emulator.conversation import Call, Conversation, Result, Turn, custom_call
from langchain_aimlapi.emulator.offers import read_choice, read_hosted, read_tools
from langchain_aimlapi.emulator.responses.item_check import CALLS, OUTPUTS, item_type
from langchain_aimlapi.emulator.responses.parts import parts_media, parts_text

Json = dict[str, Any]


def read_items(body: Json, items: Iterable[Json], parameters: Mapping[str, Any]) -> Conversation:
    """The conversation of a request.

    Args:
        body: The request, already checked.
        items: The whole conversation: what a previous response had, then the input.
        parameters: What the model knows; other parameters are left out.
    """
    known = {key: value for key, value in body.items() if key in parameters and value is not None}
    turns = [turn for turn in map(_read_item, items) if turn is not None]
    system = [known["instructions"]] if known.get("instructions") else []
    system += [turn.text for turn in turns if turn.role == "system"]
    tools = known.get("tools", [])
    return Conversation(
        model=str(body["model"]),
        system="\n".join(filter(None, system)),
        turns=tuple(turn for turn in turns if turn.role != "system"),
        tools=read_tools(tools),
        choice=read_choice(known),
        response_format=_response_format(known.get("text", {}).get("format")),
        hosted=read_hosted(tools),
    )


def input_items(body: Json) -> list[Json]:
    """The input as items; a string is what the user says."""
    given = body["input"]
    return [{"role": "user", "content": given}] if isinstance(given, str) else list(given)


def _read_item(item: Json) -> Turn | None:
    kind = item_type(item)
    if kind == "message":
        role = "system" if item["role"] in ("system", "developer") else item["role"]
        return Turn(role, parts_text(item["content"]), parts_media(item["content"]))
    if kind in CALLS:
        return Turn("assistant", calls=(_read_call(item),))
    if kind in OUTPUTS:
        result = Result(item["call_id"], parts_text(item["output"]))
        return Turn("tool", results=(result,), media=parts_media(item["output"]))
    return None


def _read_call(item: Json) -> Call:
    if "input" in item:
        return custom_call(item["call_id"], item["name"], item["input"])
    return Call(item["call_id"], item["name"], item["arguments"])


def _response_format(form: Json | None) -> Json | None:
    """The format in the shape of chat completions, where the schema lies one level deeper."""
    if form is not None and form["type"] == "json_schema":
        return {"type": "json_schema", "json_schema": form}
    return form
