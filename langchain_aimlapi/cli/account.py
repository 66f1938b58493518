"""`aimlapi balance` and `aimlapi usage`: what is left, and what was spent on what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.exits import as_usage_errors
from langchain_aimlapi.cli.output import write_facts, write_json, write_table, write_text

Period = Annotated[str | None, typer.Option(help="The time up to now, such as 24h or 7d. Default: 7d.")]
Start = Annotated[str | None, typer.Option(help="Begin instead of a period: a date or an ISO time.")]
End = Annotated[str | None, typer.Option(help="End, with --start.")]
KeyPrefix = Annotated[
    str | None, typer.Option(help="First 8 characters of the key to ask about. Default: the key that asks.")
]
By = Annotated[list[str] | None, typer.Option(help="Group by day or by model; may be repeated. Default: model.")]
TimeZone = Annotated[str | None, typer.Option("--tz", help="Where a day begins, such as Europe/Berlin. Default: UTC.")]


@service_command
def balance(caller: Caller) -> None:
    """Show what is left on the account."""
    with _client(caller) as client:
        found = client.get_balance()
    if caller.as_json:
        write_json(found)
    else:
        write_text(f"{found['current_balance']} {found.get('currency', 'USD')}")


@service_command
def usage(
    caller: Caller,
    period: Period = None,
    start: Start = None,
    end: End = None,
    key_prefix: KeyPrefix = None,
    by: By = None,
    tz: TimeZone = None,
) -> None:
    """Show what a key has spent in a window of time, and on which models or days."""
    window = _window(period, start, end)
    with _client(caller) as client, as_usage_errors():
        found = client.get_usage_detail(**window, key_prefix=key_prefix, group_by=by or None, tz=tz)
    if caller.as_json:
        write_json(found)
        return
    write_facts({name: found.get(name) for name in ("start", "end", "spend", "currency", "requests")})
    _write_rows(found.get("groups") or found.get("models") or [])


def _window(period: str | None, start: str | None, end: str | None) -> dict[str, str | None]:
    """The last seven days unless something else is said; what has a begin and no end reaches up to now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "period": period if period or start or end else "7d",
        "start": start,
        "end": end or (now if start else None),
    }


def _client(caller: Caller) -> Any:
    return caller.make(package.AIMLAPIClient, timeout=caller.timeout)


def _write_rows(rows: list[dict[str, Any]]) -> None:
    """The groups as a table; counts of a group are the total of them."""
    names = [name for name in ("day", "model", "spend", "tokens", "requests") if any(name in row for row in rows)]
    if rows:
        write_text("")
        write_table(names, [[_total(row.get(name)) for name in names] for row in rows])


def _total(value: Any) -> Any:
    return value.get("total") if isinstance(value, dict) else value
