"""Check a request body against a model's parameter schema and say what is wrong in the service's (Zod's) words.

The schemas are the catalogue's: ``type``, ``enum``, ``min``, ``max``, ``gt``, ``nullable``, ``required``, ``items``,
``properties``, ``required_keys``, ``any_of``, ``min_len``, ``max_len``, ``min_items``, ``max_items``, ``pattern``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong: where, and in which words."""

    path: Path
    message: str

    def __str__(self) -> str:
        """``messages.0.role: Required``."""
        where = ".".join(map(str, self.path))
        return f"{where}: {self.message}" if where else self.message


def check_parameters(body: Mapping[str, Any], parameters: Mapping[str, Schema]) -> list[Issue]:
    """Issues of the known top-level keys; keys the schema does not name are ignored, as the service ignores them."""
    issues: list[Issue] = []
    for name, schema in sensible(parameters).items():
        if name in body:
            issues += check_value(body[name], schema, (name,))
        elif schema.get("required"):
            issues.append(Issue((name,), "Required"))
    if body.get("tools") == [] and "tools" in parameters:
        issues.append(Issue(("tools",), "Array must contain at least 1 element(s)"))
    return issues


def sensible(parameters: Mapping[str, Schema]) -> Mapping[str, Schema]:
    """The same parameters with Claude's ``tools`` and ``tool_choice`` put right where the spec prints them swapped."""
    tools, choice = parameters.get("tools"), parameters.get("tool_choice")
    if tools is None or choice is None or "input_schema" not in choice.get("properties", {}):
        return parameters
    tool = {key: value for key, value in choice.items() if key != "required"}
    return {
        **parameters,
        "tools": {"type": "array", "items": tool},
        "tool_choice": tools.get("items", {"type": "any"}),
    }


def check_value(value: Any, schema: Schema, path: Path = ()) -> list[Issue]:
    """Issues of one value against one schema."""
    if value is None:
        return _check_null(schema, path)
    if "any_of" in schema:
        return _check_union(value, schema["any_of"], path)
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return _check_union(value, [{**schema, "type": name} for name in kind], path)
    if kind not in _IS_TYPE:
        return []
    if not _IS_TYPE[kind](value):
        word = "float" if kind == "integer" and _is_number(value) else received(value)
        return [Issue(path, f"Expected {kind}, received {word}")]
    return _check_enum(value, schema, path) + _CHECKS[kind](value, schema, path)


def received(value: Any) -> str:
    """Zod's word for the type of a JSON value."""
    for name in ("boolean", "string", "number", "array", "object"):
        if _IS_TYPE[name](value):
            return name
    return "null"


def _check_null(schema: Schema, path: Path) -> list[Issue]:
    allowed = schema.get("nullable") or schema.get("type") in ("any", None)
    if allowed and ("any_of" not in schema or schema.get("nullable")):
        return []
    expected = "value" if "any_of" in schema else schema.get("type", "value")
    return [Issue(path, f"Expected {expected}, received null")]


def _check_union(value: Any, branches: list[Schema], path: Path) -> list[Issue]:
    flat = _flatten(branches)
    candidates = _of_declared_type(value, flat) or flat
    failures = [check_value(value, branch, path) for branch in candidates]
    if not all(failures):
        return []
    if len(candidates) == 1 or isinstance(value, list):
        return min(failures, key=len)  # of several kinds of list, the one the value comes nearest to
    words = " | ".join(dict.fromkeys(_describe(branch) for branch in flat))
    return [Issue(path, f"Invalid input: expected {words}, received {_shown(value)}")]


def _flatten(branches: list[Schema]) -> list[Schema]:
    flat: list[Schema] = []
    for branch in branches:
        flat += _flatten(branch["any_of"]) if "any_of" in branch else [branch]
    return flat


def _of_declared_type(value: Any, branches: list[Schema]) -> list[Schema]:
    """The branches whose ``type`` literal is the value's: a catch-all must not excuse a broken function tool."""
    if not isinstance(value, dict):
        return [b for b in branches if b.get("type") in _IS_TYPE and _IS_TYPE[b["type"]](value)]
    declared = value.get("type")
    return [b for b in branches if declared in b.get("properties", {}).get("type", {}).get("enum", ())]


def _describe(schema: Schema) -> str:
    if "enum" in schema:
        return " | ".join(f"'{word}'" for word in schema["enum"])
    literal = schema.get("properties", {}).get("type", {}).get("enum")
    return f"object of type '{literal[0]}'" if literal else str(schema.get("type", "any"))


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else received(value)


def _check_enum(value: Any, schema: Schema, path: Path) -> list[Issue]:
    allowed = schema.get("enum")
    if allowed is None or value in allowed:
        return []
    words = " | ".join(f"'{word}'" for word in allowed)
    return [Issue(path, f"Invalid enum value. Expected {words}, received {_quoted(value)}")]


def _quoted(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def _check_number(value: Any, schema: Schema, path: Path) -> list[Issue]:
    issues = []
    if "min" in schema and value < schema["min"]:
        issues.append(Issue(path, f"Number must be greater than or equal to {schema['min']}, received {value}"))
    if "gt" in schema and value <= schema["gt"]:
        issues.append(Issue(path, f"Number must be greater than {schema['gt']}, received {value}"))
    if "max" in schema and value > schema["max"]:
        issues.append(Issue(path, f"Number must be less than or equal to {schema['max']}, received {value}"))
    return issues


def _check_string(value: str, schema: Schema, path: Path) -> list[Issue]:
    issues = _check_length(len(value), schema, path, ("min_len", "max_len"), "String", "character(s)")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        issues.append(Issue(path, f"Invalid: must match {schema['pattern']}, received '{value}'"))
    return issues


def _check_array(value: list[Any], schema: Schema, path: Path) -> list[Issue]:
    issues = _check_length(len(value), schema, path, ("min_items", "max_items"), "Array", "element(s)")
    for index, item in enumerate(value):
        issues += check_value(item, schema.get("items", {}), (*path, index))
    return issues


def _check_length(
    length: int, schema: Schema, path: Path, bounds: tuple[str, str], noun: str, unit: str
) -> list[Issue]:
    low, high = (schema.get(bound) for bound in bounds)
    if low is not None and length < low:
        return [Issue(path, f"{noun} must contain at least {low} {unit}")]
    if high is not None and length > high:
        return [Issue(path, f"{noun} must contain at most {high} {unit}")]
    return []


def _check_object(value: Mapping[str, Any], schema: Schema, path: Path) -> list[Issue]:
    issues = [Issue((*path, key), "Required") for key in schema.get("required_keys", ()) if key not in value]
    for key, child in schema.get("properties", {}).items():
        if key in value:
            issues += check_value(value[key], child, (*path, key))
    return issues


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and float(value).is_integer()


def _nothing(_value: Any, _schema: Schema, _path: Path) -> list[Issue]:
    return []


_IS_TYPE: dict[str, Callable[[Any], bool]] = {
    "any": lambda _: True,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    "integer": _is_integer,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}

_CHECKS: dict[str, Callable[[Any, Schema, Path], list[Issue]]] = {
    "any": _nothing,
    "boolean": _nothing,
    "string": _check_string,
    "number": _check_number,
    "integer": _check_number,
    "array": _check_array,
    "object": _check_object,
}
