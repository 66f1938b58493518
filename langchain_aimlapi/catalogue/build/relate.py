"""How names hang together: successors, and the names and page titles of the documentation of May 2025."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.catalogue.build.rows import compact
from langchain_aimlapi.catalogue.names import bare_name, normal_form
from langchain_aimlapi.catalogue.store import Row

Json = Mapping[str, Any]

_USABLE = ("live", "documented")
_VERSION_MARK = re.compile(r"-(?:\d{8}|\d{4}-\d\d-\d\d|latest)$")


def page_titles(catalogue: Json, rows: Mapping[str, Row]) -> dict[str, str]:
    """Return the page titles of May 2025 that stand for one model, with the most usable name of it."""
    leaves = [leaf for leaf in catalogue["seed_names"] if leaf["name"] not in rows]
    shared = Counter(tuple(leaf["ids"]) for leaf in leaves)  # one page listed under the titles of two models
    clear = [leaf for leaf in leaves if _is_one_model(leaf["ids"]) and shared[tuple(leaf["ids"])] == 1]
    return {leaf["name"]: _most_usable(leaf["ids"], rows) for leaf in clear}


def with_retired_names(rows: Mapping[str, Row], catalogue: Json) -> dict[str, Row]:
    """Return the rows with those of May 2025 that the documentation has lost since.

    A page title that stood for several models, or for none by name, gets a row of its own: it was never a name to
    call, and choosing one of the models for the user would be a guess.
    """
    leaves = [*catalogue["seed_names"], *catalogue["seed_only"]]
    found = {name: _retired(leaf, name) for leaf in leaves for name in leaf["ids"]} | dict(rows)
    titles = page_titles(catalogue, found)
    unclear = [leaf for leaf in leaves if leaf["name"] not in titles]
    return {leaf["name"]: _retired(leaf, leaf["name"]) for leaf in unclear} | found


def with_successors(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return the rows where each name not to be used any more has the usable spelling of the same model."""
    by_form: dict[str, list[str]] = {}
    for name in sorted(rows):
        by_form.setdefault(normal_form(name), []).append(name)
    return {name: _with_successor(row, by_form[normal_form(name)], rows) for name, row in rows.items()}


def _with_successor(row: Row, twins: list[str], rows: Mapping[str, Row]) -> Row:
    if row.get("origin") == "misprint":  # its successor is the name that was meant
        return row
    kept = {field: value for field, value in row.items() if field != "successor"}
    if row["status"] not in {"deprecated", "retired"}:
        return kept
    same = [name for name in twins if rows[name]["status"] in _USABLE]
    live = [name for name in row.get("aliases", ()) if name in rows and rows[name]["status"] == "live"]
    return {**kept, "successor": _most_usable([*same, *live], rows)} if same or live else kept


def _most_usable(names: Iterable[str], rows: Mapping[str, Row]) -> str:
    """Choose a live name before a documented one before others; among equals the first."""
    return min(names, key=lambda name: (*_USABLE, rows[name]["status"]).index(rows[name]["status"]))


def _retired(leaf: Json, name: str) -> Row:
    family, path = leaf["family"], leaf.get("endpoint", "")
    if family == "vision":  # no family of today: a pointer to a chat page, and a reader of text in pictures
        family = "chat" if path.endswith("/chat/completions") else "ocr"
    dialect = "chat" if family == "chat" else "none"
    row = {
        "vendor": leaf["vendor"],
        "family": family,
        "status": "retired",
        "origin": "docs-2025",
        "dialect": dialect,
    }
    same = name in leaf["ids"] and _is_one_model(leaf["ids"])
    others = [other for other in leaf["ids"] if other != name] if same else []
    return compact({**row, "aliases": others})


def _is_one_model(names: Iterable[str]) -> bool:
    """Tell whether names differ only in vendor prefix, separators and version mark."""
    return len({_VERSION_MARK.sub("", bare_name(normal_form(name))) for name in names}) == 1
