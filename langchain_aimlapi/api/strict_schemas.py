"""JSON schemas as vendors demand them of `strict`: every object closed, every property required.

What may be left out may be null instead, which is how OpenAI says it:
https://platform.openai.com/docs/guides/structured-outputs
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.types import JSON

_DROPPED = frozenset({"default", "discriminator", "uniqueItems", "examples"})
_BESIDE_REFERENCE = frozenset({"$ref", *_DROPPED, "title"})
_KINDS = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref", "properties")
_LITERAL = frozenset({"enum", "const", "default", "examples", "required"})
_NULL: JSON = {"type": "null"}


def with_strict_schemas(request: JSON) -> JSON:
    """The request, with the schemas of its strict tools and of a strict response format made fit.

    Raises:
        InvalidRequestError: If a schema cannot be strict; the text names the place in it, and the cure.
    """
    made: JSON = {}
    if any(_is_strict(tool, "function") for tool in request.get("tools") or ()):
        made["tools"] = [
            _with_schema(tool, "function", "parameters") if _is_strict(tool, "function") else tool
            for tool in request["tools"]
        ]
    form: JSON = request.get("response_format") or {}
    if _is_strict(form, "json_schema"):
        made["response_format"] = _with_schema(form, "json_schema", "schema")
    return {**request, **made} if made else request


def with_listed_items(request: JSON) -> JSON:
    """The request, with `items` for every list in its schemas: "array schema missing items", as OpenAI has it.

    A tuple's are of any of its kinds; a list that says nothing of its items may hold anything.
    """
    made: JSON = {}
    if request.get("tools"):
        made["tools"] = [_with_items(tool, "function", "parameters") for tool in request["tools"]]
    if isinstance(request.get("response_format"), dict):
        made["response_format"] = _with_items(request["response_format"], "json_schema", "schema")
    return {**request, **made}


def _with_items(given: JSON, outer: str, inner: str) -> JSON:
    described = given.get(outer)
    if not isinstance(described, dict) or not isinstance(described.get(inner), dict):
        return given
    return {**given, outer: {**described, inner: _itemized(described[inner])}}


def _itemized(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_itemized(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: value if key in _LITERAL else _itemized(value) for key, value in schema.items()}
    if not _is_of(schema, "array") or "items" in schema:
        return made
    return {**made, "items": _any_of(made["prefixItems"]) if made.get("prefixItems") else {}}


def _any_of(kinds: list[Any]) -> Any:
    unique = [kind for at, kind in enumerate(kinds) if kind not in kinds[:at]]
    return unique[0] if len(unique) == 1 else {"anyOf": unique}


def _is_strict(given: Any, key: str) -> bool:
    return isinstance(given, dict) and isinstance(given.get(key), dict) and given[key].get("strict") is True


def _with_schema(given: JSON, outer: str, inner: str) -> JSON:
    described = given[outer]
    schema = strict_schema(described.get(inner) or {}, described.get("name") or outer)
    return {**given, outer: {**described, inner: schema}}


def strict_schema(schema: JSON, name: str = "schema") -> JSON:
    """A schema that a strict vendor takes and that allows the same, but for null in place of a missing value.

    Args:
        schema: The schema of an object; not changed.
        name: Its name, for errors.

    Raises:
        InvalidRequestError: If it allows what has no strict form: objects of any keys, values or items of any kind.

    Example:
        >>> strict_schema({"type": "object", "properties": {"a": {"type": "string"}}})["required"]
        ['a']
    """
    root = {"type": "object", "properties": {}, **schema} if not {"anyOf", "oneOf", "$ref"} & schema.keys() else schema
    strict: JSON = _Strict(root, name).node(root, "")
    return strict


class _Strict:
    """Goes through one schema; its references are resolved against `root`."""

    def __init__(self, root: JSON, name: str) -> None:
        self._root = root
        self._name = name

    def node(self, schema: Any, path: str) -> Any:
        if not isinstance(schema, dict):
            raise self._refusal(path, "a value of any kind", "give it a type")
        schema = self._unfolded(schema)
        if "$ref" in schema:
            return {"$ref": schema["$ref"]}
        if not any(key in schema for key in _KINDS):
            raise self._refusal(path, "a value of any kind", "give it a type")
        strict = {key: value for key, value in schema.items() if key not in _DROPPED}
        if schema.get("default") is not None:
            strict["description"] = f"{schema.get('description') or ''} Default: {schema['default']!r}.".strip()
        for key in ("$defs", "definitions"):
            if isinstance(schema.get(key), dict):
                strict[key] = {name: self.node(each, f"{path}{name}.") for name, each in schema[key].items()}
        branches = strict.pop("oneOf", None) or strict.get("anyOf")
        if branches:
            strict["anyOf"] = [self.node(branch, path) for branch in branches]
        if _is_of(schema, "object") or "properties" in schema:
            strict.update(self._closed(schema, path))
        if _is_of(schema, "array"):
            strict.update(self._listed(strict, path))
            strict.pop("prefixItems", None)
        return strict

    def _unfolded(self, schema: JSON) -> JSON:
        """The schema with what it only refers to in place, where it says something beside the reference."""
        parts = schema.get("allOf")
        if isinstance(parts, list) and len(parts) == 1:
            return self._unfolded({**{key: value for key, value in schema.items() if key != "allOf"}, **parts[0]})
        if "$ref" not in schema or schema.keys() <= _BESIDE_REFERENCE:
            return schema
        target = self._find(schema["$ref"])
        if target is None:
            return schema
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**{key: value for key, value in target.items() if key not in ("$defs", "definitions")}, **beside}

    def _find(self, reference: Any) -> JSON | None:
        target: Any = self._root
        if not isinstance(reference, str) or not reference.startswith("#"):
            return None
        for step in filter(None, reference[1:].split("/")):
            target = target.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(target, dict) else None
        return target if isinstance(target, dict) else None

    def _closed(self, schema: JSON, path: str) -> JSON:
        properties, others = schema.get("properties"), schema.get("additionalProperties")
        if isinstance(others, dict) or schema.get("patternProperties") or (properties is None and others is not False):
            raise self._refusal(path, "an object of any keys", "name its keys, or make it a list of objects")
        required = schema.get("required") or ()
        strict = {}
        for name, each in (properties or {}).items():
            made = self.node(each, f"{path}{name}.")
            left_out = name not in required and "default" not in (each if isinstance(each, dict) else {})
            strict[name] = nullable(made) if left_out else made
        return {"properties": strict, "required": list(strict), "additionalProperties": False}

    def _listed(self, schema: JSON, path: str) -> JSON:
        """The kind of a list's items; a tuple's are of any of its kinds, the rest of the schema keeps its length."""
        places = schema.get("prefixItems")
        items = schema.get("items")
        if places:
            return {"items": _any_of([self.node(each, path) for each in places])}
        if not isinstance(items, dict) or not items:
            raise self._refusal(path, "a list of anything", "say of what")
        return {"items": self.node(items, f"{path.rstrip('.')}[].")}

    def _refusal(self, path: str, found: str, cure: str) -> InvalidRequestError:
        place = path.rstrip(".") or "the schema itself"
        issue = FieldIssue(field=place, message=f"is {found}")
        return InvalidRequestError(
            f"strict is not possible for {self._name}: {place} is {found}; {cure}, or leave strict out", issues=(issue,)
        )


def _is_of(schema: Mapping[str, Any], kind: str) -> bool:
    told = schema.get("type")
    return told == kind or (isinstance(told, list) and kind in told)


def nullable(schema: JSON) -> JSON:
    """The schema of a value, or null."""
    if _is_of(schema, "null") or _NULL in schema.get("anyOf", ()):
        return schema
    said = {"description": schema["description"]} if "description" in schema else {}
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {"anyOf": [*(rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]), _NULL], **said}
