"""The `aimlapi` command, also as ``python -m langchain_aimlapi``: without its extra, it says what to install."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command."""
    try:
        from langchain_aimlapi.cli import main as run  # noqa: PLC0415 - may be missing
    except ImportError as error:
        if error.__cause__ is None:  # none of `_extras`'s sentences
            raise
        sys.exit(str(error))
    run()


if __name__ == "__main__":
    main()
