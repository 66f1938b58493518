"""JSON out of bytes, read leniently where nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pydantic_core

from langchain_aimlapi.api.surrogates import mend, mend_bytes

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


def parse_json(content: bytes | str) -> Any:
    """The values of a JSON text; a byte order mark before it is passed over, half a character becomes U+FFFD.

    Raises:
        ValueError: If it is no JSON, or nested too deep to be read.
    """
    content = mend(content).encode() if isinstance(content, str) else content.removeprefix(_BYTE_ORDER_MARK)
    try:
        return pydantic_core.from_json(content)
    except ValueError:
        mended = mend_bytes(content)
        if mended == content:
            raise
        return pydantic_core.from_json(mended)


def parse_with_halves(content: bytes) -> Any:
    """The values of the JSON of one event; halves of characters stay what they are: the next event may have the others.

    Raises:
        ValueError: If it is no JSON, or nested too deep to be read.
    """
    try:
        return json.loads(content.decode("utf-8", "surrogatepass"))
    except RecursionError:
        reason = "the JSON is nested too deep to be read"
    except ValueError as error:
        reason = str(error)
    raise ValueError(reason)  # a new error: json's own, and its context, hold the whole text, which may hold a key


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
