"""Words that make the emulator do what no question can: put into the last user message, anywhere. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import conversation as emulator_conversation
else:
    emulator_conversation = LazyModule("langchain_aimlapi.emulator.conversation")


REFUSE = "[emulator: refuse]"
FAIL = "[emulator: fail]"
NO_SOURCES = "[emulator: no sources]"
NO_VERDICT = "[emulator: no verdict]"
REDACT = "[emulator: redact thinking]"
NO_CALLS = "[emulator: no calls]"
REFUSAL = "I'm sorry, but I can't help with that. (The emulator refuses because it was asked to.)"


def asks_refusal(conversation: emulator_conversation.Conversation) -> bool:
    """Whether the model is to refuse."""
    return REFUSE in conversation.question.text


def asks_for_no_sources(conversation: emulator_conversation.Conversation) -> bool:
    """Whether a search is to find nothing."""
    return NO_SOURCES in conversation.question.text


def asks_for_no_verdict(conversation: emulator_conversation.Conversation) -> bool:
    """Whether a guard model is not to make up its mind."""
    return any(NO_VERDICT in turn.text for turn in conversation.turns)


def asks_redaction(conversation: emulator_conversation.Conversation) -> bool:
    """Whether the thinking is to come encrypted, as Claude's sometimes does."""
    return REDACT in conversation.question.text


def asks_for_no_calls(conversation: emulator_conversation.Conversation) -> bool:
    """Whether the model is to answer in words, whatever tools and choice it was given."""
    return NO_CALLS in conversation.question.text
