"""The ids that each vendor gives its tool calls: clients take them to other vendors, who refuse some of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.answers import Answer
from langchain_aimlapi.emulator.conversation import Call
from langchain_aimlapi.emulator.replies import digest

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
# vendor → its id for a call, from the call and how many calls the conversation had before it
_FORMS: Mapping[str, Callable[[Call, int], str]] = {
    "Anthropic": lambda call, _: f"toolu_01{_letters(call, 22)}",
    "Cohere": lambda call, _: f"{call.name}_{_letters(call, 12).lower()}",
    "DeepSeek": lambda call, at: f"call_{at:02}_{_letters(call, 24)}",
    "Google": lambda call, _: f"function-call-{int(digest(call.id)[:15], 16)}",
    "MiniMax": lambda call, at: f"call_function_{_letters(call, 12).lower()}_{at + 1}",
    "Mistral AI": lambda call, _: _letters(call, 9),
    "Moonshot": lambda call, at: f"functions.{call.name}:{at}",
    "Zhipu": lambda call, _: f"call_-{int(digest(call.id)[:15], 16)}",
}


def with_vendors_ids(answer: Answer, card: ModelCard, before: int) -> Answer:
    """An answer whose calls have ids in the form of the model's vendor.

    Args:
        answer: The answer; its calls have ids in OpenAI's form.
        card: The model.
        before: How many calls the conversation had before.
    """
    form = _FORMS.get(card.vendor or "")
    if form is None or not answer.calls:
        return answer
    return replace(
        answer, calls=tuple(replace(call, id=form(call, before + at)) for at, call in enumerate(answer.calls))
    )


def _letters(call: Call, length: int) -> str:
    number = int(digest("call", call.id) + digest("more", call.id), 16)
    return "".join(_LETTERS[number // len(_LETTERS) ** at % len(_LETTERS)] for at in range(length))
