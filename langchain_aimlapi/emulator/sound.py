"""Sounds: a tone per word instead of speech, as WAV or bare samples, and the length of a WAV that is sent. Pure."""

from __future__ import annotations

import base64
import io
import math
import sys
import wave
from array import array
from dataclasses import dataclass
from functools import lru_cache

from langchain_aimlapi.emulator.replies import digest

RATE = 24_000
WORD_SECONDS = 0.12
MOST_SECONDS = 6.0
TOKENS_PER_SECOND = 20
FORMATS = ("wav", "pcm16")
PIECE = 8_000
_FADE = 240


@dataclass(frozen=True)
class Sound:
    """A spoken text: the file in base64 and its length."""

    data: str
    seconds: float

    @property
    def tokens(self) -> int:
        """What it costs."""
        return math.ceil(self.seconds * TOKENS_PER_SECOND)

    @property
    def pieces(self) -> list[str]:
        """The data in parts that can be decoded one by one or joined."""
        return [self.data[at : at + PIECE] for at in range(0, len(self.data), PIECE)]


@lru_cache(maxsize=64)
def speak(text: str, voice: str, form: str) -> Sound:
    """A sound for a text: one tone per word, its pitch from the word and the voice.

    Args:
        text: What is said.
        voice: Any name; other voices have other pitches.
        form: ``wav``, or ``pcm16`` for bare samples (24 kHz, mono, 16 bits).
    """
    words = text.split()[: int(MOST_SECONDS / WORD_SECONDS)] or [""]
    samples = array("h")
    for word in words:
        samples.extend(_tone(220 + int(digest(voice, word)[:4], 16) % 440))
    if sys.byteorder == "big":
        samples.byteswap()
    content = _wav(samples.tobytes()) if form == "wav" else samples.tobytes()
    return Sound(base64.b64encode(content).decode(), len(samples) / RATE)


def wav_seconds(content: bytes) -> float | None:
    """The length of a WAV file of any sample format, by its bytes per second; None for anything else."""
    if content[:4] not in (b"RIFF", b"RF64", b"BW64") or content[8:12] != b"WAVE":
        return None
    at, rate = 12, 0
    while at + 8 <= len(content):
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if kind == b"fmt ":
            rate = int.from_bytes(content[at + 16 : at + 20], "little")
        elif kind == b"data":  # one that was streamed announces more than there is
            return min(size, len(content) - at - 8) / rate if rate else None
        at += 8 + size + size % 2
    return None


def _tone(pitch: int) -> list[int]:
    count = int(RATE * WORD_SECONDS)
    step = 2 * math.pi * pitch / RATE
    return [int(8000 * min(1, at / _FADE, (count - at) / _FADE) * math.sin(at * step)) for at in range(count)]


def _wav(samples: bytes) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return target.getvalue()
