"""Transcripts as subtitles: SubRip (SRT) and WebVTT, from words with times, or from segments that have them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

MOST_CHARACTERS = 84
"""Characters of a cue: two lines of 42, the usual limit of broadcasters."""
MOST_SECONDS = 7.0
LONGEST_PAUSE = 1.5
"""Seconds without a word that end a cue, and a segment."""
SHORTEST = 0.001
_SENTENCE_END = re.compile("[.!?\u2026\u3002\uff01\uff1f]['\")\\]\u00bb\u201d\u2019]*$")
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_SPACE_BETWEEN = re.compile(rf"(?<={_CJK}) (?={_CJK})")


class Part(Protocol):
    """A word or a segment: what is said, when, and by whom."""

    text: str
    start: float | None
    end: float | None
    speaker: str | None
    channel: int | None


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle.

    Attributes:
        start: Seconds from the beginning.
        end: The same.
        text: What is shown.
        voice: Who says it; empty when nobody knows.
    """

    start: float
    end: float
    text: str
    voice: str = ""


def cues(words: Sequence[Part], segments: Sequence[Part]) -> list[Cue]:
    """The subtitles of a transcript, in order of time.

    Args:
        words: Its words.
        segments: Its segments, for transcripts whose words have no times.

    Raises:
        ValueError: If neither has times.
    """
    timed = [word for word in words if word.start is not None]
    several = len({each.channel for each in (*words, *segments)}) > 1
    if timed:
        groups = by_channel(timed, MOST_CHARACTERS, MOST_SECONDS)
        return [_cue(group, several=several) for group in groups]
    if any(segment.start is None for segment in segments):
        raise ValueError("The transcript has no times: subtitles need a model that tells them, such as nova-3")
    return [_cue([segment], several=several) for segment in segments]


def by_channel(
    words: Sequence[Part], most_characters: float = float("inf"), most_seconds: float = float("inf")
) -> list[list[Part]]:
    """`pieces` of each channel by itself, since people talk at the same time, in order of time."""
    channels = dict.fromkeys(word.channel for word in words)
    groups = [
        group
        for channel in channels
        for group in pieces([word for word in words if word.channel == channel], most_characters, most_seconds)
    ]
    return sorted(groups, key=lambda group: group[0].start or 0.0)


def pieces(
    words: Iterable[Part], most_characters: float = float("inf"), most_seconds: float = float("inf")
) -> Iterator[list[Part]]:
    """Words in groups, which end with a sentence, before a pause, with their speaker, and where they get too long.

    Args:
        words: Words with times, in order.
        most_characters: Most characters of a group.
        most_seconds: Most seconds of a group.
    """
    group: list[Part] = []
    for word in words:
        if group and _ends(group, word, most_characters, most_seconds):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _ends(group: Sequence[Part], word: Part, most_characters: float, most_seconds: float) -> bool:
    first, last = group[0], group[-1]
    begins, ended = word.start or 0.0, last.end if last.end is not None else last.start or 0.0
    length = sum(len(each.text) + 1 for each in group) + len(word.text)
    return (
        (word.speaker, word.channel) != (last.speaker, last.channel)
        or begins - ended > LONGEST_PAUSE
        or _SENTENCE_END.search(last.text) is not None
        or length > most_characters
        or (word.end or begins) - (first.start or 0.0) > most_seconds
    )


def joined(words: Iterable[Part]) -> str:
    """The text of words: without spaces in scripts that have none."""
    return _SPACE_BETWEEN.sub("", " ".join(word.text for word in words))


def voice_of(part: Part, *, several: bool) -> str:
    """Who speaks, in words: the speaker, and the channel where there are several.

    Args:
        part: What is said.
        several: Whether the recording has several channels.
    """
    channel = f"Channel {part.channel}" if several and part.channel is not None else ""
    speaker = f"Speaker {part.speaker}" if part.speaker is not None else ""
    return ", ".join(filter(None, (channel, speaker)))


def _cue(group: Sequence[Part], *, several: bool) -> Cue:
    start = max(0.0, group[0].start or 0.0)
    end = next((part.end for part in reversed(group) if part.end is not None), start)
    return Cue(start, max(end, start + SHORTEST), joined(group), voice_of(group[0], several=several))


def as_srt(found: Sequence[Cue]) -> str:
    """Subtitles as SubRip."""
    return "\n".join(
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{_line(cue)}\n"
        for number, cue in enumerate(found, 1)
    )


def as_vtt(found: Sequence[Cue]) -> str:
    """Subtitles as WebVTT."""
    told = (f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_marked_line(cue)}\n" for cue in found)
    return "\n".join(["WEBVTT\n", *told])


def _line(cue: Cue) -> str:
    text = " ".join(cue.text.split()).replace("-->", "→")
    return f"{cue.voice}: {text}" if cue.voice else text


def _marked_line(cue: Cue) -> str:
    text = " ".join(cue.text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<v {cue.voice}>{text}" if cue.voice else text


def _time(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    whole = milliseconds // 1000
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}{mark}{milliseconds % 1000:03}"
