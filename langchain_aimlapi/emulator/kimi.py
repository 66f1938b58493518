"""Kimi's built-in search: its arguments are a ticket the client hands back unchanged as the result. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from langchain_aimlapi.emulator.conversation import Conversation
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.offers import KIMI_SEARCH
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.tokens import count_tokens

SEARCH_WORDS = re.compile(r"\b(?:search|news|latest|today|current(?:ly)?|look up|web)\b", re.IGNORECASE)


def search_ticket(text: str) -> dict[str, Any]:
    """The arguments of a search call."""
    return {"search_result": {"search_id": digest("kimi", text)}, "usage": {"total_tokens": count_tokens(text)}}


def check_tickets(conversation: Conversation) -> None:
    """Refuse search results that are not the call's arguments.

    Raises:
        ServiceError: 400.
    """
    tickets = {
        call.id: call.arguments for turn in conversation.turns for call in turn.calls if call.name == KIMI_SEARCH
    }
    for result in (result for turn in conversation.turns for result in turn.results):
        ticket = tickets.get(result.call_id)
        if ticket is not None and _value(result.text) != _value(ticket):
            raise ServiceError(400, f"400 The result of {KIMI_SEARCH} must be the arguments of its call, unchanged")


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
