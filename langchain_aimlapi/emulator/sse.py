"""Chunks as server-sent events. Pure."""

from __future__ import annotations

import json
from typing import Any

DONE = "data: [DONE]\n\n"


def frame(data: Any, event: str | None = None) -> str:
    """One event; ``data`` is written as JSON unless it is text already."""
    text = data if isinstance(data, str) else json_text(data, separators=(",", ":"))
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {text}\n\n"


def json_text(value: Any, separators: tuple[str, str] | None = None) -> str:
    """JSON in which only halves of characters are escaped: they have no UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=separators)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=separators)
    return text
