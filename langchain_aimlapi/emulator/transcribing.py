"""Speech to text: a made-up transcript that the recording's bytes or address decide, in its vendor's shape.

Nothing is recognised: words come from a short list, as many as the recording has seconds.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyCall
from langchain_aimlapi.emulator.forms import Part
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.sound import wav_seconds
from langchain_aimlapi.emulator.state import Options
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost
from langchain_aimlapi.emulator.triggers import FAIL

Json = dict[str, Any]
WORDS = tuple(
    "the train to lyon leaves from platform four at noon and arrives before the rain begins".split()  # noqa: SIM905
)
WORD_SECONDS = 0.4
UNKNOWN_SECONDS = 6.0
LIFETIME = 3600.0
PRICE = 0.0001
"""USD per second: an emulator convention."""
FILE_FIELDS = ("audio", "file")


@dataclass(frozen=True)
class Recording:
    """What is to be transcribed: its digest and its length in seconds."""

    token: str
    seconds: float

    def words(self) -> list[Json]:
        """Its words with times in seconds, and two speakers who take turns of five words."""
        count = max(1, min(60, int(self.seconds / WORD_SECONDS)))
        start = int(self.token[:4], 16)
        step = self.seconds / count
        return [
            {
                "word": WORDS[(start + at) % len(WORDS)],
                "start": round(at * step, 3),
                "end": round((at + 0.9) * step, 3),
                "speaker": at // 5 % 2,
            }
            for at in range(count)
        ]


@dataclass
class Transcription:
    """One submitted recording."""

    id: str
    key: str
    call: FamilyCall
    recording: Recording
    submitted: float
    polls: int = 0


class Transcriptions:
    """All of one emulator."""

    def __init__(self) -> None:
        self._known: dict[str, Transcription] = {}
        self._lock = threading.Lock()

    def submit(self, call: FamilyCall, recording: Recording, key: str) -> Transcription:
        """Take a recording."""
        with self._lock:
            name = digest(recording.token, call.card.id, len(self._known))
            made = Transcription(f"{name}:stt", key, call, recording, time.monotonic())
            self._known[made.id] = made
            return made

    def poll(self, generation_id: str, key: str) -> Transcription:
        """Find a recording and count the question.

        Raises:
            ServiceError: 404 for one that is unknown to the key, or older than an hour.
        """
        with self._lock:
            found = self._known.get(generation_id)
            if found is None or found.key != key or time.monotonic() - found.submitted > LIFETIME:
                raise ServiceError(404, f"Generation '{generation_id}' not found")
            found.polls += 1
            return found


def read_recording(body: Json, files: list[Part]) -> Recording:
    """The recording of a request.

    Raises:
        ServiceError: 400 unless there is exactly one, an address or a file.
    """
    url = body.get("url")
    if (url is not None) + len(files) != 1:
        raise ServiceError(400, "Body validation error: exactly one of 'url' and a file is required")
    if not files:
        return Recording(hashlib.sha256(str(url).encode()).hexdigest(), UNKNOWN_SECONDS)
    content = files[0].content
    if not content:
        raise ServiceError(400, "400 The audio file is empty")
    return Recording(hashlib.sha256(content).hexdigest(), wav_seconds(content) or UNKNOWN_SECONDS)


def form_body(parts: list[Part], parameters: Json) -> tuple[Json, list[Part]]:
    """The body that the fields of a form make, in the types that the model's schema wants, and its files."""
    files = [part for part in parts if part.filename is not None]
    body: Json = {}
    for part in parts:
        if part.filename is None:
            value = _typed(part.content.decode("utf-8", "replace"), parameters.get(part.name, {}))
            body[part.name] = _again(body.get(part.name), value, parameters.get(part.name, {}))
    return {**body, **{part.name: _described(part, parameters) for part in files}}, files


def _described(part: Part, parameters: Json) -> Any:
    """A file as the schema has it: a text, or what the service's server makes of an upload."""
    if parameters.get(part.name, {}).get("type") == "string":
        return "(binary)"
    name = {"fieldname": part.name, "originalname": part.filename}
    return {**name, "encoding": "7bit", "mimetype": part.mime_type, "size": len(part.content)}


def _typed(text: str, rule: Json) -> Any:
    kinds = {branch.get("type") for branch in (rule, *rule.get("any_of", ()))}
    try:
        value = json.loads(text)
    except ValueError:
        return text
    words = {bool: "boolean", int: "number", float: "number", dict: "object", list: "array"}
    names = {words.get(type(value)), "integer" if isinstance(value, int) else None}
    items = (rule.get("items") or {}).get("type")
    return value if names & kinds or (items and items != "string") else text


def _again(before: Any, value: Any, rule: Json) -> Any:
    """A field that comes several times is a list, and so is one whose schema is nothing but a list."""
    if before is None:
        kinds = {branch.get("type") for branch in (rule, *rule.get("any_of", ()))}
        alone = isinstance(value, str | dict) and "array" in kinds and not kinds & {"string", "object"}
        return [value] if alone else value
    return [*(before if isinstance(before, list) else [before]), value]


def transcription_cost(recording: Recording) -> Cost:
    """What a recording costs, by its length."""
    spent = max(1, round(recording.seconds * PRICE * CREDITS_PER_USD))
    return Cost(spent / CREDITS_PER_USD, spent)


def submitted_body(made: Transcription, cost: Cost) -> Json:
    """The answer to the submission."""
    return {"generation_id": made.id, "status": _pending_words(made.call)[0], "meta": cost.as_meta()}


def polled_body(found: Transcription, options: Options) -> Json:
    """The answer to a poll."""
    head = {"generation_id": found.id}
    over = found.polls > options.job_polls and time.monotonic() - found.submitted >= options.job_seconds
    if not over:
        return {**head, "status": _pending_words(found.call)[found.polls > 1]}
    if FAIL in json.dumps(found.call.body):
        return {**head, "status": "error", "error": {"name": "Error", "message": "The emulator fails as asked to"}}
    return {**head, "status": "completed", "result": _shape_of(found.call)(found)}


def _pending_words(call: FamilyCall) -> tuple[str, str]:
    """What an unfinished transcription is called, at first and later: by who runs the model."""
    return ("queued", "generating") if _shape_of(call) is _plain else ("waiting", "active")


def _deepgram(found: Transcription) -> Json:
    body, words = found.call.body, found.recording.words()
    shown = [{**word, "confidence": 0.99, "punctuated_word": word["word"]} for word in words]
    if not body.get("diarize"):
        shown = [{key: value for key, value in word.items() if key != "speaker"} for word in shown]
    several = 2 if body.get("multichannel") or body.get("multi_channel") else 1
    alternative = {"transcript": _text(words), "confidence": 0.99, "words": shown}
    results: Json = {"channels": [{"alternatives": [alternative]}] * several}
    if body.get("utterances"):
        results["utterances"] = [
            {"start": turn[0]["start"], "end": turn[-1]["end"], "channel": 0, "transcript": _text(turn), "words": turn}
            | ({"speaker": turn[0]["speaker"]} if body.get("diarize") else {})
            for turn in _turns(words)
        ]
    facts = {"request_id": found.id, "duration": found.recording.seconds, "channels": several, "models": ["emulator"]}
    return {"metadata": facts, "results": results}


def _assembly(found: Transcription) -> Json:
    body, words = found.call.body, found.recording.words()
    letters = bool(body.get("speaker_labels"))
    result: Json = {
        "id": found.id,
        "status": "completed",
        "text": _text(words),
        "language_code": body.get("language_code", "en"),
        "audio_duration": found.recording.seconds,
        "words": [_in_milliseconds(word, letters=letters) for word in words],
    }
    if letters:
        result["utterances"] = [
            {**_in_milliseconds({**turn[0], "end": turn[-1]["end"], "word": _text(turn)}, letters=True)}
            for turn in _turns(words)
        ]
    return result


def _in_milliseconds(word: Json, *, letters: bool) -> Json:
    times = {name: round(word[name] * 1000) for name in ("start", "end")}
    return {"text": word["word"], **times, "confidence": 0.98, "speaker": "AB"[word["speaker"]] if letters else None}


def _plain(found: Transcription) -> Json:
    words = found.recording.words()
    if found.call.card.vendor == "OpenAI":
        return {"text": _text(words), "usage": {"type": "tokens", "output_tokens": len(words)}}
    return {"text": _text(words), "usage": {"seconds": found.recording.seconds, "cost": 0.0}}


def _shape_of(call: FamilyCall) -> Callable[[Transcription], Json]:
    """The shape of who runs the model; Whisper's is Deepgram's."""
    known = call.endpoint.parameters
    return _deepgram if "diarize" in known else _assembly if "speaker_labels" in known else _plain


def _text(words: list[Json]) -> str:
    return " ".join(word["word"] for word in words)


def _turns(words: list[Json]) -> list[list[Json]]:
    return [words[at : at + 5] for at in range(0, len(words), 5)]
