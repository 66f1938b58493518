"""Streamed tool calls one after the other: LiteLLM's bridge to `/v1/messages` mixes up those that alternate. Pure.

It adds every fragment of arguments to the call that began last, whatever index the fragment has. So a call begins only
when the one before it has whole arguments, or nothing more will come.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from langchain_aimlapi.api.types import JSON


class CallOrder:
    """Puts the tool calls in the canonical chunks of one stream in order; everything else passes as it comes.

    Example:
        >>> order = CallOrder()
        >>> [list(order.sort({"choices": [{"delta": {"content": "Hi"}}]}))]
        [[{'choices': [{'delta': {'content': 'Hi'}}]}]]
    """

    def __init__(self) -> None:
        self._open: int | None = None
        self._arguments = ""
        self._waiting: dict[int, list[JSON]] = {}

    def sort(self, chunk: JSON) -> Iterator[JSON]:
        """The chunks to send now, in place of this one."""
        choice: JSON = next(iter(chunk["choices"]), {})
        fragments = choice.get("delta", {}).get("tool_calls")
        if not fragments and not self._waiting:
            yield chunk
            return
        ready = self._ready(fragments or (), is_last=bool(choice.get("finish_reason")))
        others = {key: value for key, value in choice.get("delta", {}).items() if key != "tool_calls"}
        if ready or others or choice.get("finish_reason") or not fragments:
            delta = {**others, "tool_calls": ready} if ready else others
            yield {**chunk, "choices": [{**choice, "delta": delta}]} if choice else chunk

    def _ready(self, fragments: Any, *, is_last: bool) -> list[JSON]:
        ready: list[JSON] = []
        for fragment in fragments:
            if self._open is None or self._open == fragment["index"]:
                ready.append(self._sent(fragment))
            else:
                self._waiting.setdefault(fragment["index"], []).append(fragment)
        while self._waiting and (is_last or self._is_whole()):
            self._open = next(iter(self._waiting))
            self._arguments = ""
            ready += map(self._sent, self._waiting.pop(self._open))
        return ready

    def _sent(self, fragment: JSON) -> JSON:
        self._open = fragment["index"]
        self._arguments += (fragment.get("function") or {}).get("arguments") or ""
        return fragment

    def _is_whole(self) -> bool:
        """Whether the arguments of the open call are finished; nobody knows that of free text."""
        try:
            json.loads(self._arguments)
        except ValueError:
            return False
        return True
