"""Lossless WebP of pictures with two shades: one bit a pixel. Pure.

The format: https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

Colour = tuple[int, int, int]


def encode(rows: Sequence[Sequence[bool]], colours: tuple[Colour, Colour]) -> bytes:
    """A WebP file.

    Args:
        rows: For each pixel whether it is of the darker shade.
        colours: They share red and blue (of the first) and differ in green: one code, one bit.
    """
    height, width = len(rows), len(rows[0])
    (red, one, blue), (_, other, _) = colours
    light, dark = max(one, other), min(one, other)
    if light == dark:
        light, dark = min(255, light + 64), max(0, dark - 64)
    bits = _number(width - 1, 14) + _number(height - 1, 14) + "0" + _number(0, 3)  # no alpha, version 0
    bits += "0" + "0" + "0"  # no transform, no colour cache, one group of codes
    bits += _two_symbols(dark, light) + "".join(map(_one_symbol, (red, blue, 255, 0)))
    bits += "".join("".join("0" if pixel else "1" for pixel in row) for row in rows)
    data = b"\x2f" + _packed(bits)
    padded = data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 12 + len(padded)) + b"WEBPVP8L" + struct.pack("<I", len(data)) + padded


def _number(value: int, size: int) -> str:
    """Bits of a number, lowest first, as the format wants them."""
    return format(value, f"0{size}b")[::-1]


def _one_symbol(symbol: int) -> str:
    """A simple code with one symbol, which then takes no bits at all."""
    return "1" + "0" + "1" + _number(symbol, 8)


def _two_symbols(low: int, high: int) -> str:
    """A simple code with two symbols: 0 for the lower one, 1 for the higher."""
    return "1" + "1" + "1" + _number(low, 8) + _number(high, 8)


def _packed(bits: str) -> bytes:
    size = (len(bits) + 7) // 8
    return int(bits[::-1], 2).to_bytes(size, "little")
