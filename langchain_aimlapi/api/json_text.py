"""JSON out of bytes, read leniently where nothing is lost."""

from __future__ import annotations

from typing import Any

import pydantic_core

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse_json(content: bytes) -> Any:
    """The values of a JSON text; a byte order mark before it is passed over.

    Raises:
        ValueError: If it is no JSON, or nested too deep to be read.
    """
    return pydantic_core.from_json(content.removeprefix(_BYTE_ORDER_MARK))


def looks_like_json(data: bytes) -> bool:
    """Whether the first bytes of a body are those of a JSON object or list, and not of a stream of events."""
    return data.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] in (b"{", b"[")


def looks_like_events(data: bytes) -> bool:
    """Whether the first bytes of a body are those of a stream of events."""
    start = data.removeprefix(_BYTE_ORDER_MARK).lstrip()
    return start.startswith((b"data:", b"event:", b"id:", b"retry:", b":"))
