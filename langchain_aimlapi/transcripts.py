"""Answers of transcription models to transcripts: three vendors' shapes, seconds and milliseconds, made one. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pydantic import BaseModel, Field

from langchain_aimlapi.api.error_bodies import lacking
from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.subtitles import as_srt, as_vtt, by_channel, cues, joined

JSON = dict[str, Any]


class TranscriptPart(BaseModel):
    """A word, or what one speaker says in one go.

    Attributes:
        text: What is said.
        start: Seconds from the beginning of the recording; None when the model tells no times.
        end: The same.
        speaker: Who says it, such as `"0"` or `"A"`; None unless speakers were to be told apart.
        channel: Number of the channel, from 0.
        confidence: How sure the model is, 0 to 1.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    channel: int | None = None
    confidence: float | None = None


class Transcript(BaseModel):
    """The transcript of one recording.

    Attributes:
        text: All of it.
        segments: What is said, by speaker and in order; one segment when the model tells no parts.
        words: The words with their times; empty when the model tells none.
        model: The model that was asked.
        language: The language, where the answer says.
        duration: Seconds of the recording, where the answer says.
        generation_id: The service's id of the transcription, which it forgets after an hour.
        cost: What it cost, `{"usd": float, "credits": int}`; None when the service did not say.
        inference_id: The service's id of the request, for its support.
        client_request_id: Your id, if you gave one.
        usage: What the model counts, if it says.
        raw: The vendor's whole answer: chapters, entities, sentiment and whatever else was asked for.
    """

    text: str
    segments: list[TranscriptPart] = Field(default_factory=list)
    words: list[TranscriptPart] = Field(default_factory=list, repr=False)
    model: str = ""
    language: str | None = None
    duration: float | None = None
    generation_id: str | None = None
    cost: dict[str, int | float] | None = None
    inference_id: str | None = None
    client_request_id: str | None = None
    usage: dict[str, Any] | None = None
    raw: dict[str, Any] = Field(default_factory=dict, repr=False)

    def to_srt(self) -> str:
        r"""The transcript as subtitles in SubRip's form, with speakers and channels where they are known.

        Returns:
            The file's text; empty for silence.

        Raises:
            ValueError: If the model has told no times.

        Example:
            ```python
            from langchain_aimlapi.transcripts import Transcript, TranscriptPart

            words = [TranscriptPart(text="Rain", start=0.5, end=0.9)]
            assert Transcript(text="Rain", words=words).to_srt() == "1\n00:00:00,500 --> 00:00:00,900\nRain\n"
            ```
        """
        return as_srt(cues(self.words, self.segments))

    def to_vtt(self) -> str:
        """The transcript as subtitles in WebVTT, for browsers; else as `to_srt`."""
        return as_vtt(cues(self.words, self.segments))


def payload_of(reply: JSON) -> JSON | None:
    """The transcript in an answer: under `result`, in the specification `output`; None when there is none."""
    found = next((reply[name] for name in ("result", "output") if reply.get(name) or reply.get(name) == ""), None)
    if isinstance(found, str):
        return {"text": found}
    return found if isinstance(found, dict) else None


def read_transcript(reply: JSON, facts: JSON) -> Transcript:
    """The transcript of a finished answer.

    Args:
        reply: The answer.
        facts: What is known without it: `model`, `generation_id`, `cost`, ids.

    Raises:
        MalformedResponseError: If there is no transcript in it.

    Example:
        ```python
        from langchain_aimlapi.transcripts import read_transcript

        words = [{"text": "hello", "start": 500, "end": 900}]
        reply = {"result": {"text": "hello", "words": words, "audio_duration": 2}}
        assert read_transcript(reply, {}).words[0].start == 0.5
        ```
    """
    payload = payload_of(reply)
    if payload is None or not ("results" in payload or isinstance(payload.get("text", 0), str | None)):
        text = "The transcription is said to be completed, but there is no text"
        raise lacking(text, "results or text is expected in result or output, from /v1/stt", reply)
    found = _deepgram(payload) if "results" in payload else _with_text(payload)
    return Transcript(**{**found, **facts, "raw": payload})


def _deepgram(payload: JSON) -> JSON:
    """Deepgram's shape, which Whisper has here too: channels, times in seconds."""
    results = payload["results"] if isinstance(payload["results"], dict) else {}
    channels = [
        (number, each.get("detected_language"), (each.get("alternatives") or [{}])[0])
        for number, each in enumerate(results.get("channels") or [])
    ]
    if not channels:
        raise MalformedResponseError("The transcript has no channels", body=payload)
    texts = [str(best.get("transcript") or "") for _, _, best in channels]
    words = _by_time([_part(word, 1, number) for number, _, best in channels for word in best.get("words") or []])
    segments = _by_time([_part(turn, 1, turn.get("channel")) for turn in results.get("utterances") or []])
    return {
        "text": "\n".join(filter(None, texts)),
        "words": words,
        "segments": segments or list(_turns(words)) or _alone("\n".join(texts)),
        "language": next((language for _, language, _ in channels if language), None),
        "duration": _number((payload.get("metadata") or {}).get("duration")),
    }


def _with_text(payload: JSON) -> JSON:
    """AssemblyAI's shape, with times in milliseconds; OpenAI's and Microsoft's, which have none."""
    text = payload["text"] or ""  # null for silence
    words = _by_time([_part(word, 1000) for word in payload.get("words") or []])
    segments = _by_time([_part(turn, 1000) for turn in payload.get("utterances") or []])
    usage = payload.get("usage") if isinstance(payload.get("usage"), dict) else None
    duration = payload.get("audio_duration") or payload.get("duration") or (usage or {}).get("seconds")
    return {
        "text": text,
        "words": words,
        "segments": segments or list(_turns(words, text)) or _alone(text),
        "language": payload.get("language_code") or payload.get("language"),
        "duration": _number(duration),
        "usage": usage,
    }


def _part(entry: JSON, per_second: int, channel: int | None = None) -> TranscriptPart:
    speaker = entry.get("speaker")
    text = next((entry[name] for name in ("punctuated_word", "text", "transcript", "word") if entry.get(name)), "")
    return TranscriptPart(
        text=str(text),
        start=_seconds(entry.get("start"), per_second),
        end=_seconds(entry.get("end"), per_second),
        speaker=None if speaker is None else str(speaker),
        channel=_channel(entry.get("channel")) if channel is None else channel,
        confidence=_number(entry.get("confidence")),
    )


def _channel(value: Any) -> int | None:
    """A channel's number from 0; AssemblyAI writes it as a string, from 1."""
    if isinstance(value, str) and value.isdecimal():
        return max(0, int(value) - 1)
    return value if type(value) is int else None


def _by_time(parts: list[TranscriptPart]) -> list[TranscriptPart]:
    """Parts in order of time; as they came where one has none."""
    return parts if any(part.start is None for part in parts) else sorted(parts, key=lambda part: part.start or 0.0)


def _turns(words: list[TranscriptPart], whole: str | None = None) -> Iterator[TranscriptPart]:
    """What each speaker says in one go, from words; sentences where speakers and channels are not told apart."""
    several = len({word.channel for word in words}) > 1
    if all(word.start is not None for word in words) and (several or all(word.speaker is None for word in words)):
        turns = by_channel(words)
    else:
        turns = [list(turn) for _, turn in groupby(words, key=lambda word: (word.channel, word.speaker))]
    for turn in turns:
        first = turn[0]
        yield TranscriptPart(
            text=whole if whole is not None and len(turns) == 1 else joined(turn),
            start=first.start,
            end=turn[-1].end,
            speaker=first.speaker,
            channel=first.channel,
        )


def _alone(text: str) -> list[TranscriptPart]:
    return [TranscriptPart(text=text)] if text.strip() else []


def _seconds(value: Any, per_second: int) -> float | None:
    number = _number(value)
    return None if number is None else number / per_second


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
