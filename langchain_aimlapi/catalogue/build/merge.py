"""The service's own list of models into the rows of the index."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_aimlapi.catalogue.store import Row


def merge_live(rows: Mapping[str, Row], listed: Mapping[str, Row]) -> dict[str, Row]:
    """Return the rows with those of the service's list.

    A listed name is live, whatever the documentation says of it. What the catalogue has stays: it was checked
    against more than one source; the list fills gaps and adds aliases.
    """
    merged = dict(rows)
    for name, found in listed.items():
        merged[name] = _filled(rows[name], found) if name in rows else {**found, "status": "live", "origin": "live"}
    return merged


def further_aliases(rows: Mapping[str, Row]) -> dict[str, str]:
    """Return the aliases that are no names of rows themselves, with the name each stands for."""
    pairs = [(alias, name) for name in sorted(rows) for alias in rows[name].get("aliases", ())]
    return {alias: name for alias, name in reversed(pairs) if alias not in rows}


def _filled(row: Row, found: Row) -> Row:
    merged: Row = {**found, **row, "status": "live"}
    if row.get("origin") == "misprint":  # the service does know the name
        merged["origin"] = "live"
    if "prices" in found:
        merged["prices"] = {**found["prices"], **row.get("prices", {})}
    aliases = dict.fromkeys((*row.get("aliases", ()), *found.get("aliases", ())))
    return {**merged, "aliases": list(aliases)} if aliases else merged
