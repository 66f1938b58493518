"""Results of surfaces as Langflow's messages and data."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.documents import Document
from lfx.schema.content_types import AudioContent, ContentBlock, ImageContent, VideoContent
from lfx.schema.data import Data
from lfx.schema.message import Message

from langchain_aimlapi.media_files import MediaFile

_CONTENT = {"image": ImageContent, "video": VideoContent, "audio": AudioContent}
_USUAL_TYPE = {"image": "image/png", "video": "video/mp4", "audio": "audio/mpeg"}


def file_message(files: Sequence[MediaFile], kind: str) -> Message:
    """A message that shows generated files, or links to them.

    Args:
        files: The files.
        kind: `"image"`, `"video"` or `"audio"`.
    """
    # Pictures of a text show themselves; the rest stands in a group, as Langflow's pages are sent nothing else.
    shown = [_content(file, kind) for file in files if kind != "image" or not file.url]
    message = Message(content_blocks=[ContentBlock(title=kind.capitalize(), contents=shown)] if shown else [])
    message.text = "\n\n".join(_line(file, kind) for file in files if file.url) or f"{len(files)} {kind} file(s)"
    return message


def file_data(files: Iterable[MediaFile], model: str) -> list[Data]:
    """What is known of generated files; bytes that came with the answer as base64."""
    return [Data(data=_facts(file, model)) for file in files]


def document_data(documents: Iterable[Document]) -> list[Data]:
    """Documents as data."""
    return [Data(data={"text": document.page_content, **document.metadata}) for document in documents]


def _line(file: MediaFile, kind: str) -> str:
    return f"![{kind}]({file.url})" if kind == "image" else f"[{kind}]({file.url})"


def _content(file: MediaFile, kind: str) -> Any:
    mime_type = file.mime_type or _USUAL_TYPE[kind]
    if file.url:
        return _CONTENT[kind](type=kind, urls=[file.url], mime_type=mime_type)
    return _CONTENT[kind](type=kind, base64=_base64(file.inline or b""), mime_type=mime_type)


def _facts(file: MediaFile, model: str) -> dict[str, Any]:
    inline = None if file.inline is None else _base64(file.inline)
    facts = file.model_dump(exclude={"inline"}, mode="json") | {"model": model, "base64": inline}
    return {name: value for name, value in facts.items() if value is not None}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
