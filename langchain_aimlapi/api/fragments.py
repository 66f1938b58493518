"""Pieces of streamed things, put together: tool calls, and lists and objects that come in several deltas."""

from __future__ import annotations

import json
import re
from typing import Any

import pydantic_core

from langchain_aimlapi.api.surrogates import EscapeJoiner, mend, mend_values
from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.api.vendors.rules import ANY_ID
from langchain_aimlapi.api.vendors.tool_ids import make_id

MADE_ID = re.compile(r"[a-zA-Z0-9_-]{1,40}")
"""What the ids look like that this package makes."""
TEXT_PARTS = frozenset({"text", "output_text"})
"""Types of content parts that are text."""
_RUNNING_TEXTS = frozenset({"arguments", "data", "summary", "text", "thinking", "transcript"})


class _ToolCall:
    """One tool call as far as it has arrived."""

    __slots__ = ("arguments", "custom", "escapes", "id", "index", "late", "name", "signed", "wire_index")

    def __init__(self, index: int, wire_index: Any, *, custom: bool) -> None:
        self.index = index
        self.wire_index = wire_index
        self.custom = custom
        self.id: str | None = None
        self.name: str | None = None
        self.arguments: list[str] = []
        self.late: JSON = {}
        self.signed = False
        self.escapes = EscapeJoiner()

    def text(self) -> str:
        return "".join(self.arguments)

    def rest_of_name(self, name: str | None) -> str | None:
        """What a name that comes again adds to the one that is known: a piece, or nothing when it only repeats it."""
        known = self.name or ""
        if not name or name == known or self.arguments:
            return None
        return name.removeprefix(known)

    def is_whole(self, *, cut: bool) -> bool:
        """Whether the arguments are a JSON object; none at all count as an empty one, unless the call was cut.

        The free text of a custom tool is whole unless it was cut.
        """
        if self.custom:
            return not cut
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
            cut: Whether the answer ended at a length limit: then its last call is broken unless it is a whole object.
        """
        last = self._calls[-1] if self._calls else None
        return {call.index: call.text() for call in self._calls if not call.is_whole(cut=cut and call is last)}

    def last_words(self, answer_id: str | None) -> JSON:
        """A delta with what is said once, at the end: an id for each call that never got one, late `extra_content`."""
        fragments = [fragment for call in self._calls if (fragment := _last_words(call, answer_id))]
        return {"tool_calls": fragments} if fragments else {}

    def _feed_one(self, fragment: JSON) -> JSON:
        kind, function = tool_call_body(fragment)
        call_id, name = tool_call_id(fragment), _text_or_none(function.get("name"))
        arguments = arguments_text(function.get("arguments", function.get("input")))
        call = self._find(fragment.get("index"), call_id, name, arguments)
        begins = call is None
        name = name if call is None or call.name is None else call.rest_of_name(name)
        if call is None:
            call = _ToolCall(len(self._calls), fragment.get("index"), custom=kind == "custom")
            self._calls.append(call)
        if not call.arguments and not call.custom and not arguments.strip():
            arguments = ""  # white space alone is no argument, and none at all is an empty object
        if arguments:
            call.arguments.append(arguments)
        passed = arguments if call.custom else call.escapes.feed(arguments)
        told: JSON = {"input" if call.custom else "arguments": passed}
        key = "custom" if call.custom else "function"
        out: JSON = {"index": call.index, "type": vendors_type(fragment) or key, key: told}
        if call.id is None and call_id:
            call.id = out["id"] = call_id
        if name:
            told["name"] = name
            call.name = (call.name or "") + name
        if fragment.get("extra_content") and not call.signed:
            call.signed = begins and call.id is not None  # LiteLLM's users get a signature within the id
            (out if call.signed else call.late)["extra_content"] = fragment["extra_content"]
        return out

    def _find(self, wire_index: Any, call_id: str | None, name: str | None, arguments: str) -> _ToolCall | None:
        """The call that a fragment goes on with, None when it begins one.

        A known id settles it, but for a name under another index: some vendors give all calls one id. Otherwise the
        latest call of the same wire index is meant, or the latest of all when there is no index; unless the fragment
        brings a name that can only belong to another call: with an id of its own, or with arguments after that call's
        are complete. A name may also come in pieces, before any arguments.
        """
        if call_id is not None:
            same = [call for call in self._calls if call.id == call_id]
            if same and name is not None and wire_index is not None:
                same = [call for call in same if call.wire_index in (None, wire_index)]
            if same:
                return same[-1]
        latest = self._latest(wire_index)
        if name is None or latest is None or latest.name is None:
            return latest
        in_pieces = wire_index is not None and not latest.arguments and (latest.id is not None or not arguments.strip())
        is_new = (call_id is not None and latest.id is not None) or (name != latest.name and not in_pieces)
        goes_on = wire_index is not None and not arguments.strip()
        return None if is_new or (not goes_on and is_json_object(latest.text())) else latest

    def _latest(self, wire_index: Any) -> _ToolCall | None:
        for call in reversed(self._calls):
            if wire_index is None or call.wire_index == wire_index:
                return call
        return None


def _last_words(call: _ToolCall, answer_id: str | None) -> JSON:
    said: JSON = {}
    if call.id is None:
        said["id"] = made_up_id(answer_id, call.index)
    said |= call.late
    rest = call.escapes.finish()
    return {"index": call.index, **said, "function": {"arguments": rest}} if said or rest else {}


def made_up_id(answer_id: Any, index: int) -> str:
    """An id for a tool call that came without one, so that its result can be told apart.

    It has 40 characters at most, as every vendor but Mistral takes them, and is the same streamed and whole.
    """
    readable = f"call_{answer_id or 'x'}_{index}"
    return readable if MADE_ID.fullmatch(readable) else make_id(readable, ANY_ID)


def tool_call_id(call: JSON) -> str | None:
    """The id of a tool call as text, None for an empty or missing one."""
    call_id = call.get("id")
    return None if call_id is None or call_id == "" else str(call_id)


def tool_call_body(call: JSON) -> tuple[str, JSON]:
    """`"function"` or `"custom"`, and what the call says under that key; some servers send both, one of them empty."""
    function, custom = call.get("function"), call.get("custom")
    told = call.get("type") == "custom" and isinstance(custom, dict) and not says(function)
    kind, body = ("custom", custom) if told or (says(custom) and not says(function)) else ("function", function)
    return kind, body if isinstance(body, dict) else {}


def vendors_type(call: JSON) -> str | None:
    """The type of a call that has one of its vendor's own, such as Kimi's `builtin_function`."""
    told = call.get("type")
    return told if isinstance(told, str) and told not in ("", "function", "custom") else None


def says(value: Any) -> bool:
    """Whether a value is an object in which something is said."""
    return isinstance(value, dict) and any(item not in (None, "") for item in value.values())


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def is_json_object(text: str) -> bool:
    """Whether the text is one whole JSON object."""
    try:
        parse_object(text)
    except ValueError:
        return False
    return True


def parse_object(text: str) -> JSON:
    """The JSON object that the text is; line breaks inside its texts, which some models write bare, are allowed.

    Raises:
        ValueError: If it is none, as when the answer was cut at a limit.
    """
    try:
        parsed = _parse(text)
    except RecursionError:
        raise ValueError("the JSON is nested too deep to be read") from None
    if not isinstance(parsed, dict):
        raise ValueError(f"it is no JSON object but {type(parsed).__name__}")  # noqa: TRY004
    return parsed


def _parse(text: str) -> Any:
    try:
        return pydantic_core.from_json(text)
    except (ValueError, TypeError):  # it takes less than vendors send: a TypeError is half a character
        return _LENIENT.decode(mend(text))


_LENIENT = json.JSONDecoder(strict=False)


def arguments_text(arguments: Any) -> str:
    """Arguments as JSON text: some vendors send them as an object."""
    if arguments is None:
        return ""
    return arguments if isinstance(arguments, str) else pydantic_core.to_json(mend_values(arguments)).decode()


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
