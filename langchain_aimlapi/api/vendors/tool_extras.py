"""What a tool has beyond its function: Claude's `cache_control`, `defer_loading`, `input_examples` and so on."""

from __future__ import annotations

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
