"""`aimlapi chat`: one answer, or a conversation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.params import CHAT, Params, read_params

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
    from langchain_aimlapi.cli.talking import Answering, Talk  # noqa: PLC0415 - `--help` is quick without LangChain

    settings = {"temperature": temperature, "max_tokens": max_tokens, "reasoning_effort": reasoning_effort}
    chat_model = caller.make(package.ChatAIMLAPI, model=model, timeout=caller.timeout, **settings)
    shown = sys.stderr.isatty() if show_reasoning is None else show_reasoning
    answering = Answering(chat_model, caller, shown, read_params(params))
    talk = Talk.begun(answering, history, system)
    if talks:
        talk.go_on(" ".join(prompt or ()), files or [])
    else:
        talk.answer_once(prompt, files or [])
