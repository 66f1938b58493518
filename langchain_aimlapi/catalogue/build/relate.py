"""How names hang together: successors, and the page titles of the documentation of May 2025."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.catalogue.build.rows import compact
from langchain_aimlapi.catalogue.names import bare_name, normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from langchain_aimlapi.catalogue.store import Row

    Json = Mapping[str, Any]

_USABLE = ("live", "documented")
_VERSION_MARK = re.compile(r"-(?:\d{8}|\d{4}-\d\d-\d\d|latest)$")


def add_retired_names(rows: dict[str, Row], catalogue: Json) -> None:
    """Add rows for the names of May 2025 that the documentation has lost since."""
    for leaf in (*catalogue["seed_names"], *catalogue["seed_only"]):
        for name in leaf["ids"]:
            rows.setdefault(name, _retired(leaf, leaf["ids"]))
        if leaf["name"] not in rows and not _means_one_model(leaf["ids"]):
            rows[leaf["name"]] = _retired(leaf, leaf["ids"])


def page_titles(rows: Mapping[str, Row], catalogue: Json) -> dict[str, str]:
    """Return the page titles of May 2025 that stand for one model, with the most usable name of it."""
    found = {leaf["name"]: leaf["ids"] for leaf in catalogue["seed_names"] if leaf["name"] not in rows}
    return {title: most_usable(ids, rows) for title, ids in found.items()}


def add_successors(rows: Mapping[str, Row]) -> None:
    """Name the usable spelling of the same model for every name that should no longer be used."""
    by_form: dict[str, list[str]] = {}
    for name in rows:
        by_form.setdefault(normal_form(name), []).append(name)
    for name, row in rows.items():
        if row["status"] in {"deprecated", "retired"}:
            twins = [*by_form[normal_form(name)], *row.get("aliases", ())]
            usable = [twin for twin in twins if twin in rows and rows[twin]["status"] in _USABLE]
            row.update({"successor": most_usable(usable, rows)} if usable else {})


def most_usable(names: Iterable[str], rows: Mapping[str, Row]) -> str:
    """Choose a live name before a documented one before others; among equals the first."""
    return min(names, key=lambda name: (*_USABLE, rows[name]["status"]).index(rows[name]["status"]))


def _retired(leaf: Json, ids: list[str]) -> Row:
    family = leaf["family"]
    method, _, path = leaf.get("endpoint", "").partition(" ")
    if family == "vision":  # no family of today: a pointer to a chat page, and a reader of text in pictures
        family = "chat" if path.endswith("/chat/completions") else "ocr"
    dialect = "chat" if family == "chat" else "none"
    row = {"vendor": leaf["vendor"], "family": family, "status": "retired", "dialect": dialect}
    return compact({**row, "aliases": ids, "origin": "docs-2025"})


def _means_one_model(ids: list[str]) -> bool:
    """Tell whether names differ only in vendor prefix, separators and version mark."""
    return len({_VERSION_MARK.sub("", bare_name(normal_form(name))) for name in ids}) == 1
