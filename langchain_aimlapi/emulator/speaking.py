"""Text to speech: a tone for each word, as a WAV file or as bare samples, whatever format was asked for. Pure.

Other formats would need an encoder: a request for MP3 is checked and answered with a WAV file that says it is one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.family import FamilyAnswer, FamilyCall
from langchain_aimlapi.emulator.sound import RATE, speak
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost

Json = dict[str, Any]
# USD per character: an emulator convention.
PRICE = 0.000015
_OWN_VOICE = re.compile(r"#g1_aura-(?:2-)?(\w+)-\w\w")
_STREAMING_VENDORS = frozenset({"Deepgram", "ElevenLabs"})


@dataclass(frozen=True)
class Spoken:
    """A finished sound.

    Attributes:
        content: The file.
        mime_type: What it really is.
        name: The end of its address.
        seconds: How long it is.
    """

    content: bytes
    mime_type: str
    name: str
    seconds: float


def spoken(call: FamilyCall) -> Spoken:
    """The sound of a request."""
    bare = _is_bare(call)
    sound = speak(said(call), _voice(call), "pcm16" if bare else "wav")
    kind = f"audio/l16;rate={RATE};channels=1" if bare else "audio/wav"
    return Spoken(base64.b64decode(sound.data), kind, "speech.pcm" if bare else "speech.wav", sound.seconds)


def said(call: FamilyCall) -> str:
    """The text of a request; VibeVoice calls it a script."""
    return str(call.body.get("text") or call.body.get("script") or "")


def answers_in_bytes(call: FamilyCall) -> bool:
    """Whether the answer is the sound itself: of vendors that stream, unless that is switched off."""
    return call.card.vendor in _STREAMING_VENDORS and call.body.get("stream", True) is not False


def speech_cost(call: FamilyCall) -> Cost:
    """What the text costs."""
    spent = max(1, round(len(said(call)) * PRICE * CREDITS_PER_USD))
    return Cost(spent / CREDITS_PER_USD, spent)


def speech_answer(call: FamilyCall, sound: Spoken, keep: Callable[[Spoken], str]) -> FamilyAnswer:
    """The answer in JSON, dressed as the model's."""
    cost = speech_cost(call)
    audio = {"url": keep(sound), "file_name": sound.name, "content_type": sound.mime_type.partition(";")[0]}
    body: Json = {"audio": audio, **_extras(call, sound), "meta": cost.as_meta()}
    return FamilyAnswer(body, cost, call.status)


def _extras(call: FamilyCall, sound: Spoken) -> Json:
    if "script" in call.endpoint.parameters:
        return {"duration": sound.seconds, "sample_rate": RATE}
    return {"usage": {"characters": len(said(call))}} if call.card.id.startswith("alibaba/") else {}


def _voice(call: FamilyCall) -> str:
    own = _OWN_VOICE.fullmatch(call.card.id)
    settings = call.body.get("voice_setting") or {}
    others = call.body.get("speakers") or call.body.get("references") or ""
    return own[1] if own else str(call.parameter("voice") or settings.get("voice_id") or others)


def _is_bare(call: FamilyCall) -> bool:
    """Whether bare samples were asked for."""
    if call.body.get("encoding", "linear16") == "linear16" and call.body.get("container") == "none":
        return True
    nested = [call.body.get(name) or {} for name in ("audio_setting", "audio_config")]
    words = [call.body.get(name) for name in ("response_format", "format")]
    words += [] if answers_in_bytes(call) else [call.body.get("output_format")]  # a stream heeds no output_format
    words += [settings.get("format") for settings in nested]
    return any(isinstance(word, str) and word.startswith("pcm") for word in words)
