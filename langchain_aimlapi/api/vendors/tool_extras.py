"""What a tool has beyond its function: Claude's `cache_control`, `defer_loading`, `input_examples` and so on.

And calls of types that one vendor alone has.
"""

from __future__ import annotations

from collections.abc import Iterable

from langchain_aimlapi.api.fragments import vendors_type
from langchain_aimlapi.api.types import JSON

_COMMON = frozenset({"type", "function", "custom"})


def extras_of(tool: JSON) -> list[str]:
    """The keys that stand beside the function of a tool in OpenAI's form; none for a tool in a vendor's own form."""
    if tool.get("type") not in ("function", "custom") or not isinstance(tool.get(str(tool["type"])), dict):
        return []
    return [key for key in tool if key not in _COMMON]


def without_extras(request: JSON) -> tuple[JSON, list[str]]:
    """The request with nothing beside the functions of its tools, and the keys that were there."""
    tools = request.get("tools") or []
    lost = list(dict.fromkeys(key for tool in tools for key in extras_of(tool)))
    if not lost:
        return request, []
    kept = [{key: value for key, value in tool.items() if key not in extras_of(tool)} for tool in tools]
    return {**request, "tools": kept}, lost


def with_plain_calls(messages: Iterable[JSON]) -> list[JSON]:
    """The conversation, with calls of a vendor's own type as those of functions, which every other vendor takes."""
    return [_with_plain_calls(message) for message in messages]


def _with_plain_calls(message: JSON) -> JSON:
    calls = message.get("tool_calls") or ()
    if not any(map(vendors_type, calls)):
        return message
    return {**message, "tool_calls": [{**call, "type": "function"} if vendors_type(call) else call for call in calls]}
