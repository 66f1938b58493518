"""Generations that take a while: what is made, how long it takes, and how the vendors tell it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyCall
from langchain_aimlapi.emulator.films import SIZES, film
from langchain_aimlapi.emulator.media import MediaError, decode
from langchain_aimlapi.emulator.melodies import melody
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.state import Options
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost
from langchain_aimlapi.emulator.triggers import FAIL

Json = dict[str, Any]
UNPRICED = {"video": 0.4, "music": 0.1}
"""USD per generation: the catalogue states no prices for these families, so this is an emulator convention."""
MOST_GENERATIONS = 10_000
_SUCCEEDED_WORD = ("pixverse/v5", "pixverse/lip-sync", "bytedance/seedance-1-0-pro-fast")
_LISTS = ("blackforestlabs/flux-3", "bytedance/seedance-2-5", "klingai/video-v3-omni")
_OTHER_ID: dict[str, tuple[str, ...]] = {
    "minimax/hailuo-02": ("generation_id", "id"),
    "minimax/hailuo-2.3": ("generation_id",),
    "video-01": ("generation_id",),
}
"""Where submissions have their id, by the beginning of the model's name; `id` elsewhere."""


@dataclass
class Generation:
    """One submitted generation.

    Attributes:
        id: Its id, in one of the forms that the service has.
        key: The API key that submitted it: others do not see it.
        call: The request.
        submitted: When, in seconds of the monotonic clock.
        polls: How often somebody has asked.
        cost: What it costs.
    """

    id: str
    key: str
    call: FamilyCall
    submitted: float
    cost: Cost
    polls: int = 0

    @property
    def fails(self) -> bool:
        """Whether it ends in an error, which a word in the request asks for."""
        return FAIL in json.dumps(self.call.body)


class Generations:
    """All generations of one emulator."""

    def __init__(self) -> None:
        self._known: dict[str, Generation] = {}
        self._lock = threading.Lock()

    def submit(self, call: FamilyCall, key: str) -> Generation:
        """Take a generation.

        Raises:
            ServiceError: 400 for an input file that is none.
        """
        _check_inputs(call)
        spent = round(UNPRICED.get(call.card.family, 0.1) * CREDITS_PER_USD)
        with self._lock:
            number = len(self._known)
            made = Generation(_new_id(call, number), key, call, time.monotonic(), Cost(spent / CREDITS_PER_USD, spent))
            self._known[made.id] = made
            while len(self._known) > MOST_GENERATIONS:
                del self._known[next(iter(self._known))]
        return made

    def poll(self, generation_id: str | None, key: str) -> Generation:
        """Find a generation and count the question.

        Raises:
            ServiceError: 400 without an id, 404 for one that is unknown to the key.
        """
        if not generation_id:
            raise ServiceError(400, "Query validation error: generation_id: Required")
        with self._lock:
            found = self._known.get(generation_id)
            if found is None or found.key != key:
                raise ServiceError(404, f"Generation '{generation_id}' not found")
            found.polls += 1
            return found


def submitted_body(generation: Generation) -> Json:
    """The answer to the submission: the id and the cost."""
    names = next((names for model, names in _OTHER_ID.items() if _is(generation, (model,))), ("id",))
    head = dict.fromkeys(names, generation.id)
    return {**head, "status": "queued", "meta": generation.cost.as_meta()}


def polled_body(generation: Generation, options: Options, keep: Callable[[bytes, str, str], str]) -> Json:
    """The answer to a poll: how far the generation is, in the words of its vendor.

    Args:
        generation: The generation.
        options: How long generations take.
        keep: Keeps a file (bytes, MIME type, name) and returns its address.
    """
    head = {"id": generation.id}
    family_key = "audio_file" if generation.call.card.family == "music" else "video"
    if not _is_over(generation, options):
        word = "queued" if generation.polls == 1 else "generating"
        return {**head, "status": word, family_key: None, "error": None}
    if generation.fails:
        return {**head, "status": "error", family_key: None, "error": _failure(generation)}
    word = "succeeded" if _is(generation, _SUCCEEDED_WORD) else "completed"
    return {**head, "status": word, **_result(generation, keep)}


def _is_over(generation: Generation, options: Options) -> bool:
    waited = time.monotonic() - generation.submitted
    return generation.polls > options.job_polls and waited >= options.job_seconds


def _failure(generation: Generation) -> Json:
    """An error in one of the two shapes that were seen."""
    text = "The emulator fails because it was asked to"
    if "effect_scene" in generation.call.endpoint.parameters:
        return {"detail": [{"loc": ["body", "image_url"], "msg": text, "type": "face_detection_error"}]}
    return {"name": "Error", "message": text}


def _result(generation: Generation, keep: Callable[[bytes, str, str], str]) -> Json:
    call, name = generation.call, digest(generation.id)
    topic = digest({key: value for key, value in call.body.items() if key != "duration"})
    if call.card.family == "music":
        sound = melody(topic, _music_seconds(call), _rate(call))
        return {"audio_file": _file(keep(sound, "audio/wav", f"{name}.wav"), "audio/wav", f"{name}.wav", sound)}
    content = film(topic, _number(call.parameter("duration"), 5), _shape(call))
    url = keep(content, "video/mp4", f"{name}.mp4")
    if call.card.id.startswith("runway/"):
        return {"video": [url]}
    entry = _file(url, "video/mp4", f"{name}.mp4", content)
    if _is(generation, _LISTS):
        return {"video": [{"url": url}]}
    return {"video": entry}


def _file(url: str, kind: str, name: str, content: bytes) -> Json:
    return {"url": url, "content_type": kind, "file_name": name, "file_size": len(content)}


def _music_seconds(call: FamilyCall) -> float:
    length = call.parameter("music_length_ms")
    return _number(length, 10_000) / 1000 if length is not None else _number(call.parameter("seconds_total"), 10)


def _rate(call: FamilyCall) -> int:
    setting = call.body.get("audio_setting") or {}
    return int(setting.get("audio_sample_rate") or setting.get("sample_rate") or 8000)


def _shape(call: FamilyCall) -> str:
    wanted = str(call.parameter("aspect_ratio") or call.parameter("ratio") or "")
    size = str(call.parameter("frame_size") or "").partition(":")
    if size[0].isdigit() and size[2].isdigit():
        width, height = int(size[0]), int(size[2])
        return "16:9" if width > height else "9:16" if width < height else "1:1"
    return wanted if wanted in SIZES else "16:9"


def _number(value: Any, otherwise: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise


def _is(generation: Generation, models: tuple[str, ...]) -> bool:
    return generation.call.card.id.startswith(models)


def _new_id(call: FamilyCall, number: int) -> str:
    """An id in one of the forms that were seen: some need care in an address."""
    code = digest(call.body, number, time.time_ns())
    uuid = f"{code[:8]}-{code[8:12]}-4{code[13:16]}-a{code[17:20]}-{code[:12]}"
    forms = (f"{uuid}:{call.card.id}", f"-{code[:20]}", uuid, str(int(code[:12], 16)), f"video_{code}:{call.card.id}")
    return forms[number % len(forms)]


def _check_inputs(call: FamilyCall) -> None:
    """Input files are addresses, or ``data:`` addresses that can be decoded.

    Raises:
        ServiceError: 400 for any other.
    """
    for name, value in call.body.items():
        if not name.endswith(("_url", "_urls", "_image")) or name not in call.endpoint.parameters:
            continue
        for text in value if isinstance(value, list) else [value]:
            _check_address(name, text)


def _check_address(name: str, text: Any) -> None:
    if not isinstance(text, str) or text.startswith(("http://", "https://")):
        return
    if not text.startswith("data:"):
        raise ServiceError(400, f"Body validation error: {name}: Invalid url")
    try:
        decode(text)
    except MediaError as error:
        raise ServiceError(400, f"400 {name}: {error}") from None
