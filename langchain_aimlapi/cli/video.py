"""`aimlapi video`: films from words, pictures and films."""

from __future__ import annotations

from typing import Annotated

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.generating import NoWait, PollInterval, Resume, generate
from langchain_aimlapi.cli.params import VIDEO, Params, read_params, said, text_of
from langchain_aimlapi.cli.saving import Force, Output

Prompt = Annotated[list[str] | None, typer.Argument(help="What happens in the film; - reads it.")]
Image = Annotated[str | None, typer.Option(help="Picture that it starts from: a file or an address.")]
LastImage = Annotated[str | None, typer.Option(help="Picture that it ends with.")]
References = Annotated[
    list[str] | None, typer.Option("--reference", help="Picture of what is to appear; may be repeated.")
]
Film = Annotated[str | None, typer.Option("--video", help="Film to change or to go on from.")]
Audio = Annotated[str | None, typer.Option(help="Sound to speak or move to.")]
AspectRatio = Annotated[str | None, typer.Option(help="Shape, such as 16:9.")]
Resolution = Annotated[str | None, typer.Option(help="Such as 720p or 1080p.")]
Duration = Annotated[int | None, typer.Option(min=1, help="Length in seconds; models take few values.")]
Effect = Annotated[str | None, typer.Option(help="Name of a ready-made scene, for models that have them.")]
Seed = Annotated[int | None, typer.Option(help="The same seed makes much the same film.")]
Negative = Annotated[str | None, typer.Option(help="What the film must not show.")]


@service_command
def video(
    caller: Caller,
    prompt: Prompt = None,
    model: Annotated[str, VIDEO.option()] = VIDEO.default,
    image: Image = None,
    last_image: LastImage = None,
    references: References = None,
    film: Film = None,
    audio: Audio = None,
    aspect_ratio: AspectRatio = None,
    resolution: Resolution = None,
    duration: Duration = None,
    effect: Effect = None,
    seed: Seed = None,
    negative_prompt: Negative = None,
    params: Params = None,
    output: Output = None,
    force: Force = False,
    resume: Resume = None,
    no_wait: NoWait = False,
    poll_interval: PollInterval = None,
) -> None:
    """Make a film, which takes from seconds to 20 minutes; --resume takes up one that was broken off."""
    asked = said(
        prompt=text_of(prompt),
        image=image,
        last_image=last_image,
        reference_images=references,
        video=film,
        audio=audio,
        aspect_ratio=aspect_ratio,
        resolution=resolution,
        duration=duration,
        effect=effect,
        seed=seed,
        negative_prompt=negative_prompt,
        **read_params(params),
    )
    generate(
        "video",
        package.AIMLAPIVideoGenerator,
        caller,
        model,
        asked,
        output=output,
        force=force,
        resume=resume,
        no_wait=no_wait,
        poll_interval=poll_interval,
    )
