"""Opaque texts that have to come back unchanged: thinking signatures, encrypted reasoning. Pure."""

from __future__ import annotations

import base64
import binascii

from langchain_aimlapi.emulator.replies import digest


def seal(kind: str, text: str) -> str:
    """The seal of a text: base64 that says nothing about it."""
    mark = digest(kind, text)
    return base64.b64encode(f"emulator.{kind}.{mark}.{digest('seal', kind, mark)}".encode()).decode()


def is_seal(kind: str, value: str, text: str | None = None) -> bool:
    """Whether a value is a seal of that kind, and of that text if one is given."""
    try:
        words = base64.b64decode(value, validate=True).decode().split(".")
    except (binascii.Error, ValueError):
        return False
    if len(words) != 4 or words[:2] != ["emulator", kind] or words[3] != digest("seal", kind, words[2]):
        return False
    return text is None or words[2] == digest(kind, text)
