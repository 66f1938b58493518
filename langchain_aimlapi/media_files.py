"""Generated files as results: fetched when asked for, saved without surprises. The base of every family's result."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, closing, contextmanager
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from langchain_aimlapi.api.downloads import Downloader, public
from langchain_aimlapi.api.errors import AIMLAPIError, MalformedResponseError
from langchain_aimlapi.file_saving import awrite_file, file_target, keep_aside, write_file
from langchain_aimlapi.media_checks import QUOTED, ResultCheck, achecked, checked
from langchain_aimlapi.media_types import SUFFIXES, sniff

INLINE_PIECE = 1024 * 1024
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 100


class MediaFile(BaseModel):
    """One generated file: its bytes were in the answer, or are fetched from its address when they are asked for.

    The address works for minutes to days only, depending on the vendor: save what you want to keep. The API key is
    never sent to the host of the file.

    Attributes:
        url: Where the file is; None when the bytes came with the answer.
        inline: The bytes, when they came with the answer.
        mime_type: What it is, as far as anybody says.
        file_name: The name that the service gave it; only its last part is ever used.
        cost: Its share of what the request cost, `{"usd": float, "credits": int}`.
        inference_id: The service's id of the request.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64", hide_input_in_errors=True)

    url: str | None = None
    inline: bytes | None = Field(default=None, repr=False)
    mime_type: str | None = None
    file_name: str | None = None
    cost: dict[str, int | float] | None = None
    inference_id: str | None = None

    _made: ClassVar[str] = ""
    _downloader: Downloader = PrivateAttr(default_factory=Downloader)
    _fetched: bytes | None = PrivateAttr(default=None)

    def fetched_by(self, downloader: Downloader) -> None:
        """Let another downloader fetch the file: other rules, other connections."""
        self._downloader = downloader

    # Bytes

    def read(self) -> bytes:
        """All bytes; fetched once and kept.

        Raises:
            DownloadError: If the address has expired, the file is too large, or it is somewhere it must not be.
            AIMLAPIError: If its host cannot be reached or fails.
        """
        held = self._held()
        if held is None:
            with closing(self.iter_bytes()) as pieces:
                self._fetched = held = b"".join(pieces)
        else:
            self._look_at(held)
        return held

    async def aread(self) -> bytes:
        """`read`, asynchronously."""
        held = self._held()
        if held is None:
            async with aclosing(self.aiter_bytes()) as pieces:
                self._fetched = held = b"".join([piece async for piece in pieces])
        else:
            self._look_at(held)
        return held

    def iter_bytes(self) -> Generator[bytes]:
        """The bytes in pieces; nothing is kept, so a large file costs no memory.

        Raises:
            DownloadError: As `read`; also if there is something else than was made, such as a page about an error.
            AIMLAPIError: As `read`.
        """
        held = self._held()
        with self._downloader.errors():
            pieces = self._downloader.iter_bytes(self.url or "") if held is None else _cut(held)
            with closing(pieces):
                yield from checked(pieces, self._check())

    async def aiter_bytes(self) -> AsyncGenerator[bytes]:
        """`iter_bytes`, asynchronously."""
        held = self._held()
        with self._downloader.errors():
            if held is not None:
                for piece in checked(_cut(held), self._check()):
                    yield piece
                return
            async with aclosing(self._downloader.aiter_bytes(self.url or "")) as pieces:
                async for piece in achecked(pieces, self._check()):
                    yield piece

    def _check(self) -> ResultCheck:
        place = f"What is at {public(self.url)}" if self.url else "What is in the answer"
        return ResultCheck(self._made, place, fetched=self.inline is None)

    def _look_at(self, held: bytes) -> None:
        """Refuse bytes that are not what was made."""
        with self._downloader.errors():
            for _ in checked(_cut(held[:QUOTED]), self._check()):
                pass

    def _held(self) -> bytes | None:
        return self._fetched if self.inline is None else self.inline

    # Files

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the file to disk, in pieces, and return where it is.

        Args:
            path: A file name, or a directory, where it gets a free name. Directories are not made.
            overwrite: Whether a file that is there may be replaced. A file is never left half written.

        Raises:
            FileExistsError: If there is such a file and `overwrite` is not set; nothing is fetched then.
            FileNotFoundError: If its directory is not there; nothing is fetched then.
            OSError: If it cannot be written.
            AIMLAPIError: As `read`.
        """
        target = self._target(path, overwrite=overwrite)
        with self._kept(target):
            write_file(target, self.iter_bytes(), overwrite=overwrite)
        return target

    async def asave(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """`save`, asynchronously."""
        target = self._target(path, overwrite=overwrite)
        with self._kept(target):
            await awrite_file(target, self.aiter_bytes(), overwrite=overwrite)
        return target

    @contextmanager
    def _kept(self, target: Path) -> Iterator[None]:
        """Whatever keeps a file from being saved, an interrupt too, says where the file still is."""
        try:
            yield
        except BaseException as error:
            held = self._held()
            if self.url:
                error.add_note(f"It is paid for, and for some time at {self.url}")
            elif held and not isinstance(error, Exception):
                keep_aside(held, target.name, error)
            raise

    def suggested_name(self) -> str:
        """A file name without any directory, from what the service said or from the id of the request."""
        given = _UNSAFE.sub("-", (self.file_name or "").replace("\\", "/").rpartition("/")[2]).strip(".-")
        made = _UNSAFE.sub("-", self.inference_id or "").strip(".-") or secrets.token_hex(4)
        suffix = SUFFIXES.get(self.mime_type or "", "")
        return given[-_LONGEST_NAME:] if given else f"{self._kind()}-{made}"[:_LONGEST_NAME] + suffix

    def _kind(self) -> str:
        return (self.mime_type or "file").partition("/")[0]

    def _target(self, path: str | os.PathLike[str], *, overwrite: bool) -> Path:
        return file_target(path, self.suggested_name(), overwrite=overwrite)

    # For notebooks and for models

    def data_url(self) -> str:
        """The file as a `data:` address, which models take as input and browsers show."""
        data = self.read()
        return f"data:{self.mime_type or sniff(data) or 'application/octet-stream'};base64,{_base64(data)}"

    def _block(self, kind: str) -> dict[str, str]:
        """The file as a content block: its address, which a model fetches, else its bytes; and what it is."""
        place = {"url": self.url} if self.url is not None else {"base64": _base64(self.read())}
        return {"type": kind, **place, **({"mime_type": self.mime_type} if self.mime_type else {})}

    def __str__(self) -> str:
        where = public(self.url) if self.url else f"{len(self.inline or b''):,} bytes"
        return f"{self.mime_type or 'file'}: {where}"


def data_bytes(url: str) -> bytes | None:
    """The bytes in a `data:` address; None for an address of another kind.

    Raises:
        MalformedResponseError: If its base64 is broken.
    """
    if not url.startswith("data:"):
        return None
    try:
        return base64.b64decode(url.partition(",")[2])
    except (binascii.Error, ValueError) as error:
        raise MalformedResponseError("The answer has a file whose base64 is broken") from error


def saved(file: MediaFile, folder: Path | None) -> str:
    """Save what a tool made, and say where it is; why not is said too, not raised: the file is made and paid for."""
    try:
        return f", saved as {file.save(folder)}" if folder else ""
    except (OSError, AIMLAPIError) as error:
        return _not_saved(error)


async def asaved(file: MediaFile, folder: Path | None) -> str:
    """`saved`, asynchronously."""
    try:
        return f", saved as {await file.asave(folder)}" if folder else ""
    except (OSError, AIMLAPIError) as error:
        return _not_saved(error)


def _not_saved(error: BaseException) -> str:
    """Why a file was not saved, and where it is."""
    return f", not saved ({'. '.join([str(error), *getattr(error, '__notes__', [])])})"


def _cut(data: bytes) -> Generator[bytes]:
    for start in range(0, len(data), INLINE_PIECE):
        yield data[start : start + INLINE_PIECE]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
