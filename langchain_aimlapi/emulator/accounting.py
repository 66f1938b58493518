"""What the books say: transactions, usage in sums and groups, logs. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from langchain_aimlapi.emulator.keyring import moment
from langchain_aimlapi.emulator.ledger import Entry
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD
from langchain_aimlapi.emulator.windows import refused

Json = dict[str, Any]
DIRECTIONS = ("TOPUP", "CHARGE")
KINDS = ("PAYMENT", "BONUS", "REFUND", "ADJUSTMENT", "MODEL_USAGE", "CREDITS_EXPIRED", "INIT")
STATUSES = ("succeeded", "failed")


@dataclass(frozen=True)
class Posting:
    """One movement of the balance; `serial` puts them in order, 0 being what the account was opened with."""

    serial: int
    created: datetime
    direction: str
    kind: str
    usd: float
    model: str | None = None
    reference: str | None = None

    def row(self) -> Json:
        """As the list shows it."""
        return {
            "created_at": moment(self.created),
            "direction": self.direction,
            "type": self.kind,
            "amount": {"usd": self.usd, "credits": round(self.usd * CREDITS_PER_USD)},
            "model": self.model,
            "reference_id": self.reference,
        }


def postings(entries: Iterable[Entry], opened: datetime, balance: float) -> list[Posting]:
    """All movements, newest first: charges of calls, and at the end what the account was opened with."""
    charged = [
        Posting(entry.serial, entry.created, "CHARGE", "MODEL_USAGE", entry.usd, entry.model_id, entry.inference_id)
        for entry in entries
        if entry.usd > 0
    ]
    return [*charged, Posting(0, opened, "TOPUP", "INIT", balance)]


def page_of_postings(found: Sequence[Posting], limit: int, cursor: str | None) -> Json:
    """One page.

    Raises:
        ServiceError: 400 for a cursor that was not issued here.
    """
    before = None if cursor is None else read_cursor(cursor)
    rest = [posting for posting in found if before is None or posting.serial < before]
    page, more = rest[:limit], len(rest) > limit
    following = make_cursor(page[-1].serial) if more else None
    return {"data": [one.row() for one in page], "pagination": {"next_cursor": following, "has_more": more}}


def make_cursor(serial: int) -> str:
    """An opaque text that leads to what is older than a posting."""
    content = json.dumps({"v": 1, "c": serial, "s": digest("cursor", serial)})
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(text: str) -> int:
    """The posting that a cursor stands behind.

    Raises:
        ServiceError: 400 for anything but a cursor in the very form that it was issued in.
    """
    try:
        serial = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))["c"]
    except (binascii.Error, ValueError, LookupError, TypeError):
        raise refused("cursor: Invalid cursor") from None
    if not isinstance(serial, int) or make_cursor(serial) != text:
        raise refused("cursor: Invalid cursor")
    return serial


def usage_row(entries: Sequence[Entry]) -> Json:
    """What some calls cost in sum; those that failed cost nothing and are not counted."""
    charged = [entry for entry in entries if entry.usd > 0]
    return {"spend": _usd(charged), "currency": "USD", "requests": len(charged)}


def by_model(entries: Sequence[Entry]) -> list[Json]:
    """What each model cost, the dearest first."""
    found = _grouped((entry for entry in entries if entry.usd > 0), lambda entry: entry.model_id or entry.model)
    rows = [{"model": name, "spend": _usd(ones), "requests": len(ones)} for name, ones in found.items()]
    return sorted(rows, key=lambda row: -row["spend"])


def groups(entries: Iterable[Entry], names: Sequence[str], zone: tzinfo) -> list[Json]:
    """Calls by day, by model or by both.

    Args:
        entries: The calls.
        names: `day`, `model` or both.
        zone: Where days begin.
    """
    facts: dict[str, Callable[[Entry], str]] = {
        "day": lambda entry: entry.created.astimezone(zone).date().isoformat(),
        "model": lambda entry: entry.model_id or entry.model,
    }
    found = _grouped(entries, lambda entry: tuple(facts[name](entry) for name in names))
    return [{**dict(zip(names, key, strict=True)), **_group(ones)} for key, ones in sorted(found.items())]


def log_row(entry: Entry) -> Json:
    """One call, as the logs show it."""
    return {
        "created": moment(entry.created),
        "status": STATUSES[not entry.succeeded],
        "origin": "api",
        "model": entry.model_id or entry.model,
        "cost": {"usd": entry.usd, "credits": entry.credits},
        "tokens": _tokens([entry]),
        "request_id": f"req-{digest(entry.inference_id)}",
        "inference_id": entry.inference_id,
        "client_request_id": entry.client_request_id,
    }


def names_of(entry: Entry) -> set[str]:
    """The names by which the logs find a model: with its maker, and without."""
    name = entry.model_id or entry.model
    return {name, name.partition("/")[2] or name}


def _group(entries: list[Entry]) -> Json:
    succeeded = sum(entry.succeeded for entry in entries)
    counts = {
        "total": len(entries),
        "charged": sum(entry.usd > 0 for entry in entries),
        "succeeded": succeeded,
        "failed": len(entries) - succeeded,
    }
    return {"spend": _usd(entries), "tokens": _tokens(entries), "requests": counts}


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], Any]) -> dict[Any, list[Entry]]:
    found: defaultdict[Any, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[key(entry)].append(entry)
    return dict(found)


def _usd(entries: Iterable[Entry]) -> float:
    return round(sum(entry.usd for entry in entries), 9)


def _tokens(entries: Iterable[Entry]) -> Json:
    pairs = [entry.tokens for entry in entries]
    going_in, coming_out = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return {"input": going_in, "output": coming_out, "total": going_in + coming_out}
