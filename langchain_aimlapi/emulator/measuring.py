"""How fast models answered in the last minutes, measured on the very calls. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from langchain_aimlapi.emulator.keyring import moment
from langchain_aimlapi.emulator.ledger import Entry

Json = dict[str, Any]
WINDOW_SECONDS = 300
PERCENTILES = (50, 75, 90, 99)


def metrics(entries: Iterable[Entry], names: Collection[str], now: datetime) -> Json:
    """The answer of ``GET /models/metrics``.

    Args:
        entries: The calls.
        names: The models that are asked about; none for all.
        now: The time.
    """
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        name = entry.model_id
        recent = (now - entry.created).total_seconds() <= WINDOW_SECONDS
        if name is None or not recent or not entry.succeeded or entry.duration is None:
            continue
        if not names or name in names:
            found[name, entry.path].append(entry)
    models = [{"alias": name, "endpoint": path, "metrics": _measured(ones)} for (name, path), ones in found.items()]
    return {"window_seconds": WINDOW_SECONDS, "generated_at": moment(now), "models": models}


def percentile(values: Sequence[float], share: int) -> float:
    """The value that ``share`` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def _measured(entries: list[Entry]) -> Json:
    """The percentiles that apply: first tokens of streams only, tokens a second of what has tokens."""
    waits = [entry.first * 1000 for entry in entries if entry.streamed and entry.first is not None]
    paces = [entry.tokens[1] / entry.duration for entry in entries if entry.tokens[1] and entry.duration]
    durations = [entry.duration * 1000 for entry in entries if entry.duration is not None]
    facts = {"ttft_ms": waits, "tps": paces, "duration_ms": durations}
    return {
        name: {f"p{share}": round(percentile(values, share), 3) for share in PERCENTILES}
        for name, values in facts.items()
        if values
    }
