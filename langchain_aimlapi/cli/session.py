"""The conversation of `aimlapi chat`: lines of a person, answers of the model, and words that begin with a slash."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.cli.answering import Answering, question
from langchain_aimlapi.cli.exits import sentence
from langchain_aimlapi.cli.output import tell
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.cli import conversation as cli_conversation
else:
    cli_conversation = LazyModule("langchain_aimlapi.cli.conversation")


PROMPT, CONTINUED = "> ", ". "
HELP = """\
/help          these words
/quit, /exit   end; so does Ctrl-D
/clear         forget what was said
/system TEXT   tell the model how to answer
/model NAME    go on with another model
/file PATH     send a file, or an address, with the next question
/save FILE     write the conversation to a new file
/cost          what the conversation has cost
A line that ends with \\ goes on in the next one. A question that begins with a slash begins with two. Ctrl-C breaks an
answer off, which is then forgotten together with its question."""


class Session:
    """A conversation with a person at a terminal, or with a program that writes lines.

    Args:
        answering: Asks the model and shows its answers.
        conversation: What was said before.
    """

    def __init__(self, answering: Answering, conversation: cli_conversation.Conversation) -> None:
        self._answering = answering
        self._conversation = conversation
        self._files: list[Any] = []
        self._is_person = sys.stdin.isatty()
        self._words: dict[str, Callable[[str], None]] = {
            "help": lambda _: tell(HELP),
            "clear": lambda _: self._conversation.clear(),
            "system": self._instruct,
            "model": self._change_model,
            "file": self._attach,
            "save": self._save,
            "cost": lambda _: tell(str(self._answering.spent)),
        }

    def run(self, first: str = "", files: list[Any] | None = None) -> None:
        """Talk until the person ends it.

        Args:
            first: A question to begin with.
            files: What is sent with it.

        Raises:
            AIMLAPIError: If a question of a program cannot be answered; a person is told, and may ask again.
        """
        self._files = list(files or ())
        if self._is_person:
            tell(f"{self._answering.model.model}: /help tells what can be said, /quit or Ctrl-D ends.", style="dim")
        line: str | None = first or self._next()
        while line is not None:
            if line and not self._obeys(line):
                break
            line = self._next()
        self._answering.caller.note(str(self._answering.spent))

    def _obeys(self, line: str) -> bool:
        """Do what a line says; False when it says to end."""
        if not line.startswith("/") or line.startswith("//"):
            self._guarded(self._ask, line.removeprefix("/") if line.startswith("//") else line)
            return True
        word, _, rest = line[1:].partition(" ")
        if word in ("quit", "exit"):
            return False
        do = self._words.get(word)
        if do is None:
            tell(f"/{word} is no word that is known; /help tells them")
        else:
            self._guarded(do, rest.strip())
        return True

    def _guarded(self, do: Callable[[str], None], text: str) -> None:
        """Do something; what goes wrong does not end a person's conversation."""
        try:
            do(text)
        except (AIMLAPIError, OSError, typer.BadParameter, KeyboardInterrupt) as error:
            if not self._is_person or isinstance(error, BrokenPipeError):
                raise
            tell(sentence(error))

    def _ask(self, text: str) -> None:
        asked = question(text, self._files, self._answering.model.model)
        answer = self._answering.answer([*self._conversation.messages, asked])
        self._conversation.add(asked, answer)
        self._files = []

    def _instruct(self, text: str) -> None:
        self._conversation.instruct(_needed(text, "/system TEXT"))

    def _change_model(self, name: str) -> None:
        model = self._answering.model
        self._answering.model = model.model_copy(update={"model": _needed(name, "/model NAME")})

    def _attach(self, path: str) -> None:
        question("", [_needed(path, "/file PATH")], self._answering.model.model)  # refused now rather than later
        self._files.append(path)

    def _save(self, path: str) -> None:
        self._conversation.save(Path(_needed(path, "/save FILE")))
        tell(f"Saved {path}", style="dim")

    def _next(self) -> str | None:
        """The next line, with those that it goes on in; None at the end."""
        lines: list[str] = []
        while True:
            try:
                line = self._read(CONTINUED if lines else PROMPT)
            except EOFError:
                return "\n".join(lines) if lines else None
            except KeyboardInterrupt:
                if not self._is_person:
                    raise
                tell("\n/quit or Ctrl-D ends")
                lines = []
                continue
            lines.append(line.removesuffix("\\"))
            if not line.endswith("\\"):
                return "\n".join(lines).strip()

    def _read(self, prompt: str) -> str:
        """A line; a person at a terminal can edit it where Python has readline."""
        if not self._is_person:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            return line.rstrip("\n")
        if sys.stdout.isatty():
            _load_line_editing()
            return input(prompt)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        return input()


def _load_line_editing() -> None:
    """Let `input` have history and editing, where Python was built with them."""
    try:
        import readline  # noqa: F401, PLC0415
    except ImportError:
        return


def _needed(text: str, form: str) -> str:
    if not text:
        raise typer.BadParameter(f"say {form}")
    return text
