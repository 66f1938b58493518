"""Typed answers: how a model is best asked for one, and what to send for a schema."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from langchain_aimlapi.messages.schemas import named_schema

JSON = dict[str, Any]

Method = Literal["json_schema", "function_calling", "json_mode"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode")


def choose_method(capabilities: Collection[str], *, known: bool) -> Method:
    """The best way to a typed answer that a model has: its schema, else a forced tool, else plain JSON."""
    if not known or "structured_output" in capabilities:
        return "json_schema"
    if "tools" in capabilities:
        return "function_calling"
    return "json_mode" if "json_mode" in capabilities else "function_calling"


def response_format(schema: Any, *, strict: bool | None = None) -> JSON:
    """`response_format` for a schema of any kind, or a dict that is one already.

    Args:
        schema: What the answer must look like.
        strict: Whether the vendor must enforce it; None leaves it to the vendor.
    """
    if isinstance(schema, dict) and schema.get("type") in ("text", "json_object", "json_schema"):
        return schema
    function = named_schema(schema)
    described: JSON = {"name": function["name"], "schema": function.get("parameters") or {}}
    if function.get("description"):
        described["description"] = function["description"]
    if strict is not None:
        described["strict"] = strict
    return {"type": "json_schema", "json_schema": described}
