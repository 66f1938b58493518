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

from langchain_aimlapi.api.error_bodies import error_in_body, make_error, malformed, request_id_of
from langchain_aimlapi.api.errors import IncompleteStreamError
from langchain_aimlapi.api.fragments import ToolCallAssembler, gather
from langchain_aimlapi.api.replies import (
    FACTS,
    finish_reason,
    objects,
    read_content,
    read_cost,
    read_fact,
    read_usage,
    trace_facts,
    unify_reasoning,
    without_odd_fields,
)
from langchain_aimlapi.api.surrogates import mend, mend_values
from langchain_aimlapi.api.types import JSON

_CHUNK_KEYS = frozenset({"id", "object", "created", "model", "choices", "usage", "meta", "obfuscation"})
_CHOICE_KEYS = frozenset({"index", "delta", "message", "finish_reason", "native_finish_reason", "logprobs"})
_DELTA_KEYS = frozenset({"role", "content", "tool_calls"})
_EMPTY: JSON = {}


class _Choice:
    """What has arrived of one choice."""

    __slots__ = ("calls", "choice_extras", "extras", "finish", "native", "reasons_in_text", "role_sent", "text")

    def __init__(self) -> None:
        self.calls = ToolCallAssembler()
        self.text: list[str] = []
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

    def feed(self, chunk: Any) -> JSON | None:
        """The neutral chunk for one from the wire, or None when nothing is to be passed on yet.

        Raises:
            APIStatusError: If the chunk is an error.
            MalformedResponseError: If it is no chunk at all.
        """
        if not isinstance(chunk, dict):
            raise malformed("a stream chunk is no object", chunk, partial_text=self.text)
        if error_in_body(chunk):
            raise make_error(
                mend_values(chunk), status=None, headers=self._headers, secret=self._secret, partial_text=self.text
            )
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
        cost = read_cost(self._meta, self._headers)
        if cost:
            last["cost"] = cost
        return last

    def _note_top_level(self, chunk: JSON) -> None:
        if len(self._identity) < len(FACTS):
            self._note_identity(chunk)
        usage, meta = chunk.get("usage"), chunk.get("meta")
        if usage:
            self._usage = read_usage(usage) or self._usage
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
            content = _joined_text(content)
        if content:
            state.text.append(content)
            passed["content"] = content
        calls = delta.get("tool_calls")
        if calls:
            passed["tool_calls"] = state.calls.feed(calls)
        if not _DELTA_KEYS.issuperset(delta):
            self._feed_extras(state, delta, passed)
        return passed

    def _feed_extras(self, state: _Choice, delta: JSON, passed: JSON) -> None:
        """Reasoning text flows; what is not text is gathered for the last chunk, each list whole."""
        rest = {key: value for key, value in delta.items() if key not in _DELTA_KEYS}
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
        delta = {**state.extras, **state.calls.last_words(self._identity.get("id"))}
        last: JSON = {"index": index, "delta": delta, "finish_reason": state.finish}
        last["native_finish_reason"] = state.native
        broken = state.calls.broken(cut=state.finish == "length")
        if broken:
            last["broken_tool_calls"] = broken
        return {**state.choice_extras, **last}


_FLOWING = frozenset({"reasoning_content", "refusal"})


def _joined_text(content: Any) -> str:
    """The text of a `delta.content` that is a list of parts.

    Raises:
        MalformedResponseError: If it is anything else.
    """
    return "".join(part.get("text") or "" for part in read_content(content) or () if isinstance(part, dict))
