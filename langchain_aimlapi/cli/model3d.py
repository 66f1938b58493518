"""`aimlapi model3d`: models in space from pictures."""

from __future__ import annotations

from typing import Annotated

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.output import receipt, write_json, write_text
from langchain_aimlapi.cli.params import MODEL_3D, Params, read_params, said
from langchain_aimlapi.cli.saving import Force, Output, file_facts, target
from langchain_aimlapi.cli.waiting import working

Picture = Annotated[str | None, typer.Argument(help="Picture of the thing from the front: a file or an address.")]
Left = Annotated[str | None, typer.Option("--left", help="Picture from the left.")]
Back = Annotated[str | None, typer.Option("--back", help="Picture from behind.")]
Right = Annotated[str | None, typer.Option("--right", help="Picture from the right.")]
Mesh = Annotated[str | None, typer.Option(help="GLB or OBJ file to take apart, for models that do that.")]
Format = Annotated[str | None, typer.Option("--format", help="glb or obj.")]


@service_command
def model3d(
    caller: Caller,
    picture: Picture = None,
    model: Annotated[str, MODEL_3D.option()] = MODEL_3D.default,
    left: Left = None,
    back: Back = None,
    right: Right = None,
    mesh: Mesh = None,
    output_format: Format = None,
    params: Params = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Make a model in space from a picture, or take one apart."""
    if picture is None and mesh is None:
        raise typer.BadParameter("give a picture of the thing, or --mesh")
    place = target(caller, output, force=force)
    sculptor = caller.make(package.AIMLAPI3DGenerator, model=model, timeout=caller.timeout)
    sides = said(left_image=left, back_image=back, right_image=right, output_format=output_format)
    with working(f"{model} is modelling", caller):
        result = sculptor.generate(picture, mesh=mesh, **sides, **read_params(params))
        paths = place.save(result.files)
    caller.note(receipt(result))
    if caller.as_json:
        facts = result.model_dump(mode="json", exclude={"files", "raw"}, exclude_none=True)
        write_json({**facts, "files": [file_facts(*each) for each in zip(result.files, paths, strict=True)]})
        return
    for path in paths:
        write_text(str(path))
