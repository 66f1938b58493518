"""The `aimlapi` command (extra `cli`): one file a command, and what they share."""

from __future__ import annotations

import sys

try:
    import rich  # noqa: F401
    import typer  # noqa: F401
except ImportError as missing:
    sys.exit(f"The aimlapi command needs {missing.name}: pip install 'langchain-aimlapi[cli]'")

from langchain_aimlapi.cli.app import app, main

__all__ = ["app", "main"]
