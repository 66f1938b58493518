"""What parsers and loaders share: blobs as input, metadata, one source or several. Pure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.media_files import MediaFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from langchain_core.documents.base import Blob

    from langchain_aimlapi.file_inputs import FileInput

    JSON = dict[str, Any]


def input_of(blob: Blob) -> FileInput:
    """What a blob holds, as it can be sent: its bytes, else its path, else the address in its `path`."""
    if blob.data is not None:
        return blob.as_bytes()
    return blob.path if blob.path is not None else b""


def source_of(blob: Blob) -> str | None:
    """Where a blob comes from."""
    return None if blob.source is None else str(blob.source)


def name_of(source: FileInput) -> str | None:
    """Where an input comes from, as far as it has a name; an address without its query, which may hold a signature."""
    if isinstance(source, MediaFile):
        source = source.url or ""
    if isinstance(source, (str, Path)):
        text = str(source)
        return None if text.startswith("data:") or not text else text.partition("?")[0]
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else None


def listed(sources: FileInput | Sequence[FileInput]) -> list[FileInput]:
    """The sources, whether one was given or several."""
    return list(sources) if isinstance(sources, (list, tuple)) else [sources]  # type: ignore[list-item]


def share(cost: Mapping[str, float] | None, count: int) -> JSON | None:
    """One document's part of what a request cost."""
    return {"usd": cost["usd"] / count, "credits": cost["credits"] / count} if cost and count else None


def said(metadata: JSON) -> JSON:
    """The metadata that there is."""
    return {name: value for name, value in metadata.items() if value is not None}
