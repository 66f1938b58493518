"""The events of a streamed answer of the Responses API as chat-completion chunks.

Texts, refusals, readable reasoning and arguments of calls flow. Everything else (searches, interpreters, images, MCP,
annotations) stands in the response that the last event carries, or, if a gateway has emptied that, in the items that
were done by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_aimlapi.api.dialects._streamed import (
    Streamed,
    as_object,
    as_text,
    event_object,
    untyped_chunks,
)
from langchain_aimlapi.api.dialects.responses_items import CALL_TEXTS
from langchain_aimlapi.api.dialects.responses_reply import completion, created, failure
from langchain_aimlapi.api.error_bodies import error_in_chunk, parse_body
from langchain_aimlapi.api.replies import objects
from langchain_aimlapi.api.surrogates import mend_values
from langchain_aimlapi.api.types import JSON, ServerSentEvent

_TEXTS = {
    "response.output_text.delta": "content",
    "response.refusal.delta": "refusal",
    "response.reasoning_summary_text.delta": "reasoning_content",
    "response.reasoning_text.delta": "reasoning_content",
}
_CALLS = {
    "response.function_call_arguments.delta": "function",
    "response.custom_tool_call_input.delta": "custom",
}
_BEGUN = frozenset({"response.created", "response.queued", "response.in_progress"})
_ENDED = frozenset({"response.completed", "response.incomplete"})
_FAILED = frozenset({"response.failed", "response.cancelled"})
_ITEMS = frozenset({"response.output_item.added", "response.output_item.done"})


class ResponsesEventReader:
    """Reads events up to `response.completed` or `response.incomplete`; a `[DONE]` behind it is passed over.

    A stream without one of the two is a cut one, `[DONE]` or not: nothing else says whether the answer is whole.
    """

    __slots__ = ("_items", "_meta", "_over", "_streamed", "done", "halves")

    def __init__(self) -> None:
        self.done = self.halves = self._over = False
        self._streamed = Streamed()
        self._items: dict[Any, JSON] = {}
        self._meta: JSON = {}

    def read(self, event: ServerSentEvent) -> Iterable[Any]:
        """The chunks that the event carries.

        Raises:
            MalformedResponseError: If its data cannot be read.
        """
        if self.done:
            return self._late(event)
        data = event_object(event, self)
        if data is None:
            return ()
        self._meta.update(as_object(data.get("meta")))
        kind = as_text(data.get("type")) or event.event
        if kind in _TEXTS:
            return self._text(_TEXTS[kind], data)
        if kind in _CALLS:
            return self._streamed.call(_place(data), as_text(data.get("delta")), kind=_CALLS[kind])
        return self._rare(kind, data)

    def _late(self, event: ServerSentEvent) -> Iterable[JSON]:
        """What still counts behind the whole answer, up to `[DONE]`: an error, and what the answer cost."""
        self._over = self._over or event.data.strip() == b"[DONE]"
        said = None if self._over else parse_body(event.data)
        data = as_object(said)
        kind = as_text(data.get("type")) or event.event
        if kind in _FAILED:
            return (failure(as_object(data.get("response"))),)
        if said and kind == "error":
            return ({"error": data.get("error") or said},)
        if error_in_chunk(data):
            return (data,)
        return ({"choices": [], "meta": data["meta"]},) if as_object(data.get("meta")) else ()

    def _rare(self, kind: str, data: JSON) -> Iterable[JSON]:
        """The chunks of an event that comes once or twice, or that needs none."""
        response = as_object(data.get("response"))
        if kind in _ITEMS:
            return self._item(data)
        if kind in _BEGUN:
            return (_identity(response),)
        if kind in _ENDED:
            return self._end({**response, "status": kind.removeprefix("response.")})
        if kind in _FAILED:
            return (failure(response),)
        if kind == "error":
            return ({"error": data.get("error") or data},)
        return () if kind.startswith("response.") else untyped_chunks(data)

    def _text(self, channel: str, data: JSON) -> Iterable[JSON]:
        part = data.get("summary_index", data.get("content_index"))
        paragraph = (_place(data), data.get("type"), part) if channel == "reasoning_content" else None
        return self._streamed.text(
            channel, as_text(data.get("delta")), paragraph=paragraph, logprobs=objects(data.get("logprobs"))
        )

    def _item(self, data: JSON) -> Iterable[JSON]:
        """An item that begins or is done. A call begins with its id and name; its arguments follow."""
        item = as_object(data.get("item"))
        place = _place({"item_id": item.get("id"), **data})
        is_new = place not in self._items
        self._items[place] = item
        if not is_new or as_text(item.get("type")) not in CALL_TEXTS:
            return ()
        kind = "custom" if item["type"] == "custom_tool_call" else "function"
        return self._streamed.call(place, kind=kind, id=as_text(item.get("call_id")), name=as_text(item.get("name")))

    def _end(self, response: JSON) -> Iterable[JSON]:
        self.done = True
        whole = {**response, "output": objects(response.get("output")) or list(self._items.values())}
        meta = {**self._meta, **as_object(response.get("meta"))}
        whole = {**whole, "meta": meta} if meta else whole
        return (self._streamed.last(completion(mend_values(whole) if self.halves else whole)),)


def _place(data: JSON) -> Any:
    """Which item an event is about."""
    place = data.get("output_index", data.get("item_id"))
    return place if isinstance(place, (int, str)) else None


def _identity(response: JSON) -> JSON:
    """A chunk that only says whose answer begins, so that all later ones have the same id."""
    named = {"id": response.get("id"), "created": created(response), "model": response.get("model")}
    return {**{key: value for key, value in named.items() if value}, "choices": []}
