"""The OpenAPI document of one model, from the catalogue's schemas. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.catalogue import Endpoint, ModelCard

Json = dict[str, Any]
_BOUNDS = {
    "enum": "enum",
    "default": "default",
    "min": "minimum",
    "max": "maximum",
    "gt": "exclusiveMinimum",
    "min_len": "minLength",
    "max_len": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
    "pattern": "pattern",
    "format": "format",
    "nullable": "nullable",
    "required_keys": "required",
}
_TYPES = {"string", "number", "integer", "boolean", "array", "object"}


def document(card: ModelCard, endpoint: Endpoint) -> Json:
    """The document of a model at one of its endpoints."""
    parameters = endpoint.parameters
    properties = {name: json_schema(rule) for name, rule in parameters.items()}
    properties["model"] = {"type": "string", "enum": [card.id, *card.aliases]}
    required = sorted(name for name, rule in parameters.items() if rule.get("required"))
    schema = {"type": "object", "properties": properties, "required": required}
    operation = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {str(status): {"description": ""} for status in endpoint.statuses or (200,)},
    }
    return {
        "openapi": "3.0.0",
        "info": {"title": "AIML API", "version": "1.0.0"},
        "servers": [{"url": "https://api.aimlapi.com"}],
        "paths": {endpoint.path: {endpoint.method.lower(): operation}},
    }


def json_schema(rule: Mapping[str, Any]) -> Json:
    """A rule of the catalogue as a JSON schema."""
    schema: Json = {name: rule[key] for key, name in _BOUNDS.items() if key in rule}
    kind = rule.get("type")
    if isinstance(kind, list):
        schema["anyOf"] = [{"type": one} for one in kind if one in _TYPES]
    elif kind in _TYPES:
        schema["type"] = kind
    if "any_of" in rule:
        schema["anyOf"] = [json_schema(branch) for branch in rule["any_of"]]
    if "items" in rule:
        schema["items"] = json_schema(rule["items"])
    if "properties" in rule:
        schema["properties"] = {name: json_schema(child) for name, child in rule["properties"].items()}
    return schema
