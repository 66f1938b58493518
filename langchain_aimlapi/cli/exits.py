"""How the command ends: exit codes, and one sentence on standard error for whatever went wrong."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    OutOfCreditsError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
)
from langchain_aimlapi.api.jobs import GenerationTimeoutError
from langchain_aimlapi.cli.output import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILED, USAGE, NOT_ALLOWED, NO_CREDIT, RATE_LIMITED, SERVICE, TIMEOUT = 1, 2, 3, 4, 5, 6, 7
INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes; the last two are those of a program that a signal has ended: 128 and the signal's number."""
DEBUG_VARIABLE = "AIMLAPI_DEBUG"

_CODES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], int], ...] = (
    ((OutOfCreditsError, QuotaExceededError), NO_CREDIT),
    ((AuthenticationError, PermissionDeniedError), NOT_ALLOWED),
    (RateLimitError, RATE_LIMITED),
    ((APITimeoutError, GenerationTimeoutError), TIMEOUT),
    ((InvalidRequestError, NotFoundError, FileNotFoundError, FileExistsError, IsADirectoryError), USAGE),
    ((AIMLAPIError, APIConnectionError), SERVICE),
)


def exit_code(error: BaseException) -> int:
    """The code that the command ends with after an error; `docs/cli.md` lists them."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), FAILED)


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
            except (KeyboardInterrupt, Exception) as error:
                if _is_the_parsers(error):
                    raise
                _leave_with(error, debug=bool(ctx.params.get("debug")))
        return result


@contextmanager
def as_usage_errors() -> Iterator[None]:
    """Turn what the library says of a setting that cannot be used into what a command line says."""
    try:
        yield
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in found["loc"])
        said = found["msg"].removeprefix("Value error, ")
        raise typer.BadParameter(f"{place}: {said}" if place else said) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def sentence(error: BaseException) -> str:
    """What is said of an error, with what its notes add."""
    notes = getattr(error, "__notes__", [])
    return "\n".join([_said(error), *notes])


def _said(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted."
    if isinstance(error, AIMLAPIError):
        return f"Error: {error}"
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"Error: {place}{error.strerror or error}"
    return f"Error: {type(error).__name__}: {error} (AIMLAPI_DEBUG=1 shows where)"


def _leave_with(error: BaseException, *, debug: bool) -> NoReturn:
    if debug:
        traceback.print_exception(error)
    else:
        tell(sentence(error))
    raise typer.Exit(exit_code(error)) from None


def _leave_quietly() -> NoReturn:
    """End although nobody reads what is written any more, and let Python's own last flush have a place to go."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(PIPE_CLOSED) from None


def _is_the_parsers(error: BaseException) -> bool:
    """Whether it is how the parser of options ends a command: help, wrong usage, an exit."""
    return isinstance(error, (typer.Exit, typer.Abort)) or hasattr(error, "exit_code")


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    tell(f"Warning: {message}")
