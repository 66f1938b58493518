"""Spoken answers: what a request has to ask for, and the ``audio`` of a message. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.sound import FORMATS, Sound, speak
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import answers as emulator_answers
else:
    emulator_answers = LazyModule("langchain_aimlapi.emulator.answers")


Json = dict[str, Any]
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Voice:
    """How an answer is to sound, and until when it can be referred to (Unix time)."""

    name: str
    form: str
    expires_at: int = 0

    def sound(self, answer: emulator_answers.Answer) -> Sound | None:
        """The sound of an answer; tool calls and refusals are not spoken."""
        return speak(answer.text, self.name, self.form) if answer.text and answer.finish != "refusal" else None


def asked_voice(body: Json, parameters: Mapping[str, Any], created: int = 0) -> Voice | None:
    """The voice a request asks for.

    Raises:
        ServiceError: 400 if sound is asked for but not how, or in a format the emulator cannot write.
    """
    if "modalities" not in parameters or "audio" not in (body.get("modalities") or ()):
        return None
    audio = body.get("audio")
    if audio is None:
        raise ServiceError(400, "Body validation error: audio: Required when modalities contain 'audio'")
    if audio["format"] not in FORMATS:
        raise ServiceError(400, f"Emulator: it writes sounds as {' or '.join(FORMATS)} only, not {audio['format']}")
    return Voice(audio["voice"], audio["format"], created + KEPT_SECONDS)


def audio_json(answer: emulator_answers.Answer, voice: Voice | None) -> Json | None:
    """The ``audio`` of a message; None if nothing is spoken."""
    sound = voice.sound(answer) if voice else None
    if voice is None or sound is None:
        return None
    return {
        "id": _audio_id(answer, voice),
        "data": sound.data,
        "transcript": answer.text,
        "expires_at": voice.expires_at,
    }


def audio_deltas(answer: emulator_answers.Answer, voice: Voice, words: list[str]) -> Iterator[Json]:
    """The same in pieces: the transcript, the sound, the time."""
    sound = voice.sound(answer)
    if sound is None:
        return
    yield {"id": _audio_id(answer, voice), "transcript": ""}
    yield from ({"transcript": word} for word in words)
    yield from ({"data": piece} for piece in sound.pieces)
    yield {"expires_at": voice.expires_at}


def _audio_id(answer: emulator_answers.Answer, voice: Voice) -> str:
    return f"audio_{digest(answer.text, voice.name, voice.form)}"
