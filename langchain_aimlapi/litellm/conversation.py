"""Messages as LiteLLM hands them over, in the neutral form: pure functions on dicts.

Programs send LiteLLM's own answers back, so a message may hold nulls, what LiteLLM has added for itself, and reasoning
in LiteLLM's places. The keys are put in one order, since two programs that say the same should send the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.api.content_parts import with_file_as_object
from langchain_aimlapi.litellm.signatures import bare_id, read_signature

JSON = dict[str, Any]

_ORDER = (
    "role",
    "tool_call_id",
    "content",
    "reasoning_content",
    "reasoning_details",
    "refusal",
    "output_items",
    "content_blocks",
    "audio",
    "tool_calls",
    "name",
)
_REPLAYED = ("reasoning_details", "extra_content", "encrypted_content", "output_items", "content_blocks", "made_by")
"""What an answer carries for the vendor under `provider_specific_fields`, and what goes back from there."""
_LITELLM_KEYS = frozenset(
    {"provider_specific_fields", "thinking_blocks", "reasoning_items", "function_call", "images", "annotations"}
)
_CALL_ORDER = ("id", "type", "function", "custom")


def neutral_messages(messages: Iterable[Any]) -> list[JSON]:
    """Every message in the neutral form; the caller's are not changed."""
    return [neutral_message(_as_dict(message)) for message in messages]


def neutral_message(message: Mapping[str, Any]) -> JSON:
    """One message without nulls and LiteLLM's additions, its keys in a fixed order."""
    kept = {key: value for key, value in message.items() if key not in _LITELLM_KEYS and value is not None}
    if kept.get("role") == "assistant":
        kept = {**_replayed(message), **kept}
    if isinstance(kept.get("content"), list):
        kept["content"] = [_part(part) for part in kept["content"]]
    if "cache_control" in kept:
        kept = _with_marked_content(kept)
    if "tool_call_id" in kept:
        kept["tool_call_id"] = bare_id(kept["tool_call_id"])
    calls = kept.pop("tool_calls", None)
    if calls:
        kept["tool_calls"] = [_tool_call(_as_dict(call)) for call in calls]
    if calls and not kept.get("content"):
        kept.pop("content", None)
    if "reasoning_content" in kept and not kept["reasoning_content"]:
        del kept["reasoning_content"]
    return _ordered(kept, _ORDER)


def _part(part: Any) -> JSON:
    """A content part, its file in an object where programs write a string for it."""
    return {"type": "text", "text": part} if isinstance(part, str) else with_file_as_object(dict(_as_dict(part)))


def _with_marked_content(message: JSON) -> JSON:
    """The message with its cache mark on the last part of its content, where vendors look for it."""
    mark, content = message["cache_control"], message.get("content")
    kept = {key: value for key, value in message.items() if key != "cache_control"}
    parts = [{"type": "text", "text": content}] if isinstance(content, str) and content else content
    if not parts:
        return kept
    *first, last = parts
    return {**kept, "content": [*first, {"cache_control": mark, **_as_dict(last)}]}


def _replayed(message: Mapping[str, Any]) -> JSON:
    """What the vendor wants back unchanged, out of LiteLLM's places for it."""
    fields = message.get("provider_specific_fields") or {}
    found = {key: fields[key] for key in _REPLAYED if fields.get(key)}
    thoughts = message.get("thinking_blocks")
    if thoughts and "reasoning_details" not in found:
        found["reasoning_details"] = [_without_nulls(_as_dict(thought)) for thought in thoughts]
    return found


def _tool_call(call: Mapping[str, Any]) -> JSON:
    kept = _without_nulls(call)
    extras = kept.pop("provider_specific_fields", None) or {}
    kept.pop("index", None)
    if "function" in kept:
        function = _without_nulls(_as_dict(kept["function"]))
        extras = {**(function.pop("provider_specific_fields", None) or {}), **extras}
        kept["function"] = _ordered(function, ("name", "arguments"))
        kept.setdefault("type", "function")
    found = extras.get("extra_content") or read_signature(kept.get("id"), extras)
    if found:
        kept.setdefault("extra_content", found)
    if "id" in kept:
        kept["id"] = bare_id(kept["id"])
    return _ordered(kept, _CALL_ORDER)


def _as_dict(value: Any) -> Mapping[str, Any]:
    """A dict, or what one of pydantic's objects says."""
    dumped: Mapping[str, Any] = value.model_dump() if hasattr(value, "model_dump") else value
    return dumped


def _without_nulls(value: Mapping[str, Any]) -> JSON:
    return {key: item for key, item in value.items() if item is not None}


def _ordered(value: JSON, order: tuple[str, ...]) -> JSON:
    first = {key: value[key] for key in order if key in value}
    return {**first, **value}
