"""Content parts whose file stands where an object with it belongs, as programs write them: `image_url: "https://…"`.

Pure functions on OpenAI's parts. LiteLLM's own way to name a file by its URL (`file_id: "https://…"`, with a `format`
that is a MIME type) is read as well.
"""

from __future__ import annotations

import re
from typing import Any

from langchain_aimlapi.api.types import JSON

_BESIDE = {
    "image_url": ("detail",),
    "video_url": (),
    "input_audio": ("format",),
    "file": ("filename",),
}
"""Types of parts that hold a file, and what else of it programs write beside it rather than in it."""
AUDIO_FORMATS = {"mpeg": "mp3", "x-wav": "wav", "wave": "wav", "vnd.wave": "wav", "x-m4a": "m4a"}
"""The service's word for a sound by the last part of its MIME type, where the two differ."""
_SOUND_STARTS = (
    (re.compile("UklGR"), "wav"),
    (re.compile("SUQz|//[I-Po-v]"), "mp3"),  # with a tag, or at once with a frame of layer III; AAC has layer 0
    (re.compile("ZkxhQ"), "flac"),
    (re.compile("T2dnU"), "ogg"),
)
"""How the base64 data of audio begins."""
_ADDRESSES = ("http://", "https://", "s3://", "gs://")


def with_file_as_object(part: JSON) -> JSON:
    """A content part whose image, video, sound or file is an object; other parts as they are.

    Args:
        part: A part in OpenAI's form; not changed.

    Example:
        >>> with_file_as_object({"type": "image_url", "image_url": "https://example.com/a.png", "detail": "low"})
        {'type': 'image_url', 'image_url': {'url': 'https://example.com/a.png', 'detail': 'low'}}
        >>> with_file_as_object({"type": "input_audio", "input_audio": "data:audio/mpeg;base64,SUQz"})
        {'type': 'input_audio', 'input_audio': {'data': 'SUQz', 'format': 'mp3'}}
    """
    if part.get("type") == "audio_url":
        part = {**_without(part, ("audio_url",)), "type": "input_audio", "input_audio": _url_of(part.get("audio_url"))}
    kind = part.get("type")
    if kind not in _BESIDE:
        return part
    told, names = part.get(kind), _BESIDE[kind]
    if isinstance(told, str):
        beside = {name: part[name] for name in names if part.get(name) is not None}
        return {**_without(part, names), kind: {**_held(kind, told), **beside}}
    return {**part, kind: _openai_s(kind, told)} if isinstance(told, dict) and _is_litellm_s(kind, told) else part


def _without(part: JSON, names: tuple[str, ...]) -> JSON:
    return {key: value for key, value in part.items() if key not in names}


def _url_of(told: Any) -> Any:
    return told.get("url") if isinstance(told, dict) else told


def _held(kind: str, told: str) -> JSON:
    if kind == "input_audio":
        return _sound(told)
    return _file(told) if kind == "file" else {"url": told}


def _sound(told: str) -> JSON:
    """Base64 data and its format where it can be told; a URL where there is one."""
    if told.startswith(_ADDRESSES):
        return {"data": told}
    if not told.startswith("data:"):
        known = next((name for start, name in _SOUND_STARTS if start.match(told)), None)
        return {"data": told, "format": known} if known else {"data": told}
    head, _, data = told.partition(",")
    subtype = head.removeprefix("data:").partition(";")[0].partition("/")[2]
    return {"data": data, "format": AUDIO_FORMATS.get(subtype, subtype)}


def _file(told: str) -> JSON:
    """A file by what its one string is: data, a URL, or an id."""
    if told.startswith("data:"):
        extension = told.removeprefix("data:").partition(";")[0].partition("/")[2]
        return {"file_data": told, "filename": f"document.{'txt' if extension == 'plain' else extension}"}
    return {"file_url": told} if told.startswith(_ADDRESSES) else {"file_id": told}


def _is_litellm_s(kind: str, told: JSON) -> bool:
    if kind == "file" and str(told.get("file_id") or "").startswith((*_ADDRESSES, "data:")):
        return True
    return kind != "input_audio" and "/" in str(told.get("format") or "")


def _openai_s(kind: str, told: JSON) -> JSON:
    """A file as OpenAI has it: LiteLLM puts URLs and data of files where their ids stand, and a MIME type beside."""
    kept = {key: value for key, value in told.items() if key != "format"}
    if kind == "file" and kept.get("file_id"):
        kept = {**_file(str(kept.pop("file_id"))), **kept}
    return kept
