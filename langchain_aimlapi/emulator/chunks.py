"""The chunks of a streamed reply, in the manner of each family. Pure.

`ChunkWriter` writes one chunk at a time, for answers that are still coming in; `stream` writes a finished reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from langchain_aimlapi.emulator.answers import Answer
from langchain_aimlapi.emulator.citations import Citation
from langchain_aimlapi.emulator.conversation import Call
from langchain_aimlapi.emulator.replies import (
    Head,
    Reply,
    annotations_json,
    free_input,
    logprobs_json,
    top_keys,
    usage_json,
)
from langchain_aimlapi.emulator.tokens import Cost, Usage, split_tokens
from langchain_aimlapi.emulator.vendors import reasoning_keys, sealed_keys, thought_signature
from langchain_aimlapi.emulator.voices import audio_deltas

Json = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A fragment of an answer.

    Attributes:
        kind: ``reasoning``, ``seal`` (of the whole reasoning), ``text``, ``refusal``, ``audio``, ``citations``,
            ``call`` (a tool call begins) or ``arguments``.
        text: The fragment; empty when a call begins.
        at: Which call, for the last two kinds.
        call: The call that begins, or that the arguments are for.
        citations: Sources named in the text before.
        audio: A part of the sound.
    """

    kind: str
    text: str = ""
    at: int = 0
    call: Call | None = None
    citations: tuple[Citation, ...] = ()
    audio: Json | None = None


def pieces(answer: Answer, head: Head) -> Iterator[Piece]:
    """The fragments of an answer in the order they are sent; parallel calls alternate."""
    yield from (Piece("reasoning", token) for token in split_tokens(answer.reasoning))
    if answer.reasoning:
        yield Piece("seal", answer.reasoning)
    yield from _word_pieces(answer, head)
    if answer.citations:
        yield Piece("citations", citations=answer.citations)
    yield from (Piece("call", at=at, call=call) for at, call in enumerate(answer.calls))
    yield from _argument_pieces(answer.calls, head.custom_tools)


def _word_pieces(answer: Answer, head: Head) -> Iterator[Piece]:
    """What is said: written, or as sound with its transcript, or both."""
    words = split_tokens(answer.text)
    if head.voice is None or head.style.writes_speech or answer.finish == "refusal":
        kind = "refusal" if answer.finish == "refusal" else "text"
        yield from (Piece(kind, word) for word in words)
    if head.voice is not None:
        yield from (Piece("audio", audio=delta) for delta in audio_deltas(answer, head.voice, words))


def _argument_pieces(calls: tuple[Call, ...], custom_tools: frozenset[str]) -> Iterator[Piece]:
    texts = [free_input(call.arguments) if call.name in custom_tools else call.arguments for call in calls]
    for row in zip_longest(*map(split_tokens, texts)):
        yield from (Piece("arguments", token, at, calls[at]) for at, token in enumerate(row) if token is not None)


def stream(reply: Reply, *, include_usage: bool) -> Iterator[Json]:
    """All chunks of a reply."""
    writer = ChunkWriter(reply.head, include_usage=include_usage)
    for index, answer in enumerate(reply.answers):
        yield from writer.opening(index)
        for piece in pieces(answer, reply.head):
            yield from writer.piece(piece, index)
    finishes = {index: answer.finish for index, answer in enumerate(reply.answers)}
    yield from writer.closing(finishes, reply.usage, reply.cost)


class ChunkWriter:
    """Writes the chunks of one reply.

    Args:
        head: What is known of the reply beforehand.
        include_usage: Whether the request asked for usage.
    """

    def __init__(self, head: Head, *, include_usage: bool) -> None:
        self.head = head
        self.include_usage = include_usage
        self.manner = _MANNERS[head.style.stream]
        self.written = 0

    def opening(self, index: int) -> Iterator[Json]:
        """What comes before the first word of a choice."""
        delta = self.manner.opening(self.head)
        if delta is not None:
            yield self._chunk([self._choice(index, delta)])

    def piece(self, piece: Piece, index: int) -> Iterator[Json]:
        """The chunk of one fragment; none for reasoning this model keeps to itself."""
        delta = self._delta(piece)
        if delta is None:
            return
        choice = self._choice(index, self.manner.dress(delta))
        if piece.kind == "text" and self.head.top_logprobs is not None:
            choice["logprobs"] = logprobs_json([piece.text], self.head.top_logprobs)
        yield self._chunk([choice])

    def closing(self, finishes: Mapping[int, str], usage: Usage, cost: Cost) -> Iterator[Json]:
        """Finish and usage chunks; the very last one tells the cost."""
        chunks = list(self.manner.closing(self, finishes, usage_json(usage, cost, self.head.style)))
        chunks[-1]["meta"] = cost.as_meta()
        yield from chunks

    def finish_choice(self, index: int, finish: str, delta: Json | None = None) -> Json:
        """A choice that says why it ended."""
        style = self.head.style
        choice = self._choice(index, delta or {}) | {"finish_reason": style.finish_word(finish, streamed=True)}
        native = style.native_word(finish)
        return choice if native is None else choice | {"native_finish_reason": native}

    def chunk(self, choices: list[Json], usage: Json | None = None) -> Json:
        """A chunk with these choices."""
        return self._chunk(choices) | {"usage": usage}

    def _chunk(self, choices: list[Json]) -> Json:
        self.written += 1
        return {
            "id": self.head.id if self.written == 1 or self.manner.repeats_id else "",
            "object": "chat.completion.chunk",
            "created": self.head.created,
            "model": self.head.model,
            "choices": choices,
            **top_keys(self.head),
            "usage": None,
        }

    def _choice(self, index: int, delta: Json) -> Json:
        extras = {key: value for key, value in self.head.style.choice.items() if key != "delta"}
        choice = {"index": index, "delta": delta, **extras}
        return choice | {"finish_reason": None} if self.manner.names_finish else choice

    def _delta(self, piece: Piece) -> Json | None:
        head, kind = self.head, piece.kind
        if kind in ("reasoning", "seal"):
            shown = kind == "reasoning"
            where, text = head.reasoning, piece.text
            return (reasoning_keys(where, text) if shown else sealed_keys(where, text, head.owner)) or None
        if kind in ("call", "arguments"):
            return {"tool_calls": [self._call_start(piece) if kind == "call" else self._call_piece(piece)]}
        if kind == "audio":
            return {"audio": piece.audio}
        if kind == "citations":
            return {"annotations": annotations_json(piece.citations)}
        return {"refusal" if kind == "refusal" and head.style.has_refusal else "content": piece.text}

    def _call_start(self, piece: Piece) -> Json:
        call = piece.call or Call("", "", "")
        signs = self.head.style.signs_calls and piece.at == 0
        signature = thought_signature(call.id, self.head.owner) if signs else {}
        return {"index": piece.at, "id": call.id, **self.head.call_json(call.name, ""), **signature}

    def _call_piece(self, piece: Piece) -> Json:
        custom = piece.call is not None and piece.call.name in self.head.custom_tools
        more = {"custom": {"input": piece.text}} if custom else {"function": {"arguments": piece.text}}
        return {"index": piece.at, **more}


class _OpenAIManner:
    """Role first, then words, a finish chunk, and usage on a chunk without choices if it was asked for."""

    repeats_id = True
    names_finish = True

    def opening(self, head: Head) -> Json | None:
        extras = {
            key: value for key, value in head.style.message.items() if key in ("refusal", "name", "audio_content")
        }
        return {"role": "assistant", "content": "", **extras}

    def dress(self, delta: Json) -> Json:
        return delta

    def closing(self, writer: ChunkWriter, finishes: Mapping[int, str], usage: Json) -> Iterator[Json]:
        for index, finish in finishes.items():
            yield writer.chunk([writer.finish_choice(index, finish)])
        if writer.include_usage:
            yield writer.chunk([], usage)


class _QwenManner(_OpenAIManner):
    """As OpenAI's, but content is null while reasoning flows, and the other way round."""

    def opening(self, _head: Head) -> Json | None:
        return {"role": "assistant", "content": None, "reasoning_content": ""}

    def dress(self, delta: Json) -> Json:
        if "reasoning_content" in delta:
            return {"content": None, **delta}
        return {**delta, "reasoning_content": None} if "content" in delta else {"content": None, **delta}


class _ClaudeManner:
    """The id once, the role always, usage beside the finish, and one more chunk whose choice has no delta."""

    repeats_id = False
    names_finish = False

    def opening(self, _head: Head) -> Json | None:
        return None

    def dress(self, delta: Json) -> Json:
        return {"role": "assistant", "content": "", **delta}

    def closing(self, writer: ChunkWriter, finishes: Mapping[int, str], usage: Json) -> Iterator[Json]:
        for index, finish in finishes.items():
            last = index == len(finishes) - 1
            delta = {"role": "assistant", "content": ""}
            yield writer.chunk([writer.finish_choice(index, finish, delta)], usage if last else None)
        yield writer.chunk([{"index": 0}])


_MANNERS: Mapping[str, _OpenAIManner | _ClaudeManner] = {
    "openai": _OpenAIManner(),
    "qwen": _QwenManner(),
    "claude": _ClaudeManner(),
}
