"""Dialects: how one kind of model wants a request on the wire, and how its answer is read.

A dialect is a set of pure functions between the neutral form (`langchain_aimlapi.api.types`) and the wire.
"""

from __future__ import annotations

from langchain_aimlapi.api.dialects._base import Dialect, EventReader, not_answered
from langchain_aimlapi.api.dialects.anthropic import CLAUDE_CHAT
from langchain_aimlapi.api.dialects.messages import MESSAGES
from langchain_aimlapi.api.dialects.openai import CHAT
from langchain_aimlapi.api.dialects.responses import RESPONSES
from langchain_aimlapi.api.errors import InvalidRequestError

DIALECTS = {dialect.name: dialect for dialect in (CHAT, CLAUDE_CHAT, MESSAGES, RESPONSES)}

__all__ = [
    "CHAT",
    "CLAUDE_CHAT",
    "DIALECTS",
    "MESSAGES",
    "RESPONSES",
    "Dialect",
    "EventReader",
    "get_dialect",
    "not_answered",
]


def get_dialect(name: str, model: str = "") -> Dialect:
    """The dialect of that name.

    Raises:
        InvalidRequestError: If there is none; the text lists those there are.
    """
    dialect = DIALECTS.get(name)
    if dialect is None:
        whose = f" (needed by {model})" if model else ""
        raise InvalidRequestError(f"dialect must be one of {', '.join(map(repr, DIALECTS))}, not {name!r}{whose}")
    return dialect
