"""A stream made wrong on purpose: chunks in, server-sent events out, with the faults of one spec. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.faults import Fault, as_object, error_object
from langchain_aimlapi.emulator.sse import DONE, frame

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
STREAM_ERROR = "The upstream failed while the answer was being streamed"
COMMENT = ": keep-alive\n\n"


class Spoiler:
    """Turns the chunks of one stream into events; without a fault it spoils nothing.

    Attributes:
        ended: Whether the stream is over before its time.
    """

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.ended = False
        self.sent = 0
        self._arguments: defaultdict[int, str] = defaultdict(str)
        self._names: dict[int, Json] = {}

    def feed(self, chunk: Json) -> Iterator[str]:
        """The events of one chunk."""
        for spoilt in self._spoil(chunk):
            if self.ended:
                return
            yield from self._event(spoilt)

    def finish(self) -> Iterator[str]:
        """What comes after the last chunk."""
        if not self.ended and "no-done" not in self.fault:
            yield self._lines(DONE)

    def _event(self, chunk: Json) -> Iterator[str]:
        if self.fault.get("end-after") == self.sent:
            self.ended = True
            return
        self.sent += 1
        if self.fault.get("error-chunk") == self.sent:
            self.ended = True
            yield self._lines(_error_event(self.fault.get("kind", "error")))
            return
        text = frame(chunk)
        if self.fault.get("malformed-chunk") == self.sent:
            text = f"{text[: len(text) // 2].rstrip()}\n\n"
        yield self._lines(COMMENT + text if "comments" in self.fault else text)

    def _lines(self, text: str) -> str:
        if "crlf" in self.fault:
            return text.replace("\n", "\r\n")
        return text.replace("\n", "\r") if "cr" in self.fault else text

    def _spoil(self, chunk: Json) -> Iterator[Json]:
        calls = [call for choice in chunk["choices"] for call in choice.get("delta", {}).get("tool_calls", ())]
        if "tool-args-object" in self.fault:
            if any(choice.get("finish_reason") for choice in chunk["choices"]):
                yield from self._whole_arguments(chunk)
            if any(call.get("id") is None for call in calls):
                self._collect(calls)
                return
        for call in calls:
            self._spoil_call(call)
        yield chunk
        if "duplicate-usage" in self.fault and chunk.get("usage"):
            yield chunk

    def _spoil_call(self, call: Json) -> None:
        index, function = call["index"], call.get("function", {})
        if "name" in function:
            self._names[index] = {"id": call["id"], "name": function["name"]}
        elif "tool-repeat-name" in self.fault and index in self._names:
            function["name"] = self._names[index]["name"]
            call["id"] = self._names[index]["id"]
        if "tool-index" in self.fault:
            call["index"] = None if self.fault.get("tool-index") == "null" else 0

    def _collect(self, calls: list[Json]) -> None:
        for call in calls:
            self._arguments[call["index"]] += call["function"]["arguments"]

    def _whole_arguments(self, finish: Json) -> Iterator[Json]:
        """One chunk per call with its arguments as an object, before the finish."""
        for index, text in sorted(self._arguments.items()):
            call = {"index": index, "function": {"arguments": as_object(text)}}
            yield {**finish, "choices": [{"index": 0, "delta": {"tool_calls": [call]}}], "usage": None}
        self._arguments.clear()


def _error_event(kind: str) -> str:
    if kind == "message":
        return frame({"message": STREAM_ERROR, "statusCode": 500})
    return frame(error_object(STREAM_ERROR), "error" if kind == "event" else None)
