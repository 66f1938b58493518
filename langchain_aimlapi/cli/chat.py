"""`aimlapi chat`: one answer, or a conversation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.answering import Answering, facts_of, question
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.conversation import Conversation
from langchain_aimlapi.cli.output import write_json
from langchain_aimlapi.cli.params import CHAT, Params, read_params
from langchain_aimlapi.cli.session import Session

Prompt = Annotated[
    list[str] | None,
    typer.Argument(help="What to ask. Without it standard input is asked; at a terminal a conversation begins."),
]
System = Annotated[str | None, typer.Option("--system", "-s", help="How the model is to answer.")]
Files = Annotated[
    list[str] | None,
    typer.Option(
        "--file",
        "-f",
        help="Picture, PDF document, recording, film or text to ask about: a file, an address, or - for standard "
        "input; may be repeated. What the model cannot read is refused.",
    ),
]
Effort = Annotated[str | None, typer.Option(help="How much a reasoning model thinks: low, medium, high, none.")]
ShowReasoning = Annotated[
    bool | None,
    typer.Option(
        "--show-reasoning/--hide-reasoning",
        help="Show what the model thinks, on standard error. Default: at a terminal.",
    ),
]
Temperature = Annotated[float | None, typer.Option("--temperature", "-t", help="Randomness of the answer, 0 to 2.")]
MaxTokens = Annotated[int | None, typer.Option(min=1, help="Most tokens of the answer, thoughts included.")]
History = Annotated[
    Path | None,
    typer.Option(
        dir_okay=False, help="File that keeps the conversation: gone on with if it is there, and only ever added to."
    ),
]
Interactive = Annotated[bool, typer.Option("--interactive", "-i", help="Hold a conversation, /help tells its words.")]


@service_command
def chat(
    caller: Caller,
    prompt: Prompt = None,
    model: Annotated[str, CHAT.option()] = CHAT.default,
    system: System = None,
    files: Files = None,
    reasoning_effort: Effort = None,
    show_reasoning: ShowReasoning = None,
    temperature: Temperature = None,
    max_tokens: MaxTokens = None,
    params: Params = None,
    history: History = None,
    interactive: Interactive = False,
) -> None:
    """Ask a chat model; the answer is streamed. Without a prompt, at a terminal, hold a conversation."""
    talks = interactive or (not prompt and sys.stdin.isatty())
    if talks and caller.as_json:
        raise typer.BadParameter("--json is for one answer: give a prompt, and no --interactive")
    settings = {"temperature": temperature, "max_tokens": max_tokens, "reasoning_effort": reasoning_effort}
    chat_model = caller.make(
        package.ChatAIMLAPI, model=model, timeout=caller.timeout, model_kwargs=read_params(params), **settings
    )
    conversation = Conversation(history)
    if system:
        conversation.instruct(system)
    shown = sys.stderr.isatty() if show_reasoning is None else show_reasoning
    answering = Answering(chat_model, caller, shown, package.Spending())
    if talks:
        Session(answering, conversation).run(" ".join(prompt or ()), _sources(files))
    else:
        _answer_once(answering, conversation, _asked(prompt, files), _sources(files))


def _answer_once(answering: Answering, conversation: Conversation, text: str, files: list[Any]) -> None:
    asked = question(text, files, answering.model.model)
    caller = answering.caller
    if caller.as_json:
        answer = answering.answer_quietly([*conversation.messages, asked])
        write_json(facts_of(answer))
    else:
        answer = answering.answer([*conversation.messages, asked])
    conversation.add(asked, answer)
    inference_id = answer.response_metadata.get("inference_id")
    caller.note(f"{answering.spent}" + (f", inference id {inference_id}" if inference_id else ""))


def _asked(prompt: list[str] | None, files: list[str] | None) -> str:
    """The question: the words, else standard input, unless a file is read from there."""
    if prompt or "-" in (files or ()):
        return " ".join(prompt or ())
    text = sys.stdin.read().strip()
    if not text and not files:
        raise typer.BadParameter("say what to ask: no words were given and standard input is empty")
    return text


def _sources(files: list[str] | None) -> list[Any]:
    """The files, standard input read where it is meant.

    Raises:
        typer.BadParameter: If standard input is meant twice.
    """
    given = files or []
    if given.count("-") > 1:
        raise typer.BadParameter("standard input can be one file only")
    return [sys.stdin.buffer.read() if file == "-" else file for file in given]
