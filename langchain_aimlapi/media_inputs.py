"""Files that go in: from a path, bytes, an open file, an address or an earlier result to what a request can hold."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.uploads import FilePart
from langchain_aimlapi.media_files import MediaFile
from langchain_aimlapi.media_types import SUFFIXES, sniff

MEGABYTE = 1024 * 1024
MAX_IMAGE_BYTES = 50 * MEGABYTE
"""Most bytes of one picture: what OpenAI's edits take.
https://docs.aimlapi.com/api-references/image-models/openai/gpt-image-1"""

LONGEST_PATH = 4096

ImageInput = str | bytes | os.PathLike[str] | BinaryIO | MediaFile
"""A picture: an http(s) or `data:` address, a path, bytes, a file opened with mode `"rb"`, or an earlier result."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A picture on its way in: either its address or its bytes.

    Attributes:
        url: An http(s) address.
        data: The bytes.
        mime_type: What the bytes are.
        name: A file name for forms.
    """

    url: str | None = None
    data: bytes | None = field(default=None, repr=False)
    mime_type: str = ""
    name: str = "image"

    def as_address(self) -> str:
        """What a field of JSON can hold: the address, or the bytes as a `data:` address."""
        if self.url is not None:
            return self.url
        return f"data:{self.mime_type};base64,{base64.b64encode(self.data or b'').decode()}"

    def as_part(self, field_name: str) -> FilePart:
        """A file of a form.

        Raises:
            InvalidRequestError: If only the address is known.
        """
        if self.data is None:
            raise InvalidRequestError(
                f"{field_name} must be a file for this model, which takes no addresses: fetch {self.url} first"
            )
        return FilePart(field_name, self.name, self.data, self.mime_type)


def read_image(source: ImageInput, *, name: str = "image", max_bytes: int = MAX_IMAGE_BYTES) -> InputFile:
    """A picture, read and looked at.

    Args:
        source: The picture.
        name: The parameter, for errors.
        max_bytes: Most bytes.

    Raises:
        InvalidRequestError: If it is too large, empty, or no picture.
        OSError: If its file cannot be read.
    """
    if isinstance(source, MediaFile):
        return _from_result(source, name, max_bytes)
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        return InputFile(url=source)
    if isinstance(source, str) and source.startswith("data:"):
        return _looked_at(_decoded(source, name), name, max_bytes)
    if isinstance(source, str) and len(source) > LONGEST_PATH:
        raise InvalidRequestError(f"{name} is a text too long for a path: give base64 as bytes or as a data: address")
    if isinstance(source, (str, os.PathLike)):
        return _from_path(Path(source), name, max_bytes)
    return _looked_at(_bytes_of(source, name, max_bytes), name, max_bytes)


def read_address(source: ImageInput, *, name: str, kind: str, max_bytes: int = MAX_IMAGE_BYTES) -> str:
    """A file of any kind as what a field of JSON can hold: its address, or its bytes as a `data:` address.

    Args:
        source: The file, in any form of `ImageInput`.
        name: The parameter, for errors.
        kind: `"image"`, `"video"`, `"audio"` or `"model"`.
        max_bytes: Most bytes.

    Raises:
        InvalidRequestError: If it is too large, empty, or a picture was expected and it is none.
        OSError: If its file cannot be read.
    """
    if isinstance(source, str) and is_address(source):
        return source
    if kind == "image":
        return read_image(source, name=name, max_bytes=max_bytes).as_address()
    if isinstance(source, MediaFile):
        return source.url or source.data_url()
    data = _plain_bytes(source, name, max_bytes)
    return InputFile(data=data, mime_type=_other_type(data, kind)).as_address()


def _plain_bytes(source: object, name: str, max_bytes: int) -> bytes:
    if isinstance(source, (str, os.PathLike)):
        with Path(source).open("rb") as file:
            data = file.read(max_bytes + 1)
    else:
        data = _bytes_of(source, name, max_bytes)
    if len(data) > max_bytes:
        raise _too_large(name, len(data), max_bytes)
    if not data:
        raise InvalidRequestError(f"{name} is empty")
    return data


def _other_type(data: bytes, kind: str) -> str:
    """The MIME type of what is no picture, by its first bytes, else the usual one of its kind."""
    if data[4:8] == b"ftyp":
        return f"{kind}/mp4"
    found = next((mime_type for start, mime_type in _OTHER_STARTS.items() if data.startswith(start)), None)
    return found or _USUAL[kind]


_OTHER_STARTS = {b"RIFF": "audio/wav", b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"\x1aE\xdf\xa3": "video/webm"}
_USUAL = {"video": "video/mp4", "audio": "audio/mpeg", "model": "model/gltf-binary"}


def is_address(source: object) -> bool:
    """Whether an input is an address of the web or a `data:` address, and no file of this machine."""
    return isinstance(source, str) and source.startswith(("http://", "https://", "data:"))


def _from_result(result: MediaFile, name: str, max_bytes: int) -> InputFile:
    if result.url is not None:
        return InputFile(url=result.url)
    return _looked_at(result.read(), name, max_bytes)


def _from_path(path: Path, name: str, max_bytes: int) -> InputFile:
    size = path.stat().st_size
    if size > max_bytes:
        raise _too_large(name, size, max_bytes)
    return _looked_at(path.read_bytes(), name, max_bytes, path.name)


def _bytes_of(source: object, name: str, max_bytes: int) -> bytes:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source)
    read = getattr(source, "read", None)
    data = read(max_bytes + 1) if callable(read) else None
    if not isinstance(data, bytes):
        raise InvalidRequestError(
            f"{name} must be an address, a path, bytes or a file opened with mode 'rb', not {type(source).__name__}"
        )
    return data


def _decoded(address: str, name: str) -> bytes:
    head, comma, text = address.partition(",")
    if not comma or ";base64" not in head:
        raise InvalidRequestError(f"{name} is a data: address that is not base64")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidRequestError(f"{name} is a data: address whose base64 is broken") from error


def _looked_at(data: bytes, name: str, max_bytes: int, file_name: str | None = None) -> InputFile:
    if len(data) > max_bytes:
        raise _too_large(name, len(data), max_bytes)
    kind = sniff(data)
    if kind is None:
        what = "is empty" if not data else "is no picture that is known (PNG, JPEG, WebP, GIF, TIFF, BMP)"
        raise InvalidRequestError(f"{name} {what}")
    return InputFile(data=data, mime_type=kind, name=file_name or f"image{SUFFIXES[kind]}")


def _too_large(name: str, size: int, most: int) -> InvalidRequestError:
    return InvalidRequestError(f"{name} has {size:,} bytes or more; at most {most:,} can be sent")
