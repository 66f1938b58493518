"""What `aimlapi chat` does: one question and its answer, or a conversation."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import typer

from langchain_aimlapi.api.prompts import is_blank
from langchain_aimlapi.cli.answering import Answering, facts_of, question
from langchain_aimlapi.cli.conversation import Conversation
from langchain_aimlapi.cli.output import write_json
from langchain_aimlapi.cli.session import Session

__all__ = ["Answering", "Talk"]


@dataclass
class Talk:
    """A model, and what was said to it until now.

    Attributes:
        answering: Asks the model and shows its answers.
        conversation: What was said.
    """

    answering: Answering
    conversation: Conversation

    @classmethod
    def begun(cls, answering: Answering, history: Path | None, system: str | None) -> Self:
        """A talk that goes on from a file, if there is one.

        Raises:
            typer.BadParameter: If the file holds no conversation.
        """
        conversation = Conversation(history)
        if system:
            conversation.instruct(system)
        return cls(answering, conversation)

    def go_on(self, first: str, files: list[str]) -> None:
        """Hold a conversation, which may begin with a question.

        Raises:
            AIMLAPIError: If a question of a program cannot be answered.
        """
        Session(self.answering, self.conversation).run(first, _sources(files))

    def answer_once(self, prompt: list[str] | None, files: list[str]) -> None:
        """Ask once: the words, else standard input, unless a file is read from there.

        Raises:
            AIMLAPIError: If there is no whole answer.
        """
        text, caller = _asked(prompt, files), self.answering.caller
        asked = question(text, _sources(files), self.answering.model.model)
        messages = [*self.conversation.messages, asked]
        if caller.as_json:
            answer = self.answering.answer_quietly(messages)
            write_json(facts_of(answer))
        else:
            answer = self.answering.answer(messages)
        self.conversation.add(asked, answer)
        inference_id = answer.response_metadata.get("inference_id")
        caller.note(f"{self.answering.spent}" + (f", inference id {inference_id}" if inference_id else ""))


def _asked(prompt: list[str] | None, files: list[str]) -> str:
    """The question: the words, else standard input, unless a file is read from there."""
    if prompt or "-" in files:
        words = " ".join(prompt or ())
        if is_blank(words) and not files:
            raise typer.BadParameter("the prompt is empty: say what to ask")
        return words
    text = sys.stdin.read().strip()
    if not text and not files:
        raise typer.BadParameter("say what to ask: no words were given and standard input is empty")
    return text


def _sources(files: list[str]) -> list[Any]:
    """The files, standard input read where it is meant.

    Raises:
        typer.BadParameter: If standard input is meant twice.
    """
    if files.count("-") > 1:
        raise typer.BadParameter("standard input can be one file only")
    return [sys.stdin.buffer.read() if file == "-" else file for file in files]
