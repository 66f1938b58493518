"""What a file is, by its first bytes, and what pictures say about their size. Pure."""

from __future__ import annotations

import struct
from collections.abc import Callable

from langchain_aimlapi.media_signatures import is_text, type_of_bytes

SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/tiff": ".tiff",
    "image/bmp": ".bmp",
    "image/svg+xml": ".svg",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/avif": ".avif",
    "image/jxl": ".jxl",
    "image/jp2": ".jp2",
    "image/x-icon": ".ico",
    "image/vnd.adobe.photoshop": ".psd",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/flac": ".flac",
    "audio/aac": ".aac",
    "audio/mp4": ".m4a",
    "audio/webm": ".weba",
    "audio/l16": ".pcm",
    "audio/basic": ".ulaw",
    "audio/aiff": ".aiff",
    "audio/x-au": ".au",
    "audio/x-caf": ".caf",
    "audio/amr": ".amr",
    "audio/ac3": ".ac3",
    "audio/midi": ".mid",
    "audio/x-ms-wma": ".wma",
    "audio/x-matroska": ".mka",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
    "video/ogg": ".ogv",
    "video/mpeg": ".mpeg",
    "video/3gpp": ".3gp",
    "video/x-flv": ".flv",
    "video/x-ms-wmv": ".wmv",
    "model/gltf-binary": ".glb",
    "model/obj": ".obj",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "application/rtf": ".rtf",
    "text/html": ".html",
}
"""File name endings by MIME type."""
_OTHER_SUFFIXES = {
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".htm": "text/html",
    ".m4b": "audio/mp4",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".mp2": "audio/mpeg",
    ".mpga": "audio/mpeg",
    ".aif": "audio/aiff",
    ".m4v": "video/mp4",
    ".mpg": "video/mpeg",
}
_BY_SUFFIX = {suffix: kind for kind, suffix in SUFFIXES.items()} | _OTHER_SUFFIXES
_CONTAINERS = frozenset({"video/mp4", "video/webm"})
"""What holds recordings as well as videos, and may not tell at its beginning."""
_NAMED_TEXTS = frozenset({"model/obj"})
"""Types that are text and that no signature tells."""
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def sniff(data: bytes) -> str | None:
    """The MIME type of an image by its first bytes; None for anything else."""
    found = type_of_bytes(data)
    return found if found is not None and found.startswith("image/") else None


def sniff_sound(data: bytes) -> str | None:
    """The MIME type of a recording by its first bytes; None for anything else, bare samples too."""
    found = type_of_bytes(data)
    if found in _CONTAINERS:
        return found.replace("video/", "audio/")
    return found if found is not None and found.startswith("audio/") else None


def type_of(head: bytes, name: str = "", kind: str = "") -> str | None:
    r"""What a file is: its first bytes say it, and its name where they leave it open.

    Args:
        head: The file, or its first 64 KiB.
        name: Its name.
        kind: What it is meant for, such as `"audio"`: decides where bytes and name leave that open.

    Returns:
        A MIME type; None for plain text, whatever its name is, and for what neither bytes nor name tell.

    Example:
        ```python
        from langchain_aimlapi.media_types import type_of

        assert type_of(b"\x89PNG\r\n\x1a\n", "photo.jpg") == "image/png"
        assert type_of(b"ID3 is an algorithm", "notes.mp3") is None
        ```
    """
    found, named = type_of_bytes(head), type_of_name(name)
    if found is None:
        return named if named is not None and (named in _NAMED_TEXTS or not is_text(head[:4096])) else None
    if found in _CONTAINERS and (kind == "audio" or (named or "").startswith("audio/")):
        return found.replace("video/", "audio/")
    return found


def type_of_name(name: str) -> str | None:
    """The MIME type that the ending of a file name or an address stands for."""
    path = name.partition("?")[0].partition("#")[0].lower()
    return next((kind for suffix, kind in _BY_SUFFIX.items() if path.endswith(suffix)), None)


def pixel_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG, GIF or WebP picture; None if they cannot be read."""
    measure = _MEASURES.get(sniff(data) or "")
    try:
        return measure(data) if measure else None
    except (struct.error, IndexError):
        return None


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 - what every segment begins with
            return None
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + max(2, length)
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


_MEASURES: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
}
