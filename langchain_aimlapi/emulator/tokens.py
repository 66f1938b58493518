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
    """Tokens of one answer; ``completion`` includes ``reasoning``."""

    prompt: int
    completion: int
    reasoning: int = 0

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


def price(usage: Usage, per_million: tuple[float, float]) -> Cost:
    """Cost at prices in USD per million tokens (input, output); never less than one credit."""
    usd = (usage.prompt * per_million[0] + usage.completion * per_million[1]) / 1_000_000
    spent = max(1, round(usd * CREDITS_PER_USD))
    return Cost(usd=spent / CREDITS_PER_USD, credits=spent)
