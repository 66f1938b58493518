"""What a picture, file or sound in a request is, read from its first bytes: type, pixel size and byte count."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass, field
from typing import Any

from langchain_aimlapi.emulator.sound import wav_seconds

_DATA_URL = re.compile(r"data:(?P<type>[\w.+/-]*)(?:;[\w=.+-]+)*;base64,(?P<data>.*)", re.DOTALL)
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class MediaError(ValueError):
    """The part cannot be read: not base64, or not a known picture."""


@dataclass(frozen=True)
class Media:
    """One non-text part of a message.

    Attributes:
        kind: ``image``, ``file``, ``audio`` or ``video``.
        form: Format word such as ``PNG``; empty when unknown.
        size: Bytes; None for a part given by address.
        width: Pixels, pictures only.
        height: Pixels, pictures only.
        url: Address of a part that was not sent inline.
        name: File name, if one was given.
        seconds: Length of a WAV file.
        content: The bytes of a picture that was sent inline.
    """

    kind: str
    form: str = ""
    size: int | None = None
    width: int | None = None
    height: int | None = None
    url: str | None = None
    name: str | None = None
    seconds: float | None = None
    content: bytes = field(default=b"", repr=False, compare=False)

    def describe(self) -> str:
        """One phrase for people: ``PNG image, 2x3 pixels, 75 bytes``."""
        label = " ".join(filter(None, (self.form, self.kind)))
        if self.url is not None:
            return f"{label} at {self.url} (not fetched: the emulator stays offline)"
        pixels = f"{self.width}x{self.height} pixels" if self.width else ""
        name = f"named {self.name}" if self.name else ""
        length = "" if self.seconds is None else f"{self.seconds:g} seconds"
        return ", ".join(filter(None, (label, name, pixels, length, f"{self.size} bytes")))


def read_part(part: dict[str, Any]) -> Media | None:
    """The medium in a content part of either request shape; None for text and other parts.

    Raises:
        MediaError: The inline data cannot be decoded or is no known picture.
    """
    reader = _READERS.get(str(part.get("type")))
    return reader(part) if reader else None


def sniff_image(data: bytes) -> tuple[str, int, int] | None:
    """Format, width and height of a PNG, JPEG, GIF or WEBP picture; None for anything else."""
    try:
        for magic, name, size in _FORMATS:
            if data.startswith(magic):
                found = size(data)
                return (name, *found) if found else None
    except struct.error:
        return None
    return None


def decode(text: str) -> tuple[str, bytes]:
    """Media type (may be empty) and bytes of a data URL or of bare base64.

    Raises:
        MediaError: The text is not base64.
    """
    match = _DATA_URL.fullmatch(text)
    declared, payload = (match["type"], match["data"]) if match else ("", text)
    try:
        return declared, base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise MediaError("the data is not valid base64") from None


def _image(text: str, declared: str = "") -> Media:
    named, data = decode(text)
    found = sniff_image(data)
    if found is None:
        raise MediaError("the data is not a JPEG, PNG, GIF or WEBP image")
    form, width, height = found
    declared = declared or named
    if declared and declared.rpartition("/")[2].replace("jpg", "jpeg") != form.lower():
        raise MediaError(f"the image is declared as {declared} but is {form}")
    return Media("image", form, len(data), width, height, content=data)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _read_image_url(part: dict[str, Any]) -> Media:
    image = part.get("image_url")
    url = image.get("url") if isinstance(image, dict) else None
    if not isinstance(url, str):
        raise MediaError("image_url.url is required")
    return Media("image", url=url) if _is_address(url) else _image(url)


def _read_source(part: dict[str, Any]) -> Media:
    kind = "image" if part.get("type") == "image" else "file"
    source = part.get("source")
    if not isinstance(source, dict):
        raise MediaError("source is required")
    if source.get("type") == "url":
        return Media(kind, url=str(source.get("url")))
    if source.get("type") in ("text", "content"):
        text = str(source.get("data") or source.get("content") or "")
        return Media(kind, "text", len(text.encode("utf-8", "replace")), name=part.get("title"))
    data, declared = str(source.get("data", "")), str(source.get("media_type", ""))
    return _image(data, declared) if kind == "image" else _file(data, part.get("title"), declared)


def _read_file(part: dict[str, Any]) -> Media:
    file = part.get("file")
    if not isinstance(file, dict) or not (file.get("file_data") or file.get("file_id")):
        raise MediaError("file.file_data is required")
    if not file.get("file_data"):
        return Media("file", url=f"file id {file['file_id']}", name=file.get("filename"))
    return _file(str(file["file_data"]), file.get("filename"))


def _file(text: str, name: str | None, declared: str = "") -> Media:
    if _is_address(text):
        return Media("file", url=text, name=name)
    named, data = decode(text)
    form = "PDF" if data.startswith(b"%PDF") else (declared or named).rpartition("/")[2].upper()
    return Media("file", form, len(data), name=name)


def _read_audio(part: dict[str, Any]) -> Media:
    audio = part.get("input_audio")
    text = audio.get("data") if isinstance(audio, dict) else None
    if not isinstance(audio, dict) or not isinstance(text, str):
        raise MediaError("input_audio.data is required")
    form = str(audio.get("format", "")).upper()
    if _is_address(text):
        return Media("audio", form, url=text)
    named, data = decode(text)
    return Media("audio", form or named.rpartition("/")[2].upper(), len(data), seconds=wav_seconds(data))


def _read_video(part: dict[str, Any]) -> Media:
    video = part.get("video_url")
    url = video.get("url") if isinstance(video, dict) else None
    if not isinstance(url, str):
        raise MediaError("video_url.url is required")
    return Media("video", url=url) if _is_address(url) else Media("video", size=len(decode(url)[1]))


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _gif_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[8:12] != b"WEBP":
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


_FORMATS = (
    (b"\x89PNG\r\n\x1a\n", "PNG", _png_size),
    (b"\xff\xd8\xff", "JPEG", _jpeg_size),
    (b"GIF87a", "GIF", _gif_size),
    (b"GIF89a", "GIF", _gif_size),
    (b"RIFF", "WEBP", _webp_size),
)

_READERS = {
    "image_url": _read_image_url,
    "image": _read_source,
    "document": _read_source,
    "file": _read_file,
    "input_audio": _read_audio,
    "video_url": _read_video,
}
