"""Schemas that OpenAI does not take: all have to be whole, strict ones closed with every property required. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.checks.vendors import OPENAI, vendor_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


Json = dict[str, Any]
Context = tuple[str, ...]
_NOT_PERMITTED = ("allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas")


def schema_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """Schemas of tools and of the answer that OpenAI refuses, in chat and in responses."""
    if vendor_of(request.card) != OPENAI:
        return
    for tool in request.parameter("tools") or ():
        spec = tool.get("function", tool)
        if isinstance(spec, dict) and isinstance(spec.get("parameters"), dict):
            where = f"function '{spec.get('name')}'"
            yield from _faults(where, spec["parameters"], strict=spec.get("strict") is True)
    form = request.parameter("response_format") or (request.parameter("text") or {}).get("format") or {}
    spec = form.get("json_schema", form) if form.get("type") == "json_schema" else {}
    if isinstance(spec.get("schema"), dict):
        where = f"response_format '{spec.get('name')}'"
        yield from _faults(where, spec["schema"], strict=spec.get("strict") is True)


def _faults(where: str, schema: Json, *, strict: bool) -> Iterator[str]:
    root = schema.get("type")
    if strict and root != "object":
        wanted = "schema must be a JSON Schema of 'type: \"object\"'"
        yield f"Invalid schema for {where}: {wanted}, got 'type: \"{root}\"'."
    for context, fault in _walk(schema, (), schema, strict=strict):
        yield f"Invalid schema for {where}: In context={context!r}, {fault}"


def _walk(schema: Any, context: Context, root: Json, *, strict: bool) -> Iterator[tuple[Context, str]]:
    if not isinstance(schema, dict):
        return
    yield from ((context, fault) for fault in _own_faults(schema, root, strict=strict))
    for name, inner in _children(schema):
        yield from _walk(inner, (*context, *name), root, strict=strict)


def _children(schema: Json) -> Iterator[tuple[Context, Any]]:
    for group in ("properties", "$defs", "definitions"):
        found = schema.get(group)
        yield from (((group, name), inner) for name, inner in (found.items() if isinstance(found, dict) else ()))
    if "items" in schema:
        yield ("items",), schema["items"]
    for group in ("anyOf", "oneOf", "allOf"):
        found = schema.get(group)
        yield from (((group, str(at)), inner) for at, inner in enumerate(_listed(found)))
    if isinstance(schema.get("additionalProperties"), dict):
        yield ("additionalProperties",), schema["additionalProperties"]


def _own_faults(schema: Json, root: Json, *, strict: bool) -> Iterator[str]:
    pointer = schema.get("$ref")
    if isinstance(pointer, str) and not _resolves(pointer, root):
        yield f"reference to component '{pointer}' which was not found in the schema."
    if schema.get("type") == "array" and "items" not in schema:
        yield "array schema missing items."
    if strict:
        yield from _strict_faults(schema)


def _strict_faults(schema: Json) -> Iterator[str]:
    if "$ref" in schema:
        beside = sorted(set(schema) - {"$ref", "$defs", "definitions"})
        if beside:
            yield f"$ref cannot have keywords {{{', '.join(map(repr, beside))}}}."
        return
    if not {"type", "anyOf", "enum", "const"} & set(schema):
        yield "schema must have a 'type' key."
    for word in _NOT_PERMITTED:
        if word in schema:
            yield f"'{word}' is not permitted."
    if schema.get("type") == "object" or (isinstance(schema.get("type"), list) and "object" in schema["type"]):
        yield from _object_faults(schema)


def _object_faults(schema: Json) -> Iterator[str]:
    if schema.get("additionalProperties") is not False:
        yield "'additionalProperties' is required to be supplied and to be false."
    given = schema.get("properties")
    properties = given if isinstance(given, dict) else {}
    required = [name for name in _listed(schema.get("required")) if isinstance(name, str)]
    wanted = "'required' is required to be supplied and to be an array including every key in properties."
    yield from (f"{wanted} Missing '{name}'." for name in properties if name not in required)
    yield from (f"{wanted} Extra required key '{name}' supplied." for name in required if name not in properties)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _resolves(pointer: str, root: Json) -> bool:
    at: Any = root
    for word in pointer.removeprefix("#").split("/")[1:]:
        name = word.replace("~1", "/").replace("~0", "~")
        if not isinstance(at, dict) or name not in at:
            return False
        at = at[name]
    return pointer.startswith("#")
