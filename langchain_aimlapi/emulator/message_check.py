"""Check messages against the shapes one model takes: roles, keys, parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_aimlapi.emulator.media import MediaError, read_part
from langchain_aimlapi.emulator.schema_check import Issue, Path, received

Shapes = Mapping[str, Mapping[str, Any]]

# Keys the service itself puts on a reply: a client may hand a reply back as it came, so they are never refused.
REPLY_KEYS = frozenset(
    (
        "annotations",
        "audio",
        "audio_content",
        "encrypted_content",
        "extra_content",
        "reasoning",
        "reasoning_content",
        "reasoning_details",
        "refusal",
    )
)
REPLY_NULLS = frozenset(("function_call", "name", "tool_calls"))
"""Keys that clients write with null into a reply that they hand back."""
OPENAI_PARTS = frozenset(("image_url", "file", "input_audio", "video_url", "refusal"))
ANTHROPIC_PARTS = frozenset(
    ("image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking", "search_result")
)
OPENAI_ROLES = frozenset(("system", "developer", "tool", "function"))
_KIND = re.compile(r"(?P<name>[\w-]+)(?:\((?:source:)?(?P<allowed>.*)\))?")
_PART_FIELDS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "text": {"text": (str,)},
    "tool_use": {"id": (str,), "name": (str,), "input": (dict,)},
    "tool_result": {"tool_use_id": (str,), "content": (str, list, type(None))},
}
_TYPE_NAMES = {str: "string", dict: "object", list: "array", type(None): "nothing"}


def check_messages(messages: Any, shapes: Shapes) -> list[Issue]:
    """Issues of a request's messages, the first broken rule of each message."""
    if not isinstance(messages, list):
        return []  # the parameter check names this
    if not messages:
        return [Issue(("messages",), "Array must contain at least 1 element(s)")]
    issues = [issue for index, message in enumerate(messages) for issue in _check_message(index, message, shapes)]
    return issues or list(_check_one_shape(messages))


def _check_message(index: int, message: Any, shapes: Shapes) -> list[Issue]:
    path: Path = ("messages", index)
    if not isinstance(message, dict):
        return [Issue(path, f"Expected object, received {received(message)}")]
    role = message.get("role")
    if not isinstance(role, str) or role not in shapes:
        allowed = " | ".join(f"'{name}'" for name in shapes)
        return [Issue((*path, "role"), f"role not supported by this model. Expected {allowed}, received {role!r}")]
    shape = shapes[role]
    nulls = {key for key in REPLY_NULLS if message.get(key) is None}
    unknown = sorted(set(message) - set(shape["keys"]) - REPLY_KEYS - nulls)
    if unknown:
        names = ", ".join(f"'{name}'" for name in unknown)
        return [Issue(path, f"Unrecognized key(s) in object: {names}")]
    return [*_check_content(message, shape, path), *_check_calls(message, path), *_check_call_id(message, path)]


def _check_content(message: dict[str, Any], shape: Mapping[str, Any], path: Path) -> Iterator[Issue]:
    where = (*path, "content")
    kinds = shape["content"]
    if "content" not in message:
        if message["role"] != "assistant" or not message.get("tool_calls"):
            yield Issue(where, "Required")
        return
    content = message["content"]
    if content is None:
        if "null" not in kinds and not any(message.get(key) for key in ("tool_calls", *REPLY_KEYS)):
            yield Issue(where, "Expected string or array, received null")
    elif isinstance(content, str):
        if "string" not in kinds:
            yield Issue(where, "Expected array, received string")
    elif isinstance(content, list):
        yield from _check_parts(content, kinds, where)
    else:
        yield Issue(where, f"Expected string or array, received {received(content)}")


def _check_parts(parts: list[Any], kinds: list[str], path: Path) -> Iterator[Issue]:
    if not parts:
        yield Issue(path, "Array must contain at least 1 element(s)")
    allowed = [kind for kind in kinds if kind not in ("string", "null")]
    for index, part in enumerate(parts):
        fault = _part_fault(part, allowed)
        if fault:
            yield Issue((*path, index), fault)


def _part_fault(part: Any, allowed: list[str]) -> str | None:
    kind = part.get("type") if isinstance(part, dict) else None
    variants = [match for match in map(_KIND.fullmatch, allowed) if match and match["name"] == kind]
    if not variants:
        names = " | ".join(f"'{name}'" for name in dict.fromkeys(name.partition("(")[0] for name in allowed))
        return f"content part not supported by this model. Expected {names or 'string'}, received {kind!r}"
    if not any(_variant_fits(part, variant["allowed"]) for variant in variants):
        return f"content part '{kind}' must be one of: {', '.join(str(v['allowed']) for v in variants)}"
    return _part_content_fault(part)


def _variant_fits(part: dict[str, Any], allowed: str | None) -> bool:
    """Whether a source type (``base64``) or an audio format (``wav``) is one the model takes."""
    if allowed is None:
        return True
    inner = part.get("source") if part["type"] == "image" else part.get(part["type"])
    key = "type" if part["type"] == "image" else "format"
    return isinstance(inner, dict) and inner.get(key) in allowed.split(",")


def _part_content_fault(part: dict[str, Any]) -> str | None:
    for key, types in _PART_FIELDS.get(part["type"], {}).items():
        if not isinstance(part.get(key), types):
            expected = " or ".join(_TYPE_NAMES[kind] for kind in types)
            return f"{key}: Expected {expected}, received {received(part.get(key))}"
    try:
        read_part(part)
    except MediaError as error:
        return f"Invalid {part['type']}: {error}"
    return None


def _check_calls(message: dict[str, Any], path: Path) -> Iterator[Issue]:
    calls = message.get("tool_calls")
    if calls is None:
        return
    where = (*path, "tool_calls")
    if not isinstance(calls, list) or not calls:
        yield Issue(where, "Expected array of at least 1 element(s)")
        return
    for index, call in enumerate(calls):
        fault = _call_fault(call)
        if fault:
            yield Issue((*where, index), fault)


def _call_fault(call: Any) -> str | None:
    if not isinstance(call, dict) or call.get("type") not in ("function", "custom", "builtin_function"):
        return "Expected object of type 'function' | 'custom'"
    kind, text = ("custom", "input") if call["type"] == "custom" else ("function", "arguments")
    inner = call.get(kind)
    if not isinstance(call.get("id"), str) or not call["id"]:
        return "id: Required"
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        return f"{kind}.name: Required"
    if not isinstance(inner.get(text), str):
        return f"{kind}.{text}: Expected string, received {received(inner.get(text))}"
    return None


def _check_call_id(message: dict[str, Any], path: Path) -> Iterator[Issue]:
    if message["role"] == "tool" and not isinstance(message.get("tool_call_id"), str):
        yield Issue((*path, "tool_call_id"), "Required")


def _check_one_shape(messages: list[dict[str, Any]]) -> Iterator[Issue]:
    """A request is wholly of one shape: the newest Claude models take either, never a mixture."""
    if any(map(_is_openai, messages)) and any(map(_is_anthropic, messages)):
        yield Issue(("messages",), "Invalid input: OpenAI-shaped and Anthropic-shaped messages cannot be mixed")


def _is_openai(message: dict[str, Any]) -> bool:
    return message["role"] in OPENAI_ROLES or "tool_calls" in message or bool(_part_types(message) & OPENAI_PARTS)


def _is_anthropic(message: dict[str, Any]) -> bool:
    return bool(_part_types(message) & ANTHROPIC_PARTS)


def _part_types(message: dict[str, Any]) -> set[str]:
    content = message.get("content")
    return {part["type"] for part in content} if isinstance(content, list) else set()
