"""Tool-call deltas made odd on purpose, as some upstreams send them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from langchain_aimlapi.emulator.conversation import Json
from langchain_aimlapi.emulator.faults import Fault, as_object

FAULT_NAMES = ("tool-index", "tool-args-object")


class ToolCallSpoiler:
    """Rewrites the tool-call deltas of one stream; without a fault it changes nothing.

    Servers that number calls wrongly, or send arguments as objects, send one call after the other. So for these faults
    the fragments are held back until the finish and then sent call by call; interleaved, nobody could tell them apart.

    Args:
        fault: What is to go wrong.
    """

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._holds = any(name in fault for name in FAULT_NAMES)
        self._held: defaultdict[int, list[Json]] = defaultdict(list)
        self._starts: dict[int, Json] = {}

    def feed(self, chunk: Json) -> Iterator[Json]:
        """What is sent instead of a chunk."""
        calls = _calls(chunk)
        if calls and self._holds:
            self._held[calls[0]["index"]].append(chunk)
            return
        if any(choice.get("finish_reason") for choice in chunk["choices"]):
            yield from self._release()
        yield self._spoilt(chunk)

    def _release(self) -> Iterator[Json]:
        for _, chunks in sorted(self._held.items()):
            whole = _with_object(chunks) if "tool-args-object" in self.fault else chunks
            yield from map(self._spoilt, whole)
        self._held.clear()

    def _spoilt(self, chunk: Json) -> Json:
        for call in _calls(chunk):
            start = self._starts.setdefault(call["index"], call)
            if "tool-repeat-name" in self.fault and call is not start:
                call["id"] = start["id"]
                call["function"]["name"] = start["function"]["name"]
            if "tool-index" in self.fault:
                call["index"] = None if self.fault.get("tool-index") == "null" else 0
        return chunk


def _calls(chunk: Json) -> list[Json]:
    """The deltas of function calls; those of custom tools are left as they are."""
    calls = (call for choice in chunk["choices"] for call in choice.get("delta", {}).get("tool_calls", ()))
    return [call for call in calls if "function" in call]


def _with_object(chunks: list[Json]) -> list[Json]:
    """The start of a call, and one fragment with all its arguments as an object."""
    start, *fragments = chunks
    text = "".join(call["function"]["arguments"] for chunk in fragments for call in _calls(chunk))
    if not fragments:
        return [start]
    last = fragments[-1]
    _calls(last)[0]["function"]["arguments"] = as_object(text)
    return [start, last]
