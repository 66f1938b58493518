"""The files that the generator reads and writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.build import layout, relate
from langchain_aimlapi.catalogue.build.merge import further_aliases, merge_live
from langchain_aimlapi.catalogue.build.pages import with_pages
from langchain_aimlapi.catalogue.build.rows import rows_from_sources


@dataclass(frozen=True, slots=True)
class Contents:
    """What the data files hold.

    Attributes:
        rows: The row of each model name.
        titles: Page titles of the documentation of May 2025, with the model each stands for.
        schemas: The text of the schemas file.
    """

    rows: dict[str, store.Row]
    titles: dict[str, str]
    schemas: str

    def with_live(self, listed: Mapping[str, store.Row]) -> Contents:
        """Return the contents with the rows of the service's list merged in."""
        rows = merge_live(self.rows, listed)
        return Contents(relate.with_successors(rows), self.titles, self.schemas)


def from_sources(catalogue: Mapping[str, Any], profiles: Mapping[str, Any]) -> Contents:
    """Make the contents from the two collected files."""
    catalogue = with_pages(catalogue)
    rows = relate.with_retired_names(rows_from_sources(catalogue, profiles), catalogue)
    titles = relate.page_titles(catalogue, rows)
    schemas = layout.schemas_text(catalogue["schemas"], catalogue["message_shapes"])
    return Contents(relate.with_successors(rows), titles, schemas)


def read_sources(directory: Path) -> Contents:
    """Make the contents from `catalogue.json` and `profiles.json` in a directory."""
    return from_sources(_load(directory / "catalogue.json"), _load(directory / "profiles.json"))


def read_present(directory: Path) -> Contents:
    """Return the contents of the data files that are there."""
    index = _load(directory / store.INDEX_FILE)
    return Contents(index["models"], index["titles"], (directory / store.SCHEMAS_FILE).read_text("utf-8"))


def write(contents: Contents, directory: Path) -> None:
    """Write the data files; the same contents give the same bytes."""
    index = layout.index_text(contents.rows, further_aliases(contents.rows), contents.titles)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / store.INDEX_FILE).write_text(index, "utf-8", newline="\n")
    (directory / store.SCHEMAS_FILE).write_text(contents.schemas, "utf-8", newline="\n")


def _load(path: Path) -> Any:
    return json.loads(path.read_bytes())
