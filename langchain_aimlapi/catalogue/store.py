"""The data files, read when they are first needed. The only file input of this package at run time.

`models.json` is the index: one row per model name. `schemas.json` holds what the endpoints accept; it is
larger and most programs never ask for it, so it is a file of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic_core import from_json

DATA_DIRECTORY = Path(__file__).parent / "data"
"""Where the generated files are."""
INDEX_FILE = "models.json"
SCHEMAS_FILE = "schemas.json"

Row = dict[str, Any]
"""One model in the index: the fields of `ModelCard` that hold something, by name.

Lists of plain words, such as capabilities, are one text with spaces, which is read twice as fast as a JSON array.
"""


@cache
def index() -> dict[str, Any]:
    """Read the index: `models` (name → row), `aliases` (other name → name), `titles` (page title → name)."""
    return _read(INDEX_FILE)


@cache
def rows() -> dict[str, Row]:
    """Return the rows of the index by name."""
    models: dict[str, Row] = index()["models"]
    return models


@cache
def _schemas() -> dict[str, Any]:
    return _read(SCHEMAS_FILE)


@cache
def parameter_names() -> frozenset[str]:
    """Return the names of all parameters that any endpoint of any model documents."""
    return frozenset(_schemas()["parameters"])


@cache
def parameters(key: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the parameters of a request body by name. `KeyError` for an unknown key."""
    loaded = _schemas()
    definitions = loaded["parameters"]
    chosen: dict[str, int] = loaded["schemas"][key]
    return MappingProxyType({name: definitions[name][number] for name, number in chosen.items()})


@cache
def message_shapes(key: str) -> Mapping[str, Mapping[str, Any]]:
    """Return what messages of each role may hold. `KeyError` for an unknown key."""
    return MappingProxyType(_schemas()["message_shapes"][key])


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = from_json((DATA_DIRECTORY / name).read_bytes())
    return content
