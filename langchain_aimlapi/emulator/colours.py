"""The colours of a picture, which is all the emulator sees in one: PNG in true colour with unfiltered rows. Pure."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

MOST_BYTES = 32 * 1024 * 1024
"""Of pixels; larger pictures are not looked at."""
SAMPLES = 32
"""Looked at in each direction."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
_NAMES = {
    "black": (0, 0, 0),
    "grey": (128, 128, 128),
    "light grey": (200, 200, 200),
    "white": (255, 255, 255),
    "red": (220, 30, 40),
    "dark red": (120, 20, 30),
    "orange": (240, 140, 30),
    "brown": (120, 75, 40),
    "yellow": (240, 220, 50),
    "olive": (125, 125, 40),
    "green": (50, 170, 60),
    "dark green": (20, 80, 40),
    "light green": (150, 235, 150),
    "lime": (200, 230, 100),
    "turquoise": (70, 235, 215),
    "teal": (30, 130, 130),
    "light blue": (150, 200, 235),
    "blue": (50, 90, 210),
    "dark blue": (25, 35, 110),
    "purple": (120, 50, 150),
    "violet": (170, 130, 220),
    "pink": (240, 150, 180),
    "magenta": (210, 50, 160),
}


def main_colours(data: bytes, most: int = 2) -> list[str]:
    """The names of the colours that cover most of a picture; empty if it cannot be read.

    Args:
        data: The file.
        most: How many colours.
    """
    try:
        pixels = _sampled(data)
    except (struct.error, zlib.error, IndexError):
        return []
    counted = Counter(map(_name, pixels))
    return [name for name, _ in counted.most_common(most)]


def _sampled(data: bytes) -> list[tuple[int, int, int]]:
    """Pixels of an even grid."""
    if not data.startswith(_SIGNATURE):
        return []
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    channels = _CHANNELS.get(kind, 0)
    length = 1 + width * channels
    if depth != 8 or interlaced or not channels or not 0 < length * height <= MOST_BYTES:
        return []
    rows = zlib.decompressobj().decompress(_packed(data), length * height)
    if len(rows) != length * height or any(rows[::length]):
        return []  # cut off, or filtered
    columns = [1 + x * width // SAMPLES * channels for x in range(SAMPLES)]
    starts = [y * height // SAMPLES * length for y in range(SAMPLES)]
    return [(rows[at], rows[at + 1], rows[at + 2]) for at in (start + column for start in starts for column in columns)]


def _packed(data: bytes) -> bytes:
    """The contents of all IDAT chunks."""
    found, at = [], len(_SIGNATURE)
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            found.append(data[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(found)


def _name(pixel: tuple[int, int, int]) -> str:
    return min(_NAMES, key=lambda name: sum((a - b) ** 2 for a, b in zip(pixel, _NAMES[name], strict=True)))
