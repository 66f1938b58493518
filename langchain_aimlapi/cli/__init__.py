"""The `aimlapi` command (extra `cli`): one file a command, and what they share."""

from __future__ import annotations

from langchain_aimlapi._extras import needing

with needing("The aimlapi command", "cli", "typer", "rich"):
    from langchain_aimlapi.cli.app import app, main

__all__ = ["app", "main"]
