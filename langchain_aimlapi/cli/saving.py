"""Where results go: files that are never overwritten unless that is wanted, or standard output."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller
from langchain_aimlapi.cli.output import tell, write_text
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import file_saving as file_saving_module
    from langchain_aimlapi import media_files as media_files_module
else:
    file_saving_module = LazyModule("langchain_aimlapi.file_saving")
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
            write_pieces(files[0].iter_bytes(), files[0].suggested_name())
            return []
        done: list[Path] = []
        failures: list[Exception] = []
        for file, place in zip(files, self.places(len(files)), strict=True):
            try:
                done.append(file.save(place, overwrite=self.force))
            except (OSError, package.AIMLAPIError) as error:  # the others are paid for as well
                failures.append(error)
        if not failures:
            return done
        for other in failures[1:]:
            failures[0].add_note("\n".join([str(other), *getattr(other, "__notes__", [])]))
        for path in done:
            failures[0].add_note(f"Saved {path}")
        raise failures[0]


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
    """Refuse a place where no file can be written, before anything is paid for.

    Raises:
        typer.BadParameter: If there is one already, or something that is no file, or none can be made there.
    """
    try:
        _check_place(path, force=force)
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be written: {error.strerror or error}") from error


def _check_place(path: Path, *, force: bool) -> None:
    if path.is_dir():
        file_saving_module.check_writable(path / "file")
        return
    kind = file_saving_module.special_kind(path)
    if kind is not None:
        raise typer.BadParameter(f"{path} is a {kind}, which is not replaced; --output names a file")
    if path.exists() and not force:
        raise typer.BadParameter(f"{path} is there already; --force replaces it, --output names another one")
    if not path.parent.is_dir():
        raise typer.BadParameter(f"{path.parent} is no directory; make it first")
    file_saving_module.check_writable(path)


def _check_output(caller: Caller, count: int) -> None:
    if caller.as_json:
        raise typer.BadParameter("--output - and --json both want standard output: give one of them")
    if count > 1:
        raise typer.BadParameter("--output - takes one file; give a file or a directory for several")
    check_standard_output()
    if sys.stdout.isatty():
        raise typer.BadParameter("--output - would write a file's bytes to the terminal; redirect them")


def text_target(output: Path | None, *, force: bool) -> Path | None:
    """Where a text is to go, looked at before anything is paid for; None for standard output.

    Raises:
        typer.BadParameter: If the file is there already, or cannot be written there.
    """
    if output is None or output == STANDARD_OUTPUT:
        check_standard_output()
        return None
    check_place(output, force=force)
    if output.is_dir():
        raise typer.BadParameter(f"{output} is a directory; name a file")
    return output


def write_document(text: str, place: Path | None, *, force: bool) -> None:
    """Write a text to a file, whole or not at all, or to standard output where there is none.

    Raises:
        FileExistsError: If the file has come into being meanwhile and may not be replaced.
        OSError: If it cannot be written.
    """
    if place is not None:
        file_saving_module.write_file(place, (piece for piece in [text.encode()]), overwrite=force)
        tell(f"Saved {place}", style="dim")
        return
    try:
        write_text(text.rstrip("\n"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # whoever reads has read enough
    except (OSError, ValueError) as error:
        file_saving_module.keep_aside(text.encode(), "answer.txt", error)
        raise


def write_pieces(pieces: Generator[bytes], name: str) -> None:
    """Write a file to standard output as it arrives; what cannot be written is kept in a temporary file.

    Raises:
        OSError: If it cannot be written; the notes say where it is kept.
    """
    written: list[bytes] = []
    with closing(pieces):
        for piece in pieces:
            written.append(piece)
            try:
                sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
            except BrokenPipeError:
                raise
            except (OSError, ValueError) as error:
                file_saving_module.keep_aside(b"".join([*written, *pieces]), name, error)
                raise


def check_standard_output() -> None:
    """Refuse a standard output that is closed, or that nobody reads, before anything is paid for.

    Raises:
        typer.BadParameter: If nothing can be written there.
    """
    if sys.stdout is None or sys.stdout.closed or _is_broken():
        raise typer.BadParameter("standard output is closed; --output names a file")


def _is_broken() -> bool:
    """Whether standard output is a pipe whose other end is closed, as far as that can be asked here."""
    with suppress(OSError, ValueError, AttributeError, ImportError):
        import select  # noqa: PLC0415 - for results only

        asked = select.poll()
        asked.register(sys.stdout.fileno(), 0)
        return any(events & (select.POLLERR | select.POLLNVAL) for _, events in asked.poll(0))
    return False


def file_facts(file: media_files_module.MediaFile, path: Path | None) -> dict[str, Any]:
    """What is known of a file, for programs."""
    kept = file.model_dump(mode="json", exclude={"inline", "raw", "path", "cost", "inference_id"}, exclude_none=True)
    return {"path": None if path is None else str(path), **kept}
