"""What is in a conversation, found in one pass: most rules are about what most conversations do not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from langchain_aimlapi.api.types import JSON


class Survey(NamedTuple):
    """What a conversation holds anywhere.

    Attributes:
        keys: The keys of its messages.
        call_keys: The keys of its tool calls.
        kinds: The types of the parts in contents that are lists.
        has_calls: Whether it may have tool calls or results of such.
    """

    keys: frozenset[str]
    call_keys: frozenset[str]
    kinds: frozenset[str]
    has_calls: bool


def survey(messages: Sequence[JSON]) -> Survey:
    """What the messages hold.

    Example:
        >>> survey([{"role": "user", "content": "Hi"}]).has_calls
        False
    """
    keys: frozenset[str] = frozenset().union(*messages)
    lists = [message["content"] for message in messages if isinstance(message.get("content"), list)]
    calls = (call for message in messages for call in message.get("tool_calls") or ())
    return Survey(
        keys=keys,
        call_keys=frozenset().union(*calls) if "tool_calls" in keys else frozenset(),
        kinds=frozenset(str(part.get("type")) for parts in lists for part in parts),
        has_calls="tool_calls" in keys or "tool" in [message["role"] for message in messages],
    )
