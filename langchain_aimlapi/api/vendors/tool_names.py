"""Names as vendors take them: for tools and schemas letters, digits, `_` and `-`, for speakers no blanks and brackets.

A name that fits stays. Another is replaced by one made of it alone, with a digest, so that the same tool has the same
name in every turn and two tools never share one; what comes back goes by the caller's name again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import is_
from typing import Any

from langchain_aimlapi.api.types import JSON

_FITS = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_UNFIT = re.compile(r"[^a-zA-Z0-9_-]+")
_SPEAKER_FITS = re.compile(r"[^\s<|\\/>]{1,64}")
_SPEAKER_UNFIT = re.compile(r"[\s<|\\/>]+")
_LONGEST, _DIGEST = 64, 8
_OWN_KINDS = (None, "function", "custom")
_CALL_PARTS = ("tool_use", "function_call", "custom_tool_call")


def fit_name(name: str, fits: re.Pattern[str] = _FITS) -> str:
    """The name of a tool or schema as a vendor takes it.

    Args:
        name: The caller's name.
        fits: What the whole name has to match.

    Example:
        >>> fit_name("get_weather"), fit_name("mcp/server/x")
        ('get_weather', 'mcp_server_x_776b86d2')
    """
    if fits.fullmatch(name):
        return name
    made = _with_digest(_UNFIT.sub("_", name).strip("_") or "tool", name)
    return made if fits.fullmatch(made) else _with_digest(f"tool_{made[: -_DIGEST - 1].strip('-')}", name)


def _with_digest(cleaned: str, name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{cleaned[: _LONGEST - _DIGEST - 1]}_{digest}"


def fit_tool_names(tools: list[JSON], fits: re.Pattern[str] = _FITS) -> tuple[list[JSON], dict[str, str]]:
    """The tools with names that fit, and the caller's name of each that has another one now; not changed in place.

    Args:
        tools: The tools in OpenAI's form, or in a vendor's own.
        fits: What the whole name of a tool has to match.
    """
    fitted = _fit_each(tools, lambda tool: _fit_tool(tool, fits))
    names = zip(map(_name_of, tools), map(_name_of, fitted), strict=True)
    return fitted, {new: old for old, new in names if old is not None and new is not None and old != new}


def fit_names(request: JSON, fits: re.Pattern[str] = _FITS) -> JSON:
    """The request with names that fit where its tools are named, as `fit_tool_names` names them.

    That is the choice of one, calls in the conversation and their results; also the names of a schema and of speakers.

    Args:
        request: The request in OpenAI's form; not changed.
        fits: What the whole name of a tool has to match.
    """
    changed: JSON = {"messages": _fit_each(request["messages"], _MessageFitter(fits).fit)}
    if isinstance(request.get("tool_choice"), dict):
        changed["tool_choice"] = _fit_choice(request["tool_choice"], fits)
    form = request.get("response_format")
    if isinstance(form, dict) and isinstance(form.get("json_schema"), dict):
        changed["response_format"] = {**form, "json_schema": _fit_holder(form["json_schema"], _FITS)}
    return {**request, **changed}


def _fit_each(items: list[Any], fit: Callable[[Any], Any]) -> list[Any]:
    """The items as `fit` makes them; the list itself where that changes none."""
    fitted = [fit(item) for item in items]
    return items if all(map(is_, fitted, items)) else fitted


def _holder_key(tool: JSON) -> str | None:
    """Under which key of a tool, a call or a choice its name stands; `""` if beside its type."""
    if tool.get("type") not in _OWN_KINDS:
        return None
    if isinstance(tool.get("function"), dict):
        return "function"
    return "custom" if isinstance(tool.get("custom"), dict) else ""


def _name_of(tool: JSON) -> str | None:
    key = _holder_key(tool)
    name = None if key is None else (tool[key] if key else tool).get("name")
    return name if isinstance(name, str) else None


def _fit_tool(tool: JSON, fits: re.Pattern[str]) -> JSON:
    key = _holder_key(tool)
    if not key:
        return tool if key is None else _fit_holder(tool, fits)
    holder = _fit_holder(tool[key], fits)
    return tool if holder is tool[key] else {**tool, key: holder}


def _fit_holder(holder: JSON, fits: re.Pattern[str]) -> JSON:
    name = holder.get("name")
    if not isinstance(name, str) or not name or fits.fullmatch(name):
        return holder
    return {**holder, "name": fit_name(name, fits)}


def _fit_choice(choice: JSON, fits: re.Pattern[str]) -> JSON:
    if choice.get("type") == "tool":
        return _fit_holder(choice, fits)
    if choice.get("type") != "allowed_tools":
        return _fit_tool(choice, fits)
    inner = choice.get("allowed_tools")
    if isinstance(inner, dict):
        return {
            **choice,
            "allowed_tools": {**inner, "tools": [_fit_tool(tool, fits) for tool in inner.get("tools") or ()]},
        }
    return {**choice, "tools": [_fit_tool(tool, fits) for tool in choice.get("tools") or ()]}


def names_of(tools: Iterable[JSON]) -> frozenset[str]:
    """The names of tools that the caller runs."""
    return frozenset(name for tool in tools if (name := _name_of(tool)))


# Conversations

_NAMING = frozenset({"tool_calls", "content_blocks", "output_items", "name"})


class _MessageFitter:
    """Goes through a conversation, and knows whose name stands for which speaker."""

    def __init__(self, fits: re.Pattern[str]) -> None:
        self._fits = fits
        self._speakers: dict[str, str] = {}

    def fit(self, message: JSON) -> JSON:
        """The message with names that fit; the message itself if it has no others."""
        if _NAMING.isdisjoint(message) and not isinstance(message.get("content"), list):
            return message  # most are like this: nothing in it has a name
        changed: JSON = {}
        if message.get("tool_calls"):
            changed["tool_calls"] = _fit_each(message["tool_calls"], self._tool)
        for key in ("content", "content_blocks", "output_items"):
            if isinstance(message.get(key), list):
                changed[key] = _fit_each(message[key], self._part)
        name = message.get("name")
        if isinstance(name, str):
            is_tool = message["role"] in ("tool", "function")
            changed["name"] = fit_name(name, self._fits) if is_tool and name else self._speaker(name)
        fitted = message if all(message[key] is value for key, value in changed.items()) else {**message, **changed}
        return fitted if fitted.get("name", True) else {key: fitted[key] for key in fitted if key != "name"}

    def _tool(self, tool: JSON) -> JSON:
        return _fit_tool(tool, self._fits)

    def _part(self, part: Any) -> Any:
        is_call = isinstance(part, dict) and part.get("type") in _CALL_PARTS
        return _fit_holder(part, self._fits) if is_call else part

    def _speaker(self, name: str) -> str:
        """The name of who speaks; two speakers of one conversation stay two."""
        fitted = name if _SPEAKER_FITS.fullmatch(name) else _SPEAKER_UNFIT.sub("_", name).strip("_")[:_LONGEST]
        if fitted and self._speakers.setdefault(fitted, name) != name:
            return _with_digest(fitted, name)
        return fitted


# Answers


def with_own_names(completion: JSON, renamed: Mapping[str, str]) -> JSON:
    """The completion with the caller's names of tools."""
    return {**completion, "choices": [_own_choice(choice, renamed) for choice in completion["choices"]]}


def _own_choice(choice: JSON, renamed: Mapping[str, str]) -> JSON:
    calls = choice["message"].get("tool_calls")
    if not calls:
        return choice
    return {**choice, "message": {**choice["message"], "tool_calls": [_own_call(call, renamed) for call in calls]}}


def _own_call(call: JSON, renamed: Mapping[str, str]) -> JSON:
    key = _holder_key(call)
    name = _name_of(call)
    own = None if name is None else renamed.get(name)
    return {**call, key: {**call[key], "name": own}} if key and own else call


class NameReader:
    """Turns the chunks of one stream: the caller's names, each whole, for those that the model calls.

    Args:
        renamed: The caller's names by those that were sent.
        known: All names that were sent, so that a piece of a name can be told from a whole one.
    """

    def __init__(self, renamed: Mapping[str, str], known: Collection[str]) -> None:
        self._renamed = renamed
        self._known = known
        self._held: dict[Any, JSON] = {}
        self._told: set[Any] = set()

    def read(self, chunk: JSON) -> JSON:
        """The chunk for one of the canonical format."""
        return {**chunk, "choices": [self._choice(choice) for choice in chunk["choices"]]}

    def _choice(self, choice: JSON) -> JSON:
        delta = choice.get("delta") or {}
        read = [found for call in delta.get("tool_calls") or () for found in self._call(choice.get("index"), call)]
        if choice.get("finish_reason"):
            read = [*map(self._whole, self._held.values()), *read]
            self._held.clear()
        rest = {key: value for key, value in delta.items() if key != "tool_calls"}
        return {**choice, "delta": {**rest, "tool_calls": read} if read else rest}

    def _call(self, choice: Any, call: JSON) -> list[JSON]:
        """The fragments to pass on: none while a name is incomplete."""
        place = (choice, call.get("index"))
        if place in self._told:
            return [call]
        held = self._held.pop(place, None)
        merged = call if held is None else _merged(held, call)
        key = _holder_key(merged) or "function"
        told = merged.get(key) or {}
        name = told.get("name") or ""
        longer = any(known != name and known.startswith(name) for known in self._known)
        if not told.get("arguments") and not told.get("input") and longer:
            self._held[place] = merged
            return []
        self._told.add(place)
        return [self._whole(merged)]

    def _whole(self, call: JSON) -> JSON:
        return _own_call(call, self._renamed)


def _merged(first: JSON, second: JSON) -> JSON:
    key = _holder_key(first) or "function"
    one, other = first.get(key) or {}, second.get(key) or {}
    joined = {name: (one.get(name) or "") + (other.get(name) or "") for name in one.keys() | other.keys()}
    return {**first, **second, key: joined}
