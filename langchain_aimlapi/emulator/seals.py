"""Opaque texts that have to come back unchanged, to their own vendor: signatures, encrypted reasoning. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib

# Characters that a real vendor's seal has at least. The emulator's are shorter: altered, they are nobody's.
FOREIGN_LENGTH = 100
SIGNATURE = "thinking"
REDACTED = "redacted"
ENCRYPTED = "reasoning"
THOUGHT = "thought"
_BEGINNING = "emulator"


def seal(kind: str, text: str, owner: str) -> str:
    """The seal of a text: base64 that says whose it is and nothing about the text.

    Args:
        kind: What is sealed.
        text: The text.
        owner: Who can open it.
    """
    words = (_BEGINNING, kind, _digits(owner)[:6], _digits(kind, text)[:20])
    return base64.b64encode(".".join((*words, _digits("seal", *words)[:16])).encode()).decode()


def may_be_a_vendors(value: str) -> bool:
    """Whether a value can be the seal of a real model, which nobody but its vendor can check."""
    content = _decoded(value)
    return len(value) >= FOREIGN_LENGTH and bool(content) and not content.startswith(_BEGINNING.encode())


def is_seal(kind: str, value: str, owner: str, text: str | None = None) -> bool:
    """Whether a value is a seal of that kind and owner, and of that text if one is given."""
    words = _decoded(value).decode("utf-8", "replace").split(".")
    if len(words) != 5 or words[:3] != [_BEGINNING, kind, _digits(owner)[:6]]:
        return False
    return words[4] == _digits("seal", *words[:4])[:16] and (text is None or words[3] == _digits(kind, text)[:20])


def _decoded(value: str) -> bytes:
    """The bytes of base64 in either alphabet: OpenAI's seals are in the one for addresses."""
    try:
        return base64.b64decode(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _digits(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
