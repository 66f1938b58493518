"""Verdicts of the emulated guard models, and of judges: by words in what is judged. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.conversation import Conversation
from langchain_aimlapi.emulator.triggers import asks_for_no_verdict

HAZARDS: Mapping[str, tuple[str, ...]] = {
    "S1": ("kill", "murder", "violence"),
    "S2": ("steal", "fraud", "crime"),
    "S9": ("bomb", "weapon", "weapons"),
    "S10": ("hate",),
    "S11": ("suicide", "self_harm"),
}
"""Codes of Llama Guard 3, and the words that stand for them here."""
UNDECIDED = "I am not sure what to think of this."
_NUMBERS_ONLY = ("meta-llama/llama-guard-7b", "meta-llama/llamaguard-2-8b")  # the documentation's sample has no letter


def hazards(text: str) -> list[str]:
    """The codes that a text falls under."""
    words = set(re.findall(r"[a-z_]+", text.lower()))
    return [code for code, signs in HAZARDS.items() if words.intersection(signs)]


def verdict_text(card: ModelCard, conversation: Conversation) -> str:
    """What a guard model says of the last turn: `safe`, or `unsafe` and codes."""
    if asks_for_no_verdict(conversation):
        return UNDECIDED
    codes = hazards(conversation.turns[-1].text) if conversation.turns else []
    if card.id.lower() in _NUMBERS_ONLY:
        codes = [f"{int(code[1:]):02}" for code in codes]
    return f"unsafe\n{','.join(codes)}" if codes else "safe"
