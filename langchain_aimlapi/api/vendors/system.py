"""System prompts for models that take them as one text, or with no other parts than some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from langchain_aimlapi.api.types import JSON, ModelTraits
from langchain_aimlapi.api.vendors.media import READABLE, kinds_of
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
    """The conversation with system messages of parts that the model takes there.

    What else they held stands in a message of the user behind them.

    Args:
        messages: The conversation in OpenAI's form; not changed.
        model: The model that is asked.
        notes: Are told of marks for caching that the model has no place for, and of what is moved.
    """
    return [fitted for message in messages for fitted in _fit(message, model, notes)]


def _fit(message: JSON, model: ModelTraits, notes: Notes) -> Iterator[JSON]:
    content: Any = message.get("content")
    if message["role"] not in _ROLES or not isinstance(content, list):
        yield message
        return
    if model.dialect in _CLAUDES and takes_plain_system(model) and any("cache_control" in part for part in content):
        notes.lose("the model takes its system prompt as one text: the cache_control marks in it are lost")
    others = [part for part in content if not _stays(part, message["role"], model)]
    if not others:
        yield message
        return
    notes.rewrite("parts that the model does not take in a system message are sent in one of the user")
    if kept := [part for part in content if part not in others]:
        yield {**message, "content": kept}
    yield {"role": "user", "content": others}


def _stays(part: JSON, role: str, model: ModelTraits) -> bool:
    kind = str(part.get("type"))
    if kind == "text" or model.dialect in _CLAUDES:
        return kind == "text"
    if model.dialect == "responses":
        return kind not in READABLE
    known = kinds_of(model, role) or kinds_of(model, "system")
    return known is None or kind in known
