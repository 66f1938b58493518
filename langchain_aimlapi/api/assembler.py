"""Stream deltas, repaired and checked.

Vendors stream the same schema in different ways: ids that come once, empty or repeated, tool calls without an index
or sharing one, usage before, at or after the finish, a choice without a delta. The assembler makes one form of them:

- every chunk has the same `id`, `model` and `created`;
- a tool call has an index of its own, its id and name come once, its arguments are text;
- finish reason, usage, cost and unknown top-level fields come once, together, in the last chunk.

It also tells a whole stream from a cut one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.api.error_bodies import error_in_chunk, make_error, malformed, request_id_of
from langchain_aimlapi.api.errors import APIStatusError, IncompleteStreamError
from langchain_aimlapi.api.fragments import ToolCallAssembler, gather
from langchain_aimlapi.api.replies import (
    FACTS,
    SEALED,
    finish_reason,
    objects,
    read_content,
    read_cost,
    read_fact,
    read_usage,
    split_content,
    trace_facts,
    unify_reasoning,
    without_odd_fields,
)
from langchain_aimlapi.api.surrogates import mend, mend_values
from langchain_aimlapi.api.types import JSON, Cost

_CHUNK_KEYS = frozenset({"id", "object", "created", "model", "choices", "usage", "meta", "obfuscation"})
_CHOICE_KEYS = frozenset({"index", "delta", "message", "finish_reason", "native_finish_reason", "logprobs"})
_DELTA_KEYS = frozenset({"role", "content", "tool_calls"})
_EMPTY: JSON = {}


class _Choice:
    """What has arrived of one choice."""

    __slots__ = (
        "calls",
        "choice_extras",
        "extras",
        "finish",
        "native",
        "parts",
        "reasons_in_text",
        "role_sent",
        "text",
    )

    def __init__(self) -> None:
        self.calls = ToolCallAssembler()
        self.text: list[str] = []
        self.parts: list[JSON] = []
        self.finish: str | None = None
        self.native: str | None = None
        self.role_sent = False
        self.reasons_in_text = False
        self.extras: JSON = {}
        self.choice_extras: JSON = {}


class ChatAssembler:
    """Takes chat-completion chunks as the service sends them and gives neutral ones.

    Args:
        headers: Headers of the answer: ids, and a cost if the body has none.
        secret: The API key, masked in error texts.
    """

    def __init__(self, headers: Mapping[str, str] | None = None, secret: str | None = None) -> None:
        self._headers = headers or {}
        self._secret = secret
        self._choices: dict[int, _Choice] = {}
        self._identity: JSON = {}
        self._usage: JSON | None = None
        self._raw_usage: JSON = {}
        self._meta: JSON | None = None
        self._extras: JSON = {}

    @property
    def text(self) -> str:
        """The text of the first choice so far."""
        first = self._choices.get(min(self._choices, default=0))
        return mend("".join(first.text)) if first else ""

    @property
    def finished(self) -> bool:
        """Whether every choice has told why it ended."""
        return bool(self._choices) and all(choice.finish for choice in self._choices.values())

    @property
    def usage(self) -> JSON | None:
        """The token counts so far."""
        return self._usage

    @property
    def cost(self) -> Cost | None:
        """What the answer cost, as far as it is known."""
        return read_cost(self._meta, self._headers)

    def note(self, chunk: Any) -> None:
        """Take from a chunk behind the end, or behind an error, only what the answer cost.

        Raises:
            APIStatusError: If the chunk is an error.
        """
        if error_in_chunk(chunk):
            raise self._error(chunk)
        if isinstance(chunk, dict):
            self._note_top_level({key: chunk[key] for key in ("usage", "meta") if key in chunk})

    def _error(self, chunk: JSON) -> APIStatusError:
        body = mend_values(chunk)
        return make_error(body, status=None, headers=self._headers, secret=self._secret, partial_text=self.text)

    def feed(self, chunk: Any) -> JSON | None:
        """The neutral chunk for one from the wire, or None when nothing is to be passed on yet.

        Raises:
            APIStatusError: If the chunk is an error.
            MalformedResponseError: If it is no chunk at all.
        """
        if not isinstance(chunk, dict):
            raise malformed("a stream chunk is no object", chunk, partial_text=self.text)
        if error_in_chunk(chunk):
            raise self._error(chunk)
        self._note_top_level(chunk)
        passed = []
        for choice in objects(chunk.get("choices")):
            out = self._feed_choice(choice)
            if out is not None:
                passed.append(out)
        return {**self._identity, "choices": passed} if passed else None

    def finish(self, *, done: bool) -> JSON:
        """The last chunk: finish reasons, usage, cost, unknown fields.

        Args:
            done: Whether the server said that the stream is over (`[DONE]`).

        Raises:
            IncompleteStreamError: If the stream ended before the answer did.
        """
        if not self._choices or not (done or self.finished):
            raise IncompleteStreamError(
                "The stream ended before the answer did; what arrived is in partial_text",
                partial_text=self.text,
                request_id=request_id_of(self._headers),
            )
        last: JSON = {**self._extras, **self._identity, **trace_facts(self._headers)}
        last["choices"] = [self._last_choice(index, choice) for index, choice in sorted(self._choices.items())]
        last["usage"] = self._usage
        if self._meta:
            last["meta"] = self._meta
        if self.cost:
            last["cost"] = self.cost
        return last

    def _note_top_level(self, chunk: JSON) -> None:
        if len(self._identity) < len(FACTS):
            self._note_identity(chunk)
        usage, meta = chunk.get("usage"), chunk.get("meta")
        if usage and isinstance(usage, dict):
            self._raw_usage = {**self._raw_usage, **{key: value for key, value in usage.items() if value is not None}}
            self._usage = read_usage(self._raw_usage)
        if isinstance(meta, dict):
            self._meta = {**(self._meta or {}), **{key: value for key, value in meta.items() if value is not None}}
        if not _CHUNK_KEYS.issuperset(chunk):
            self._extras.update({k: v for k, v in chunk.items() if k not in _CHUNK_KEYS and v is not None})

    def _note_identity(self, chunk: JSON) -> None:
        for key in FACTS:
            if key not in self._identity and (value := read_fact(key, chunk.get(key))):
                self._identity[key] = value

    def _feed_choice(self, choice: JSON) -> JSON | None:
        index = choice.get("index")
        index = index if isinstance(index, int) else 0
        state = self._choices.get(index) or self._choices.setdefault(index, _Choice())
        self._note_choice(state, choice)
        delta = choice.get("delta")
        if delta is None and not state.role_sent:
            delta = choice.get("message")  # a server that did not stream after all
        delta = self._feed_delta(state, delta if isinstance(delta, dict) else _EMPTY)
        logprobs = choice.get("logprobs")
        if not delta and not logprobs:
            return None
        passed: JSON = {"index": index, "delta": delta, "finish_reason": None}
        if logprobs:
            passed["logprobs"] = logprobs
        return passed

    def _note_choice(self, state: _Choice, choice: JSON) -> None:
        native = choice.get("finish_reason")
        if native and state.finish is None:
            state.finish = finish_reason(str(native))
            state.native = choice.get("native_finish_reason") or str(native)
        if not _CHOICE_KEYS.issuperset(choice):
            state.choice_extras.update({k: v for k, v in choice.items() if k not in _CHOICE_KEYS and v is not None})

    def _feed_delta(self, state: _Choice, delta: JSON) -> JSON:
        passed: JSON = {}
        if not state.role_sent:
            state.role_sent = True
            role = delta.get("role")
            passed["role"] = role if role and isinstance(role, str) else "assistant"
        content = delta.get("content")
        if content is not None and not isinstance(content, str):
            content = self._feed_parts(state, delta, passed)
        if content:
            state.text.append(content)
            passed["content"] = content
        calls = delta.get("tool_calls")
        if not calls and delta.get("function_call"):  # OpenAI's older form
            calls = {"index": "function_call", "function": delta["function_call"]}
        if calls:
            passed["tool_calls"] = state.calls.feed(calls)
        if not _DELTA_KEYS.issuperset(delta):
            self._feed_extras(state, delta, passed)
        return passed

    def _feed_parts(self, state: _Choice, delta: JSON, passed: JSON) -> str:
        """The text of a content that is a list of parts; reasoning flows, parts of other kinds are gathered.

        Raises:
            MalformedResponseError: If it is anything else.
        """
        content = split_content(read_content(delta["content"]))
        state.parts += content.media
        if content.reasoning and not (delta.get("reasoning_content") or delta.get("reasoning")):
            state.reasons_in_text = True
            passed["reasoning_content"] = content.reasoning
        if content.sealed:
            gather(state.extras, "reasoning_details", content.sealed)
        return content.text

    def _feed_extras(self, state: _Choice, delta: JSON, passed: JSON) -> None:
        """Reasoning text flows; what is not text is gathered for the last chunk, each list whole."""
        rest = {key: value for key, value in delta.items() if key not in _DELTA_KEYS}
        if SEALED in rest:
            passed["reasoning_details"] = rest.pop(SEALED)
        state.reasons_in_text = state.reasons_in_text or bool(rest.get("reasoning_content") or rest.get("reasoning"))
        rest = without_odd_fields(unify_reasoning(rest, read_details=not state.reasons_in_text))
        for key, value in rest.items():
            if value is None or value == "":
                continue
            if key in _FLOWING and isinstance(value, str):
                passed[key] = value
            else:
                gather(state.extras, key, value)

    def _last_choice(self, index: int, state: _Choice) -> JSON:
        parts = {"content": state.parts} if state.parts else {}
        delta = {**parts, **state.extras, **state.calls.last_words(self._identity.get("id"))}
        last: JSON = {"index": index, "delta": delta, "finish_reason": state.finish}
        last["native_finish_reason"] = state.native
        broken = state.calls.broken(cut=state.finish == "length")
        if broken:
            last["broken_tool_calls"] = broken
        return {**state.choice_extras, **last}


_FLOWING = frozenset({"reasoning_content", "refusal"})
