"""The bytes of an answer's body: decompressed and counted in small pieces, so that a bomb of zeros ends as an error."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from langchain_aimlapi.api.errors import MalformedResponseError

ACCEPT_ENCODING = "gzip, deflate"
"""What is asked for: the two ways of packing that the standard library unpacks in steps of a limited size."""
_PIECE = 64 * 1024
_NO_PACKING = frozenset(
    {"", "identity", "none", "null", "plain", "text", "binary", "raw", "7bit", "8bit", "chunked", "aws-chunked"}
    | {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "windows-1252"}
)
"""What uploaders write into `Content-Encoding` that packs nothing: storage (S3's) keeps it and sends it back."""


class _Inflater(Protocol):
    """What `zlib.decompressobj` returns, whose class has no name at run time."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class BodyReader:
    """Takes a body as it arrives and gives it unpacked, piece by piece.

    Args:
        headers: Headers of the answer.
        most: Most bytes that the unpacked body may have.
        setting: What the limit is called, for the error.

    Raises:
        MalformedResponseError: If the body is packed in a way that was not asked for.
    """

    __slots__ = ("_coding", "_inflate", "_most", "_setting", "_size")

    def __init__(self, headers: Mapping[str, str], most: int | None, setting: str = "answer") -> None:
        self._most = most
        self._setting = setting
        self._size = 0
        coding = headers.get("content-encoding")
        self._coding = _known(coding) if coding else ""
        self._inflate: _Inflater | None = None

    def feed(self, data: bytes) -> Iterable[bytes]:
        """The unpacked pieces of what arrived, none larger than 64 KiB if it was packed.

        Raises:
            MalformedResponseError: If it cannot be unpacked, or is larger than allowed.
        """
        if self._coding:
            return self._unpacked(data)
        self._count(data)
        return (data,)

    def finish(self) -> None:
        """The body is over.

        Raises:
            MalformedResponseError: If it was packed and is cut.
        """
        if self._inflate is not None and not self._inflate.eof:
            raise MalformedResponseError("The answer is cut: its compressed body has no end")

    def _unpacked(self, data: bytes) -> Iterator[bytes]:
        piece = b""
        while data or len(piece) == _PIECE:  # a full piece: there may be more of it inside
            if self._inflate is not None and self._inflate.eof:
                data = self._without_padding(data)
            if self._inflate is None or (self._inflate.eof and self._coding == "gzip" and data):
                self._inflate = _inflater(self._coding, data)  # of the body, or of its next part
            elif self._inflate.eof:
                return
            try:
                piece = self._inflate.decompress(data, _PIECE)
            except zlib.error as error:
                raise MalformedResponseError(f"The body of the answer cannot be decompressed: {error}") from error
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
            self._count(piece)
            yield piece

    def _without_padding(self, data: bytes) -> bytes:
        """What follows a packed part but for zeros, which fill it up to some size (gzip skips them, too)."""
        rest = data.lstrip(b"\0")
        self._count(data[: len(data) - len(rest)])
        return rest

    def _count(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._most is not None and self._size > self._most:
            raise MalformedResponseError(
                f"The answer has more than {self._most:,} bytes; SizeLimits({self._setting}=...) would take more"
            )


def _known(codings: str) -> str:
    """How a body is packed, `""` if it is not: names of other things, as storage keeps them, mean nothing."""
    named = [coding.strip().lower().removeprefix("x-") for coding in codings.split(",")]
    packed = [coding for coding in named if coding not in _NO_PACKING]
    if packed and packed not in (["gzip"], ["deflate"]):
        raise MalformedResponseError(
            f"The answer is packed as {codings[:50]!r}, which was not asked for (asked: {ACCEPT_ENCODING})"
        )
    return "".join(packed)


def _inflater(coding: str, data: bytes) -> _Inflater:
    """For the two ways; `deflate` comes with zlib's header, as it should, or bare."""
    if coding == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    return zlib.decompressobj(zlib.MAX_WBITS if data[0] & 0x0F == zlib.DEFLATED else -zlib.MAX_WBITS)
