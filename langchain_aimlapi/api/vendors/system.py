"""System prompts for models that take them as one text, or as nothing but texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from langchain_aimlapi.api.types import JSON, ModelTraits
from langchain_aimlapi.api.vendors.notes import Notes

_ROLES = ("system", "developer")
_CLAUDES = ("claude", "messages")


def takes_plain_system(model: ModelTraits) -> bool:
    """Whether the model's schema has `system` as a string only.

    Example:
        >>> from langchain_aimlapi.catalogue import get_model
        >>> takes_plain_system(get_model("anthropic/claude-sonnet-4.5"))
        True
    """
    return ((model.parameters or {}).get("system") or {}).get("type") == "string"


def fit_system_messages(messages: Iterable[JSON], model: ModelTraits, notes: Notes) -> list[JSON]:
    """The conversation with system messages of text; what else they held stands in a message of the user behind them.

    Args:
        messages: The conversation in OpenAI's form; not changed.
        model: The model that is asked.
        notes: Are told of marks for caching that the model has no place for, and of what is moved.
    """
    if model.dialect not in _CLAUDES:
        return list(messages)
    return [fitted for message in messages for fitted in _fit(message, model, notes)]


def _fit(message: JSON, model: ModelTraits, notes: Notes) -> Iterator[JSON]:
    content: Any = message.get("content")
    if message["role"] not in _ROLES or not isinstance(content, list):
        yield message
        return
    if takes_plain_system(model) and any("cache_control" in part for part in content):
        notes.lose("the model takes its system prompt as one text: the cache_control marks in it are lost")
    others = [part for part in content if part.get("type") != "text"]
    if not others:
        yield message
        return
    notes.rewrite("parts of a system message that are no text are sent in a message of the user")
    yield {**message, "content": [part for part in content if part.get("type") == "text"]}
    yield {"role": "user", "content": others}
