"""Numbers and booleans that come as strings, as the service's media endpoints take them. Pure.

`"duration": "5"` is 5 where the schema wants a number, at any depth and in enums too. A string stays one where the
schema takes strings, and where it is no number: the check of the schema then refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
COERCING_FAMILIES = frozenset({"image", "video", "music", "3d", "tts", "stt"})
"""Families whose endpoints take them; chat, embeddings and OCR are strict."""
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_BOOLEANS = {"true": True, "false": False}


def coerced(body: Mapping[str, Any], parameters: Mapping[str, Schema]) -> dict[str, Any]:
    """The body with numbers and booleans where its schema wants them and strings say them."""
    return {name: _coerced(value, parameters[name]) if name in parameters else value for name, value in body.items()}


def _coerced(value: Any, schema: Schema) -> Any:
    branches = list(_branches(schema))
    if isinstance(value, str):
        return _from_string(value, branches)
    if isinstance(value, list):
        items = next((branch["items"] for branch in branches if "items" in branch), None)
        return value if items is None else [_coerced(item, items) for item in value]
    if isinstance(value, dict):
        known: Mapping[str, Schema] = next((branch["properties"] for branch in branches if "properties" in branch), {})
        return coerced(value, known)
    return value


def _branches(schema: Schema) -> Iterator[Schema]:
    for branch in schema.get("any_of", (schema,)):
        if branch is not schema and "any_of" in branch:
            yield from _branches(branch)
        else:
            kinds = branch.get("type", "any")
            yield from ({**branch, "type": kind} for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _from_string(text: str, branches: list[Schema]) -> Any:
    if any(_takes_string(text, branch) for branch in branches):
        return text
    kinds = {branch["type"] for branch in branches}
    word = text.strip()
    if kinds & {"number", "integer"} and _NUMBER.fullmatch(word):
        return int(word) if re.fullmatch(r"[-+]?\d+", word) else float(word)
    return _BOOLEANS.get(word.lower(), text) if "boolean" in kinds else text


def _takes_string(text: str, branch: Schema) -> bool:
    return branch["type"] in ("string", "any") and ("enum" not in branch or text in branch["enum"])
