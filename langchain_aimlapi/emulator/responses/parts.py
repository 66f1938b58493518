"""The parts of an item's content: text, and media as the other endpoints know them. Pure."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.emulator.media import Media, MediaError, read_part

Json = dict[str, Any]


def read_input_part(part: Json) -> Media | None:
    """The medium in a part; None for text.

    Raises:
        MediaError: The part holds no medium that can be read.
    """
    reader = _READERS.get(str(part.get("type")))
    return reader(part) if reader else None


def parts_text(content: Any) -> str:
    """The words of a content, string or parts."""
    if isinstance(content, str):
        return content
    return "\n".join(filter(None, (str(part.get("text") or part.get("refusal") or "") for part in content or ())))


def parts_media(content: Any) -> tuple[Media, ...]:
    """The media of a content."""
    found = (read_input_part(part) for part in content) if isinstance(content, list) else ()
    return tuple(medium for medium in found if medium is not None)


def _read_image(part: Json) -> Media | None:
    if isinstance(part.get("file_id"), str):
        return Media("image", url=f"file id {part['file_id']}")
    if not isinstance(part.get("image_url"), str):
        raise MediaError("image_url: Expected string (an address or a data URL)")
    return read_part({"type": "image_url", "image_url": {"url": part["image_url"]}})


def _read_file(part: Json) -> Media | None:
    if isinstance(part.get("file_url"), str):
        return Media("file", url=part["file_url"])
    if not isinstance(part.get("file_data") or part.get("file_id"), str):
        raise MediaError("file_data, file_id or file_url is required")
    return read_part({"type": "file", "file": part})


_READERS = {"input_image": _read_image, "input_file": _read_file}
