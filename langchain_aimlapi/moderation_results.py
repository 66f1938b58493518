"""Verdicts of models that judge whether something is safe. Pure.

What cannot be read is an error and never "safe".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from langchain_core.exceptions import ModelError
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from pydantic import BaseModel, Field

from langchain_aimlapi.api.errors import AIMLAPIError, MalformedResponseError

JSON = dict[str, Any]
VerdictReader = Callable[[str], tuple[bool, list[str]]]

_SHOWN = 200
_WHOLE = ("stop", None)


class ModerationVerdict(BaseModel):
    """What a model thinks of a text.

    Attributes:
        safe: Whether it may pass.
        categories: What is wrong with it: a guard model's own codes, such as `"S9"`, or names of the categories that a
            judge was given. Empty when it is safe; may be empty when it is not.
        text: The model's words.
        model: The model that was asked.
        cost: What the verdict cost, `{"usd": float, "credits": int}`.
        usage: The tokens.
        inference_id: The service's id for its support.
        message: The whole answer.
    """

    safe: bool
    categories: list[str] = Field(default_factory=list)
    text: str = ""
    model: str = ""
    cost: dict[str, float | int] | None = None
    usage: UsageMetadata | None = None
    inference_id: str | None = None
    message: AIMessage | None = Field(default=None, repr=False)


class UnsafeContentError(AIMLAPIError, ModelError):
    """Something was judged unsafe; `verdict` says more. The text never repeats what was judged.

    It is also one of LangChain's `ModelError`s, which says to retry middleware that a second try is of no use.
    """

    def __init__(self, message: str, *, verdict: ModerationVerdict, **details: Any) -> None:
        super().__init__(message, **details)
        self.verdict = verdict


def unsafe_content(verdict: ModerationVerdict, what: str = "input") -> UnsafeContentError:
    """The error for something unsafe.

    Args:
        verdict: What was found.
        what: What was judged, in a word.
    """
    named = f" ({', '.join(verdict.categories)})" if verdict.categories else ""
    text = f"The {what} was judged unsafe by {verdict.model}{named}"
    return UnsafeContentError(text, verdict=verdict, request_id=verdict.inference_id)


def guard_verdict(message: AIMessage, model: str, read: VerdictReader | None = None) -> ModerationVerdict:
    """The verdict of a guard model.

    Args:
        message: Its answer.
        model: Its name.
        read: Reads the answer's text, for models whose verdicts look different.

    Raises:
        MalformedResponseError: If it is no verdict, or "safe" from an answer that was cut or filtered.
    """
    text = str(message.text)
    try:
        safe, categories = (read or read_guard_text)(text)
    except (ValueError, LookupError) as error:
        raise unreadable(message, model, text) from error
    if safe and (categories or message.response_metadata.get("finish_reason") not in _WHOLE):
        raise unreadable(message, model, text)
    return _verdict(message, model, text, safe=safe, categories=categories)


def read_guard_text(text: str) -> tuple[bool, list[str]]:
    r"""Read a verdict in Llama Guard's form: `safe`, or `unsafe` and then codes.

    Raises:
        ValueError: If it is neither.

    Example:
        >>> read_guard_text("unsafe\nS1,S9")
        (False, ['S1', 'S9'])
    """
    said = re.fullmatch(r"(unsafe|safe)\b[ \t]*[.:]?(.*)", text.strip(), re.IGNORECASE | re.DOTALL)
    if said is None:
        raise ValueError("no verdict")
    codes = [code.strip(" \t.") for code in re.split(r"[,;\n]", said[2])]
    categories = list(dict.fromkeys(filter(None, codes)))
    safe = said[1].lower() == "safe"
    if safe and categories:
        raise ValueError("safe, and more than that")
    return safe, categories


def judged_verdict(message: AIMessage, parsed: Any, model: str) -> ModerationVerdict:
    """The verdict of a chat model that was asked for one.

    Args:
        message: Its answer.
        parsed: The object in it; None if there is none.
        model: Its name.

    Raises:
        MalformedResponseError: If the object is no verdict, or contradicts itself.
    """
    text = str(message.text) or str(message.additional_kwargs.get("refusal") or "") or repr(parsed)
    if not isinstance(parsed, dict) or not isinstance(parsed.get("safe"), bool):
        raise unreadable(message, model, text)
    categories = parsed.get("categories")
    if not isinstance(categories, list) or not all(isinstance(name, str) for name in categories):
        raise unreadable(message, model, text)
    if parsed["safe"] and (categories or not _is_whole(message)):
        raise unreadable(message, model, text)
    return _verdict(message, model, text, safe=parsed["safe"], categories=list(dict.fromkeys(categories)))


def _is_whole(message: AIMessage) -> bool:
    """Whether the object was written to its end: LangChain's core completes what was not."""
    if message.response_metadata.get("finish_reason") not in (*_WHOLE, "tool_calls"):
        return False
    if message.tool_calls:
        return True
    text = re.sub(r"\A\s*```(?:json)?|```\s*\Z", "", str(message.text))
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def unreadable(message: AIMessage, model: str, text: str) -> MalformedResponseError:
    """The error for an answer that is no verdict: nothing is safe by mistake."""
    said = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    finish = message.response_metadata.get("finish_reason")
    cut = f" (its answer ended with {finish!r})" if finish not in _WHOLE else ""
    return MalformedResponseError(
        f"The verdict of {model} cannot be read, so nothing counts as safe{cut}: it said {said!r}. Ask a guard model "
        'with method="guard", any other chat model with method="judge"; for another form of verdict set read_verdict',
        request_id=message.response_metadata.get("inference_id"),
    )


def _verdict(message: AIMessage, model: str, text: str, *, safe: bool, categories: list[str]) -> ModerationVerdict:
    told = message.response_metadata
    return ModerationVerdict(
        safe=safe,
        categories=categories,
        text=text,
        model=model,
        cost=told.get("cost"),
        usage=message.usage_metadata,
        inference_id=told.get("inference_id"),
        message=message,
    )
