"""Files that go in, of every family: from an address, a path, bytes, an open file or an earlier result."""

from __future__ import annotations

import base64
import binascii
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.media_files import MediaFile
from langchain_aimlapi.media_signatures import HEAD, is_text
from langchain_aimlapi.media_types import type_of, type_of_name

FileInput = str | bytes | os.PathLike[str] | BinaryIO | MediaFile
"""An http(s) or `data:` address, a path, bytes, a file opened with mode `"rb"`, or an earlier result."""
LONGEST_PATH = 4096
_SCHEME = re.compile(r"https?://|data:", re.IGNORECASE)
_WHOLE_DATA = re.compile(r"data:[^,]*;base64,[A-Za-z0-9+/]*={0,2}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file on its way in: an address, bytes, a path, or an open file.

    Attributes:
        url: An http(s) address.
        content: The bytes, or the file that holds them and is not read yet.
        mime_type: What it is, as far as name or bytes say.
        name: A file name for forms, and for people.
        named: Whether that name is the file's own.
    """

    url: str | None = None
    content: bytes | Path | BinaryIO | None = field(default=None, repr=False)
    mime_type: str | None = None
    name: str = "file"
    named: bool = False

    def head(self) -> bytes:
        """The first bytes, as many as tell what the file is; none of an address.

        Raises:
            OSError: If the file cannot be read.
        """
        if isinstance(self.content, Path):
            with self.content.open("rb") as file:
                return file.read(HEAD)
        if isinstance(self.content, bytes) or self.content is None:
            return (self.content or b"")[:HEAD]
        self.content.seek(0)
        return self.content.read(HEAD)

    def size(self) -> int:
        """Number of bytes; 0 of an address.

        Raises:
            OSError: If the file cannot be read.
        """
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        if isinstance(self.content, bytes) or self.content is None:
            return len(self.content or b"")
        return self.content.seek(0, os.SEEK_END)

    def read(self) -> bytes:
        """All bytes.

        Raises:
            OSError: If the file cannot be read.
        """
        if isinstance(self.content, Path):
            return self.content.read_bytes()
        if isinstance(self.content, bytes) or self.content is None:
            return self.content or b""
        self.content.seek(0)
        return self.content.read()


def read_input(source: FileInput, *, name: str, max_bytes: int) -> GivenFile:
    """A file, looked at but, where it is large, not read.

    Args:
        source: The file.
        name: The parameter, for errors.
        max_bytes: Most bytes.

    Raises:
        InvalidRequestError: If it is too large, empty, or nothing of what can be given.
        OSError: If its file cannot be read.
    """
    if isinstance(source, MediaFile):
        return GivenFile(source.url, None, source.mime_type) if source.url else _bytes(source.read(), name, max_bytes)
    if isinstance(source, str) and _SCHEME.match(source):
        if source[:5].lower() == "data:":
            return _bytes(_decoded(source, name), name, max_bytes)
        address = plain_address(source, name)
        return GivenFile(address, mime_type=type_of_name(address), name=address.partition("?")[0])
    if isinstance(source, str) and len(source) > LONGEST_PATH:
        raise InvalidRequestError(f"{name} is a text too long for a path: give base64 as bytes or as a data: address")
    if isinstance(source, (str, os.PathLike)):
        return _path(Path(source), name, max_bytes)
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _bytes(bytes(source), name, max_bytes)
    return _open_file(source, name, max_bytes)


def described_type(given: GivenFile) -> str:
    """What a file is, as errors say it."""
    return given.mime_type or ("plain text" if is_text(given.head()[:4096]) else "of no type that is known")


def plain_address(address: str, name: str) -> str:
    """An address as servers take it: without what is for browsers, `data:` ones in base64 that is whole.

    Args:
        address: An http(s) or `data:` address.
        name: The parameter, for errors.

    Raises:
        InvalidRequestError: If its base64 is broken.

    Example:
        >>> plain_address("HTTPS://x.example/p.png#top", "image"), plain_address("data:image/png;BASE64,AA", "image")
        ('https://x.example/p.png', 'data:image/png;base64,AA==')
    """
    scheme, _, rest = address.partition(":")
    if scheme.lower() != "data":
        return f"{scheme.lower()}:{rest}".partition("#")[0]
    if _WHOLE_DATA.fullmatch(address) and len(address.partition(",")[2]) % 4 == 0:
        return address
    kind = rest.partition(",")[0].partition(";")[0]
    return f"data:{kind};base64,{base64.b64encode(_decoded(address, name)).decode()}"


def _path(path: Path, name: str, max_bytes: int) -> GivenFile:
    _check_size(path.stat().st_size, name, max_bytes)
    with path.open("rb") as file:
        kind = type_of(file.read(HEAD), path.name)
    return GivenFile(content=path, mime_type=kind, name=path.name, named=True)


def _bytes(data: bytes, name: str, max_bytes: int) -> GivenFile:
    _check_size(len(data), name, max_bytes)
    return GivenFile(content=data, mime_type=type_of(data))


def _open_file(source: Any, name: str, max_bytes: int) -> GivenFile:
    if not hasattr(source, "read"):
        kind = type(source).__name__
        raise InvalidRequestError(f"{name} must be an address, a path, bytes or a file opened with 'rb', not {kind}")
    if not _can_go_back(source):
        return _bytes(_piece(source.read(max_bytes + 1), name), name, max_bytes)
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    start = _piece(source.read(HEAD), name)
    _check_size(size, name, max_bytes)
    known = Path(str(getattr(source, "name", "file"))).name
    return GivenFile(content=source, mime_type=type_of(start, known), name=known)


def _can_go_back(source: object) -> bool:
    """Whether a file can be read from its beginning again; what comes through a pipe cannot."""
    tells = getattr(source, "seekable", None)
    return bool(tells()) if callable(tells) else hasattr(source, "seek")


def _piece(data: object, name: str) -> bytes:
    if not isinstance(data, bytes):
        raise InvalidRequestError(f"{name} must be a file opened with mode 'rb', for bytes")
    return data


def _check_size(size: int, name: str, max_bytes: int) -> None:
    if size == 0:
        raise InvalidRequestError(f"{name} is empty")
    if size > max_bytes:
        raise InvalidRequestError(f"{name} has {size:,} bytes; at most {max_bytes:,} can be sent")


def _decoded(address: str, name: str) -> bytes:
    """The bytes of a `data:` address; its base64 may be wrapped, percent-encoded, for URLs, or without its padding."""
    head, _, text = address.partition(",")
    data = unquote_to_bytes(text)
    if not head.lower().rstrip().endswith(";base64"):
        return data
    try:
        compact = b"".join(data.split()).translate(_URL_SAFE).rstrip(b"=")
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error as error:
        raise InvalidRequestError(f"{name} is a data: address whose base64 is broken") from error
