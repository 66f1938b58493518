"""Generated files, looked at before they are handed on or saved: a page that reports an error is no image. Pure."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Generator

from langchain_aimlapi.api.error_bodies import parse_body, read_error
from langchain_aimlapi.api.errors import DownloadError, MalformedResponseError
from langchain_aimlapi.media_signatures import is_mesh_text, is_text, type_of_bytes

LOOKED_AT = 512
"""Bytes that tell a file from a text."""
QUOTED = 16 * 1024
"""Most bytes of a text that are read to say what it reports."""
_MOST_SHOWN = 300
_CONTAINERS = ("video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/x-matroska", "audio/mp4", "audio/webm")
_ALSO = {
    "image": (),
    "video": ("image/gif", "image/webp", "image/avif", *_CONTAINERS),
    "audio": _CONTAINERS,
    "model": ("application/zip", "application/gzip"),
}
"""By kind of result: types of other kinds that it may have all the same."""

_TEXTS = (None, "text/html", "application/xml", "image/svg+xml")


class ResultCheck:
    """Holds the first bytes of a result back until it is clear that they are what was made.

    Args:
        made: What was made: `"image"`, `"video"`, `"audio"` or `"model"`; empty for anything.
        place: Where it comes from, for errors.
        fetched: Whether it was fetched from an address; else it was in the answer.
    """

    def __init__(self, made: str, place: str, *, fetched: bool) -> None:
        self.made = made
        self.place = place
        self.fetched = fetched
        self._held = b""
        self._passed = False

    def feed(self, piece: bytes) -> bytes:
        """Take a piece, and return what can be handed on.

        Raises:
            AIMLAPIError: If it is not what was made.
        """
        if self._passed:
            return piece
        self._held += piece
        if len(self._held) < LOOKED_AT or (self._is_text() and len(self._held) < QUOTED):
            return b""
        return self._pass_on()

    def finish(self) -> bytes:
        """Return what is left at the end.

        Raises:
            AIMLAPIError: If it is not what was made, or there was nothing at all.
        """
        return b"" if self._passed else self._pass_on()

    def _is_text(self) -> bool:
        return is_text(self._held[:LOOKED_AT])

    def _pass_on(self) -> bytes:
        wrong = fault_of(self._held, self.made)
        if wrong is not None:
            kind = DownloadError if self.fetched else MalformedResponseError
            raise kind(f"{self.place} is no {_NAMES.get(self.made, 'file')}: it is {wrong}")
        held, self._held, self._passed = self._held, b"", True
        return held


_NAMES = {"image": "image", "video": "video", "audio": "sound", "model": "3D model"}


def fault_of(head: bytes, made: str) -> str | None:
    """What a result is instead of what was made, in words; None if it may be that.

    Args:
        head: The result, or its first bytes.
        made: What was made, as for `ResultCheck`.

    Example:
        >>> fault_of(b'{"error": {"message": "Model is busy"}}', "image")
        "text, which says 'Model is busy'"
    """
    if not head:
        return "empty"
    found, text = type_of_bytes(head), is_text(head[:LOOKED_AT])
    as_made = not made or (found or "").startswith(f"{made}/") or found in _ALSO[made]
    unknown = found is None and not text  # bare samples, and formats that are new
    if as_made or unknown or (made == "model" and is_mesh_text(head)):
        return None
    return f"text, which says {said_in(head)!r}" if text and found in _TEXTS else found


def said_in(content: bytes) -> str:
    """What a page, JSON or XML says, in a line."""
    text = content[:QUOTED].decode("utf-8", "replace").lstrip("\ufeff")
    told = read_error(parse_body(text.encode())).message or re.sub(r"<[^<>]*>", " ", text)
    line = " ".join(told.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"


def checked(pieces: Generator[bytes], check: ResultCheck) -> Generator[bytes]:
    """The pieces, the first ones looked at.

    Raises:
        AIMLAPIError: If they are not what was made.
    """
    for piece in pieces:
        if passed := check.feed(piece):
            yield passed
    if passed := check.finish():
        yield passed


async def achecked(pieces: AsyncGenerator[bytes], check: ResultCheck) -> AsyncGenerator[bytes]:
    """`checked`, asynchronously."""
    async for piece in pieces:
        if passed := check.feed(piece):
            yield passed
    if passed := check.finish():
        yield passed
