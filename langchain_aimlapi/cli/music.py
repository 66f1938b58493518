"""`aimlapi music`: songs and instrumental pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.generating import NoWait, PollInterval, Resume, generate
from langchain_aimlapi.cli.params import MUSIC, Params, read_params, said, text_of
from langchain_aimlapi.cli.saving import Force, Output

Prompt = Annotated[list[str] | None, typer.Argument(help="Style, mood, instruments; - reads it.")]
Lyrics = Annotated[str | None, typer.Option(help="The words that are sung.")]
LyricsFile = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="File with the words that are sung.")
]
Reference = Annotated[str | None, typer.Option("--reference", help="Recording whose style or voice is taken over.")]
Duration = Annotated[float | None, typer.Option(min=0.1, help="Length in seconds.")]
Instrumental = Annotated[bool, typer.Option("--instrumental", help="Without singing.")]
Format = Annotated[str | None, typer.Option("--format", help="File format, where the model has several.")]
Seed = Annotated[int | None, typer.Option(help="The same seed makes much the same music.")]


@service_command
def music(
    caller: Caller,
    prompt: Prompt = None,
    model: Annotated[str, MUSIC.option()] = MUSIC.default,
    lyrics: Lyrics = None,
    lyrics_file: LyricsFile = None,
    reference: Reference = None,
    duration: Duration = None,
    instrumental: Instrumental = False,
    output_format: Format = None,
    seed: Seed = None,
    params: Params = None,
    output: Output = None,
    force: Force = False,
    resume: Resume = None,
    no_wait: NoWait = False,
    poll_interval: PollInterval = None,
) -> None:
    """Make music, which takes a minute or two; --resume takes up a piece that was broken off."""
    if lyrics and lyrics_file:
        raise typer.BadParameter("give the words either with --lyrics or with --lyrics-file")
    asked = said(
        prompt=text_of(prompt),
        lyrics=lyrics_file.read_text(encoding="utf-8") if lyrics_file else lyrics,
        reference_audio=reference,
        duration=duration,
        instrumental=instrumental or None,
        output_format=output_format,
        seed=seed,
        **read_params(params),
    )
    generate(
        "music",
        package.AIMLAPIMusicGenerator,
        caller,
        model,
        asked,
        output=output,
        force=force,
        resume=resume,
        no_wait=no_wait,
        poll_interval=poll_interval,
    )
