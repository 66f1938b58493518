"""Embeddings without a model: words and their pieces, hashed into a vector of length 1. Pure.

Texts that share words or parts of words are near each other; meaning beyond that is not there.
"""

from __future__ import annotations

import base64
import math
import re
import struct
import zlib
from functools import lru_cache

_WORD = re.compile(r"\w+")
_SHORT = 3  # words such as "the" and "of" say little


def text_vector(text: str, size: int) -> list[float]:
    """The vector of a text: `size` numbers whose squares add up to 1, with the precision of 32-bit floats."""
    sums: dict[int, float] = {}
    for word in _WORD.findall(text.lower()) or [text]:
        for feature, weight in _features(word):
            place = feature % size
            sums[place] = sums.get(place, 0.0) + (weight if feature & 1 << 31 else -weight)
    length = math.sqrt(sum(value * value for value in sums.values()))
    if length == 0:  # every piece was cancelled by another: any fixed direction will do
        sums, length = {0: 1.0}, 1.0
    vector = [0.0] * size
    for place, value in sums.items():
        vector[place] = round(value / length, 8)
    return vector


def as_base64(vector: list[float]) -> str:
    """The vector as little-endian 32-bit floats in base64."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


@lru_cache(20_000)
def _features(word: str) -> tuple[tuple[int, float], ...]:
    """Hashes of a word and of its pieces of three characters, with weights."""
    weight = 0.3 if len(word) <= _SHORT else 1.0
    framed = f"<{word}>"
    pieces = {framed[at : at + 3] for at in range(len(framed) - 2)}
    share = weight / (2 * max(1, len(pieces)))
    whole = (zlib.crc32(f"word {word}".encode("utf-8", "surrogatepass")), weight)
    return (whole, *((zlib.crc32(piece.encode("utf-8", "surrogatepass")), share) for piece in sorted(pieces)))
