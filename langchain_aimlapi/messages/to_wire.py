"""LangChain messages to the neutral form, OpenAI's chat messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from langchain_aimlapi.messages.custom_tools import MARK, to_arguments, to_wire_call
from langchain_aimlapi.messages.parts import NOT_CONTENT, to_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from langchain_core.messages import InvalidToolCall, ToolCall

    JSON = dict[str, Any]

_REPLAYED = ("reasoning_content", "reasoning_details", "refusal", "output_items", "content_blocks")
_CALL_BLOCKS = {"tool_use": "input", "tool_call": "args"}
"""Blocks that are tool calls, Anthropic's and LangChain's, and where they keep the arguments."""


def messages_to_wire(messages: Sequence[BaseMessage]) -> list[JSON]:
    """Every message in OpenAI's form; nothing that a model could use is left out.

    Args:
        messages: The conversation, content in any dialect of blocks.

    Raises:
        TypeError: For a message of a class that has no role here.
    """
    return [message_to_wire(message) for message in messages]


def message_to_wire(message: BaseMessage) -> JSON:
    """One message in OpenAI's form, with its `name` if it has one."""
    if isinstance(message, HumanMessage):
        wire: JSON = {"role": "user", "content": to_parts(message.content)}
    elif isinstance(message, AIMessage):
        wire = _assistant(message)
    elif isinstance(message, ToolMessage):
        wire = _tool(message)
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
    if isinstance(message, FunctionMessage):
        return "function"
    raise TypeError(
        f"messages of class {type(message).__name__} cannot be sent: give a system, human, AI or tool message"
    )


def _tool(message: ToolMessage) -> JSON:
    wire: JSON = {"role": "tool", "tool_call_id": message.tool_call_id, "content": to_parts(message.content)}
    if message.status == "error":
        wire["is_error"] = True
    return wire


def _assistant(message: AIMessage) -> JSON:
    """An assistant's turn; one that only calls tools has no `content`, since few schemas know a null there."""
    wire: JSON = {"role": "assistant"}
    content = to_parts(message.content, skip=NOT_CONTENT)
    if content:
        wire["content"] = content
    kept = message.additional_kwargs
    if kept:
        wire.update({key: kept[key] for key in _REPLAYED if kept.get(key)})
        if isinstance(kept.get("audio"), dict) and kept["audio"].get("id"):
            wire["audio"] = {"id": kept["audio"]["id"]}  # the service keeps the sound itself
    calls = [*map(_tool_call, message.tool_calls), *map(_invalid_tool_call, message.invalid_tool_calls)]
    if not isinstance(message.content, str):
        for key, value in _reasoning_of_blocks(message.content).items():
            wire.setdefault(key, value)
        calls = calls or [*_calls_of_blocks(message.content)]
    if calls:
        extras = kept.get("tool_call_extras") or {}
        wire["tool_calls"] = [_with_extras(call, extras.get(call["id"], {})) for call in calls]
    elif "content" not in wire:
        wire["content"] = ""
    return wire


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
    for block in content:
        if isinstance(block, dict) and block.get("type") in _CALL_BLOCKS:
            args = block.get(_CALL_BLOCKS[block["type"]])
            yield _tool_call({"name": block["name"], "args": args or {}, "id": block.get("id")})


def _reasoning_of_blocks(content: list[Any]) -> JSON:
    """The reasoning that an assistant's content holds as blocks: text, and Claude's thoughts with their signatures."""
    blocks = [block for block in content if isinstance(block, dict)]
    text = "".join(_reasoning_texts(blocks))
    details = [thought for block in blocks if (thought := _thought(block))]
    found: JSON = {"reasoning_content": text} if text else {}
    return {**found, "reasoning_details": details} if details else found


def _reasoning_texts(blocks: Iterable[JSON]) -> Iterable[str]:
    for block in blocks:
        if block.get("type") == "reasoning":
            yield block.get("reasoning") or ""
        elif block.get("type") == "thinking":
            yield block.get("thinking") or ""


def _thought(block: JSON) -> JSON | None:
    """A thought as Claude wants it back, with its signature, out of Anthropic's block or LangChain's."""
    if block.get("type") in ("thinking", "redacted_thinking"):
        return {key: value for key, value in block.items() if key != "index"}
    signature = (block.get("extras") or {}).get("signature")
    if block.get("type") != "reasoning" or not signature:
        return None
    return {"type": "thinking", "thinking": block.get("reasoning") or "", "signature": signature}
