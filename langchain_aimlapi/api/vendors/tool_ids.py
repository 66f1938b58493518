"""Ids of tool calls as the target takes them, the same in a call, in its result and in the vendor's own parts.

An id that fits stays. Another is replaced by one made of it alone, so that the same conversation has the same ids in
every turn: prompt caches hold, and what was sent once is not contradicted later. Two calls never share an id: the
second gets one of its own, in the same turn as in a later one, and a missing id is as good as a shared one.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.api.vendors.rules import IdRule

_DIGITS = string.digits + string.ascii_letters
_PARTS = {"content": "tool_use_id", "content_blocks": "id", "output_items": "call_id", "reasoning_details": "id"}
"""Where else in a message ids of calls stand: lists of parts, and the key of the id in a part."""
_CALL_PARTS = frozenset({"function_call", "custom_tool_call", "tool_use", "tool_result", "reasoning.encrypted"})


def fit_call_ids(messages: Iterable[JSON], rule: IdRule) -> list[JSON]:
    """The conversation with ids of tool calls that fit the rule; the given messages are not changed.

    Args:
        messages: The conversation in OpenAI's form.
        rule: The target's rule.

    Example:
        >>> from langchain_aimlapi.api.vendors.rules import ANY_ID
        >>> fit_call_ids([{"role": "user", "content": "Hi"}], ANY_ID)
        [{'role': 'user', 'content': 'Hi'}]
    """
    fitter = _Fitter(rule)
    return [fitter.fit(message) for message in messages]


def make_id(seed: str, rule: IdRule) -> str:
    """The id that stands for a seed, always the same.

    Example:
        >>> from langchain_aimlapi.api.vendors.rules import ANY_ID
        >>> make_id("functions.search:0", ANY_ID)
        'call_jKMd4fmCbjZIJjHBhs0Re3na'
    """
    number = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest())
    letters = []
    for _ in range(rule.length - len(rule.prefix)):
        number, digit = divmod(number, len(_DIGITS))
        letters.append(_DIGITS[digit])
    return rule.prefix + "".join(letters)


class _Fitter:
    """Goes through a conversation, and knows which calls have no result yet."""

    def __init__(self, rule: IdRule) -> None:
        self._rule = rule
        self._used: set[str] = set()
        self._open: list[tuple[str, str, Any]] = []  # id as it was, id as it is sent, name; the latest turn first

    def fit(self, message: JSON) -> JSON:
        if message["role"] == "tool":
            return self._result(message)
        if message["role"] == "assistant":
            return self._assistant(message) if message.get("tool_calls") else message
        content = message.get("content")
        if isinstance(content, list) and any(part.get("type") == "tool_result" for part in content):
            return {**message, "content": [self._result_part(part) for part in content]}
        return message

    def _assistant(self, message: JSON) -> JSON:
        calls = message["tool_calls"]
        names = [(call.get("function") or call.get("custom") or {}).get("name") for call in calls]
        olds = [id_text(call.get("id")) for call in calls]
        news = [self._fit_id(old) for old in olds]
        made = list(zip(olds, news, names, strict=True))
        self._open = [*made, *self._open]
        if all(call.get("id") == new for call, new in zip(calls, news, strict=True)):
            return message
        fitted = {**message, "tool_calls": [{**call, "id": new} for call, new in zip(calls, news, strict=True)]}
        return {**fitted, **dict(_renamed_parts(message, made))}

    def _fit_id(self, old: str) -> str:
        candidates = self._candidates(old)
        new = next(candidate for candidate in candidates if candidate not in self._used)
        self._used.add(new)
        return new

    def _candidates(self, old: str) -> Iterator[str]:
        if self._rule.pattern.fullmatch(old):
            yield old
        number = 0
        while True:
            yield make_id(f"{old}#{number}" if number or not old else old, self._rule)
            number += 1

    def _result(self, message: JSON) -> JSON:
        old = message.get("tool_call_id")
        new = self._answered(id_text(old), message.get("name"))
        return message if new == old else {**message, "tool_call_id": new}

    def _result_part(self, part: JSON) -> JSON:
        if part.get("type") != "tool_result":
            return part
        return {**part, "tool_use_id": self._answered(id_text(part.get("tool_use_id")), None)}

    def _answered(self, old: str, name: Any) -> str:
        """The id of the call that a result is for: of those with its id the one of its name, else the first."""
        mine = [call for call in self._open if call[0] == old]
        found = next((call for call in mine if call[2] == name), mine[0] if mine else None)
        if found is None:
            return old if self._rule.pattern.fullmatch(old) else make_id(old, self._rule)
        self._open.remove(found)
        return found[1]


def id_text(call_id: Any) -> str:
    """An id as a string, empty for one that is missing."""
    return "" if call_id is None else str(call_id)


def _renamed_parts(message: JSON, calls: Iterable[tuple[str, str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """The lists of the vendor's own parts, with the new ids: of several parts with one id each has its call's."""
    for key, id_key in _PARTS.items():
        parts = message.get(key)
        if isinstance(parts, list):
            new_ids: dict[str, list[str]] = {}
            for old, new, _ in calls:
                new_ids.setdefault(old, []).append(new)
            yield key, [_renamed_part(part, id_key, new_ids) for part in parts]


def _renamed_part(part: Any, id_key: str, new_ids: Mapping[str, list[str]]) -> Any:
    if not isinstance(part, dict) or part.get("type") not in _CALL_PARTS:
        return part
    ids = new_ids.get(id_text(part.get(id_key)))
    if not ids:
        return part
    return {**part, id_key: ids.pop(0) if len(ids) > 1 else ids[0]}
