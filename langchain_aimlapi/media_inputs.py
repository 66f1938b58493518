"""Pictures and other inputs of generations: from what was given to what a request can hold."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.uploads import FilePart
from langchain_aimlapi.file_inputs import FileInput, GivenFile, described_type, plain_address, read_input
from langchain_aimlapi.media_files import MediaFile
from langchain_aimlapi.media_signatures import is_mesh_text, is_text
from langchain_aimlapi.media_types import SUFFIXES, type_of

MEGABYTE = 1024 * 1024
MAX_IMAGE_BYTES = 50 * MEGABYTE
"""Most bytes of one picture: what OpenAI's edits take.
https://docs.aimlapi.com/api-references/image-models/openai/gpt-image-1"""

ImageInput = FileInput
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
    given = read_input(source, name=name, max_bytes=max_bytes)
    if given.url is not None:
        return InputFile(url=given.url)
    data, kind = given.read(), given.mime_type
    if kind is None or not kind.startswith("image/"):
        raise InvalidRequestError(
            f"{name} is no image that is known (PNG, JPEG, WebP, GIF, TIFF, BMP, HEIC, AVIF): it is "
            f"{described_type(given)}"
        )
    return InputFile(data=data, mime_type=kind, name=given.name if given.named else f"image{SUFFIXES[kind]}")


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
        return plain_address(source, name)
    if kind == "image":
        return read_image(source, name=name, max_bytes=max_bytes).as_address()
    if isinstance(source, MediaFile):
        return source.url or source.data_url()
    given = read_input(source, name=name, max_bytes=max_bytes)
    return InputFile(data=given.read(), mime_type=_other_type(given, name, kind)).as_address()


def _other_type(given: GivenFile, name: str, kind: str) -> str:
    """The MIME type of what is no image: by its bytes and its name, else the usual one of its kind.

    Raises:
        InvalidRequestError: If it is known to be of another kind.
    """
    head = given.head()
    found = type_of(head, given.name, kind) or ("model/obj" if kind == "model" and is_mesh_text(head) else None)
    if (found is None and is_text(head[:4096])) or (found is not None and not found.startswith(f"{kind}/")):
        raise InvalidRequestError(f"{name} must be a file of the kind {kind}: it is {described_type(given)}")
    return found or _USUAL[kind]


_USUAL = {"video": "video/mp4", "audio": "audio/mpeg", "model": "model/gltf-binary"}


def is_address(source: object) -> bool:
    """Whether an input is an address of the web or a `data:` address, and no file of this machine."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://", "data:"))
