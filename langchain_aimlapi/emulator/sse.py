"""Chunks as server-sent events. Pure."""

from __future__ import annotations

import json
from typing import Any

DONE = "data: [DONE]\n\n"


def frame(data: Any, event: str | None = None) -> str:
    """One event; ``data`` is written as JSON unless it is text already."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {text}\n\n"
