"""Replies that lack or repeat what clients rely on: in whole bodies and in the events of streams alike. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from langchain_aimlapi.emulator.faults import Fault

Json = dict[str, Any]
# Where the words of an answer are, in whatever protocol.
_WORDS = frozenset(
    ("arguments", "content", "delta", "input", "partial_json", "reasoning", "reasoning_content", "text", "thinking")
)
_USAGE_NAMES = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens"}


def spoil_reply(fault: Fault, reply: Json) -> Json:
    """A whole reply, or one event of it, as the fault wants it; unchanged without one."""
    if "surrogates" in fault and fault.get("surrogates") == "alone":
        reply = _without_second_halves(reply)
    for holder in _holders(reply):
        for name, change in _CHANGES.items():
            if name in fault:
                change(holder, fault.get(name))
    return reply


def split_event(fault: Fault, event: Json) -> list[Json]:
    """An event of a stream in two, cut inside a character, if the fault wants that and there is one to cut."""
    if fault.get("surrogates") != "split" or not str(event.get("type", "delta")).endswith("delta"):
        return [event]
    first, second = _halves(event)
    return [event] if first == event else [first, *split_event(fault, second)]


def _holders(reply: Json) -> Iterator[Json]:
    """The reply itself and, in an event, the message or response that it carries."""
    yield reply
    yield from (reply[name] for name in ("message", "response") if isinstance(reply.get(name), dict))


def _without_model(holder: Json, _: Any) -> None:
    holder.pop("model", None)


def _with_id(holder: Json, reply_id: str) -> None:
    if holder.get("id") and "model" in holder:
        holder["id"] = reply_id


def _with_finish(holder: Json, word: str) -> None:
    delta = holder.get("delta")
    for choice in (*(holder.get("choices") or ()), holder, *((delta,) if isinstance(delta, dict) else ())):
        for name in ("finish_reason", "native_finish_reason", "stop_reason"):
            if choice.get(name):
                choice[name] = word


def _with_usage_names(holder: Json, _: Any) -> None:
    usage = holder.get("usage")
    if isinstance(usage, dict) and "prompt_tokens" in usage:
        holder["usage"] = {_USAGE_NAMES.get(name, name): count for name, count in usage.items()}


_CHANGES: dict[str, Callable[[Json, Any], None]] = {
    "reply-id": _with_id,
    "no-model": _without_model,
    "finish": _with_finish,
    "usage-names": _with_usage_names,
}


def _astral(char: str) -> bool:
    return ord(char) > 0xFFFF


def _units(char: str) -> tuple[str, str]:
    """The two code units of a character beyond U+FFFF."""
    code = ord(char) - 0x10000
    return chr(0xD800 + (code >> 10)), chr(0xDC00 + (code & 0x3FF))


def _without_second_halves(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(_units(char)[0] if _astral(char) else char for char in value)
    if isinstance(value, dict):
        return {name: _without_second_halves(inner) for name, inner in value.items()}
    return [_without_second_halves(inner) for inner in value] if isinstance(value, list) else value


def _halves(value: Any, name: str = "") -> tuple[Any, Any]:
    """A value twice: its words up to the middle of the first such character, and from there."""
    if isinstance(value, str) and name in _WORDS:
        at = next((at for at, char in enumerate(value) if _astral(char)), None)
        if at is None:
            return value, ""
        high, low = _units(value[at])
        return value[:at] + high, low + value[at + 1 :]
    if isinstance(value, dict):
        halves = {key: _halves(inner, key) for key, inner in value.items()}
        return {key: half[0] for key, half in halves.items()}, {key: half[1] for key, half in halves.items()}
    if isinstance(value, list):
        both = [_halves(inner, name) for inner in value]
        return [half[0] for half in both], [half[1] for half in both]
    return value, value
