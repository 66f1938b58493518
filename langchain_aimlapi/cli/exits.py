"""How the command ends: exit codes, and one sentence on standard error for whatever went wrong."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from langchain_aimlapi.cli.output import tell

FAILED, USAGE, NOT_ALLOWED, NO_CREDIT, RATE_LIMITED, SERVICE, TIMEOUT = 1, 2, 3, 4, 5, 6, 7
INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes; the last two are those of a program that a signal has ended: 128 and the signal's number."""
DEBUG_VARIABLE = "AIMLAPI_DEBUG"


class EndedError(BaseException):
    """A signal that ends programs, such as SIGTERM, or SIGHUP when a terminal is closed.

    Args:
        number: The number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def heed_signals() -> None:
    """Let the signals that end a program be told what an interrupt is told: how to get what is paid for."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    raise EndedError(number)


def exit_code(error: BaseException) -> int:
    """The code that the command ends with after an error; `docs/cli.md` lists them."""
    if isinstance(error, EndedError):
        return 128 + error.number
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, (FileNotFoundError, FileExistsError, IsADirectoryError)):
        return USAGE
    return next((code for kinds, code in _codes() if isinstance(error, kinds)), FAILED)


def _codes() -> list[tuple[tuple[type[Exception], ...], int]]:
    """Errors of the service and their codes; the first that fits counts."""
    from langchain_aimlapi.api import errors  # noqa: PLC0415 - `--help` and `models` need nothing of it

    return [
        ((errors.OutOfCreditsError, errors.QuotaExceededError), NO_CREDIT),
        ((errors.AuthenticationError, errors.PermissionDeniedError), NOT_ALLOWED),
        ((errors.RateLimitError,), RATE_LIMITED),
        ((errors.APITimeoutError, errors.GenerationTimeoutError), TIMEOUT),
        ((errors.InvalidRequestError, errors.NotFoundError), USAGE),
        ((errors.AIMLAPIError,), SERVICE),
    ]


class ServiceGroup(TyperGroup):
    """The commands, with errors of the service told to people instead of shown as tracebacks."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                result = super().invoke(ctx)
                sys.stdout.flush()
            except BrokenPipeError:
                _leave_quietly()
            except (KeyboardInterrupt, EndedError, Exception) as error:
                if isinstance(error, (typer.Exit, typer.Abort)):
                    raise
                if hasattr(error, "exit_code") and hasattr(error, "format_message"):
                    _leave_with_advice(error)
                _leave_with(error, debug=bool(ctx.params.get("debug")))
        return result


@contextmanager
def as_usage_errors() -> Iterator[None]:
    """Turn what the library says of a setting that cannot be used into what a command line says."""
    try:
        yield
    except ValueError as error:
        raise typer.BadParameter(_first_issue(error)) from error


def _first_issue(error: ValueError) -> str:
    """What is wrong, in a line: pydantic says it of every field."""
    issues = getattr(error, "errors", None)
    if not callable(issues):
        return str(error)
    issue = issues(include_url=False, include_input=False)[0]
    place, said = ".".join(map(str, issue["loc"])), issue["msg"].removeprefix("Value error, ")
    return f"{place}: {said}" if place else said


def sentence(error: BaseException) -> str:
    """What is said of an error, with what its notes add."""
    notes = getattr(error, "__notes__", [])
    return "\n".join([_said(error), *notes])


def _said(error: BaseException) -> str:
    if isinstance(error, (KeyboardInterrupt, EndedError)):
        return "Interrupted." if isinstance(error, KeyboardInterrupt) else "Terminated."
    if exit_code(error) != FAILED and not isinstance(error, OSError):
        return f"Error: {error}"
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"Error: {place}{error.strerror or error}"
    return f"Error: {type(error).__name__}: {error} (AIMLAPI_DEBUG=1 shows where)"


def _leave_with(error: BaseException, *, debug: bool) -> NoReturn:
    if debug:
        traceback.print_exception(error)
    else:
        with suppress(OSError):  # a terminal that has been closed
            tell(sentence(error))
    raise typer.Exit(exit_code(error)) from None


def _leave_with_advice(error: Any) -> NoReturn:
    """Say what is wrong with the words of a command, in a line as all errors are."""
    said = error.format_message().removeprefix("Invalid value: ")
    context = getattr(error, "ctx", None)
    advice = f" ({context.command_path} --help tells how it is used)" if context is not None else ""
    tell(f"Error: {said}{advice}")
    raise typer.Exit(error.exit_code) from None


def _leave_quietly() -> NoReturn:
    """End although nobody reads what is written any more, and let Python's own last flush have a place to go."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(PIPE_CLOSED) from None


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    tell(f"Warning: {message}")
