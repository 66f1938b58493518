"""One option for how much a model thinks, spelt as each model wants it.

Models take `reasoning_effort`, `reasoning: {effort, max_tokens}`, `thinking: {type, budget_tokens}` or
`enable_thinking` with `thinking_budget`. A user may give any of them to any model; here it becomes the one that the
model's schema has. https://docs.aimlapi.com/capabilities/thinking-reasoning
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.types import JSON

SPELLINGS = ("reasoning_effort", "reasoning", "thinking", "enable_thinking", "thinking_budget")
OFF = ("none", "off", "disabled")
EFFORT_BUDGETS = {"minimal": 1024, "low": 1024, "medium": 4096, "high": 16384, "xhigh": 32768, "max": 32768}
"""Tokens of thought for an effort, for models that count tokens."""
MIN_BUDGET = 1024
_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")


class Thinking(NamedTuple):
    """How much to think.

    Attributes:
        effort: A word such as `"low"`, or None.
        budget: Tokens of thought, or None.
        enabled: Whether to think at all; None leaves it to the model.
    """

    effort: str | None = None
    budget: int | None = None
    enabled: bool | None = None


def fit_reasoning(
    request: JSON, schema: Mapping[str, Mapping[str, Any]] | None, *, budgets_are_gone: bool = False
) -> JSON:
    """The request with its reasoning options as the model spells them.

    Options that the model has as they are stay as they are; without a schema all do. When the model has none of the
    spellings the options stay too, to be reported as unknown. Where `max_tokens` leaves no room for any reasoning, and
    none were asked for by number, the option is left out.

    Args:
        request: The request.
        schema: The model's parameters.
        budgets_are_gone: Whether the model's vendor wants `adaptive` and an effort in place of a number of tokens.

    Raises:
        InvalidRequestError: If `max_tokens` leaves no room for the reasoning that was asked for, or if
            `reasoning_effort` is neither a word nor an object with one.
    """
    request = _with_effort_as_word(request)
    given = {name: request[name] for name in SPELLINGS if request.get(name) is not None}
    if schema is None or not given:
        return request
    by_effort = takes_adaptive(schema) and (budgets_are_gone or _is_adaptive(given.get("thinking")))
    if "reasoning_effort" in given and "reasoning_effort" in schema:
        effort = nearest_effort(given["reasoning_effort"], schema["reasoning_effort"].get("enum") or ())
        request, given = ({**each, "reasoning_effort": effort} for each in (request, given))
    taken = {name for name in given if name in schema and _takes(name, given[name], schema, by_effort=by_effort)}
    if taken == given.keys():
        return _without_budget_of_adaptive(request)
    wanted = read_thinking(given)
    spelt = dict(_spell(wanted, schema, _limit(request, schema), by_effort=by_effort))
    if not spelt and not wanted.enabled and not _is_off_by_default(wanted, schema):
        return request
    if not spelt and not set(SPELLINGS) & schema.keys():
        return request
    kept = _without_budget_of_adaptive(
        {key: value for key, value in request.items() if key not in given.keys() - taken}
    )
    return {**spelt, **kept, **_joined(spelt, kept), **_shown_as_asked(spelt, given)}


def nearest_effort(effort: str, known: Collection[str]) -> str:
    """The effort that a model knows and that comes nearest, of two the higher one; any other word stays as it is.

    Example:
        >>> nearest_effort("minimal", ["low", "medium", "high"]), nearest_effort("medium", ["none", "low", "high"])
        ('low', 'high')
    """
    scale = tuple(EFFORT_BUDGETS)
    steps = [scale.index(word) for word in known if word in scale]
    if effort in known or effort not in scale or not steps:
        return effort
    wanted = scale.index(effort)
    return scale[min(steps, key=lambda step: (abs(step - wanted), -step))]


def _with_effort_as_word(request: JSON) -> JSON:
    """The request with an effort that is a word; beside it OpenAI's agents may say how reasoning is summarized.

    Example:
        >>> _with_effort_as_word({"reasoning_effort": {"effort": "low", "summary": "auto"}})
        {'reasoning_effort': 'low', 'reasoning': {'summary': 'auto'}}
    """
    told = request.get("reasoning_effort")
    if told is None or isinstance(told, str):
        return request
    effort = told.get("effort") if isinstance(told, dict) else told
    if not isinstance(told, dict) or not (effort is None or isinstance(effort, str)):
        problem = f"must be a string such as 'low', or {{'effort': 'low', 'summary': 'auto'}}, not {told!r}"
        raise InvalidRequestError(f"reasoning_effort {problem}", issues=(FieldIssue("reasoning_effort", problem),))
    others = {key: value for key, value in told.items() if key != "effort" and value is not None}
    kept = {key: value for key, value in request.items() if key != "reasoning_effort"}
    if effort is not None:
        kept["reasoning_effort"] = effort
    return {**kept, "reasoning": {**others, **(kept.get("reasoning") or {})}} if others else kept


def takes_adaptive(schema: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the model documents `thinking: {"type": "adaptive"}`."""
    return "adaptive" in _type_words(schema.get("thinking") or {})


def _is_adaptive(thinking: Any) -> bool:
    return isinstance(thinking, dict) and thinking.get("type") == "adaptive"


def _takes(name: str, value: Any, schema: Mapping[str, Mapping[str, Any]], *, by_effort: bool) -> bool:
    """Whether an option that the model has can be given as it is: `thinking` comes in several types."""
    if name != "thinking" or not isinstance(value, dict):
        return True
    words, kind = _type_words(schema["thinking"]), value.get("type")
    return (not words or kind in words) and not (by_effort and kind == "enabled")


def _without_budget_of_adaptive(request: JSON) -> JSON:
    thinking: Any = request.get("thinking")
    if not _is_adaptive(thinking) or "budget_tokens" not in thinking:
        return request
    return {**request, "thinking": {key: value for key, value in thinking.items() if key != "budget_tokens"}}


def _shown_as_asked(spelt: JSON, given: JSON) -> JSON:
    """Whether thoughts are summarized, which does not depend on how many there may be."""
    thinking, asked = spelt.get("thinking"), given.get("thinking")
    if not isinstance(thinking, dict) or not isinstance(asked, dict) or "display" not in asked:
        return {}
    return {"thinking": {**thinking, "display": asked["display"]}}


def _joined(spelt: JSON, kept: JSON) -> JSON:
    """Options that were both spelt anew and given as they are, such as an effort and `reasoning: {summary}`."""
    both = {key for key in spelt.keys() & kept.keys() if isinstance(spelt[key], dict) and isinstance(kept[key], dict)}
    return {key: {**spelt[key], **kept[key]} for key in both}


def read_thinking(given: Mapping[str, Any]) -> Thinking:
    """What the options mean together, whichever spelling they came in."""
    effort, budget, enabled = given.get("reasoning_effort"), given.get("thinking_budget"), given.get("enable_thinking")
    reasoning, thinking = given.get("reasoning") or {}, given.get("thinking") or {}
    if isinstance(reasoning, dict):
        effort = effort or reasoning.get("effort")
        budget = budget or reasoning.get("max_tokens")
        enabled = reasoning.get("enabled", enabled)
    if isinstance(thinking, dict) and thinking:
        budget = budget or thinking.get("budget_tokens")
        enabled = thinking.get("type") != "disabled"
    if effort in OFF:
        return Thinking(enabled=False)
    return Thinking(effort, budget, True if enabled is None and (effort or budget) else enabled)


def _spell(
    wanted: Thinking, schema: Mapping[str, Mapping[str, Any]], limit: int | None, *, by_effort: bool = False
) -> Iterator[tuple[str, Any]]:
    if "reasoning" in schema and wanted.enabled and ("reasoning_effort" not in schema or wanted.effort is None):
        yield "reasoning", _reasoning_object(wanted)
    elif "reasoning_effort" in schema and wanted.enabled:
        yield "reasoning_effort", wanted.effort or effort_for(wanted.budget)
    elif by_effort and wanted.enabled:
        yield "thinking", {"type": "adaptive"}
        if wanted.effort or wanted.budget:
            effort = wanted.effort or effort_for(wanted.budget)
            yield "output_config", {"effort": "low" if effort == "minimal" else effort}
    elif "thinking" in schema:
        thinking = _thinking_object(wanted, schema["thinking"], limit)
        if thinking:
            yield "thinking", thinking
    elif "enable_thinking" in schema and wanted.enabled is not None:
        yield "enable_thinking", wanted.enabled
        if wanted.enabled and (wanted.budget or wanted.effort):
            yield "thinking_budget", _budget(wanted, limit, least=1)


def _reasoning_object(wanted: Thinking) -> JSON:
    if wanted.effort:
        return {"effort": wanted.effort}
    return {"max_tokens": wanted.budget} if wanted.budget else {"effort": "medium"}


def effort_for(budget: int | None) -> str:
    """The effort that comes nearest to a number of tokens."""
    if budget is None:
        return "medium"
    return "low" if budget < EFFORT_BUDGETS["medium"] else "medium" if budget < EFFORT_BUDGETS["high"] else "high"


def _thinking_object(wanted: Thinking, rule: Mapping[str, Any], limit: int | None) -> JSON | None:
    if not wanted.enabled:
        return {"type": "disabled"} if wanted.enabled is False and "disabled" in _type_words(rule) else None
    counts_tokens = any("budget_tokens" in form.get("properties", {}) for form in _forms(rule))
    if not counts_tokens:
        return {"type": "enabled"}
    budget = _budget(wanted, limit, least=MIN_BUDGET)
    return {"type": "enabled", "budget_tokens": budget} if budget else None


def _is_off_by_default(wanted: Thinking, schema: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether leaving the option out is what switches thinking off."""
    return wanted.enabled is False and "thinking" in schema and "disabled" not in _type_words(schema["thinking"])


def _forms(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield rule
    for form in rule.get("any_of", ()):
        yield from _forms(form)


def _type_words(rule: Mapping[str, Any]) -> set[str]:
    kinds = (form.get("properties", {}).get("type", {}) for form in _forms(rule))
    return {word for kind in kinds for word in kind.get("enum", ())}


def _budget(wanted: Thinking, limit: int | None, *, least: int) -> int | None:
    """Tokens of thought, fewer than the whole answer may have: thoughts and answer share `max_tokens`.

    A number of ours is lowered where it does not fit, to half of the limit; None where that is less than the `least`.
    """
    asked = wanted.budget or EFFORT_BUDGETS.get(wanted.effort or "medium", EFFORT_BUDGETS["medium"])
    if limit is None or asked < limit:
        return asked
    if wanted.budget is None:
        lowered = max(least, limit // 2)
        return lowered if lowered < limit else None
    issue = FieldIssue(field="max_tokens", message=f"must be more than {asked}", received=str(limit))
    raise InvalidRequestError(
        f"max_tokens must be more than the {asked} tokens that are for thinking, not {limit}: raise it, or think less",
        issues=(issue,),
    )


def _limit(request: JSON, schema: Mapping[str, Mapping[str, Any]]) -> int | None:
    """The limit of the answer's length: the caller's, else what the model's page says that it is."""
    given = next((request[name] for name in _LIMITS if request.get(name) is not None), None)
    return given if given is not None else (schema.get("max_tokens") or {}).get("default")
