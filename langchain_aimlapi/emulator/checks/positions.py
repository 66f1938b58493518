"""Tool calls and results among messages of either shape, and how OpenAI and Anthropic name their places. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """One call or result.

    Attributes:
        message: The number of its message.
        part: Its number among the message's calls or blocks.
        id: The call's id.
        name: The tool's name; empty for a result.
        is_call: Whether it is a call.
        kind: ``function`` or ``custom``.
    """

    message: int
    part: int
    id: str
    name: str = ""
    is_call: bool = False
    kind: str = "function"

    def openai(self, field: str) -> str:
        """The place of ``id`` or ``name`` as OpenAI names it."""
        if not self.is_call:
            return f"messages[{self.message}].tool_call_id"
        inner = field if field == "id" else f"{self.kind}.{field}"
        return f"messages[{self.message}].tool_calls[{self.part}].{inner}"

    def anthropic(self, field: str) -> str:
        """The same as Anthropic names it."""
        inner = f"tool_use.{field}" if self.is_call else "tool_result.tool_use_id"
        return f"messages.{self.message}.content.{self.part}.{inner}"


def tool_places(messages: Iterable[Json]) -> Iterator[Place]:
    """Every call and result of messages that passed the checks of their shape, in their order."""
    for at, message in enumerate(messages):
        if message["role"] == "tool":
            yield Place(at, 0, str(message["tool_call_id"]))
        for number, call in enumerate(message.get("tool_calls") or ()):
            kind = "custom" if call.get("type") == "custom" else "function"
            yield Place(at, number, call["id"], call[kind]["name"], is_call=True, kind=kind)
        yield from _block_places(at, message.get("content"))


def _block_places(at: int, content: Any) -> Iterator[Place]:
    for number, block in enumerate(content if isinstance(content, list) else ()):
        if block.get("type") == "tool_use":
            yield Place(at, number, block["id"], block["name"], is_call=True)
        elif block.get("type") == "tool_result":
            yield Place(at, number, block["tool_use_id"])
