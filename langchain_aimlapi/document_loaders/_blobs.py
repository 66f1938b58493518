"""What parsers and loaders share: blobs as input, metadata, one source or several. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.media_files import MediaFile

if TYPE_CHECKING:
    from langchain_core.documents import base as documents_base

    from langchain_aimlapi import file_inputs as file_inputs_module
else:
    documents_base = LazyModule("langchain_core.documents.base")
    file_inputs_module = LazyModule("langchain_aimlapi.file_inputs")

JSON = dict[str, Any]


def input_of(blob: documents_base.Blob) -> file_inputs_module.FileInput:
    """What a blob holds, as it can be sent: its bytes, else its path, else the address in its `path`."""
    if blob.data is not None:
        return blob.as_bytes()
    return blob.path if blob.path is not None else b""


def source_of(blob: documents_base.Blob) -> str | None:
    """Where a blob comes from."""
    return None if blob.source is None else str(blob.source)


def name_of(source: file_inputs_module.FileInput) -> str | None:
    """Where an input comes from, as far as it has a name; an address without its query, which may hold a signature."""
    if isinstance(source, MediaFile):
        source = source.url or ""
    if isinstance(source, (str, Path)):
        text = str(source)
        return None if text.startswith("data:") or not text else text.partition("?")[0]
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else None


def listed(
    sources: file_inputs_module.FileInput | Sequence[file_inputs_module.FileInput],
) -> list[file_inputs_module.FileInput]:
    """The sources, whether one was given or several."""
    return list(sources) if isinstance(sources, (list, tuple)) else [sources]  # type: ignore[list-item]


def share(cost: Mapping[str, float] | None, count: int) -> JSON | None:
    """One document's part of what a request cost."""
    return {"usd": cost["usd"] / count, "credits": cost["credits"] / count} if cost and count else None


def said(metadata: JSON) -> JSON:
    """The metadata that there is."""
    return {name: value for name, value in metadata.items() if value is not None}
