"""JSON out of bytes, read leniently where nothing is lost."""

from __future__ import annotations

from typing import Any

import pydantic_core

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


def parse_json(content: bytes) -> Any:
    """The values of a JSON text; a byte order mark before it is passed over.

    Raises:
        ValueError: If it is no JSON, or nested too deep to be read.
    """
    return pydantic_core.from_json(content.removeprefix(_BYTE_ORDER_MARK))


def looks_like_json(start: bytes) -> bool:
    """Whether the beginning of a body, as `without_mark` gives it, is that of a JSON object or list."""
    return start[:1] in (b"{", b"[")


def without_mark(data: bytes) -> bytes:
    """The beginning of a body without white space and a byte order mark; empty while it may be a part of the mark."""
    start = data.lstrip(_BLANK)
    if start.startswith(_BYTE_ORDER_MARK):
        return start[len(_BYTE_ORDER_MARK) :].lstrip(_BLANK)
    return b"" if _BYTE_ORDER_MARK.startswith(start) else start


def start_of_mark(data: bytes) -> bytes:
    """What has to be kept of a beginning that is empty without mark, until more has come."""
    return data.lstrip(_BLANK)[: len(_BYTE_ORDER_MARK)]


def looks_like_events(data: bytes) -> bool:
    """Whether the first bytes of a body are those of a stream of events."""
    return without_mark(data).startswith((b"data:", b"event:", b"id:", b"retry:", b":"))
