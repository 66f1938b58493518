"""What became of a call, in one word: the right answer, something that only looks like one, or an error."""

from __future__ import annotations

from dataclasses import dataclass

from faulty.answers import TEXT
from faulty.fault import ANSWER

SILENT_LOSS = frozenset({"part of the answer", "empty answer", "wrong answer"})
"""Outcomes in which a program goes on with what the service never said."""
MUCH_TEXT = 3_000
KEY = "sk-secret-4711-do-not-show"
"""The key of all calls."""
NO_END = "no end"


@dataclass
class Result:
    """One call.

    Attributes:
        text: The text that the caller has got, from a stream even if it failed.
        error: What was raised.
        seconds: How long it took.
    """

    text: str = ""
    error: BaseException | None = None
    seconds: float = 0.0


def outcome(result: Result) -> str:
    """The word for a result; an error that carries the text of the stream so far says so."""
    if result.error is None:
        return _of_text(result.text)
    kept = result.text and getattr(result.error, "partial_text", "") == result.text
    return error_name(result.error) + (" + text" if kept else "") + _flaws(str(result.error))


def _flaws(text: str) -> str:
    """What an error's text should not be: very long, or one with the key in it."""
    long = f", {len(text) // 1000} KB long" if len(text) > MUCH_TEXT else ""
    return long + (", shows the key" if KEY in text else "")


def _of_text(text: str) -> str:
    if text == TEXT:
        return ANSWER
    if not text:
        return "empty answer"
    return "part of the answer" if TEXT.startswith(text) else "wrong answer"


def error_name(error: BaseException) -> str:
    """The public name of an error's class: of the package's two trees the service's own."""
    for kind in type(error).__mro__:
        if kind.__module__ in ("langchain_aimlapi.api.errors", "langchain_aimlapi.api.jobs"):
            return kind.__name__
    kind = type(error)
    room = kind.__module__.partition(".")[0]
    return kind.__name__ if room == "builtins" else f"{room}.{kind.__name__}"
