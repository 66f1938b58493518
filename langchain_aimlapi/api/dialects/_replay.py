"""An assistant's turn sent back in the very parts it came in.

Vendors want some parts of their answers back unchanged and in place: reasoning before the call it led to, signatures,
results of tools that they ran themselves. The answer's parts therefore travel with the neutral message. What the
message itself says still counts: a program may have shortened its text, taken a call out or changed its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.types import JSON


class PartForm(NamedTuple):
    """How one dialect writes the parts that a neutral message has words for.

    Attributes:
        text: The text of a part, None if it is not one for text.
        call: Id, name and arguments (text, or an object) of a part that calls a tool, None for others.
        make_text: New parts for the text of a message; none for an empty one.
        make_call: A new part for a call, in place of an old part where there is one.
    """

    text: Callable[[JSON], str | None]
    call: Callable[[JSON], tuple[str, str, Any] | None]
    make_text: Callable[[JSON], list[JSON]]
    make_call: Callable[[JSON, JSON | None], JSON]


def replay(parts: Iterable[JSON], message: JSON, form: PartForm) -> list[JSON]:
    """The parts, with the texts and calls that the message has now.

    Args:
        parts: Parts of the answer, in order.
        message: The neutral message.
        form: How the dialect writes texts and calls.
    """
    parts = list(parts)
    texts = [text for part in parts if (text := form.text(part)) is not None]
    changed = not texts or "".join(texts) != plain_text(message.get("content"))
    fresh_text = iter(form.make_text(message) if changed else ())
    calls = message.get("tool_calls") or ()
    by_id = {call.get("id"): call for call in calls}
    replayed: list[JSON] = []
    for part in parts:
        replayed += _replay_part(part, form, by_id, fresh_text, changed=changed)
    known = {found[0] for part in parts if (found := form.call(part)) is not None}
    new_calls = [form.make_call(call, None) for call in calls if call.get("id") not in known]
    return [*replayed, *fresh_text, *new_calls]


def _replay_part(
    part: JSON, form: PartForm, calls: dict[Any, JSON], fresh_text: Iterator[JSON], *, changed: bool
) -> list[JSON]:
    if changed and form.text(part) is not None:
        return list(fresh_text)  # the first of the old texts gives its place to the new one
    found = form.call(part)
    if found is None:
        return [part]
    call_id, name, arguments = found
    call = calls.get(call_id)
    if call is None:
        return []
    return [part] if _is_same(call, name, arguments) else [form.make_call(call, part)]


def _is_same(call: JSON, name: str, arguments: Any) -> bool:
    """Whether a call still says what its part says. One whose arguments could not be read is left alone."""
    name_now, arguments_now = call_facts(call)
    if name_now != name or arguments_now == arguments:
        return name_now == name
    now, before = as_json(arguments_now), as_json(arguments)
    return before is not None and now in (None, before)


def call_facts(call: JSON) -> tuple[str, Any]:
    """Name and arguments of a neutral tool call."""
    told = call.get("function") or call.get("custom") or {}
    return told.get("name") or "", told.get("arguments", told.get("input"))


def as_json(value: Any) -> Any:
    """The value of JSON text, None if it is none; what is no text is returned as it is."""
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value)
    except ValueError:
        return None


def plain_text(content: Any) -> str:
    """The text of a content: a text, parts, or nothing."""
    if isinstance(content, str):
        return content
    return "".join(part.get("text") or "" for part in content or () if part.get("type") == "text")
