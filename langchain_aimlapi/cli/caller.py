"""What commands that call the service have in common: options on how to reach it, and how much to say."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from langchain_aimlapi.cli.exits import as_usage_errors
from langchain_aimlapi.cli.output import tell
from langchain_aimlapi.cli.params import AsJson

PANEL = "The service"
LONGEST_KEY = 4096

BaseUrl = Annotated[
    str | None,
    typer.Option(help="Address of the service. Default: AIMLAPI_API_BASE, else AI/ML API.", rich_help_panel=PANEL),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        help="File that holds the API key. Default: the environment's AIMLAPI_API_KEY. "
        "The key itself is never an argument: other users could see it.",
        rich_help_panel=PANEL,
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        min=0.001,
        help="Seconds to wait for an answer, of a streamed one for the next piece; "
        "for videos, music and transcripts for the finished result.",
        rich_help_panel=PANEL,
    ),
]
MaxRetries = Annotated[
    int | None, typer.Option(min=0, help="Attempts after the first one. Default: 2.", rich_help_panel=PANEL)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Neither progress nor costs on standard error.")]


@dataclass(frozen=True)
class Caller:
    """How a command reaches the service, and how it answers.

    Attributes:
        settings: Key, address and retries, as every surface of the package takes them.
        timeout: Seconds to wait; None for the surface's own patience.
        as_json: Whether data is written as JSON.
        quiet: Whether progress and costs are left out.
        repeated: The options as they were given, for a command that goes on with a job.
    """

    settings: dict[str, Any] = field(repr=False)
    timeout: float | None = None
    as_json: bool = False
    quiet: bool = False
    repeated: tuple[str, ...] = ()

    def make(self, kind: Callable[..., Any], **settings: Any) -> Any:
        """A surface with these settings, those that are None left to its defaults.

        Raises:
            typer.BadParameter: If a setting cannot be used.
        """
        given = {name: value for name, value in settings.items() if value is not None}
        with as_usage_errors():
            return kind(**self.settings, **given)

    def note(self, text: str) -> None:
        """Say something that is left out with `--quiet`."""
        if not self.quiet:
            tell(text, style="dim")


def service_command(run: Callable[..., None]) -> Callable[..., None]:
    """A command out of a function whose first parameter is a `Caller`: that one's options are put behind its own."""
    hints = typing.get_type_hints(run, include_extras=True)
    own = [each.replace(annotation=hints[each.name]) for each in inspect.signature(run).parameters.values()][1:]

    def command(**options: Any) -> None:
        shared = {each.name: options.pop(each.name) for each in SHARED}
        run(_caller(**shared), **options)

    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*own, *SHARED)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__name__, command.__doc__ = run.__name__, run.__doc__
    return command


def _option(name: str, kind: Any, default: Any = None) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


SHARED = (
    _option("as_json", AsJson, default=False),
    _option("quiet", Quiet, default=False),
    _option("base_url", BaseUrl),
    _option("api_key_file", KeyFile),
    _option("timeout", Timeout),
    _option("max_retries", MaxRetries),
)


def _caller(
    *,
    base_url: str | None,
    api_key_file: Path | None,
    timeout: float | None,
    max_retries: int | None,
    as_json: bool,
    quiet: bool,
) -> Caller:
    settings: dict[str, Any] = {"base_url": base_url, "max_retries": max_retries}
    if api_key_file is not None:
        settings["api_key"] = read_key(api_key_file)
    given = {name: value for name, value in settings.items() if value is not None}
    address = ("--base-url", base_url) if base_url else ()
    key = ("--api-key-file", str(api_key_file)) if api_key_file else ()
    return Caller(given, timeout, as_json, quiet, (*address, *key))


def read_key(path: Path) -> str:
    """The key in a file.

    Raises:
        typer.BadParameter: If it cannot be read, or holds no key.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST_KEY + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"--api-key-file {path} cannot be read: {error}") from error
    if not text or len(text) > LONGEST_KEY:
        raise typer.BadParameter(f"--api-key-file {path} does not hold a key")
    return text
