"""One turn of `aimlapi chat`: a question to the model, its answer streamed, its reasoning dimmed, what it cost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, message_chunk_to_message
from langchain_core.outputs import ChatGeneration

from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.callbacks import Spending, spending_of
from langchain_aimlapi.chat_files import file_block
from langchain_aimlapi.cli.caller import Caller
from langchain_aimlapi.cli.output import printable, to_people
from langchain_aimlapi.cli.waiting import working
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import chat_models as chat_models_module
else:
    chat_models_module = LazyModule("langchain_aimlapi.chat_models")

Show = Callable[[str], None]


def question(text: str, files: Sequence[Any], model: str) -> HumanMessage:
    """What is asked, with files in front of the words.

    Raises:
        InvalidRequestError: If a file is nothing for the model.
        OSError: If one cannot be read.
    """
    if not files:
        return HumanMessage(text)
    words = [{"type": "text", "text": text}] if text else []
    return HumanMessage([*(file_block(file, model=model) for file in files), *words])


@dataclass
class Answering:
    """How answers are asked for and shown.

    Attributes:
        model: The model.
        caller: How much is said.
        show_reasoning: Whether reasoning is shown, on standard error.
        params: Parameters of the model under its own names.
        spent: What all answers together have cost.
    """

    model: chat_models_module.ChatAIMLAPI
    caller: Caller
    show_reasoning: bool
    params: dict[str, Any] = field(default_factory=dict)
    spent: Spending = field(default_factory=Spending)

    def answer(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """The answer to a conversation; its text goes to standard output as it comes.

        Raises:
            AIMLAPIError: If there is no whole answer.
        """
        with closing(_Page(self.show_reasoning)) as page:
            return self._gather(messages, page.write)

    def answer_quietly(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """The answer to a conversation, written nowhere."""
        with working(f"{self.model.model} is answering", self.caller):
            return self._gather(messages, lambda _chunk: None)

    def _gather(self, messages: Sequence[BaseMessage], write: Callable[[AIMessageChunk], None]) -> AIMessage:
        whole: AIMessageChunk | None = None
        for chunk in self._chunks(messages):
            write(chunk)
            whole = chunk if whole is None else whole + chunk
        if whole is None:
            raise AIMLAPIError(f"{self.model.model} answered nothing")
        message: AIMessage = message_chunk_to_message(whole)  # type: ignore[assignment]
        self.spent += spending_of(ChatGeneration(message=message))
        return message

    def _chunks(self, messages: Sequence[BaseMessage]) -> Iterator[AIMessageChunk]:
        stream = self.model.stream(list(messages), **self.params)
        with closing(stream):  # type: ignore[type-var]
            for chunk in stream:
                if isinstance(chunk, AIMessageChunk):
                    yield chunk


class _Page:
    """Writes the chunks of an answer, and ends the line that was begun when it is closed."""

    def __init__(self, show_reasoning: bool) -> None:
        self._show_reasoning = show_reasoning
        self._people = to_people()
        self._thinking = False
        self._line_is_open = False

    def write(self, chunk: AIMessageChunk) -> None:
        reasoning, text = chunk.additional_kwargs.get("reasoning_content"), str(chunk.text)
        if reasoning and self._show_reasoning:
            self._thinking = True
            self._people.print(printable(reasoning), style="dim", end="", soft_wrap=True)
        if text:
            self._end_reasoning()
            sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
            sys.stdout.flush()
            self._line_is_open = not text.endswith("\n")

    def close(self) -> None:
        self._end_reasoning()
        if self._line_is_open:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self._line_is_open = False

    def _end_reasoning(self) -> None:
        if self._thinking:
            self._people.print("\n")
            self._thinking = False


def facts_of(message: AIMessage) -> dict[str, Any]:
    """An answer for programs."""
    told = message.response_metadata
    named = ("model_name", "finish_reason", "id", "inference_id", "cost", "citations")
    return {
        "text": str(message.text),
        "reasoning": message.additional_kwargs.get("reasoning_content"),
        "usage": message.usage_metadata,
        **{name: told.get(name) for name in named},
    }
