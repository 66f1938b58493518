"""A stream made wrong on purpose: chunks in, server-sent events out, with the faults of one spec. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_aimlapi.emulator.faults import Fault
from langchain_aimlapi.emulator.reply_spoiler import split_event, spoil_reply
from langchain_aimlapi.emulator.tool_spoiler import ToolCallSpoiler
from langchain_aimlapi.emulator.wires import CHAT, Wire

Json = dict[str, Any]
COMMENT = ": keep-alive\n\n"


class Spoiler:
    """Turns the chunks of one stream into events; without a fault it spoils nothing.

    Args:
        fault: What is to go wrong.
        wire: The protocol of the stream.

    Attributes:
        ended: Whether the stream is over before its time.
    """

    def __init__(self, fault: Fault, wire: Wire = CHAT) -> None:
        self.fault = fault
        self.wire = wire
        self.ended = False
        self.sent = 0
        self.tool_calls = ToolCallSpoiler(fault)

    def feed(self, chunk: Json) -> Iterator[str]:
        """The events of one chunk."""
        if "no-done" in self.fault and self.wire.is_last(chunk):
            return
        for spoilt in self.tool_calls.feed(chunk) if self.wire.numbers_calls else (chunk,):
            events = split_event(self.fault, spoil_reply(self.fault, spoilt))
            for event in events * self._copies(spoilt):
                if not self.ended:
                    yield from self._event(event)

    def finish(self) -> Iterator[str]:
        """What comes after the last chunk."""
        if self.wire.done and not self.ended and "no-done" not in self.fault:
            yield self._lines(self.wire.done)

    def _event(self, chunk: Json) -> Iterator[str]:
        if self.fault.get("end-after") == self.sent:
            self.ended = True
            return
        self.sent += 1
        if self.fault.get("error-chunk") == self.sent:
            self.ended = True
            yield self._lines(self.wire.error(self.fault.get("kind", "error"), self.sent - 1))
            return
        text = self.wire.framed(chunk)
        if self.fault.get("malformed-chunk") == self.sent:
            text = f"{text[: len(text) // 2].rstrip()}\n\n"
        yield self._lines(COMMENT + text if "comments" in self.fault else text)
        if "late-error" in self.fault and self.wire.finishes(chunk):
            yield self._lines(self.wire.error(self.fault.get("kind", "error"), self.sent))

    def _lines(self, text: str) -> str:
        if "crlf" in self.fault:
            return text.replace("\n", "\r\n")
        return text.replace("\n", "\r") if "cr" in self.fault else text

    def _copies(self, chunk: Json) -> int:
        return 2 if "duplicate-usage" in self.fault and self.wire.has_usage(chunk) else 1
