"""Command line of the generator; the only place of this package that writes."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.build import layout, relate
from langchain_aimlapi.catalogue.build.rows import rows_from_sources

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the data files as the arguments say and return the exit code."""
    options = _parser().parse_args(arguments)
    catalogue = json.loads((options.source / "catalogue.json").read_text("utf-8"))
    profiles = json.loads((options.source / "profiles.json").read_text("utf-8"))
    rows, titles = build(catalogue, profiles)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / store.INDEX_FILE).write_text(layout.index_text(rows, {}, titles), "utf-8")
    schemas = layout.schemas_text(catalogue["schemas"], catalogue["message_shapes"])
    (options.output / store.SCHEMAS_FILE).write_text(schemas, "utf-8")
    return 0


def build(catalogue: dict[str, Any], profiles: dict[str, Any]) -> tuple[dict[str, store.Row], dict[str, str]]:
    rows = rows_from_sources(catalogue, profiles)
    relate.add_retired_names(rows, catalogue)
    relate.add_successors(rows)
    return rows, relate.page_titles(rows, catalogue)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m langchain_aimlapi.catalogue.build", description=__doc__)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--output", type=Path, default=store.DATA_DIRECTORY)
    parser.add_argument("--live", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
