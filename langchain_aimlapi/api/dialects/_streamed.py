"""What the readers of typed events share: reading one event, and a record of what has been passed on.

A reader passes texts and fragments of tool calls on as they arrive. When the answer ends it has the whole of it, made a
completion by the same functions as an answer that was not streamed; `Streamed.last` then gives what is still missing.
So nothing is lost when a server sends fewer deltas than it could, and both ways of asking give the same facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydantic_core

from langchain_aimlapi.api.dialects._base import EventReader
from langchain_aimlapi.api.error_bodies import error_in_chunk, malformed, parse_body
from langchain_aimlapi.api.json_text import parse_with_halves
from langchain_aimlapi.api.replies import SEALED
from langchain_aimlapi.api.surrogates import mend
from langchain_aimlapi.api.types import JSON, ServerSentEvent

PARAGRAPH = "\n\n"
"""Between two parts of the readable reasoning."""
_CHANNELS = ("content", "reasoning_content", "refusal")


def event_object(event: ServerSentEvent, reader: EventReader) -> JSON | None:
    """The object that an event carries; None for an empty one and for `[DONE]`. An error may be mere text.

    Args:
        event: The event.
        reader: Whose event it is; it is told of halves of characters.

    Raises:
        MalformedResponseError: If its data is no JSON object.
    """
    if event.data.strip() in (b"", b"[DONE]"):
        return None
    if event.event == "error":
        said = parse_body(event.data)
        return said if isinstance(said, dict) else {"type": "error", "error": said}
    try:
        data = pydantic_core.from_json(event.data)
    except ValueError:
        data = _parse_unusual(event.data, reader)
    if not isinstance(data, dict):
        raise malformed("a stream event is no object", event.data)
    return data


def _parse_unusual(content: bytes, reader: EventReader) -> Any:
    try:
        data = parse_with_halves(content)
    except ValueError as error:
        raise malformed("a stream event is not JSON", content) from error
    reader.halves = True
    return data


def as_object(value: Any) -> JSON:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_text(value: Any) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def untyped_chunks(data: JSON) -> Iterable[JSON]:
    """The chunk of an event that no typed stream knows: an error, or a chat chunk from a gateway on the way."""
    return (data,) if error_in_chunk(data) or "choices" in data else ()


def one_choice(delta: JSON, **facts: Any) -> JSON:
    """A chunk with one choice."""
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": None, **facts}]}


class Streamed:
    """What has been passed on of one answer: texts by channel, and tool calls by their place in the answer."""

    __slots__ = ("_calls", "_ids", "_paragraph", "_sealed", "_texts", "logprobs")

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {channel: [] for channel in _CHANNELS}
        self._paragraph: Any = None
        self._calls: dict[Any, list[str]] = {}
        self._ids: dict[str, Any] = {}
        self._sealed: list[JSON] = []
        self.logprobs = False

    def text(self, channel: str, text: str, *, paragraph: Any = None, logprobs: Any = None) -> Iterable[JSON]:
        """The chunk for a piece of text.

        Args:
            channel: `"content"`, `"reasoning_content"` or `"refusal"`.
            text: The piece.
            paragraph: Which part of the reasoning it belongs to; parts are set apart by an empty line.
            logprobs: Log probabilities of its tokens, if the server sent them.
        """
        if not text:
            return ()
        sent = self._texts[channel]
        if channel == "reasoning_content" and sent and paragraph != self._paragraph:
            text = PARAGRAPH + text
        self._paragraph = paragraph
        sent.append(text)
        if not logprobs:
            return (one_choice({channel: text}),)
        self.logprobs = True
        return (one_choice({channel: text}, logprobs={"content": logprobs}),)

    def call(self, place: Any, arguments: str = "", *, kind: str = "function", **facts: Any) -> Iterable[JSON]:
        """The chunk for a fragment of a tool call.

        Args:
            place: Where in the answer the call is.
            arguments: The piece of its arguments.
            kind: `"function"` or `"custom"`.
            **facts: `id` and `name`, when the fragment brings them.
        """
        self._calls.setdefault(place, []).append(arguments)
        if facts.get("id"):
            self._ids[facts["id"]] = place
        return (one_choice({"tool_calls": [_fragment(place, arguments, kind, **facts)]}),)

    def sealed(self, block: JSON) -> Iterable[JSON]:
        """The chunk for a block of reasoning that goes back as it is; it belongs before what follows the reasoning."""
        self._sealed.append(block)
        return (one_choice({SEALED: [block]}),)

    def last(self, completion: JSON) -> JSON:
        """The last chunk: all that the whole answer says and that has not been passed on."""
        choice = dict(completion["choices"][0])
        message = choice.pop("message")
        delta = {key: value for key, value in message.items() if key not in (*_CHANNELS, "role", "tool_calls")}
        if self._sealed and "reasoning_details" in delta:
            delta["reasoning_details"] = [each for each in delta["reasoning_details"] if each not in self._sealed]
        for channel in _CHANNELS:
            rest = _rest("".join(self._texts[channel]), message.get(channel) or "")
            if rest:
                delta[channel] = rest
        calls = [self._last_fragment(at, call) for at, call in enumerate(message.get("tool_calls") or ())]
        if calls:
            delta["tool_calls"] = calls
        if self.logprobs:
            choice.pop("logprobs", None)
        return {**completion, "choices": [{**choice, "delta": delta}]}

    def _last_fragment(self, at: int, call: JSON) -> JSON:
        kind = call["type"]
        told = call[kind]
        whole = told["input" if kind == "custom" else "arguments"]
        place = self._ids.get(call["id"]) if call["id"] else dict(enumerate(self._calls)).get(at)
        place = ("late", at) if place is None else place
        rest = _rest("".join(self._calls.get(place, ())), whole)
        return _fragment(place, rest, kind, id=call["id"], name=told["name"])


def _rest(sent: str, whole: str) -> str:
    sent = mend(sent)
    return whole[len(sent) :] if whole.startswith(sent) else ""


def _fragment(place: Any, arguments: str, kind: str, **facts: Any) -> JSON:
    told: JSON = {"input" if kind == "custom" else "arguments": arguments}
    if facts.get("name"):
        told["name"] = facts["name"]
    fragment: JSON = {"index": place, "type": kind, kind: told}
    if facts.get("id"):
        fragment["id"] = facts["id"]
    return fragment
