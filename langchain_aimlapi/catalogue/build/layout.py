"""The text of the data files: sorted, one model a line, so that a change reads well in a diff."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.catalogue.store import Row

Schemas = Mapping[str, Mapping[str, Any]]

_FIELD_ORDER = (
    "vendor",
    "family",
    "status",
    "origin",
    "successor",
    "dialect",
    "name",
    "aliases",
    "endpoints",
)


def index_text(rows: Mapping[str, Row], aliases: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Write the index file."""
    models = ",\n".join(f"{_dump(name)}:{_dump(_ordered(rows[name]))}" for name in sorted(rows))
    head = f'"aliases":{_lines(aliases)},\n"titles":{_lines(titles)}'
    return f'{{{head},\n"models":{{\n{models}\n}}}}\n'


def schemas_text(schemas: Mapping[str, Schemas], shapes: Mapping[str, Schemas]) -> str:
    """Write the schemas file: each distinct definition of a parameter once, and which ones a schema has."""
    tables = _definition_tables(schemas.values())
    numbers = {name: {text: number for number, text in enumerate(table)} for name, table in tables.items()}
    chosen = {
        key: {name: numbers[name][_dump(definition)] for name, definition in schema.items()}
        for key, schema in schemas.items()
    }
    parameters = ",\n".join(f"{_dump(name)}:[\n{','.join(tables[name])}]" for name in sorted(tables))
    tail = f'"schemas":{_lines(chosen)},\n"message_shapes":{_lines(shapes)}'
    return f'{{"parameters":{{\n{parameters}\n}},\n{tail}}}\n'


def _definition_tables(schemas: Iterable[Schemas]) -> dict[str, list[str]]:
    """Return the distinct definitions of each parameter, as text in alphabetical order."""
    found: dict[str, set[str]] = {}
    for schema in schemas:
        for name, definition in schema.items():
            found.setdefault(name, set()).add(_dump(definition))
    return {name: sorted(texts) for name, texts in found.items()}


def _ordered(row: Row) -> Row:
    first = [key for key in _FIELD_ORDER if key in row]
    return {key: row[key] for key in (*first, *sorted(row.keys() - set(first)))}


def _lines(mapping: Mapping[str, Any]) -> str:
    return "{" + "".join(f"\n{_dump(key)}:{_dump(mapping[key])}," for key in sorted(mapping)).rstrip(",") + "\n}"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
