"""Work that takes long: a bar on standard error while it goes on, and the way back when it is broken off."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller
from langchain_aimlapi.cli.exits import EndedError
from langchain_aimlapi.cli.output import printable, tell, to_people
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from rich import progress as rich_progress
else:
    rich_progress = LazyModule("rich.progress")


@contextmanager
def working(what: str, caller: Caller) -> Iterator[Callable[[str], None]]:
    """Show that something goes on: a moving bar with the time on a terminal, lines elsewhere.

    Args:
        what: What goes on.
        caller: Whether anything is to be shown.

    Yields:
        A function that takes how far it is, in a word.
    """
    console = to_people()
    if caller.quiet:
        yield lambda _: None
    elif not console.is_terminal:
        yield _lines(what)
    else:
        with _bar(console) as bar:
            task = bar.add_task(what, total=None)
            yield lambda word: bar.update(task, description=f"{what}: {printable(word)}")


def _bar(console: Console) -> rich_progress.Progress:
    from rich import progress  # noqa: PLC0415 - only where it is seen

    words = progress.TextColumn("{task.description}", markup=False)
    columns = (progress.SpinnerColumn(), words, progress.BarColumn(), progress.TimeElapsedColumn())
    return progress.Progress(*columns, console=console, transient=True)


def _lines(what: str) -> Callable[[str], None]:
    """Say each word once, when it changes."""
    last = ""

    def show(word: str) -> None:
        nonlocal last
        if word != last:
            last = word
            tell(f"{what}: {word}")

    return show


@contextmanager
def resumable(command: Sequence[str]) -> Iterator[None]:
    """Add to whatever breaks the waiting off how to take the job up again; a job that failed is over.

    Args:
        command: The command that goes on with it.
    """
    try:
        yield
    except (package.GenerationFailedError, package.NotFoundError):
        raise  # it is over, or nobody knows it
    except (KeyboardInterrupt, EndedError, package.AIMLAPIError, OSError) as error:
        error.add_note(f"The job goes on at the service and is paid for. To take it up again:\n  {shlex.join(command)}")
        raise


def options(**given: Any) -> list[str]:
    """Options with their values, as a command line has them; flags are named, what is not given is left out."""
    words: list[str] = []
    for name, value in given.items():
        flag = "--" + name.replace("_", "-")
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if each is True:
                words.append(flag)
            elif each is not None and each is not False:
                words += [f"{flag}={each}"] if str(each).startswith("-") else [flag, str(each)]
    return words
