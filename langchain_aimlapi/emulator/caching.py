"""Prompt caching: which part of a prompt was sent before. Pure but for the store it is given.

A `Mark` names a beginning of a prompt by its digest. A store remembers the digests of earlier prompts and how long
those beginnings are.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass

LEAST_TOKENS = 1024
STEP_TOKENS = 128


@dataclass(frozen=True)
class Mark:
    """A beginning of a prompt.

    Attributes:
        name: Its digest.
        tokens: Its length.
        kept: Whether it is put into the cache; the others are only looked up.
        hours: Whether it stays for an hour instead of five minutes.
    """

    name: str
    tokens: int = 0
    kept: bool = True
    hours: bool = False


@dataclass(frozen=True)
class CacheUse:
    """Tokens of one prompt: read from the cache, written to it, and those of the latter kept for an hour."""

    read: int = 0
    write: int = 0
    hours: int = 0


NOT_CACHED = CacheUse()


def use_cache(store: MutableMapping[str, int], owner: str, marks: Iterable[Mark]) -> CacheUse:
    """Look a prompt up and remember it.

    Args:
        store: Lengths by owner and digest; what is new is added.
        owner: Whose cache it is.
        marks: The prompt's beginnings, the shortest first.
    """
    marks = list(marks)
    read = max((store.get(f"{owner} {mark.name}", 0) for mark in marks), default=0)
    kept = [mark for mark in marks if mark.kept and mark.tokens >= LEAST_TOKENS]
    store.update({f"{owner} {mark.name}": mark.tokens for mark in kept})
    if not kept or kept[-1].tokens <= read:
        return CacheUse(read)
    write = kept[-1].tokens - read
    return CacheUse(read, write, write if kept[-1].hours else 0)
