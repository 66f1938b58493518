"""Files are written whole or not at all, and what is in the way is looked at before anything is paid for.

A file gets its name when all of it is there. What cannot be written where it was wanted is kept in a temporary file,
and the error's notes say where: results are paid for.
"""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing, suppress
from itertools import chain, count
from pathlib import Path

LEAST_FREE = 64 * 1024
"""Bytes that must be free on a disk for a file to be tried there."""
_LONGEST_NAME = 255
_LONGEST_PART = 200
"""Bytes of a name that a part file's name takes over: names are limited in bytes, not in characters."""


def file_target(path: str | os.PathLike[str], name: str, *, overwrite: bool) -> Path:
    """Where a file is to be written: for a link, what it leads to.

    Args:
        path: A file name, or a directory, where it gets a free name.
        name: Its name in a directory.
        overwrite: Whether a file that is there may be replaced.

    Raises:
        FileExistsError: If there is such a file and it may not, or something that is no file.
        FileNotFoundError: If its directory is not there.
    """
    target = Path(path)
    if target.is_dir():
        target = _free_name(target / name, overwrite=overwrite)
    elif not target.parent.is_dir():
        raise FileNotFoundError(
            f"{target.parent} is no directory: make it first, or name another one for {target.name}"
        )
    if target.exists() and not overwrite:
        raise FileExistsError(f"{target} is there already; overwrite=True would replace it")
    kind = special_kind(target)
    if kind is not None:
        raise FileExistsError(f"{target} is a {kind}, which a file does not replace: name another one")
    return target


def special_kind(path: Path) -> str | None:
    """What is at a path if it is neither a file nor nothing, in a word."""
    with suppress(OSError):
        mode = path.stat().st_mode
        return None if stat.S_ISREG(mode) else next((word for test, word in _SPECIAL if test(mode)), "special file")
    return None


_SPECIAL = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISFIFO, "pipe (FIFO)"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
    (stat.S_ISSOCK, "socket"),
)


def check_target(path: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Refuse, before anything is paid for, a place where no file can be written.

    Args:
        path: A file name, or a directory.
        overwrite: Whether a file that is there may be replaced.

    Raises:
        FileExistsError: As `file_target`.
        FileNotFoundError: As `file_target`.
        OSError: If the directory cannot be written in, the name is too long, or the disk is full.
    """
    check_writable(file_target(path, "file", overwrite=overwrite))


def check_writable(target: Path) -> None:
    """Try whether a file of this name can be made in its directory: one is, and removed again.

    Raises:
        OSError: If it cannot; the text says why.
    """
    real = _real(target)
    if len(os.fsencode(real.name)) > _LONGEST_NAME:
        raise OSError(errno.ENAMETOOLONG, f"The name has more than {_LONGEST_NAME} bytes", str(target))
    part = _part_of(real)
    try:
        with part.open("xb"):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target.parent)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    if shutil.disk_usage(real.parent).free < LEAST_FREE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target.parent))


def made_folder(folder: Path | None) -> Path | None:
    """The directory that tools save in, made if it is not there and tried: before anything is paid for.

    Raises:
        OSError: If it cannot be made, or nothing can be written there.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        check_writable(folder / "file")
    return folder


def write_file(target: Path, pieces: Generator[bytes], *, overwrite: bool) -> None:
    """Write a file from pieces, which are closed; it is there whole or not at all.

    Raises:
        FileExistsError: If there is such a file by then and it may not be replaced.
        OSError: If it cannot be written. The error's notes say where the bytes are kept.
    """
    part = PartFile(target, overwrite=overwrite)
    try:
        with closing(pieces):
            for piece in pieces:
                part.write(piece)
        part.finish()
    finally:
        part.close()


async def awrite_file(target: Path, pieces: AsyncGenerator[bytes], *, overwrite: bool) -> None:
    """`write_file`, asynchronously."""
    part = PartFile(target, overwrite=overwrite)
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                await asyncio.to_thread(part.write, piece)
        await asyncio.to_thread(part.finish)
    finally:
        part.close()


def keep_aside(data: bytes, name: str, error: BaseException) -> Path | None:
    """Write what could not be written elsewhere to a temporary file, and say in a note of the error where that is.

    Args:
        data: The bytes.
        name: The name that they were to have.
        error: Why they could not be written.

    Returns:
        The temporary file; None if that cannot be written either.
    """
    try:
        place = _aside(name)
        place.write_bytes(data)
    except OSError:
        return None
    error.add_note(f"It is paid for, and kept as {place}")
    return place


class PartFile:
    """A file that has no name yet, in the directory where it will be; after a failure, a temporary file.

    Args:
        target: The name that it gets.
        overwrite: Whether a file of that name may be replaced.

    Raises:
        OSError: If it cannot be opened in either place.
    """

    def __init__(self, target: Path, *, overwrite: bool) -> None:
        self._target = target
        self._real = _real(target)
        self._overwrite = overwrite
        self._size = 0
        self._failure: OSError | None = None
        self._place = _part_of(self._real)
        try:
            self._file = self._place.open("xb", buffering=0)
        except OSError as error:
            self._move_aside(error)

    def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            OSError: If it can be written nowhere.
        """
        try:
            self._write(piece)
        except OSError as error:
            if self._failure is not None:
                raise self._failure from error
            self._move_aside(error)
            self._write(piece)
        self._size += len(piece)

    def finish(self) -> None:
        """Give the file its name.

        Raises:
            OSError: Why it has another one; the notes say which.
        """
        self._file.close()
        if self._failure is None:
            try:
                self._put()
            except OSError as error:
                self._failure = error
                self._rename_aside()
            else:
                return
        self._failure.add_note(f"It is paid for, and kept as {self._place}")
        self._place = Path()  # stays
        raise self._failure

    def close(self) -> None:
        """Remove what has no name."""
        self._file.close()
        if self._place.name:
            with suppress(OSError):
                self._place.unlink(missing_ok=True)

    def _write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]

    def _move_aside(self, error: OSError) -> None:
        """Go on in a temporary file, with what was written so far."""
        self._failure = error
        begun, self._place = self._place, _aside(self._target.name, error)
        written = getattr(self, "_file", None)
        self._file = self._place.open("wb", buffering=0)
        if written is not None:
            written.close()
            with begun.open("rb") as file:
                self._write(file.read(self._size))
            begun.unlink(missing_ok=True)

    def _rename_aside(self) -> None:
        """Keep a whole file beside the name that it cannot have."""
        with suppress(OSError):
            free = _free_name(self._real, overwrite=False)
            self._place.rename(free)
            self._place = free

    def _put(self) -> None:
        """Give a finished file its name, replacing another one only if that is wanted, and keep that one's mode."""
        part, target = self._place, self._real
        if self._overwrite:
            with suppress(OSError):
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            if special_kind(target) is None:
                part.replace(target)
                return
            raise FileExistsError(f"{self._target} has become a {special_kind(target)} meanwhile")
        with suppress(OSError):
            os.link(part, target)  # fails, unlike a rename, when somebody has made the file meanwhile
            return
        if os.path.lexists(target):
            raise FileExistsError(
                f"{self._target} has come into being meanwhile; save(..., overwrite=True) would replace it"
            )
        part.rename(target)  # a file system without links


def _real(target: Path) -> Path:
    """The file itself: what a link leads to."""
    return target.resolve() if target.is_symlink() else target


def _free_name(wanted: Path, *, overwrite: bool) -> Path:
    """The path, with a number behind the name if there is such a file."""
    names = chain([wanted], (wanted.with_stem(f"{wanted.stem}-{number}") for number in count(2)))
    return wanted if overwrite else next(path for path in names if not os.path.lexists(path))


def _part_of(target: Path) -> Path:
    name = os.fsencode(target.name)[:_LONGEST_PART].decode("utf-8", "ignore")
    return target.with_name(f".{name}.{secrets.token_hex(4)}.part")


def _aside(name: str, error: OSError | None = None) -> Path:
    """A free name in the directory of temporary files.

    Raises:
        OSError: The given one, if there is no such directory.
    """
    short = os.fsencode(name)[-100:].decode("utf-8", "ignore")
    try:
        handle, place = tempfile.mkstemp(prefix="aimlapi-", suffix=f"-{short}")
    except OSError as failure:
        raise (error or failure) from None
    os.close(handle)
    return Path(place)
