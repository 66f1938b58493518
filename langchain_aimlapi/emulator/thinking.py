"""Whether a model reasons before it answers: five ways to ask for it, and what each refuses. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.errors import ServiceError

Json = Mapping[str, Any]
_SWITCHES = ("thinking", "enable_thinking")


def thinks(card: ModelCard, body: Json, parameters: Json) -> bool:
    """Whether this request makes this model reason: as asked, else as the model does by itself."""
    asked = _asked(body, parameters)
    if asked is not None:
        return asked
    switchable = any(name in parameters for name in _SWITCHES)
    return "reasoning" in card.capabilities and not switchable


def asks_to_think(body: Json, parameters: Json) -> bool:
    """Whether this request itself says that the model is to reason."""
    return _asked(body, parameters) is True


def hides_reasoning(body: Json, parameters: Json) -> bool:
    """Whether reasoning happens but is not to be shown."""
    reasoning = body.get("reasoning") if "reasoning" in parameters else None
    thinking = body.get("thinking") if "thinking" in parameters else None
    excluded = isinstance(reasoning, dict) and reasoning.get("exclude") is True
    return excluded or (isinstance(thinking, dict) and thinking.get("display") == "omitted")


def check_thinking(body: Json, parameters: Json, max_tokens: int | None) -> None:
    """Refuse a token limit that the thinking budget eats up.

    Raises:
        ServiceError: 400; the limit has to be larger than the budget.
    """
    thinking = body.get("thinking") if "thinking" in parameters else None
    budget = thinking.get("budget_tokens") if isinstance(thinking, dict) else None
    name = "thinking.budget_tokens"
    if "thinking_budget" in parameters and body.get("enable_thinking") is True:
        budget, name = body.get("thinking_budget"), "thinking_budget"
    if budget is not None and max_tokens is not None and max_tokens <= budget:
        raise ServiceError(400, f"400 `max_tokens` must be greater than `{name}` ({budget}), received {max_tokens}")


def _asked(body: Json, parameters: Json) -> bool | None:
    known = {key: value for key, value in body.items() if key in parameters and value is not None}
    if "enable_thinking" in known:
        return bool(known["enable_thinking"])
    if isinstance(known.get("thinking"), dict):
        return bool(known["thinking"].get("type", "enabled") != "disabled")
    reasoning = known.get("reasoning")
    effort = reasoning.get("effort") if isinstance(reasoning, dict) else known.get("reasoning_effort")
    if effort == "none" or (isinstance(reasoning, dict) and reasoning.get("enabled") is False):
        return False
    if "reasoning_effort" in known or "reasoning" in known:
        return True
    return None
