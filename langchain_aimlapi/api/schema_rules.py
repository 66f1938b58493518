"""Values against a model's schema, before they are sent: what is wrong is told with field, value and range.

The schema notation is the catalogue's (`langchain_aimlapi.catalogue`). Chat bodies are checked by `parameters`, which
knows chat's own spellings; this is for the bodies of the other families, whose values nest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.parameters import check_range

Rule = Mapping[str, Any]

MOST_SHOWN = 60
"""Characters of a value that an error shows; longer ones are named by type and length."""


def check_value(name: str, value: Any, rule: Rule, model: str = "") -> None:
    """Refuse a value that the model's schema does not allow.

    Args:
        name: The field, for the error.
        value: What is to be sent.
        rule: The field's schema.
        model: The model, for the error.

    Raises:
        InvalidRequestError: With a `FieldIssue` for the innermost field that is wrong.

    Example:
        ```python
        import pytest
        from langchain_aimlapi.api.errors import InvalidRequestError
        from langchain_aimlapi.api.schema_rules import check_value

        with pytest.raises(InvalidRequestError, match="seed must be at least 1, not 0"):
            check_value("seed", 0, {"type": "integer", "min": 1})
        ```
    """
    if value is None and rule.get("nullable"):
        return
    if "any_of" in rule:
        _check_union(name, value, rule["any_of"], model)
        return
    kind = rule.get("type", "any")
    if isinstance(kind, list):
        _check_union(name, value, [{**rule, "type": one} for one in kind], model)
        return
    if kind in IS_TYPE and not IS_TYPE[kind](value):
        raise refusal(name, value, _type_words(rule), model)
    _check_enum(name, value, rule, model)
    if kind in _CHECKS:
        _CHECKS[kind](name, value, rule, model)


def as_typed(value: Any, rule: Rule) -> Any:
    """A value with the numbers and booleans in it that are written as strings, where the rule takes no such string.

    Forms, environments and examples write them so. What is no number stays a string, for `check_value` to refuse.

    Example:
        >>> as_typed("5", {"type": "integer"}), as_typed({"pan": "-0.5"}, {"properties": {"pan": {"type": "number"}}})
        (5, {'pan': -0.5})
        >>> as_typed("5", {"type": "string"}), as_typed("five", {"type": "integer"})
        ('5', 'five')
    """
    kinds = list(_kinds(rule))
    if isinstance(value, str):
        return _number_or_boolean(value, kinds)
    if isinstance(value, (list, tuple)):
        items = next((kind["items"] for kind in kinds if "items" in kind), None)
        return value if items is None else [as_typed(each, items) for each in value]
    if isinstance(value, dict):
        known: Mapping[str, Rule] = next((kind["properties"] for kind in kinds if "properties" in kind), {})
        return {key: as_typed(each, known[key]) if key in known else each for key, each in value.items()}
    return value


def _kinds(rule: Rule) -> Iterator[Rule]:
    """A rule of one type for each that is allowed."""
    for branch in rule.get("any_of", ()):
        yield from _kinds(branch)
    if "any_of" not in rule:
        types = rule.get("type")
        yield from ({**rule, "type": one} for one in (types if isinstance(types, list) else [types]))


def _number_or_boolean(text: str, kinds: list[Rule]) -> Any:
    types = {kind["type"] for kind in kinds}
    taken = any(kind["type"] == "string" and text in kind.get("enum", (text,)) for kind in kinds)
    if taken or types.isdisjoint(_WRITTEN):
        return text
    word = text.strip()
    if types & {"integer", "number"} and _NUMBER.fullmatch(word):
        if _WHOLE.fullmatch(word):
            return int(word)
        number = float(word)
        return int(number) if number.is_integer() else number if math.isfinite(number) else text
    return {"true": True, "false": False}.get(word.lower(), text) if "boolean" in types else text


_WRITTEN = {"integer", "number", "boolean"}
_WHOLE = re.compile(r"[-+]?\d+", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def refusal(name: str, value: Any, expected: str, model: str = "") -> InvalidRequestError:
    """The error for a value that a field does not take."""
    whose = f" for {model}" if model else ""
    issue = FieldIssue(field=name, message=f"must be {expected}", expected=expected, received=shown(value))
    return InvalidRequestError(f"{name} must be {expected}{whose}, not {shown(value)}", issues=(issue,))


def shown(value: Any) -> str:
    """A value for an error text: short ones as they are, long ones by type and length."""
    text = repr(value)
    if len(text) <= MOST_SHOWN:
        return text
    return f"{type(value).__name__} of {len(value)}" if hasattr(value, "__len__") else type(value).__name__


def _check_union(name: str, value: Any, branches: list[Rule], model: str) -> None:
    fitting = [branch for branch in branches if _is_of_type(value, branch)]
    if not fitting:
        raise refusal(name, value, " or ".join(dict.fromkeys(map(_type_words, branches))), model)
    failures = [failure for branch in fitting if (failure := _failure(name, value, branch, model))]
    if len(failures) == len(fitting):
        raise failures[0]


def _failure(name: str, value: Any, rule: Rule, model: str) -> InvalidRequestError | None:
    try:
        check_value(name, value, rule, model)
    except InvalidRequestError as error:
        return error
    return None


def _is_of_type(value: Any, rule: Rule) -> bool:
    if "any_of" in rule:
        return any(_is_of_type(value, branch) for branch in rule["any_of"])
    return IS_TYPE.get(rule.get("type", "any"), lambda _: True)(value)


def _type_words(rule: Rule) -> str:
    if rule.get("enum"):
        return "one of " + ", ".join(map(repr, rule["enum"]))
    if rule.get("properties"):
        return "an object with " + " and ".join(rule["properties"])
    return _TYPE_WORDS.get(str(rule.get("type")), "another value")


def _check_enum(name: str, value: Any, rule: Rule, model: str) -> None:
    allowed = rule.get("enum")
    if allowed and value not in allowed:
        raise refusal(name, value, "one of " + ", ".join(map(repr, allowed)), model)


def _check_string(name: str, value: str, rule: Rule, model: str) -> None:
    _check_length(name, value, (rule.get("min_len"), rule.get("max_len")), "characters", model)


def _check_array(name: str, value: list[Any], rule: Rule, model: str) -> None:
    _check_length(name, value, (rule.get("min_items"), rule.get("max_items")), "items", model)
    for index, item in enumerate(value):
        check_value(f"{name}[{index}]", item, rule.get("items", {}), model)


def _check_length(name: str, value: Any, bounds: tuple[int | None, int | None], unit: str, model: str) -> None:
    low, high = bounds
    if low is not None and len(value) < low:
        raise _length_refusal(name, len(value), f"at least {low}", unit, model)
    if high is not None and len(value) > high:
        raise _length_refusal(name, len(value), f"at most {high:,}", unit, model)


def _length_refusal(name: str, length: int, bound: str, unit: str, model: str) -> InvalidRequestError:
    whose = f" for {model}" if model else ""
    expected = f"{bound} {unit}"
    issue = FieldIssue(field=name, message=f"must have {expected}", expected=expected, received=f"{length} {unit}")
    return InvalidRequestError(f"{name} must have {expected}{whose}, not {length:,}", issues=(issue,))


def _check_object(name: str, value: Mapping[str, Any], rule: Rule, model: str) -> None:
    missing = next((key for key in rule.get("required_keys", ()) if key not in value), None)
    if missing is not None:
        raise refusal(f"{name}.{missing}", None, "given", model)
    for key, child in rule.get("properties", {}).items():
        if key in value:
            check_value(f"{name}.{key}", value[key], child, model)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


IS_TYPE: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "array": lambda value: isinstance(value, (list, tuple)),
    "object": lambda value: isinstance(value, dict),
}
"""Whether a value is of a type of the schema notation."""

_TYPE_WORDS = {
    "string": "a text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
}
_CHECKS: dict[str, Callable[[str, Any, Rule, str], None]] = {
    "string": _check_string,
    "number": check_range,
    "integer": check_range,
    "array": _check_array,
    "object": _check_object,
}
