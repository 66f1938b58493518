"""Baseline JPEG of mosaics: every block of 8 by 8 pixels has one colour, so only the mean of a block is coded. Pure.

The format, and the code tables used here: https://www.w3.org/Graphics/JPEG/itu-t81.pdf
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

Colour = tuple[int, int, int]
BLOCK = 8
# ITU T.81 table K.3: how many codes there are of each length; the symbols are 0, 1, 2 …
_DC_COUNTS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
_AC_COUNTS = (1, *([0] * 15))  # one symbol, "end of block"
_END_OF_BLOCK = "0"


def encode(tiles: Sequence[Sequence[Colour]], width: int, height: int) -> bytes:
    """A JPEG file of a mosaic, each block in the colour of the tile below its middle."""
    across, down = -(-width // BLOCK), -(-height // BLOCK)
    levels = [[_levels(colour) for colour in row] for row in tiles]
    columns = [_tile(at, width, len(tiles[0])) for at in range(across)]
    rows = [_tile(at, height, len(tiles)) for at in range(down)]
    return _head(width, height) + _scan(levels, rows, columns) + b"\xff\xd9"


def _tile(block: int, length: int, tiles: int) -> int:
    return min(tiles - 1, (block * BLOCK + BLOCK // 2) * tiles // length)


def _levels(colour: Colour) -> tuple[int, int, int]:
    """Luminance and the two colour differences around 0; a mean coefficient is eight times that, quantised by 8."""
    red, green, blue = colour
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    return round(light) - 128, round((blue - light) / 1.772), round((red - light) / 1.402)


def _scan(levels: list[list[tuple[int, int, int]]], rows: list[int], columns: list[int]) -> bytes:
    codes, before, bits = _dc_codes(), (0, 0, 0), []
    for row in rows:
        for column in columns:
            level = levels[row][column]
            bits += [_difference(now - was, codes) + _END_OF_BLOCK for now, was in zip(level, before, strict=True)]
            before = level
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")


def _dc_codes() -> list[str]:
    codes, code = [], 0
    for length, count in enumerate(_DC_COUNTS, 1):
        for _ in range(count):
            codes.append(format(code, f"0{length}b"))
            code += 1
        code <<= 1
    return codes


def _difference(value: int, codes: list[str]) -> str:
    size = abs(value).bit_length()
    if size == 0:
        return codes[0]
    return codes[size] + format(value if value > 0 else value + (1 << size) - 1, f"0{size}b")


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _head(width: int, height: int) -> bytes:
    components = b"".join(struct.pack("BBB", number, 0x11, 0) for number in (1, 2, 3))
    frame = struct.pack(">BHHB", 8, height, width, 3) + components
    scan = b"\3" + b"".join(struct.pack("BB", number, 0x00) for number in (1, 2, 3)) + b"\0\x3f\0"
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + _segment(0xDB, b"\0" + b"\x08" * 64)
        + _segment(0xC0, frame)
        + _segment(0xC4, b"\x00" + bytes(_DC_COUNTS) + bytes(range(12)))
        + _segment(0xC4, b"\x10" + bytes(_AC_COUNTS) + b"\0")
        + _segment(0xDA, scan)
    )
