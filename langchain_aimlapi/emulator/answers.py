"""The answer to a conversation, before any vendor's dressing: text, reasoning, tool calls and why it ended. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from langchain_aimlapi.emulator.brain import reasoning_text, reply_text
from langchain_aimlapi.emulator.citations import Citation, cite, found, searches
from langchain_aimlapi.emulator.conversation import Call, Conversation
from langchain_aimlapi.emulator.hints import Hints
from langchain_aimlapi.emulator.schema_values import instance
from langchain_aimlapi.emulator.tokens import count_tokens, split_tokens
from langchain_aimlapi.emulator.tool_calls import plan_calls
from langchain_aimlapi.emulator.triggers import REFUSAL, asks_for_no_calls, asks_refusal

_KEY_LIST = re.compile(r"[\"'`](\w+)[\"'`]")


@dataclass(frozen=True)
class Limits:
    """Where an answer has to end.

    Attributes:
        max_tokens: Most tokens of the whole answer; None for no limit.
        stop: Texts before which it ends.
    """

    max_tokens: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One choice of a reply.

    Attributes:
        text: What is said.
        reasoning: What is thought before.
        calls: Tools to call.
        finish: ``stop``, ``length``, ``tool_calls`` or ``refusal``.
        stop_word: The stop text that ended it.
        citations: Sources named in the text.
    """

    text: str = ""
    reasoning: str = ""
    calls: tuple[Call, ...] = ()
    finish: str = "stop"
    stop_word: str | None = None
    citations: tuple[Citation, ...] = ()

    @property
    def reasoning_tokens(self) -> int:
        """Tokens spent on reasoning."""
        return count_tokens(self.reasoning)

    @property
    def tokens(self) -> int:
        """All tokens of the answer."""
        calls = sum(count_tokens(call.name) + count_tokens(call.arguments) for call in self.calls)
        return self.reasoning_tokens + count_tokens(self.text) + calls


def compose(conversation: Conversation, limits: Limits, *, reasons: bool, seed: str, choices: int = 1) -> list[Answer]:
    """The answers to a conversation, one per choice asked for.

    Args:
        conversation: What was said and asked.
        limits: Stop words and token limit.
        reasons: Whether reasoning comes before the answer.
        seed: Makes the ids of tool calls; the same seed gives the same ids.
        choices: How many answers.
    """
    reasoning = reasoning_text(conversation) if reasons else ""
    answers = []
    for choice in range(choices):
        answer = _whole_answer(conversation, f"{seed}-{choice}")
        if choice and answer.finish == "stop" and not conversation.response_format:
            answer = replace(answer, text=f"{answer.text} (Choice {choice + 1} of {choices}.)")
        answers.append(limit(replace(answer, reasoning=reasoning), limits))
    return answers


def limit(answer: Answer, limits: Limits) -> Answer:
    """The answer cut at the first stop text and at the token limit."""
    places = [(at, word) for word in limits.stop if word and (at := answer.text.find(word)) >= 0]
    if places:
        at, word = min(places)
        answer = _with_text(replace(answer, calls=(), finish="stop", stop_word=word), answer.text[:at])
    if limits.max_tokens is None or answer.tokens <= limits.max_tokens:
        return answer
    reasoning, left = _cut(answer.reasoning, limits.max_tokens // 2)
    text, left = _cut(answer.text, limits.max_tokens - count_tokens(reasoning))
    cut = replace(answer, reasoning=reasoning, calls=_cut_calls(answer.calls, left), finish="length", stop_word=None)
    return _with_text(cut, text)


def _with_text(answer: Answer, text: str) -> Answer:
    """The answer with a shorter text; citations that are cut off are gone."""
    return replace(answer, text=text, citations=tuple(cited for cited in answer.citations if cited.end <= len(text)))


def _whole_answer(conversation: Conversation, seed: str) -> Answer:
    if asks_refusal(conversation):
        return Answer(REFUSAL, finish="refusal")
    calls = [] if asks_for_no_calls(conversation) else plan_calls(conversation, seed)
    if calls:
        return Answer(calls=tuple(calls), finish="tool_calls")
    form = conversation.response_format
    if form is not None and form.get("type") in ("json_schema", "json_object"):
        return Answer(json.dumps(_json_answer(form, conversation), ensure_ascii=False))
    text = reply_text(conversation)
    if searches(conversation):
        text, citations = cite(text, found(conversation))
        return Answer(text, citations=citations)
    return Answer(text)


def _json_answer(form: Mapping[str, Any], conversation: Conversation) -> Any:
    text = conversation.question.text
    results = " ".join(result.text for _, result in conversation.answered)
    if form["type"] == "json_schema":
        return instance(form["json_schema"].get("schema") or {"type": "object"}, f"{text} {results}".strip())
    return _free_object(f"{conversation.system}\n{text}", text) or {"answer": reply_text(conversation)}


def _free_object(wanted: str, text: str) -> dict[str, Any]:
    """An object with the keys the prompt names in quotes: all that JSON mode promises."""
    keys = list(dict.fromkeys(_KEY_LIST.findall(wanted)))
    topic = Hints(text.partition(". ")[0]).topic()
    return {key: f"{key}: {topic}" for key in keys}


def _cut(text: str, most: int) -> tuple[str, int]:
    pieces = split_tokens(text)
    kept = pieces[: max(0, most)]
    return "".join(kept), max(0, most) - len(kept)


def _cut_calls(calls: tuple[Call, ...], left: int) -> tuple[Call, ...]:
    """Calls whose arguments end where the tokens ran out: broken JSON, as the real thing sends it."""
    kept = []
    for call in calls:
        left -= count_tokens(call.name)
        if left <= 0:
            break
        arguments, left = _cut(call.arguments, left)
        kept.append(replace(call, arguments=arguments))
    return tuple(kept)
