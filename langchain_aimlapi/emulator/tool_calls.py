"""Which tools to call for what the user said, and with which arguments. Pure.

The text is split into the things it asks for; each goes to the tool whose name, parameters and description speak of it
most. A thing that is to be done with *it* waits for what the tool before it returns, and gets that. What was already
called since the question is not called again, so that an agent's loop ends.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from langchain_aimlapi.emulator.conversation import Call, Conversation
from langchain_aimlapi.emulator.hints import PLACE_WORDS, Hints
from langchain_aimlapi.emulator.kimi import SEARCH_WORDS, search_ticket
from langchain_aimlapi.emulator.offers import Tool
from langchain_aimlapi.emulator.patterns import matching_text
from langchain_aimlapi.emulator.schema_values import SchemaError, instance
from langchain_aimlapi.emulator.units import unit_words

RELEVANT = 2
_SPLIT = re.compile(r"\s+(?:and|then|also|plus also)\s+|[;?!\n]+|(?<!\d),\s+|\.(?=\s|$)")
_IT = re.compile(r"\b(?:it|them|the (?:result|answer|outcome))\b", re.IGNORECASE)
_GENERIC_WORDS = (
    "get set fetch my tool function api the a an of to for by with from new current do run call and or in "
    "on is it this that what use you your can given"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
_MATHS = (
    (re.compile(r"multipl|product|times"), re.compile(r"\d\s*[*x\xd7·]\s*\d|\btimes\b|multipl|product", re.IGNORECASE)),
    (re.compile(r"^add|sum|plus"), re.compile(r"\d\s*\+\s*\d|\bplus\b|\badd(?:ed)?\b|\bsum\b", re.IGNORECASE)),
    (re.compile(r"subtract|minus|differ"), re.compile(r"\d\s*[-\u2212]\s*\d|\bminus\b|subtract", re.IGNORECASE)),
    (re.compile(r"divi|quotient"), re.compile(r"\d\s*[/\xf7]\s*\d|divided?\b", re.IGNORECASE)),
    (re.compile(r"calc|arith|eval|math"), re.compile(r"\d\s*[-+*/x\xd7\xf7^]\s*\d", re.IGNORECASE)),
)


def plan_calls(conversation: Conversation, seed: str) -> list[Call]:
    """The calls to make now; empty when the answer should be words.

    Args:
        conversation: What was said; its tools and tool choice decide.
        seed: The ids of the calls are made from it.
    """
    choice = conversation.choice
    tools = [tool for tool in conversation.tools if not choice.names or tool.name in choice.names]
    if not tools or choice.mode == "none":
        return []
    made = {_made_key(call, tools) for call, _ in conversation.answered}
    cleared = Counter(call.name for call, _ in conversation.answered if _is_cleared(call, tools))
    wanted = [
        (tool, arguments)
        for tool, arguments in _wanted(conversation, tools)
        if _key(tool, arguments) not in made and not _takes_one(cleared, tool.name)
    ]
    if not wanted and choice.mode == "required":
        wanted = _forced(conversation, tools, made)
    if not choice.parallel:
        wanted = wanted[:1]
    return [
        Call(call_id(f"{seed}-{len(conversation.turns)}-{at}"), tool.name, json.dumps(arguments, ensure_ascii=False))
        for at, (tool, arguments) in enumerate(wanted)
    ]


def call_id(seed: str) -> str:
    """An id in the form of OpenAI's."""
    return f"call_{hashlib.sha256(seed.encode()).hexdigest()[:24]}"


def relevance(tool: Tool, text: str) -> int:
    """How much a text speaks of a tool: 0 not at all, `RELEVANT` and more enough to call it."""
    if Hints(text).says(tool.name):
        return 100
    if tool.builtin:
        return RELEVANT if SEARCH_WORDS.search(text) else 0
    words = set(_words(" ".join([text, *unit_words(text)])))
    score = 4 * len(_meaning(tool.name) & words) + len(_meaning(tool.description) & words)
    score += sum(1 for name in tool.properties if _meaning(name) & words)
    name = " ".join(_words(tool.name))
    maths = any(said.search(text) for named, said in _MATHS if named.search(name))
    return score + (5 if maths else 0)


def _wanted(conversation: Conversation, tools: list[Tool]) -> list[tuple[Tool, Any]]:
    """The calls that can be made by now, made ones included, in the order of the text."""
    known = {_made_key(call, tools): result.text for call, result in conversation.answered}
    calls: list[tuple[Tool, Any]] = []
    for tool, segment in _segments(conversation.question.text, tools):
        text = _resolved(segment, calls, known)
        if text is None:
            break  # whatever follows may speak of it
        for part in _repeats(tool, text):
            arguments = _arguments(tool, part)
            if (tool, arguments) not in calls:
                calls.append((tool, arguments))
    return calls


def _resolved(segment: str, before: list[tuple[Tool, Any]], known: Mapping[tuple[str, str], str]) -> str | None:
    """The words of one thing asked, with the result of the call before it in the place of *it*; None: not there yet."""
    if not before or not _IT.search(segment):
        return segment
    result = known.get(_key(*before[-1]))
    if result is None:
        return None
    quoted = f"«{result.strip().replace('«', '“').replace('»', '”')}»"
    return _IT.sub(lambda _: quoted, segment, count=1)


def _arguments(tool: Tool, text: str) -> Any:
    if tool.builtin:
        return search_ticket(text)
    found = instance(tool.parameters, text)
    if tool.pattern is None:
        return found
    try:
        fits = re.fullmatch(tool.pattern, found["input"])
        return found if fits else {"input": matching_text(tool.pattern)}
    except re.error as error:
        raise SchemaError(f"the grammar of {tool.name}: {error}") from error


def _segments(text: str, tools: list[Tool]) -> Iterator[tuple[Tool, str]]:
    """The tool for each thing asked, with the words that belong to it."""
    found: list[tuple[Tool, int, int]] = []
    start = 0
    for end in [*(match.end() for match in _SPLIT.finditer(text)), len(text)]:
        tool = _best(tools, text[start:end])
        if tool and not (found and found[-1][0] is tool):
            found.append((tool, start, end))
        elif found:
            found[-1] = (*found[-1][:2], end)
        start = end
    if not found and (tool := _best(tools, text)):
        found = [(tool, 0, len(text))]
    yield from ((tool, text[begin:end].strip(" \n,")) for tool, begin, end in found)


def _best(tools: list[Tool], text: str) -> Tool | None:
    scores = [relevance(tool, text) for tool in tools]
    best = max(scores, default=0)
    return tools[scores.index(best)] if best >= RELEVANT else None


def _repeats(tool: Tool, segment: str) -> list[str]:
    """One text per place when a tool that takes one place is asked about several: *in Paris and London*."""
    required = tool.required
    if len(required) != 1 or not any(word in required[0].lower() for word in PLACE_WORDS):
        return [segment]
    listed = re.search(r"\b(?:in|at|near|for|of|between)\s+([A-Z].*)", segment)
    places = re.split(r"\s*,?\s+and\s+(?:in\s+|at\s+)?|\s*;\s*", listed[1].rstrip(" ?.!")) if listed else []
    if len(places) < 2 or not all(re.match(r"[A-Z]", place) for place in places):
        return [segment]
    return [f"in {place}" for place in places]


def _forced(conversation: Conversation, tools: list[Tool], made: set[tuple[str, str]]) -> list[tuple[Tool, Any]]:
    """A call that has to be made though nothing asks for it: the first tool not called yet, given all there is."""
    results = [result.text for _, result in conversation.answered]
    known = " ".join([conversation.question.text, *results])
    used = {name for name, _ in made}
    for tool in tools:
        if tool.name not in used:
            return [(tool, _arguments(tool, known))]
    return []


def _key(tool: Tool, arguments: Any) -> tuple[str, str]:
    """What tells calls apart; a built-in one is made once, whatever its ticket."""
    return tool.name, "" if tool.builtin else _canonical(json.dumps(arguments))


def _made_key(call: Call, tools: list[Tool]) -> tuple[str, str]:
    """The same of a call that was made."""
    builtin = any(tool.builtin for tool in tools if tool.name == call.name)
    return call.name, "" if builtin else _canonical(call.arguments)


def _is_cleared(call: Call, tools: list[Tool]) -> bool:
    """Whether a client has taken the arguments out of a call to save tokens: it was made, though nobody knows how."""
    return _canonical(call.arguments) == "{}" and any(tool.required for tool in tools if tool.name == call.name)


def _takes_one(counts: Counter[str], name: str) -> bool:
    """Whether there is one left of a name, which is then taken."""
    found = counts[name] > 0
    counts[name] -= found
    return found


def _canonical(arguments: str) -> str:
    try:
        return json.dumps(json.loads(arguments), sort_keys=True)
    except ValueError:
        return arguments


def _words(text: str) -> list[str]:
    return [_stem(word.lower()) for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_a-zA-Z]+", text)]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _meaning(text: str) -> set[str]:
    return {word for word in _words(text) if word not in _GENERIC and len(word) > 2}
