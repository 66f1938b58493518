"""The events of a streamed answer of Anthropic's Messages API as chat-completion chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from langchain_aimlapi.api.dialects._streamed import Streamed, as_object, as_text, event_object, untyped_chunks
from langchain_aimlapi.api.dialects.messages_reply import THOUGHTS, completion
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.replies import objects
from langchain_aimlapi.api.surrogates import mend_values
from langchain_aimlapi.api.types import JSON, ServerSentEvent

_EVENT_KEYS = frozenset({"type", "delta", "usage", "meta"})


class MessagesEventReader:
    """Reads events up to `message_stop`.

    The last chunk comes with the stop reason (`message_delta`): the answer is whole then, even if the connection breaks
    before `message_stop`. What the answer cost (`meta`) may come with any event, or with one of its own behind
    `message_stop`: while it is missing the reader is not done, and the end of the bytes ends the stream.
    """

    __slots__ = ("_blocks", "_json", "_last_said", "_message", "_meta_seen", "_stopped", "_streamed", "done", "halves")

    def __init__(self) -> None:
        self.done = self.halves = False
        self._streamed = Streamed()
        self._message: JSON = {}
        self._blocks: dict[int, JSON] = {}
        self._json: dict[int, list[str]] = {}
        self._last_said = self._meta_seen = self._stopped = False

    def read(self, event: ServerSentEvent) -> Iterable[Any]:
        """The chunks that the event carries.

        Raises:
            MalformedResponseError: If its data cannot be read.
        """
        data = None if self.done else event_object(event, self)
        if data is None:
            self.done = self._stopped or self.done
            return ()
        kind = as_text(data.get("type")) or event.event
        if kind == "error":
            return ({"error": data.get("error") or data},)
        handler = self._handlers().get(kind)
        chunks = handler(data) if handler else untyped_chunks(data)
        return [*chunks, *self._meta_chunks(data)]

    def _handlers(self) -> dict[str, Callable[[JSON], Iterable[JSON]]]:
        return {
            "content_block_delta": self._delta,
            "message_start": self._start,
            "content_block_start": self._block_start,
            "content_block_stop": self._block_stop,
            "message_delta": self._message_delta,
            "message_stop": self._stop,
        }

    def _meta_chunks(self, data: JSON) -> Iterable[JSON]:
        """What the answer cost, wherever it stands."""
        meta = data.get("meta") or as_object(data.get("message")).get("meta")
        self._meta_seen = self._meta_seen or bool(meta)
        self.done = self._stopped and self._meta_seen
        return ({"choices": [], "meta": meta},) if meta else ()

    def _start(self, data: JSON) -> Iterable[JSON]:
        self._message = dict(as_object(data.get("message")))
        self._blocks = dict(enumerate(objects(self._message.get("content"))))
        named = {key: self._message[key] for key in ("id", "model") if self._message.get(key)}
        return ({**named, "choices": []},)

    def _block_start(self, data: JSON) -> Iterable[JSON]:
        index, block = self._index(data), dict(as_object(data.get("content_block")))
        self._blocks[index], self._json[index] = block, []
        if block.get("type") == "tool_use":
            return self._streamed.call(index, id=as_text(block.get("id")), name=as_text(block.get("name")))
        return [
            *self._streamed.text("content", as_text(block.get("text"))),
            *self._streamed.text("reasoning_content", as_text(block.get("thinking")), paragraph=index),
        ]

    def _delta(self, data: JSON) -> Iterable[JSON]:
        index, delta = self._index(data), as_object(data.get("delta"))
        block = self._blocks.setdefault(index, {"type": str(delta.get("type")).removesuffix("_delta")})
        if delta.get("type") == "input_json_delta":
            return self._arguments(index, block, as_text(delta.get("partial_json")))
        if delta.get("type") == "citations_delta":
            block["citations"] = [*objects(block.get("citations")), as_object(delta.get("citation"))]
            return ()
        _grow(block, delta)
        return [
            *self._streamed.text("content", as_text(delta.get("text"))),
            *self._streamed.text("reasoning_content", as_text(delta.get("thinking")), paragraph=index),
        ]

    def _arguments(self, index: int, block: JSON, piece: str) -> Iterable[JSON]:
        self._json.setdefault(index, []).append(piece)
        return self._streamed.call(index, piece) if block.get("type") == "tool_use" and piece else ()

    def _block_stop(self, data: JSON) -> Iterable[JSON]:
        index = self._index(data)
        self._close(index)
        block = self._blocks.get(index, {})
        is_sealed = as_text(block.get("type")) in THOUGHTS and (block.get("signature") or block.get("data"))
        return self._streamed.sealed(mend_values(block) if self.halves else block) if is_sealed else ()

    def _close(self, index: int) -> None:
        """Make an object of the arguments that have arrived; those that are none are kept as text."""
        text = "".join(self._json.pop(index, ()))
        if text.strip():
            self._blocks[index]["input"] = _object(text)

    def _message_delta(self, data: JSON) -> Iterable[JSON]:
        usage = {key: value for key, value in as_object(data.get("usage")).items() if value is not None}
        self._message["usage"] = {**as_object(self._message.get("usage")), **usage}
        self._message.update({key: value for key, value in as_object(data.get("delta")).items() if value is not None})
        self._message.update({key: value for key, value in data.items() if key not in _EVENT_KEYS})
        whole = self._whole()
        if not self._message.get("stop_reason") or self._last_said:
            return ({"choices": [], "usage": whole["usage"]},)
        self._last_said = True
        return (self._streamed.last(whole),)

    def _stop(self, _: JSON) -> Iterable[JSON]:
        self._stopped = True
        return () if self._last_said else (self._streamed.last(self._whole()),)

    def _whole(self) -> JSON:
        for index in list(self._json):
            self._close(index)
        whole = {**self._message, "content": [block for _, block in sorted(self._blocks.items())]}
        return completion(mend_values(whole) if self.halves else whole)

    def _index(self, data: JSON) -> int:
        index = data.get("index")
        return index if isinstance(index, int) else max(self._blocks, default=0)


def _grow(block: JSON, delta: JSON) -> None:
    """Add what a delta says to its block: texts run on, of anything else the last word counts."""
    for key, value in delta.items():
        if key == "type":
            continue
        old = block.get(key)
        block[key] = old + value if isinstance(old, str) and isinstance(value, str) else value


def _object(text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError:
        return {"raw_arguments": text}
