"""Fits request parameters to what one model accepts: spelling, ranges, and what it does not know.

The service drops an unknown parameter without a word, so only a client that knows the model's schema can tell. The
schema notation is the catalogue's (`langchain_aimlapi.catalogue`). Nothing is checked for a model without a schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_not
from typing import Any, NamedTuple

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.types import JSON

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "max_tokens": ("max_completion_tokens", "max_output_tokens"),
    "max_completion_tokens": ("max_tokens", "max_output_tokens"),
    "max_output_tokens": ("max_tokens", "max_completion_tokens"),
    "stop": ("stop_sequences",),
    "stop_sequences": ("stop",),
}
"""Parameters that models spell in different ways."""


class Fitted(NamedTuple):
    """A body with parameters as the model spells them, and the names of those that it does not know."""

    body: JSON
    unsupported: tuple[str, ...]


def fit_parameters(body: JSON, schema: Mapping[str, Mapping[str, Any]] | None, *, model: str = "") -> Fitted:
    """Spell the parameters as the model does and check their ranges.

    Args:
        body: Request body; not changed.
        schema: Accepted parameters of the model, or None when unknown: then the body is returned as it is.
        model: The model's name, for messages.

    Raises:
        InvalidRequestError: If a value is outside the documented range; the text names field, value and range.
    """
    if schema is None:
        return Fitted(body, ())
    fitted: JSON = {}
    unsupported = []
    for name, value in body.items():
        spelt = spelling(name, schema)
        if spelt is None:
            unsupported.append(name)
            fitted[name] = value
            continue
        value = as_documented(spelt, value, schema[spelt])  # noqa: PLW2901
        check_range(spelt, value, schema[spelt], model)
        fitted.setdefault(spelt, value)
    return Fitted(fitted, tuple(unsupported))


def without_nulls(value: Any) -> Any:
    """Options without those inside them that are null, which nobody set; the same object where there are none.

    Schemas and extra bodies stay as they are.

    Example:
        >>> without_nulls({"web_search_options": {"search_context_size": None}})
        {'web_search_options': {}}
    """
    if isinstance(value, list):
        made = [without_nulls(each) if isinstance(each, _HOLDERS) else each for each in value]
        return made if any(map(is_not, made, value)) else value
    if not isinstance(value, dict):
        return value
    changed: JSON = {}
    for key, each in value.items():
        if isinstance(each, _HOLDERS) and key not in _NOT_OPTIONS and (kept := without_nulls(each)) is not each:
            changed[key] = kept
    if None in value.values():
        return {key: changed.get(key, each) for key, each in value.items() if each is not None}
    return {**value, **changed} if changed else value


_HOLDERS = (dict, list)
_NOT_OPTIONS = frozenset({"parameters", "input_schema", "schema", "input_examples", "extra_body", "messages", "input"})
"""What may hold nulls that mean something."""


def as_documented(name: str, value: Any, rule: Mapping[str, Any]) -> Any:
    """A value that is usual elsewhere, in the form and range that this service documents.

    A single stop word becomes a list where only a list will do; a `top_p` of 0 and a `seed` of 0, which OpenAI takes,
    become the smallest value that the service takes.
    """
    if name == "stop_sequences" and isinstance(value, str):
        return [value]
    least = rule.get("min")
    if name in ("top_p", "seed") and value == 0 and not isinstance(value, bool) and least is not None:
        return least
    return value


def spelling(name: str, schema: Mapping[str, Any]) -> str | None:
    """How the model calls this parameter, None when it has no such thing."""
    if name in schema:
        return name
    return next((candidate for candidate in SPELLINGS.get(name, ()) if candidate in schema), None)


def check_range(name: str, value: Any, rule: Mapping[str, Any], model: str = "") -> None:
    """Refuse a number outside the documented range, or a word outside the documented list.

    Raises:
        InvalidRequestError: With a `FieldIssue` for the field.
    """
    allowed = rule.get("enum")
    if isinstance(value, str) and allowed and value not in allowed:
        raise _refusal(name, value, "one of " + ", ".join(map(repr, allowed)), model, tuple(allowed))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    low, high, above = rule.get("min"), rule.get("max"), rule.get("gt")
    if (
        (low is not None and value < low)
        or (high is not None and value > high)
        or (above is not None and value <= above)
    ):
        raise _refusal(name, value, _range_text(low, high, above), model)


def _range_text(low: float | None, high: float | None, above: float | None) -> str:
    if low is not None and high is not None:
        return f"a number from {low} to {high}"
    if low is not None:
        return f"at least {low}"
    return f"at most {high}" if high is not None else f"more than {above}"


def _refusal(name: str, value: Any, expected: str, model: str, allowed: tuple[Any, ...] = ()) -> InvalidRequestError:
    whose = f" for {model}" if model else ""
    issue = FieldIssue(
        field=name, message=f"must be {expected}", expected=expected, received=repr(value), allowed=allowed
    )
    return InvalidRequestError(f"{name} must be {expected}{whose}, not {value!r}", issues=(issue,))
