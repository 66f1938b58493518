"""Music: a melody of sine tones as WAV, its notes from the prompt. Pure."""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

from langchain_aimlapi.emulator.replies import digest

NOTE_SECONDS = 0.25
DEFAULT_RATE = 8_000
_SCALE = (0, 2, 4, 7, 9, 12, 14, 16)
_LOUDNESS = 9000
_FADE = 0.02


if TYPE_CHECKING:
    Samples = array[int]
else:  # which `array` lets nobody say before Python 3.12
    Samples = array


@lru_cache(maxsize=32)
def melody(topic: str, seconds: float, rate: int = DEFAULT_RATE) -> bytes:
    """A WAV file, mono, 16 bits.

    Args:
        topic: Another one makes another melody.
        seconds: How long it is.
        rate: Samples per second.
    """
    samples = array("h")
    wanted = int(seconds * rate)
    number = 0
    while len(samples) < wanted:
        step = _SCALE[int(digest(topic, number // 8)[number % 8], 16) % len(_SCALE)]
        samples.extend(_note(220 * 2 ** (step / 12), rate))
        number += 1
    return _wav(samples[:wanted], rate)


@lru_cache(maxsize=64)
def _note(pitch: float, rate: int) -> Samples:
    count, fade = int(rate * NOTE_SECONDS), rate * _FADE
    turn = 2 * math.pi * pitch / rate
    return array(
        "h", (int(_LOUDNESS * min(1, at / fade, (count - at) / fade) * math.sin(at * turn)) for at in range(count))
    )


def _wav(samples: Samples, rate: int) -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return target.getvalue()
