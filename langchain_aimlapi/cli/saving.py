"""Where results go: files that are never overwritten unless that is wanted, or standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller
from langchain_aimlapi.cli.output import tell, write_text
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import media_files as media_files_module
else:
    media_files_module = LazyModule("langchain_aimlapi.media_files")


STANDARD_OUTPUT = Path("-")

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write, a directory, where it gets a free name, or - for standard output. "
        "Default: this directory.",
    ),
]
TextOutput = Annotated[Path | None, typer.Option("--output", "-o", help="File to write. Default: standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


@dataclass(frozen=True)
class Target:
    """Where the files of a result are to be written.

    Attributes:
        path: A file, a directory, or `-`.
        force: Whether files that are there may be replaced.
    """

    path: Path
    force: bool = False

    @property
    def is_output(self) -> bool:
        """Whether the bytes go to standard output."""
        return self.path == STANDARD_OUTPUT

    def places(self, count: int) -> list[Path]:
        """Where each of so many files goes; a number is put behind the name of a single file if there are several."""
        if count == 1 or self.path.is_dir():
            return [self.path] * count
        return [self.path.with_stem(f"{self.path.stem}-{number}") for number in range(1, count + 1)]

    def save(self, files: Sequence[media_files_module.MediaFile]) -> list[Path]:
        """Write the files and return where they are; none for standard output.

        Raises:
            OSError: If one cannot be written; the notes of the error have the address of its file.
            AIMLAPIError: If one cannot be fetched.
        """
        if self.is_output:
            for piece in files[0].iter_bytes():
                sys.stdout.buffer.write(piece)
            return []
        return [self._saved(file, place) for file, place in zip(files, self.places(len(files)), strict=True)]

    def _saved(self, file: media_files_module.MediaFile, place: Path) -> Path:
        try:
            return file.save(place, overwrite=self.force)
        except (OSError, package.AIMLAPIError) as error:
            if file.url:
                error.add_note(f"It is paid for, and for some time at {file.url}")
            raise


def target(caller: Caller, output: Path | None, *, force: bool, count: int = 1) -> Target:
    """Where results are to go, looked at before anything is paid for.

    Raises:
        typer.BadParameter: If a file is there already, or cannot be written there.
    """
    wanted = Target(output or Path(), force)
    if wanted.is_output:
        _check_output(caller, count)
        return wanted
    for place in wanted.places(count):
        check_place(place, force=force)
    return wanted


def check_place(path: Path, *, force: bool) -> None:
    """Refuse a file that is there already, and one whose directory is not.

    Raises:
        typer.BadParameter: If the file cannot be written.
    """
    if path.is_dir():
        return
    if path.exists() and not force:
        raise typer.BadParameter(f"{path} is there already; --force replaces it, --output names another one")
    if not path.parent.is_dir():
        raise typer.BadParameter(f"{path.parent} is no directory; make it first")


def _check_output(caller: Caller, count: int) -> None:
    if caller.as_json:
        raise typer.BadParameter("--output - and --json both want standard output: give one of them")
    if count > 1:
        raise typer.BadParameter("--output - takes one file; give a file or a directory for several")
    if sys.stdout.isatty():
        raise typer.BadParameter("--output - would write a file's bytes to the terminal; redirect them")


def text_target(output: Path | None, *, force: bool) -> Path | None:
    """Where a text is to go, looked at before anything is paid for; None for standard output.

    Raises:
        typer.BadParameter: If the file is there already, or cannot be written there.
    """
    if output is None or output == STANDARD_OUTPUT:
        return None
    if output.is_dir():
        raise typer.BadParameter(f"{output} is a directory; name a file")
    check_place(output, force=force)
    return output


def write_document(text: str, place: Path | None, *, force: bool) -> None:
    """Write a text to a file, whole or not at all, or to standard output where there is none.

    Raises:
        FileExistsError: If the file has come into being meanwhile and may not be replaced.
        OSError: If it cannot be written.
    """
    if place is None:
        write_text(text.rstrip("\n"))
        return
    from langchain_aimlapi.media_files import write_file  # noqa: PLC0415 - `--help` and `models` write none

    write_file(place, (piece for piece in [text.encode()]), overwrite=force)
    tell(f"Saved {place}", style="dim")


def file_facts(file: media_files_module.MediaFile, path: Path | None) -> dict[str, Any]:
    """What is known of a file, for programs."""
    kept = file.model_dump(mode="json", exclude={"inline", "raw", "path", "cost", "inference_id"}, exclude_none=True)
    return {"path": None if path is None else str(path), **kept}
