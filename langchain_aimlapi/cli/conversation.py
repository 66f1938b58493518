"""A conversation and the file that it is kept in: one line of JSON a message, to which lines are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer
from langchain_core.messages import BaseMessage, SystemMessage, message_to_dict, messages_from_dict

CLEARED = {"type": "cleared"}
"""The line that says that what stands above it has been forgotten."""
_KINDS = frozenset({"system", "human", "ai"})


class Conversation:
    """What was said, and where it is kept.

    Args:
        path: File that every turn is added to; None keeps it in memory only. A file that is there is gone on with.

    Raises:
        typer.BadParameter: If the file is there and holds no conversation, or cannot be made.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.system: BaseMessage | None = None
        self.turns: list[BaseMessage] = []
        self._instructions: list[BaseMessage] = []  # kept with the next turn
        if path is not None and path.exists():
            self._load(path)
        elif path is not None and not path.parent.is_dir():
            raise typer.BadParameter(f"{path.parent} is no directory; make it first")

    @property
    def messages(self) -> list[BaseMessage]:
        """All of it, as a model gets it."""
        return [*([self.system] if self.system else []), *self.turns]

    def instruct(self, text: str) -> None:
        """Tell the model how to answer, from now on and instead of what it was told before."""
        if self.system is None or self.system.text != text:
            self.system = SystemMessage(text)
            self._instructions = [self.system]

    def add(self, *messages: BaseMessage) -> None:
        """Add a turn: what was asked and what was answered."""
        self.turns += messages
        self._write(map(message_to_dict, [*self._instructions, *messages]))
        self._instructions = []

    def clear(self) -> None:
        """Forget all turns; in the file they stay, above a line that says so."""
        self.turns = []
        self._write([CLEARED])

    def save(self, path: Path) -> None:
        """Write the conversation to a new file.

        Raises:
            FileExistsError: If there is such a file.
            OSError: If it cannot be written.
        """
        with path.open("x", encoding="utf-8") as file:
            file.writelines(map(_line, map(message_to_dict, self.messages)))

    def _write(self, entries: Iterable[dict[str, Any]]) -> None:
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.writelines(map(_line, entries))

    def _load(self, path: Path) -> None:
        try:
            entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            for entry in entries:
                self._take(entry)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise typer.BadParameter(
                f"{path} is there and holds no conversation of this command; it is left as it is"
            ) from error

    def _take(self, entry: dict[str, Any]) -> None:
        if entry == CLEARED:
            self.turns = []
            return
        if entry["type"] not in _KINDS:
            raise ValueError(entry["type"])
        (message,) = messages_from_dict([entry])
        if message.type == "system":
            self.system = message
        else:
            self.turns.append(message)


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"
