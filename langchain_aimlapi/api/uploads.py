"""Files that go to the service as parts of a form."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, BinaryIO

import pydantic_core

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.surrogates import mend, mend_values

HttpxFile = tuple[str, tuple[str, bytes | BinaryIO, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a form (`multipart/form-data`).

    Attributes:
        field: Name of the form's field, for example `"image"`; several files of one field repeat it.
        name: File name that the service is told.
        content: The bytes, or a file opened for reading bytes, which is sent in pieces and from its beginning.
        mime_type: What it is, for example `"image/png"`.
    """

    field: str
    name: str
    content: bytes | BinaryIO = dataclasses.field(repr=False)
    mime_type: str = "application/octet-stream"

    def __post_init__(self) -> None:
        if not isinstance(self.content, bytes) and not (
            hasattr(self.content, "read") and hasattr(self.content, "seek")
        ):
            raise InvalidRequestError(
                f"the file {self.name!r} must be bytes or a seekable file opened with mode 'rb', "
                f"not {type(self.content).__name__}"
            )

    def rewound(self) -> HttpxFile:
        """The part as httpx takes it, its file at the beginning, so that every attempt sends all of it."""
        if not isinstance(self.content, bytes):
            self.content.seek(0)
        return self.field, (self.name, self.content, self.mime_type)


def form_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a body as texts of a form; lists repeat a field, objects are written as JSON, None is left out."""
    return {key: _form_value(value) for key, value in body.items() if value is not None}


def _form_value(value: Any) -> str | list[str]:
    if isinstance(value, (list, tuple)):
        return [_form_text(item) for item in value]
    return _form_text(value)


def _form_text(value: Any) -> str:
    return mend(value) if isinstance(value, str) else pydantic_core.to_json(mend_values(value)).decode()
