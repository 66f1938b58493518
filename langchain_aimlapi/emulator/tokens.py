"""Word-like tokens: enough to stream in pieces, to cut at a limit and to bill; not a vendor's tokenizer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r"\s*\w{1,10}|\s*[^\w\s]|\s+")
CREDITS_PER_USD = 2_000_000
MESSAGE_OVERHEAD = 4
IMAGE_TOKENS = 85
# USD per million tokens (input, output) where the catalogue states no price: an emulator convention.
UNPRICED = (1.0, 2.0)


@dataclass(frozen=True)
class Usage:
    """Tokens of one answer.

    Attributes:
        prompt: All tokens that went in; the next two are part of them.
        cache_read: Those that were in the prompt cache already.
        cache_write: Those that were put into it.
        cache_hours: Those of `cache_write` that stay for an hour.
        audio_in: Those of `prompt` that are sound.
        completion: All tokens that came out; the next two are part of them.
        reasoning: Those of thoughts.
        audio_out: Those of sound.
    """

    prompt: int
    completion: int
    reasoning: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_hours: int = 0
    audio_in: int = 0
    audio_out: int = 0

    @property
    def total(self) -> int:
        """All tokens."""
        return self.prompt + self.completion


@dataclass(frozen=True)
class Cost:
    """What one answer costs."""

    usd: float
    credits: int

    def as_meta(self) -> dict[str, Any]:
        """The service's ``meta`` object."""
        return {"usage": {"credits_used": self.credits, "usd_spent": self.usd}}


def split_tokens(text: str) -> list[str]:
    """Pieces of a text; joined they are the text again."""
    return _TOKEN.findall(text)


def count_tokens(value: Any) -> int:
    """Tokens of a text, or of the JSON text of anything else."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return sum(1 for _ in _TOKEN.finditer(text))


def price(usage: Usage, per_million: tuple[float, float], cache_read: float | None = None) -> Cost:
    """Cost of an answer; never less than one credit.

    Args:
        usage: Its tokens.
        per_million: USD per million tokens, input and output.
        cache_read: The same for input read from the cache; None: as other input.
    """
    cheap = per_million[0] if cache_read is None else cache_read
    fresh = usage.prompt - usage.cache_read
    usd = (fresh * per_million[0] + usage.cache_read * cheap + usage.completion * per_million[1]) / 1_000_000
    spent = max(1, round(usd * CREDITS_PER_USD))
    return Cost(usd=spent / CREDITS_PER_USD, credits=spent)
