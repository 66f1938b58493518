"""LangChain messages to the neutral form, OpenAI's chat messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    InvalidToolCall,
    SystemMessage,
    ToolCall,
    ToolMessage,
)

from langchain_aimlapi.messages.custom_tools import MARK, to_arguments, to_wire_call
from langchain_aimlapi.messages.foreign import call_signatures, made_by, reasoning_of_blocks
from langchain_aimlapi.messages.parts import NOT_CONTENT, to_parts, unwrapped

JSON = dict[str, Any]

_REPLAYED = (
    "reasoning_content",
    "reasoning_details",
    "extra_content",
    "encrypted_content",
    "refusal",
    "output_items",
    "content_blocks",
)
_CALL_BLOCKS = {"tool_use": "input", "tool_call": "args"}
"""Blocks that are tool calls, Anthropic's and LangChain's, and where they keep the arguments."""


def messages_to_wire(messages: Sequence[BaseMessage]) -> list[JSON]:
    """Every message in OpenAI's form; nothing that a model could use is left out.

    Args:
        messages: The conversation, content in any dialect of blocks.

    Raises:
        TypeError: For a message of a class that has no role here.
    """
    return [wire for message in messages for wire in _apart(message_to_wire(message))]


def _apart(wire: JSON) -> Iterator[JSON]:
    """The message; results of tools that Anthropic and Bedrock have inside one of the user stand before it."""
    content = wire["content"] if wire["role"] == "user" else None
    if not isinstance(content, list) or not any(part.get("type") == "tool_result" for part in content):
        yield wire
        return
    for part in content:
        if part.get("type") == "tool_result":
            yield _result_of_part(part)
    if rest := [part for part in content if part.get("type") != "tool_result"]:
        yield {**wire, "content": rest}


def _result_of_part(part: JSON) -> JSON:
    content = to_parts(part.get("content") or "")
    if mark := part.get("cache_control"):
        listed = [{"type": "text", "text": content}] if isinstance(content, str) else content
        content = [*listed[:-1], {**listed[-1], "cache_control": mark}]
    wire: JSON = {"role": "tool", "tool_call_id": part.get("tool_use_id") or "", "content": content}
    return {**wire, "is_error": True} if part.get("is_error") else wire


def message_to_wire(message: BaseMessage) -> JSON:
    """One message in OpenAI's form, with its `name` if it has one."""
    if isinstance(message, HumanMessage):
        wire: JSON = {"role": "user", "content": to_parts(message.content)}
    elif isinstance(message, AIMessage):
        wire = _assistant(message)
    elif isinstance(message, ToolMessage):
        wire = _tool(message)
    elif isinstance(message, FunctionMessage):
        wire = {"role": "tool", "tool_call_id": "", "content": to_parts(message.content)}
    else:
        wire = {"role": _role(message), "content": to_parts(message.content)}
    if message.name:
        wire["name"] = message.name
    return wire


def _role(message: BaseMessage) -> str:
    if isinstance(message, SystemMessage):
        return str(message.additional_kwargs.get("__openai_role__", "system"))
    if isinstance(message, ChatMessage):
        return message.role
    raise TypeError(
        f"messages of class {type(message).__name__} cannot be sent: give a system, human, AI or tool message"
    )


def _tool(message: ToolMessage) -> JSON:
    wire: JSON = {"role": "tool", "tool_call_id": message.tool_call_id, "content": to_parts(_result(message.content))}
    if message.status == "error":
        wire["is_error"] = True
    return wire


def _result(content: str | list[Any]) -> str | list[Any]:
    """What a tool returned, out of the block of Anthropic's that a message may hold it in."""
    only = unwrapped(content[0]) if isinstance(content, list) and len(content) == 1 else None
    return (only.get("content") or "") if isinstance(only, dict) and only.get("type") == "tool_result" else content


def _assistant(message: AIMessage) -> JSON:
    """An assistant's turn; one that only calls tools has no `content`, since few schemas know a null there."""
    wire: JSON = {"role": "assistant"}
    kept = message.additional_kwargs
    content = to_parts(
        _without_kept(message.content, kept), skip=NOT_CONTENT | {"audio"} if kept.get("audio") else NOT_CONTENT
    )
    if content:
        wire["content"] = content
    if kept:
        wire.update({key: kept[key] for key in _REPLAYED if kept.get(key)})
        wire |= _spoken(kept.get("audio"))
    if maker := made_by(message.response_metadata):
        wire["made_by"] = maker
    calls = [*map(_tool_call, message.tool_calls), *map(_invalid_tool_call, message.invalid_tool_calls)]
    if not isinstance(message.content, str):
        for key, value in reasoning_of_blocks(message.content, maker).items():
            wire.setdefault(key, value)
        calls = calls or [*_calls_of_blocks(message.content)]
        if hosted := _hosted_blocks(message.content, kept):
            wire["left_out"] = hosted
    if not calls and isinstance(kept.get("function_call"), dict):
        calls = [{"id": "", "type": "function", "function": kept["function_call"]}]
    if calls:
        extras = kept.get("tool_call_extras") or call_signatures(message)
        wire["tool_calls"] = [_with_extras(call, extras.get(call["id"], {})) for call in calls]
    elif "content" not in wire:
        wire["content"] = ""
    return wire


def _without_kept(content: str | list[Any], kept: JSON) -> str | list[Any]:
    """The content without blocks that only show what is kept as the vendor sent it: that goes back unchanged."""
    own = [part for key in _PARTS if isinstance(kept.get(key), list) for part in kept[key]]
    if isinstance(content, str) or not own:
        return content
    return [
        block
        for block in content
        if not (isinstance(block, dict) and block.get("type") == "non_standard" and block.get("value") in own)
    ]


_PARTS = ("output_items", "content_blocks", "reasoning_details")
_HOSTED = frozenset({"server_tool_call", "server_tool_result"})


def _hosted_blocks(content: list[Any], kept: JSON) -> list[str]:
    """Types of LangChain's blocks for what a vendor ran itself, where its own parts are not kept beside them."""
    if kept.get("output_items") or kept.get("content_blocks"):
        return []
    kinds = (block.get("type") for block in content if isinstance(block, dict))
    return [*dict.fromkeys(kind for kind in kinds if kind in _HOSTED)]


def _spoken(audio: Any) -> JSON:
    """A spoken answer: the service keeps the sound itself, and another model can read what was said."""
    if not isinstance(audio, dict):
        return {}
    found = {"audio": {"id": audio["id"]}} if audio.get("id") else {}
    return {**found, "transcript": audio["transcript"]} if audio.get("transcript") else found


def _tool_call(call: ToolCall) -> JSON:
    arguments = json.dumps(call["args"], ensure_ascii=False)
    return {"id": call["id"], "type": "function", "function": {"name": call["name"], "arguments": arguments}}


def _with_extras(call: JSON, extras: JSON) -> JSON:
    """The call with what the vendor wants back with it; one of a custom tool in its own form."""
    if extras.get("type") != MARK["type"]:
        return {**call, **extras}
    function = call["function"]
    return {**to_wire_call(call["id"], function["name"], _arguments(function["arguments"])), **extras}


def _arguments(text: str) -> JSON:
    try:
        args = json.loads(text)
    except ValueError:
        return to_arguments(text)
    return args if isinstance(args, dict) else to_arguments(text)


def _invalid_tool_call(call: InvalidToolCall) -> JSON:
    function = {"name": call["name"] or "", "arguments": call["args"] or ""}
    return {"id": call["id"], "type": "function", "function": function}


def _calls_of_blocks(content: list[Any]) -> Iterable[JSON]:
    """Tool calls that a message holds as blocks only, as one that was written by hand may."""
    for block in map(unwrapped, content):
        if isinstance(block, dict) and block.get("type") in _CALL_BLOCKS:
            args = block.get(_CALL_BLOCKS[block["type"]])
            yield _tool_call({"name": block["name"], "args": args or {}, "id": block.get("id")})
