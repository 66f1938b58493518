"""Opaque texts that have to come back unchanged: thinking signatures, encrypted reasoning. Pure."""

from __future__ import annotations

import base64
import binascii

from langchain_aimlapi.emulator.replies import digest

# Characters that a real vendor's seal has at least. The emulator's are shorter: altered, they are nobody's.
FOREIGN_LENGTH = 100


def seal(kind: str, text: str) -> str:
    """The seal of a text: base64 that says nothing about it."""
    mark = digest(kind, text)
    return base64.b64encode(f"emulator.{kind}.{mark}.{digest('seal', kind, mark)}".encode()).decode()


def may_be_a_vendors(value: str) -> bool:
    """Whether a value can be the seal of a real model, which nobody but its vendor can check."""
    content = _decoded(value)
    return len(value) >= FOREIGN_LENGTH and bool(content) and not content.startswith(b"emulator.")


def is_seal(kind: str, value: str, text: str | None = None) -> bool:
    """Whether a value is a seal of that kind, and of that text if one is given."""
    words = _decoded(value).decode("utf-8", "replace").split(".")
    if len(words) != 4 or words[:2] != ["emulator", kind] or words[3] != digest("seal", kind, words[2]):
        return False
    return text is None or words[2] == digest(kind, text)


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
