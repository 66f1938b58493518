"""Films: H.264 in MP4, written by hand. All frames are key frames of uncompressed blocks (I_PCM): anything plays it.

The parts are those of ISO/IEC 14496-12 (boxes), 14496-15 (`avcC`) and ITU-T H.264 (the stream). Pure.
"""

from __future__ import annotations

import struct
from functools import lru_cache

from langchain_aimlapi.emulator.replies import digest

BLOCK = 16
FRAMES = 3
TIMESCALE = 1000
SIZES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (9, 9), "4:3": (12, 9), "3:4": (9, 12), "21:9": (21, 9)}
"""Blocks across and down, by shape."""
_START = b"\x00\x00"


@lru_cache(maxsize=64)
def film(topic: str, seconds: float, shape: str = "16:9") -> bytes:
    """An MP4 file without sound, its colours from the topic.

    Args:
        topic: What it shows: another one makes other colours.
        seconds: How long it is.
        shape: Width to height, such as ``16:9``; others than those of `SIZES` are made ``16:9``.
    """
    across, down = SIZES.get(shape, SIZES["16:9"])
    frames = [_sample(_slice(topic, number, across * down)) for number in range(FRAMES)]
    head = _box(b"ftyp", b"isom\0\0\2\0isomavc1mp41")
    step = max(1, round(seconds * TIMESCALE / FRAMES))
    table = [len(frame) for frame in frames]
    length = len(_moov(table, step, across, down, 0))
    moov = _moov(table, step, across, down, len(head) + length + 8)
    return head + moov + _box(b"mdat", b"".join(frames))


# The stream


class _Bits:
    """Bits on their way to bytes."""

    def __init__(self) -> None:
        self._text = ""

    def put(self, value: int, width: int) -> _Bits:
        self._text += f"{value:0{width}b}"
        return self

    def golomb(self, *values: int) -> _Bits:
        """Numbers as Exp-Golomb codes."""
        for value in values:
            code = f"{value + 1:b}"
            self._text += "0" * (len(code) - 1) + code
        return self

    def align(self) -> bytes:
        """The bytes, filled up with zeros."""
        filled = self._text + "0" * (-len(self._text) % 8)
        return int(filled, 2).to_bytes(len(filled) // 8, "big")

    def end(self) -> bytes:
        """The bytes, ended as a unit of the stream is."""
        return self.put(1, 1).align()


def _parameters(across: int, down: int) -> tuple[bytes, bytes]:
    """Sequence and picture parameters: baseline profile, level 3.0, no deblocking."""
    sequence = _Bits().put(66, 8).put(0xC0, 8).put(30, 8).golomb(0, 0, 2, 1).put(0, 1)
    sequence.golomb(across - 1, down - 1).put(0b1100, 4)
    picture = _Bits().golomb(0, 0).put(0, 2).golomb(0, 0, 0).put(0, 3).golomb(0, 0, 0).put(0b100, 3)
    return b"\x67" + _escaped(sequence.end()), b"\x68" + _escaped(picture.end())


def _slice(topic: str, number: int, blocks: int) -> bytes:
    """One frame."""
    head = _Bits().golomb(0, 7, 0).put(0, 4).golomb(number % 2).put(0, 2).golomb(0, 1).golomb(25).align()
    between = _Bits().golomb(25).align()
    body = between.join(_block(topic, number, at) for at in range(blocks))
    return b"\x65" + _escaped(head + body + b"\x80")


def _block(topic: str, number: int, at: int) -> bytes:
    """16x16 pixels of one colour, far from the values that the stream gives a meaning."""
    code = bytes.fromhex(digest(topic, number, at % 23)[:6])
    light, blue, red = (32 + value % 192 for value in code)
    return bytes([light]) * 256 + bytes([blue]) * 64 + bytes([red]) * 64


def _escaped(unit: bytes) -> bytes:
    """No start code inside of a unit."""
    out = bytearray()
    for byte in unit:
        if byte <= 3 and out.endswith(_START):
            out.append(3)
        out.append(byte)
    return bytes(out)


def _sample(unit: bytes) -> bytes:
    return struct.pack(">I", len(unit)) + unit


# The file


def _box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, *content: bytes, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags), *content)


_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def _moov(sizes: list[int], step: int, across: int, down: int, offset: int) -> bytes:
    """All that is said of the film; `offset` is where the frames begin."""
    length = step * len(sizes)
    header = _full(
        b"mvhd",
        struct.pack(">IIIIIH10x", 0, 0, TIMESCALE, length, 0x10000, 0x100),
        _MATRIX,
        bytes(24),
        struct.pack(">I", 2),
    )
    track = _full(
        b"tkhd",
        struct.pack(">IIIII8xHHHH", 0, 0, 1, 0, length, 0, 0, 0, 0),
        _MATRIX,
        struct.pack(">II", across * BLOCK << 16, down * BLOCK << 16),
        flags=3,
    )
    media = _full(b"mdhd", struct.pack(">IIIIHH", 0, 0, TIMESCALE, length, 0x55C4, 0))
    handler = _full(b"hdlr", struct.pack(">I4s12x", 0, b"vide"), b"emulator\0")
    reference = _box(b"dinf", _full(b"dref", struct.pack(">I", 1), _full(b"url ", flags=1)))
    tables = _tables(sizes, step, across, down, offset)
    information = _box(b"minf", _full(b"vmhd", bytes(8), flags=1), reference, tables)
    return _box(b"moov", header, _box(b"trak", track, _box(b"mdia", media, handler, information)))


def _tables(sizes: list[int], step: int, across: int, down: int, offset: int) -> bytes:
    count = len(sizes)
    return _box(
        b"stbl",
        _full(b"stsd", struct.pack(">I", 1), _entry(across, down)),
        _full(b"stts", struct.pack(">III", 1, count, step)),
        _full(b"stsc", struct.pack(">IIII", 1, 1, count, 1)),
        _full(b"stsz", struct.pack(f">II{count}I", 0, count, *sizes)),
        _full(b"stco", struct.pack(">II", 1, offset)),
    )


def _entry(across: int, down: int) -> bytes:
    sequence, picture = _parameters(across, down)
    config = bytes([1, 66, 0xC0, 30, 0xFF, 0xE1]) + struct.pack(">H", len(sequence)) + sequence
    config += b"\1" + struct.pack(">H", len(picture)) + picture
    return _box(
        b"avc1",
        struct.pack(">6xH16xHHIIIH32xHh", 1, across * BLOCK, down * BLOCK, 0x480000, 0x480000, 0, 1, 24, -1),
        _box(b"avcC", config),
    )
