"""Calls without results, results without calls, and the same id twice. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.checks.positions import Place, tool_places
from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC, DEEPSEEK, GOOGLE, MISTRAL, MOONSHOT, OPENAI, vendor_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


Json = dict[str, Any]


@dataclass(frozen=True)
class Round:
    """The calls of one message and the results right behind them.

    Attributes:
        at: The number of the message with the calls, or of the first result where there are no calls.
        calls: The calls.
        results: The results.
    """

    at: int
    calls: tuple[Place, ...]
    results: tuple[Place, ...]

    @property
    def unanswered(self) -> list[str]:
        """The ids of calls without a result."""
        answered = {place.id for place in self.results}
        return [place.id for place in self.calls if place.id not in answered]

    @property
    def unasked(self) -> list[Place]:
        """The results without a call."""
        asked = {place.id for place in self.calls}
        return [place for place in self.results if place.id not in asked]

    @property
    def repeated(self) -> list[Place]:
        """The results whose id another result had before."""
        return _again(self.results)


def result_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """Calls and results that the model's vendor does not find together."""
    messages: list[Json] = request.body["messages"]
    texts = _TEXTS.get(vendor_of(request.card), _plain)
    for each in rounds(messages):
        yield from texts(each)
    if vendor_of(request.card) == MISTRAL:
        yield from _order_faults(messages)
    if vendor_of(request.card) == ANTHROPIC:
        for place in _again(place for place in tool_places(messages) if place.is_call):
            yield f"messages.{place.message}.content.{place.part}: `tool_use` ids must be unique"


def _order_faults(messages: list[Json]) -> Iterator[str]:
    """Mistral's models answer results before anybody else speaks, behind gateways, too."""
    roles = [message["role"] for message in messages]
    for before, role in pairwise(roles):
        if before == "tool" and role not in ("assistant", "tool"):
            yield f"Unexpected role '{role}' after role 'tool'"


def rounds(messages: list[Json]) -> Iterator[Round]:
    """The rounds of a conversation: calls are answered by the messages right behind theirs."""
    places = list(tool_places(messages))
    seen: set[int] = set()
    for at in range(len(messages)):
        calls = tuple(place for place in places if place.message == at and place.is_call)
        behind = _answering(messages, at + 1) if calls else range(0)
        results = tuple(place for place in places if place.message in behind and not place.is_call)
        seen.update(place.message for place in results)
        if calls:
            yield Round(at, calls, results)
        elif at not in seen and _results_of(places, at):
            yield Round(at, (), _results_of(places, at))


def _results_of(places: list[Place], at: int) -> tuple[Place, ...]:
    return tuple(place for place in places if place.message == at and not place.is_call)


def _answering(messages: list[Json], start: int) -> range:
    """The messages that can answer: all tool messages in a row, or the one message with Anthropic's blocks."""
    end = start
    while end < len(messages) and messages[end]["role"] == "tool":
        end += 1
    return range(start, max(end, start + 1))


def _again(places: Any) -> list[Place]:
    seen: Counter[str] = Counter()
    found = []
    for place in places:
        if seen[place.id]:
            found.append(place)
        seen[place.id] += 1
    return found


def _openai(each: Round) -> Iterator[str]:
    if each.unanswered:
        yield (
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(each.unanswered)}"
        )
    if each.unasked and not each.calls:
        yield (
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        )
    for place in each.unasked:
        yield f"Invalid parameter: 'tool_call_id' of '{place.id}' not found in 'tool_calls' of previous message."
    for place in each.repeated:
        first = next(other.message for other in each.results if other.id == place.id)
        yield (
            f"Invalid parameter: Duplicate value for 'tool_call_id' of '{place.id}', "
            f"in messages[{first}] and messages[{place.message}]."
        )


def _anthropic(each: Round) -> Iterator[str]:
    for place in each.unasked:
        yield (
            f"messages.{place.message}.content.{place.part}: unexpected `tool_use_id` found in `tool_result` blocks: "
            f"{place.id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
        )
    if each.unanswered:
        yield (
            f"messages.{each.at}: `tool_use` ids were found without `tool_result` blocks immediately after: "
            f"{', '.join(each.unanswered)}. Each `tool_use` block must have a corresponding `tool_result` block in the "
            "next message."
        )
    for place in each.repeated:
        yield (
            f"messages.{place.message}.content.{place.part}: each tool_use must have a single result. "
            f"Found multiple `tool_result` blocks with id: {place.id}"
        )


def _deepseek(each: Round) -> Iterator[str]:
    if each.unanswered:
        yield (
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
            "'tool_call_id'. (insufficient tool messages following tool_calls message)"
        )
    if each.unasked:
        yield "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'"


def _google(each: Round) -> Iterator[str]:
    if not each.calls:
        yield "Please ensure that function response turn comes immediately after a function call turn."
    elif len(each.calls) != len(each.results) or each.unanswered or each.unasked:
        yield (
            "Please ensure that the number of function response parts is equal to the number of function call parts "
            "of the function call turn."
        )


def _mistral(each: Round) -> Iterator[str]:
    if len(each.calls) != len(each.results):
        yield "Not the same number of function calls and responses"
    for place in each.unasked:
        yield f"Unexpected tool call id {place.id} in tool results"


def _moonshot(each: Round) -> Iterator[str]:
    if each.unanswered:
        yield (
            "Invalid request: an assistant message with 'tool_calls' must be followed by tool messages responding to "
            f"each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            f"{', '.join(each.unanswered)}"
        )
    if each.unasked:
        yield "Invalid request: tool_call_id  is not found"


def _plain(each: Round) -> Iterator[str]:
    """The emulator's own words for vendors whose words are not known."""
    if each.unanswered:
        names = ", ".join(f"'{name}'" for name in sorted(each.unanswered))
        yield f"messages.{each.at}: tool calls must be followed by their results; missing: {names}"
    for place in each.unasked:
        yield (f"messages.{place.message}: tool result '{place.id}' answers no tool call of the preceding turn")


_TEXTS: Mapping[str, Callable[[Round], Iterator[str]]] = {
    ANTHROPIC: _anthropic,
    DEEPSEEK: _deepseek,
    GOOGLE: _google,
    MISTRAL: _mistral,
    MOONSHOT: _moonshot,
    OPENAI: _openai,
}
