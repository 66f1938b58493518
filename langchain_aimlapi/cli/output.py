"""What the command writes: data on standard output, everything that is said to people on standard error."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

WIDE = 10_000
"""Columns of a table that no person looks at, so that nothing is cut or broken."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def to_people() -> Console:
    """The console on standard error. Rich leaves colours out where `NO_COLOR` is set or no terminal is there."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def tell(text: str, style: str = "") -> None:
    """Say something on standard error."""
    to_people().print(printable(text), style=style, soft_wrap=True)


def printable(text: str) -> str:
    """The text without characters that steer a terminal: what models and servers write is data."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def write_text(text: str) -> None:
    """Write text to standard output, steering characters only where no terminal reads them."""
    typer.echo(printable(text) if sys.stdout.isatty() else text)


def json_text(value: Any) -> str:
    """One JSON document."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def write_json(value: Any) -> None:
    """Write one JSON document to standard output."""
    write_text(json_text(value))


def write_table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table to standard output, as wide as it needs where that is no terminal."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(cell_text(cell) for cell in row))
    plain: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
    console = Console(**plain)
    if console.is_terminal:
        console.print(table)
        return
    page = Console(**plain, width=WIDE, file=io.StringIO())
    page.print(table)
    lines = page.file.getvalue().splitlines()  # type: ignore[attr-defined]
    typer.echo("\n".join(line.rstrip() for line in lines))


def write_facts(facts: Mapping[str, object]) -> None:
    """Write names and values to standard output, those that there are."""
    write_table(("", ""), [(name, value) for name, value in facts.items() if value not in (None, "", (), [])])


def cell_text(value: object) -> str:
    """A value as a cell of a table shows it."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(str, value))
    return printable(str(value))


def receipt(facts: Any) -> str:
    """What a result cost and who made it, in a line; `facts` has `model`, `cost` and `inference_id`."""
    cost = facts.cost
    price = f"${cost['usd']:.6f} ({cost['credits']:,} credits)" if cost else "cost not stated"
    trace = f", inference id {facts.inference_id}" if facts.inference_id else ""
    return f"{price} by {facts.model}{trace}"
