"""Answers of speech models to results: a sound whose bytes are here, at an address, or in a file."""

from __future__ import annotations

import html
from collections.abc import AsyncGenerator, Generator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.api.error_bodies import lacking
from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.media_checks import ResultCheck
from langchain_aimlapi.media_files import MediaFile, data_bytes
from langchain_aimlapi.media_types import sniff_sound, type_of_name

JSON = dict[str, Any]

FILE_PIECE = 256 * 1024
_SAME = {
    "audio/mp3": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/opus": "audio/ogg",
    "audio/x-flac": "audio/flac",
    "audio/pcm": "audio/l16",
    "audio/x-mulaw": "audio/basic",
}


class Speech(MediaFile):
    """A spoken text. In a notebook it shows a player.

    Attributes:
        model: The model that was asked.
        voice: The voice that was asked for.
        path: The file, if it was written to one at once.
        duration: Seconds, where the answer says.
        sample_rate: Hertz, where the answer says.
        usage: What the model counts, such as characters.
        client_request_id: Your id, if you gave one.
        raw: The service's answer without the bytes of the sound.
    """

    _made: ClassVar[str] = "audio"

    model: str = ""
    voice: str | None = None
    path: Path | None = None
    duration: float | None = None
    sample_rate: int | None = None
    usage: dict[str, Any] | None = None
    client_request_id: str | None = None
    raw: dict[str, Any] = Field(default_factory=dict, repr=False)

    def iter_bytes(self) -> Generator[bytes]:
        """The bytes in pieces; nothing is kept, so a large file costs no memory."""
        yield from super().iter_bytes() if self.path is None else _pieces_of(self.path)

    async def aiter_bytes(self) -> AsyncGenerator[bytes]:
        """`iter_bytes`, asynchronously."""
        if self.path is not None:
            for piece in _pieces_of(self.path):
                yield piece
            return
        async for piece in super().aiter_bytes():
            yield piece

    def _kind(self) -> str:
        return "speech"

    def content_block(self) -> JSON:
        """The sound as a content block, for a chat model that hears."""
        return self._block("audio")

    def _repr_html_(self) -> str:
        try:
            return f'<audio controls src="{html.escape(self.data_url())}"></audio>'
        except (AIMLAPIError, OSError) as error:
            return f"<p>{html.escape(str(error))}</p>"


def read_speech(reply: JSON, facts: JSON, downloader: Downloader) -> Speech:
    """The result of an answer in JSON.

    Args:
        reply: The service's answer, with `cost` and ids at top level.
        facts: What is known without it: `model`, `voice`, and `mime_type`, which the request asked for.
        downloader: Fetches the sound.

    Raises:
        MalformedResponseError: If there is no sound in it.
    """
    audio = reply.get("audio")
    entry = {"url": audio} if isinstance(audio, str) else audio if isinstance(audio, dict) else {}
    url = entry.get("url")
    data = data_bytes(url) if isinstance(url, str) else None
    if data is None and not (isinstance(url, str) and url.startswith(("http://", "https://"))):
        expected = "a URL is expected in audio, or sound itself, from /v1/tts"
        raise lacking(f"The answer of {facts['model']} has no sound in it", expected, reply)
    speech = Speech(
        **{**facts, "mime_type": _mime_type(entry, data, facts.get("mime_type"))},
        **trace(reply),
        url=url if data is None else None,
        inline=data,
        file_name=entry.get("file_name") if isinstance(entry.get("file_name"), str) else None,
        duration=_number(reply.get("duration")),
        sample_rate=_rate(reply.get("sample_rate")),
        usage=reply["usage"] if isinstance(reply.get("usage"), dict) else None,
        raw=reply if data is None else {**reply, "audio": "data:…"},
    )
    speech.fetched_by(downloader)
    return speech


def sound_type(stated: str | None) -> str | None:
    """A sound's type in its usual word; None when all that is said is that it is a file."""
    return None if stated in ("", "application/octet-stream") else _SAME.get(stated or "", stated)


def trace(reply: Mapping[str, Any]) -> JSON:
    """Cost and ids of an answer, as a result has them."""
    return {name: reply.get(name) for name in ("cost", "inference_id", "client_request_id")}


def sound_check(model: str) -> ResultCheck:
    """What looks at a sound that is in the answer of a model: nothing, or a text in its place, is refused."""
    return ResultCheck("audio", f"The answer of {model}", fetched=False)


def _pieces_of(path: Path) -> Generator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(FILE_PIECE):
            yield piece


def _mime_type(entry: JSON, data: bytes | None, expected: str | None) -> str | None:
    """What the sound is: by its bytes, by what the answer says, by what was asked for; endings of addresses mislead."""
    stated = entry.get("content_type") or entry.get("mime_type")
    found = sniff_sound(data) if data else None
    said = sound_type(stated.partition(";")[0].lower()) if isinstance(stated, str) else None
    return found or said or expected or type_of_name(str(entry.get("url")))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _rate(value: Any) -> int | None:
    return value if type(value) is int else None
