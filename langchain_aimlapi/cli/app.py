"""The commands, put together."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from langchain_aimlapi import http_library
from langchain_aimlapi._version import __version__
from langchain_aimlapi.cli import (
    account,
    chat,
    image,
    model3d,
    models,
    music,
    ocr,
    search,
    serving,
    speak,
    transcribe,
    video,
)
from langchain_aimlapi.cli.exits import DEBUG_VARIABLE, ServiceGroup, heed_signals

HELP = """AI/ML API from the command line.

The API key comes from the environment, AIMLAPI_API_KEY, or from a file, --api-key-file.

Exit codes: 0 done; 1 failed; 2 wrong usage or a refused request; 3 no key, or not allowed; 4 out of credit; 5 rate
limit; 6 service or connection failed; 7 timed out; 130 interrupted.
"""
PASSED_ON: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    cls=ServiceGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=HELP,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"{__version__} ({http_library.description()})")
        except (ImportError, ValueError) as error:
            raise typer.BadParameter(str(error)) from error
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", envvar=DEBUG_VARIABLE, help="Show tracebacks.")] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the version, with that of the HTTP library, and end.",
        ),
    ] = False,
) -> None:
    """Take what concerns all commands; `ServiceGroup` reads it."""


_COMMANDS: dict[str, Callable[..., None]] = {
    "chat": chat.chat,
    "image": image.image,
    "video": video.video,
    "music": music.music,
    "model3d": model3d.model3d,
    "speak": speak.speak,
    "transcribe": transcribe.transcribe,
    "ocr": ocr.ocr,
    "search": search.search,
    "models": models.models,
    "model": models.model,
    "balance": account.balance,
    "usage": account.usage,
    "litellm-config": serving.litellm_config,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
app.command("emulator", context_settings=PASSED_ON)(serving.emulator)


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a character that the terminal has not is no reason to fail
    heed_signals()
    app(prog_name="aimlapi")
