"""Every tool call has its result right behind it, every result its call: vendors refuse a conversation otherwise.

Agents leave such pairs open when they are interrupted, when a history is cut to fit, or when a model wrote a call that
nobody could carry out; whoever goes on with the conversation cannot repair it. Nothing readable is lost: a result whose
call is gone becomes words of the user, a broken call that nobody answered words of the assistant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import pydantic_core

from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.api.vendors.rules import IdRule

NO_RESULT = "This call has no result: it was not carried out, or its result is not known."
CUSTOM_INPUT = "input"
"""Where the free text of a custom tool's call goes for a vendor that has only functions."""
UNNAMED = "unnamed"
"""The name of an answered call that has none."""
RAW_ARGUMENTS = "raw_arguments"
"""Where the text of a broken call goes that was answered all the same."""
_DECODER = json.JSONDecoder(strict=False)


def are_paired(messages: Sequence[JSON], rule: IdRule, types: Collection[str]) -> bool:
    """Whether calls and results are as every vendor takes them, so that no rule about them changes anything.

    Each call has an id that fits and is its own, a type that the vendor takes, a name and an object as arguments, and
    its result in its place right behind its turn; only a turn that ends the conversation is open.

    Args:
        messages: The conversation in OpenAI's form, without results among the parts of a content.
        rule: Which ids the vendor takes.
        types: Which types of calls it takes.
    """
    used: set[str] = set()
    due: list[str] = []  # calls without a result as yet, the first one last
    for message in messages:
        if message["role"] == "tool":
            if not due or message.get("tool_call_id") != due.pop():
                return False
            continue
        calls = message.get("tool_calls")
        if due or (calls and message["role"] != "assistant"):
            return False
        for call in reversed(calls or ()):
            call_id = call.get("id")
            if not isinstance(call_id, str) or call_id in used or not rule.pattern.fullmatch(call_id):
                return False
            if call_type(call) not in types or is_broken(call):
                return False
            used.add(call_id)
            due.append(call_id)
    return not due or bool(messages[-1].get("tool_calls"))


def pair_calls(messages: Sequence[JSON], note: Callable[[str], None]) -> list[JSON]:
    """The conversation with calls and results in pairs; calls that end it are left open.

    Args:
        messages: The conversation in OpenAI's form, every call with an id of its own; not changed.
        note: Is told what is written in another way.
    """
    if not any(message["role"] == "tool" or message.get("tool_calls") for message in messages):
        return list(messages)
    pairs = _Pairs(messages)
    return [paired for at, message in enumerate(messages) for paired in pairs.paired(at, message, note)]


class _Pairs:
    """Which result belongs to which call of a conversation."""

    def __init__(self, messages: Sequence[JSON]) -> None:
        self._end = len(messages) - 1
        self._results: dict[str, JSON] = {}
        self._placed: set[int] = set()  # results that stand behind their call
        called: set[str] = set()
        for at, message in enumerate(messages):
            called.update(str(call.get("id")) for call in message.get("tool_calls") or ())
            call_id = message.get("tool_call_id") if message["role"] == "tool" else None
            if call_id in called and call_id not in self._results:
                self._results[call_id] = message
                self._placed.add(at)
        self._told = {
            part.get("tool_use_id")
            for message in messages
            for part in (message["content"] if isinstance(message.get("content"), list) else ())
            if part.get("type") == "tool_result"
        }

    def paired(self, at: int, message: JSON, note: Callable[[str], None]) -> Iterator[JSON]:
        """The messages that stand in the place of one."""
        if message["role"] == "tool":
            if at not in self._placed:
                note("results of tool calls that are not in the conversation are sent as words of the user")
                yield _as_words(message)
        elif message["role"] != "assistant" or not message.get("tool_calls"):
            yield message
        else:
            yield from self._turn(message, note, ends=at == self._end)

    def _turn(self, message: JSON, note: Callable[[str], None], *, ends: bool) -> Iterator[JSON]:
        broken = [call for call in message["tool_calls"] if is_broken(call)]
        unsaid = [call for call in broken if not self._is_answered(call)]
        if broken:
            kept = [_mended(call) if call in broken else call for call in message["tool_calls"] if call not in unsaid]
            message = _with_calls(message, kept, unsaid)
        if unsaid:
            note("tool calls without a name or a JSON object as arguments, and that nobody answered, are sent as words")
        yield message
        if ends:
            return
        for call in message.get("tool_calls") or ():
            if call["id"] in self._results:
                yield self._results[call["id"]]
            elif call["id"] not in self._told:
                note("tool calls without a result are answered by a note that there is none")
                yield {"role": "tool", "tool_call_id": call["id"], "content": NO_RESULT}

    def _is_answered(self, call: JSON) -> bool:
        return call.get("id") in self._results or call.get("id") in self._told


def is_broken(call: JSON) -> bool:
    """Whether a call names no function, or its arguments are no JSON object; none at all are an empty one.

    Example:
        >>> is_broken({"function": {"name": "look", "arguments": '{"path": "/et'}})
        True
    """
    function = call.get("function")
    if not isinstance(function, dict) or call.get("custom"):
        return False
    return not function.get("name") or _is_no_object(function.get("arguments"))


def _is_no_object(arguments: Any) -> bool:
    if not isinstance(arguments, str):
        return not isinstance(arguments, dict | None)
    try:
        return not isinstance(pydantic_core.from_json(arguments), dict)
    except (ValueError, TypeError):
        pass  # it takes less than vendors do: a TypeError is half a character
    try:
        return bool(arguments.strip()) and not isinstance(_DECODER.decode(arguments), dict)
    except (ValueError, RecursionError):
        return True


def _mended(call: JSON) -> JSON:
    """The call with a name and valid arguments: an object that holds the text."""
    function = call["function"]
    arguments = function.get("arguments")
    if _is_no_object(arguments):
        arguments = json.dumps({RAW_ARGUMENTS: arguments}, ensure_ascii=False)
    return {**call, "function": {**function, "name": function.get("name") or UNNAMED, "arguments": arguments or "{}"}}


def _with_calls(message: JSON, calls: list[JSON], unsaid: list[JSON]) -> JSON:
    """The message with these calls, and with others as words of its text."""
    changed = {key: value for key, value in message.items() if key != "tool_calls"}
    words = "\n".join(map(call_in_words, unsaid))
    if words:
        changed["content"] = with_words(message.get("content"), words)
    return {**changed, "tool_calls": calls} if calls else changed


def fit_call_types(messages: Sequence[JSON], types: Collection[str]) -> list[JSON]:
    """The conversation with calls of no other types; any other is written as a call of a function.

    Args:
        messages: The conversation in OpenAI's form; not changed.
        types: Types of calls that the vendor takes, `"function"` among them.
    """
    return [_with_types(message, types) if message.get("tool_calls") else message for message in messages]


def _with_types(message: JSON, types: Collection[str]) -> JSON:
    calls = message["tool_calls"]
    if all(call_type(call) in types for call in calls):
        return message
    return {**message, "tool_calls": [call if call_type(call) in types else _as_function(call) for call in calls]}


def call_type(call: JSON) -> str:
    """The type of a tool call; one that holds free text is custom, and one without a type a function's."""
    return "custom" if call.get("custom") else str(call.get("type") or "function")


def _as_function(call: JSON) -> JSON:
    custom = call.get("custom")
    if not custom:
        return {**call, "type": "function"}
    arguments = json.dumps({CUSTOM_INPUT: custom.get("input") or ""}, ensure_ascii=False)
    kept = {key: value for key, value in call.items() if key != "custom"}
    return {**kept, "type": "function", "function": {"name": custom.get("name") or "", "arguments": arguments}}


def call_in_words(call: JSON) -> str:
    """A tool call as a line of text.

    Example:
        >>> call_in_words({"function": {"name": "look", "arguments": "{}"}})
        '[Tool call: look({})]'
    """
    told = call.get("function") or call.get("custom") or {}
    given = told.get("arguments", told.get("input"))
    text = given if isinstance(given, str) else json.dumps(given or {}, ensure_ascii=False)
    return f"[Tool call: {told.get('name') or UNNAMED}({text})]"


def with_words(content: Any, words: str) -> str | list[JSON]:
    """A content with more text at its end."""
    if isinstance(content, list):
        last = content[-1] if content else {}
        if last.get("type") != "text":
            return [*content, {"type": "text", "text": words}]
        return [*content[:-1], {**last, "text": with_words(last.get("text"), words)}]
    return f"{content}\n\n{words}" if content else words


def _as_words(message: JSON) -> JSON:
    """A tool result as a message of the user."""
    name = f" {message['name']}" if message.get("name") else ""
    head, content = f"[Result of a call of the tool{name}]", message.get("content")
    if isinstance(content, list):
        return {"role": "user", "content": [{"type": "text", "text": head}, *content]}
    return {"role": "user", "content": f"{head}\n{content or ''}"}


def calls_in_words(messages: Sequence[JSON]) -> list[JSON]:
    """The conversation with all tool calls and results as words, for a model that knows no tools."""
    calls = [call for message in messages for call in message.get("tool_calls") or ()]
    names = {call.get("id"): (call.get("function") or call.get("custom") or {}).get("name") for call in calls}
    return [_in_words(message, names) for message in messages]


def _in_words(message: JSON, names: Mapping[Any, Any]) -> JSON:
    if message["role"] in ("tool", "function"):
        return _as_words({"name": names.get(message.get("tool_call_id")), **message})
    return _with_calls(message, [], message["tool_calls"]) if message.get("tool_calls") else message
