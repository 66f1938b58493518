"""LangChain's chunks, made by filling an empty one.

They hold nothing but what was just made here, and a model emits thousands: validating one costs several times as much
as filling one, and with a fragment of a tool call far more, since core tries to parse every fragment as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.messages import AIMessageChunk, InvalidToolCall, ToolCall, ToolCallChunk, UsageMetadata
from langchain_core.messages.tool import invalid_tool_call, tool_call
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.utils.json import parse_partial_json

from langchain_aimlapi.filling import fill

_MESSAGE = AIMessageChunk(
    content="",
    id=None,
    additional_kwargs={},
    response_metadata={},
    tool_call_chunks=[],
    tool_calls=[],
    invalid_tool_calls=[],
    usage_metadata=None,
)
_GENERATION = ChatGenerationChunk(message=_MESSAGE, text="", generation_info=None)


def message_chunk(
    content: str | list[Any],
    *,
    message_id: str | None = None,
    additional_kwargs: dict[str, Any],
    response_metadata: dict[str, Any],
    tool_call_chunks: list[ToolCallChunk],
    usage_metadata: UsageMetadata | None = None,
) -> AIMessageChunk:
    """The same as `AIMessageChunk` makes of these; the objects become the chunk's own."""
    calls, invalid = partial_calls(tool_call_chunks) if tool_call_chunks else ([], [])
    fields = {
        "content": content,
        "id": message_id,
        "additional_kwargs": additional_kwargs,
        "response_metadata": response_metadata,
        "tool_call_chunks": tool_call_chunks,
        "tool_calls": calls,
        "invalid_tool_calls": invalid,
        "usage_metadata": usage_metadata,
    }
    return fill(_MESSAGE, fields)


def generation_chunk(message: AIMessageChunk, info: dict[str, Any] | None) -> ChatGenerationChunk:
    """The same as `ChatGenerationChunk` makes of a chunk."""
    text = message.content if isinstance(message.content, str) else str(message.text)
    return fill(_GENERATION, {"message": message, "text": text, "generation_info": info})


def partial_calls(fragments: Iterable[ToolCallChunk]) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    """What core makes of fragments of tool calls, each by itself: calls of those that begin an object."""
    calls, invalid = [], []
    for fragment in fragments:
        args = _partial_object(fragment["args"] or "")
        if args is None:
            invalid.append(
                invalid_tool_call(name=fragment["name"], args=fragment["args"], id=fragment["id"], error=None)
            )
        else:
            calls.append(tool_call(name=fragment["name"] or "", args=args, id=fragment["id"]))
    return calls, invalid


def _partial_object(text: str) -> dict[str, Any] | None:
    """The object that a text begins; parsed only if it can be one."""
    if not text:
        return {}
    if not text.lstrip().startswith("{"):
        return None
    try:
        args = parse_partial_json(text)
    except (ValueError, RecursionError):
        return None
    return args if isinstance(args, dict) else None
