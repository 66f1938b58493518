"""A model's reasoning in Langflow's Playground: as reasoning, beside the answer, while it comes in and afterwards."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult
from lfx.schema.content_types import ContentBlock, ReasoningContent
from lfx.schema.message import Message

TITLE = "Reasoning"
SECONDS_BETWEEN_SHOWS = 0.1
"""Each show sends the whole reasoning so far, so not every piece of it gets one."""


def reasoning_of(message: BaseMessage) -> str:
    """The readable reasoning of an answer or a piece of one."""
    return str(message.additional_kwargs.get("reasoning_content") or "")


class ThoughtRecorder(BaseCallbackHandler):
    """Keeps the reasoning of the last answer: Langflow's own way from model to message drops it."""

    def __init__(self) -> None:
        self.text = ""

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        """Take the reasoning of an answer."""
        messages = [getattr(each, "message", None) for generations in response.generations for each in generations]
        self.text = "".join(reasoning_of(message) for message in messages if message is not None)


def shows_reasoning(message: Message) -> bool:
    """Whether a message has reasoning to show."""
    return any(map(_is_reasoning, message.content_blocks or []))


def show_reasoning(message: Message, text: str, milliseconds: int | None = None) -> None:
    """Put reasoning before everything else that a message shows, once.

    It stands in a group, since Langflow's pages are sent groups and no reasoning outside of them; and it says its type
    itself, since Langflow stores of a message only what was set.

    Args:
        message: The message; changed in place.
        text: The reasoning so far.
        milliseconds: How long it took, when it is over.
    """
    if not text:
        return
    others = [block for block in message.content_blocks or [] if not _is_reasoning(block)]
    reasoning = ReasoningContent(type="reasoning", text=text, duration=milliseconds)
    message.content_blocks = [ContentBlock(title=TITLE, contents=[reasoning]), *others]
    if isinstance(message.text, str):
        message.text = message.text  # makes the answer a block of its own, after the reasoning


def _is_reasoning(block: Any) -> bool:
    return isinstance(block, ContentBlock) and block.title == TITLE


async def showing_reasoning(
    chunks: AsyncIterator[BaseMessage], message: Message, show: Callable[[], Awaitable[None]]
) -> AsyncIterator[BaseMessage]:
    """Hand on the pieces of an answer, and let the reasoning among them be seen in the message that they make.

    Args:
        chunks: The pieces.
        message: The message; its reasoning is kept up to date.
        show: Sends the message as it is.
    """
    started = shown = time.monotonic()
    text = ""
    thinking = False
    async for chunk in chunks:
        piece = reasoning_of(chunk)
        now = time.monotonic()
        if piece:
            text += piece
            first, thinking = not thinking, True
            show_reasoning(message, text)
            if first or now - shown >= SECONDS_BETWEEN_SHOWS:
                await show()
                shown = now
        elif thinking and chunk.content:
            thinking = False
            show_reasoning(message, text, int((now - started) * 1000))
            await show()
        if chunk.content or getattr(chunk, "usage_metadata", None):
            yield chunk
    if thinking:
        show_reasoning(message, text, int((time.monotonic() - started) * 1000))
