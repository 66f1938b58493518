"""`aimlapi image`: pictures from words and from pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.output import receipt, write_json, write_text
from langchain_aimlapi.cli.params import IMAGE, Params, read_params, said, text_of
from langchain_aimlapi.cli.saving import Force, Output, file_facts, target
from langchain_aimlapi.cli.waiting import working
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import image_results as image_results_module
    from langchain_aimlapi.tools import images as tools_images
else:
    image_results_module = LazyModule("langchain_aimlapi.image_results")
    tools_images = LazyModule("langchain_aimlapi.tools.images")


Prompt = Annotated[list[str] | None, typer.Argument(help="What the picture shows, or what to change; - reads it.")]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", help="A picture to change or to start from: a file or an address; may be repeated."),
]
Mask = Annotated[str | None, typer.Option(help="For OpenAI's models: a PNG whose transparent part is to be changed.")]
Size = Annotated[str | None, typer.Option(help="1024x768, or a word of the model such as 2K.")]
AspectRatio = Annotated[str | None, typer.Option(help="Shape, such as 16:9.")]
Count = Annotated[int, typer.Option("--count", "-n", min=1, help="Number of pictures, each of which is paid for.")]
Quality = Annotated[str | None, typer.Option(help="For OpenAI's models: low, medium or high.")]
Seed = Annotated[int | None, typer.Option(help="The same seed makes much the same picture.")]
Negative = Annotated[str | None, typer.Option(help="What the picture must not show.")]
Format = Annotated[str | None, typer.Option("--format", help="png, jpeg or webp.")]


@service_command
def image(
    caller: Caller,
    prompt: Prompt = None,
    model: Annotated[str, IMAGE.option()] = IMAGE.default,
    inputs: Inputs = None,
    mask: Mask = None,
    size: Size = None,
    aspect_ratio: AspectRatio = None,
    count: Count = 1,
    quality: Quality = None,
    seed: Seed = None,
    negative_prompt: Negative = None,
    output_format: Format = None,
    params: Params = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Make pictures from words; with --input change pictures, or without any words make them larger."""
    words, wanted = text_of(prompt), target(caller, output, force=force, count=count)
    if words is None and not inputs:
        raise typer.BadParameter("say what the picture shows, or give a picture with --input")
    if mask and not inputs:
        raise typer.BadParameter("--mask needs the picture that it is for: --input")
    painter = caller.make(package.AIMLAPIImageGenerator, model=model, timeout=caller.timeout)
    asked = said(
        n=count if count > 1 else None,
        size=size,
        aspect_ratio=aspect_ratio,
        quality=quality,
        seed=seed,
        negative_prompt=negative_prompt,
        output_format=output_format,
    )
    with working(f"{model} is painting", caller):
        result = _paint(painter, words, inputs or [], mask, {**asked, **read_params(params)})
        paths = wanted.save(result.images)
    _report(caller, result, paths)


def _paint(
    painter: tools_images.AIMLAPIImageGenerator,
    prompt: str | None,
    inputs: list[str],
    mask: str | None,
    params: dict[str, Any],
) -> image_results_module.ImageResult:
    if not inputs:
        return painter.generate(prompt, **params)
    if prompt is None:
        if len(inputs) > 1:
            raise typer.BadParameter("only one picture can be made larger; say in words what to do with several")
        return painter.upscale(inputs[0], **params)
    return painter.edit(prompt, inputs[0] if len(inputs) == 1 else inputs, mask=mask, **params)


def _report(caller: Caller, result: image_results_module.ImageResult, paths: list[Path]) -> None:
    caller.note(receipt(result))
    if caller.as_json:
        facts = result.model_dump(mode="json", exclude={"images", "raw"}, exclude_none=True)
        write_json({**facts, "files": [file_facts(*each) for each in zip(result.images, paths, strict=True)]})
        return
    for path in paths:
        write_text(str(path))
