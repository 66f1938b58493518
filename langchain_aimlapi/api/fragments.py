"""Pieces of streamed things, put together: tool calls, and lists and objects that come in several deltas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydantic_core

if TYPE_CHECKING:
    from langchain_aimlapi.api.types import JSON

_RUNNING_TEXTS = frozenset({"text", "summary", "data", "transcript"})


class _ToolCall:
    """One tool call as far as it has arrived."""

    __slots__ = ("arguments", "custom", "id", "index", "name", "wire_index")

    def __init__(self, index: int, wire_index: Any, *, custom: bool) -> None:
        self.index = index
        self.wire_index = wire_index
        self.custom = custom
        self.id: str | None = None
        self.name: str | None = None
        self.arguments: list[str] = []

    def text(self) -> str:
        return "".join(self.arguments)

    def is_whole(self, *, cut: bool) -> bool:
        """Whether the arguments are a JSON object; none at all count as an empty one, unless the answer was cut."""
        if self.custom:
            return True
        text = self.text()
        return is_json_object(text) if text.strip() else not cut


class ToolCallAssembler:
    """Gives every fragment of a tool call the index of its call, and every fact of the call once."""

    __slots__ = ("_calls",)

    def __init__(self) -> None:
        self._calls: list[_ToolCall] = []

    def feed(self, fragments: Any) -> list[JSON]:
        """The neutral fragments for those of one delta (a list, or a single one)."""
        listed = fragments if isinstance(fragments, list) else [fragments]
        return [self._feed_one(fragment) for fragment in listed if isinstance(fragment, dict)]

    def broken(self, *, cut: bool) -> dict[int, str]:
        """Index and text of every call whose arguments are no JSON object.

        Args:
            cut: Whether the answer ended at a length limit: then a call without arguments is broken too.
        """
        return {call.index: call.text() for call in self._calls if not call.is_whole(cut=cut)}

    def last_words(self, answer_id: str | None) -> JSON:
        """A delta with an id for each call that never got one, so that its result can be told apart."""
        nameless = [call for call in self._calls if call.id is None]
        fragments = [
            {
                "index": call.index,
                "id": f"call_{answer_id or 'x'}_{call.index}",
                "function": {"arguments": ""},
            }
            for call in nameless
        ]
        return {"tool_calls": fragments} if fragments else {}

    def _feed_one(self, fragment: JSON) -> JSON:
        kind = "custom" if fragment.get("custom") else "function"
        function = fragment.get(kind) or {}
        call_id, name = fragment.get("id") or None, function.get("name") or None
        call = self._find(fragment.get("index"), call_id, name)
        if call is None:
            call = _ToolCall(len(self._calls), fragment.get("index"), custom=kind == "custom")
            self._calls.append(call)
        arguments = arguments_text(function.get("arguments", function.get("input")))
        call.arguments.append(arguments)
        told: JSON = {"input" if call.custom else "arguments": arguments}
        out: JSON = {"index": call.index, "type": "custom" if call.custom else "function"}
        out[out["type"]] = told
        if call.id is None and call_id:
            call.id = out["id"] = call_id
        if call.name is None and name:
            call.name = told["name"] = name
        if fragment.get("extra_content"):
            out["extra_content"] = fragment["extra_content"]
        return out

    def _find(self, wire_index: Any, call_id: str | None, name: str | None) -> _ToolCall | None:
        """The call that a fragment goes on with, None when it begins one.

        A known id settles it. Otherwise the latest call of the same wire index is meant, or the latest of all when
        there is no index; unless the fragment brings a name that can only belong to another call: with an id of its
        own, or after that call's arguments are complete.
        """
        if call_id is not None:
            same = next((call for call in self._calls if call.id == call_id), None)
            if same is not None:
                return same
        listed = self._calls if wire_index is None else [c for c in self._calls if c.wire_index == wire_index]
        if not listed:
            return None
        latest = listed[-1]
        if name is None or latest.name is None:
            return latest
        is_new = (call_id is not None and latest.id is not None) or name != latest.name
        return None if is_new or (wire_index is None and is_json_object(latest.text())) else latest


def is_json_object(text: str) -> bool:
    """Whether the text is one whole JSON object."""
    try:
        return isinstance(pydantic_core.from_json(text), dict)
    except ValueError:
        return False


def arguments_text(arguments: Any) -> str:
    """Arguments as JSON text: some vendors send them as an object."""
    if arguments is None:
        return ""
    return arguments if isinstance(arguments, str) else pydantic_core.to_json(arguments).decode()


def gather(store: JSON, key: str, value: Any) -> None:
    """Add what one delta says under `key` to what earlier ones said.

    Lists grow, objects and texts run on; of anything else the last word counts.
    """
    known = store.get(key)
    if isinstance(known, list) or isinstance(value, list):
        store[key] = _merge_parts(_listed(known), _listed(value))
    elif isinstance(known, dict) and isinstance(value, dict):
        store[key] = _join_part(known, value)
    elif isinstance(known, str) and isinstance(value, str) and key in _RUNNING_TEXTS:
        store[key] = known + value
    else:
        store[key] = value


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _merge_parts(known: list[Any], new: list[Any]) -> list[Any]:
    """Both lists; parts with the same `index` and `type` are pieces of one."""
    merged = list(known)
    for part in new:
        position = _position(merged, part)
        if position is None:
            merged.append(part)
        else:
            merged[position] = _join_part(merged[position], part)
    return merged


def _position(parts: list[Any], part: Any) -> int | None:
    if not isinstance(part, dict) or part.get("index") is None:
        return None
    key = (part["index"], part.get("type"))
    found = (at for at, old in enumerate(parts) if isinstance(old, dict) and (old.get("index"), old.get("type")) == key)
    return next(found, None)


def _join_part(old: JSON, new: JSON) -> JSON:
    """Two pieces of one object: texts that arrive in pieces run on, other values are the newer ones."""
    joined = dict(old)
    for key, value in new.items():
        if key in _RUNNING_TEXTS and isinstance(value, str) and isinstance(old.get(key), str):
            joined[key] = old[key] + value
        elif value is not None:
            joined[key] = value
    return joined
