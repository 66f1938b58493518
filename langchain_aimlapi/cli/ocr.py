"""`aimlapi ocr`: the text of scans, PDF files and pictures."""

from __future__ import annotations

import re
from typing import Annotated

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.output import json_text, receipt
from langchain_aimlapi.cli.params import OCR, Params, read_params, said
from langchain_aimlapi.cli.saving import Force, TextOutput, text_target, write_document
from langchain_aimlapi.cli.waiting import working

_RANGE = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+))?")
MOST_PAGES = 10_000

Source = Annotated[str, typer.Argument(help="PDF file or picture: a file or an address.")]
Pages = Annotated[str | None, typer.Option(help="Pages to read, counted from 1, such as 1-3,5.")]


@service_command
def ocr(
    caller: Caller,
    source: Source,
    model: Annotated[str, OCR.option()] = OCR.default,
    pages: Pages = None,
    params: Params = None,
    output: TextOutput = None,
    force: Force = False,
) -> None:
    """Read a document and print its text as Markdown, or with --json its pages."""
    wanted = said(pages=read_pages(pages) if pages else None, **read_params(params))
    place = text_target(output, force=force)
    parser = caller.make(package.AIMLAPIOCRParser, model=model, timeout=caller.timeout)
    with working(f"{model} is reading", caller):
        result = parser.read(source, **wanted)
    caller.note(receipt(result))
    if caller.as_json:
        text = json_text(result.model_dump(mode="json", exclude={"raw"}, exclude_none=True))
    else:
        text = result.text
    write_document(text + "\n", place, force=force)


def read_pages(text: str) -> list[int]:
    """Pages as people count them, `1-3,5`, as indices from 0.

    Raises:
        typer.BadParameter: If it cannot be read.
    """
    indices: list[int] = []
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        first, last = (int(found["first"]), int(found["last"] or found["first"])) if found else (0, 0)
        if not 1 <= first <= last <= MOST_PAGES:
            raise typer.BadParameter(f"--pages must be numbers from 1 and ranges, such as 1-3,5, not {text!r}")
        indices += range(first - 1, last)
    return indices
