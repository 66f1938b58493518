"""Make the data files of the model catalogue."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from langchain_aimlapi.catalogue import store
from langchain_aimlapi.catalogue.build import files, live
from langchain_aimlapi.http_library import httpx


def main(arguments: Sequence[str] | None = None, transport: httpx.BaseTransport | None = None) -> int:
    """Make the data files and return the exit code.

    Args:
        arguments: Words of the command line; those of the process by default.
        transport: Stands in for the network in tests.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.source is None and not options.live:
        parser.error("nothing to do: give --source DIR, --live or both")
    contents = files.read_sources(options.source) if options.source else files.read_present(store.DATA_DIRECTORY)
    if options.live:
        contents = _with_live(contents, options.base_url, transport)
    files.write(contents, options.output)
    _say(f"{len(contents.rows)} model names written to {options.output}")
    return 0


def _with_live(contents: files.Contents, base_url: str, transport: httpx.BaseTransport | None) -> files.Contents:
    try:
        with httpx.Client(transport=transport) as client:
            listed = live.rows_from_list(live.fetch(client, base_url))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        _say(f"The live list of models is left out: {type(error).__name__}: {error}".partition("\n")[0])
        return contents
    added = len(listed.keys() - contents.rows.keys())
    _say(f"The live list has {len(listed)} names, {added} of them new")
    return contents.with_live(listed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m langchain_aimlapi.catalogue.build", description=__doc__)
    parser.add_argument("--source", type=Path, metavar="DIR", help="where catalogue.json and profiles.json are")
    parser.add_argument("--live", action="store_true", help="merge the service's current list of models (no key)")
    parser.add_argument("--base-url", default=live.BASE_URL, help="address of the service (default: %(default)s)")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", default=store.DATA_DIRECTORY, help="default: in the package"
    )
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
