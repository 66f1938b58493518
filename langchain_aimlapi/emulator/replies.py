"""Everything a reply is made of before it becomes JSON: answers, usage, cost, ids, style. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.tokens import Cost, Usage
from langchain_aimlapi.emulator.vendors import Style
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import answers as emulator_answers
    from langchain_aimlapi.emulator import citations as emulator_citations
    from langchain_aimlapi.emulator import voices as emulator_voices
else:
    emulator_answers = LazyModule("langchain_aimlapi.emulator.answers")
    emulator_citations = LazyModule("langchain_aimlapi.emulator.citations")
    emulator_voices = LazyModule("langchain_aimlapi.emulator.voices")


Json = dict[str, Any]


@dataclass(frozen=True)
class Head:
    """What is known of a reply before its first word.

    Attributes:
        id: The reply's id in the vendor's form.
        key: The hexadecimal digits in it.
        created: Unix time, seconds.
        model: The upstream's name of the model.
        style: The vendor's wire shape.
        reasoning: Where reasoning goes; None: it is only billed.
        top_logprobs: How many alternatives each token gets; None: no log probabilities.
        custom_tools: Names of tools that take free text instead of JSON.
        builtin_tools: Names of Kimi's built-in functions.
        voice: How the answer is spoken; None: it is written only.
        owner: Who can open the seals in the reply.
        found: Keys by which the reply tells what a search has found.
    """

    id: str
    created: int
    model: str
    style: Style
    reasoning: str | None
    top_logprobs: int | None = None
    custom_tools: frozenset[str] = frozenset()
    builtin_tools: frozenset[str] = frozenset()
    voice: emulator_voices.Voice | None = None
    key: str = ""
    owner: str = ""
    found: Json = field(default_factory=dict, hash=False)

    def call_json(self, name: str, arguments: str) -> Json:
        """The part of a tool call that names the tool and carries its input."""
        if name in self.custom_tools:
            return {"type": "custom", "custom": {"name": name, "input": free_input(arguments)}}
        kind = "builtin_function" if name in self.builtin_tools else "function"
        return {"type": kind, "function": {"name": name, "arguments": arguments}}


@dataclass(frozen=True)
class Reply:
    """A finished reply."""

    head: Head
    answers: tuple[emulator_answers.Answer, ...]
    usage: Usage
    cost: Cost


def digest(*parts: Any) -> str:
    """24 hexadecimal digits that depend on the parts and on nothing else."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def usage_json(usage: Usage, cost: Cost, style: Style) -> Json:
    """The ``usage`` object in a vendor's shape; cache and sound are told wherever there was any."""
    totals = {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
    }
    extras = style.usage(usage, cost)
    prompt = {
        "cached_tokens": usage.cache_read,
        "cache_write_tokens": usage.cache_write,
        "audio_tokens": usage.audio_in,
    }
    for name, counts in (("prompt", prompt), ("completion", {"audio_tokens": usage.audio_out})):
        counted = {key: count for key, count in counts.items() if count}
        if counted:
            extras[f"{name}_tokens_details"] = {**(extras.get(f"{name}_tokens_details") or {}), **counted}
    return {**totals, **extras}


def top_keys(head: Head) -> Json:
    """The vendor's own keys beside ``choices``."""
    own = {
        key: value.replace("{id}", head.id) if isinstance(value, str) else value
        for key, value in head.style.top.items()
    }
    return own | head.found


def annotations_json(citations: Iterable[emulator_citations.Citation]) -> list[Json]:
    """Sources in the shape of chat completions."""
    return [{"type": "url_citation", "url_citation": citation.as_fields()} for citation in citations]


def logprobs_json(tokens: list[str], top: int) -> Json:
    """Made-up but steady log probabilities: they depend on the token alone."""
    return {"content": [_token_logprob(token, top) for token in tokens], "refusal": None}


def _token_logprob(token: str, top: int) -> Json:
    first = _logprob(token, 0)
    ranked = [(token, first), *((f"{token}{rank}", first - rank) for rank in range(1, top))]
    return {**first_entry(token, first), "top_logprobs": [first_entry(word, value) for word, value in ranked[:top]]}


def first_entry(token: str, value: float) -> Json:
    """One token with its log probability and bytes."""
    return {"token": token, "logprob": round(value, 6), "bytes": list(token.encode("utf-8", "replace"))}


def _logprob(token: str, rank: int) -> float:
    return -(int(digest(token, rank)[:4], 16) / 65536) / 2


def free_input(arguments: str) -> str:
    """The text a custom tool takes, out of its arguments."""
    try:
        return str(json.loads(arguments).get("input", ""))
    except ValueError:
        return arguments
