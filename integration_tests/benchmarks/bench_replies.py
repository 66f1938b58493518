"""The answers of the benchmarks' server, as bytes made once: whole and streamed chats, embeddings, files."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass
from functools import cache

DIMENSIONS = 1536
WORD = "benchmark "
USAGE = {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30}
IDENTITY = {"id": "chatcmpl-1", "created": 1760000000, "model": "gpt-4o"}


@dataclass(frozen=True)
class Recipe:
    """What the server answers, and how: written into the first part of the path, such as `c200-d50`.

    Attributes:
        chunks: `c`: chunks of a stream, or words of a whole answer.
        delay: `d`: milliseconds before the answer begins.
        pause: `p`: milliseconds between the chunks; 0 sends all that the socket takes at once.
        tools: `t`: whether the answer is a call of a tool, its arguments in that many pieces.
        gate: `g`: answer when so many requests are waiting, all at once.
    """

    chunks: int = 1
    delay: int = 0
    pause: int = 0
    tools: bool = False
    gate: int = 0

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """The recipe that a path names."""
        values = {part[0]: int(part[1:] or 0) for part in text.split("-")}
        return cls(values.get("c", 1), values.get("d", 0), values.get("p", 0), "t" in values, values.get("g", 0))

    def path(self) -> str:
        """The first part of the path that stands for this recipe."""
        return f"c{self.chunks}-d{self.delay}-p{self.pause}-g{self.gate}" + ("-t" if self.tools else "")


def response(body: bytes, media_type: str = "application/json") -> bytes:
    """A whole HTTP answer."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
STREAM_END = b"0\r\n\r\n"


def _http_chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _event(chunk: dict) -> bytes:
    return _http_chunk(b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n")


def _chunk(delta: dict, finish: str | None = None) -> dict:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {**IDENTITY, "object": "chat.completion.chunk", "choices": [choice]}


@cache
def whole(recipe: Recipe) -> bytes:
    """A chat completion."""
    message: dict = {"role": "assistant", "content": WORD * recipe.chunks}
    if recipe.tools:
        function = {"name": "tool_0", "arguments": json.dumps({"text": WORD * recipe.chunks})}
        message = {"role": "assistant", "content": None, "tool_calls": [_call(function)]}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    answer = {**IDENTITY, "object": "chat.completion", "choices": [choice], "usage": USAGE, "system_fingerprint": None}
    return response(json.dumps(answer).encode())


def _call(function: dict) -> dict:
    return {"index": 0, "id": "call_1", "type": "function", "function": function}


@cache
def streamed(recipe: Recipe) -> tuple[bytes, ...]:
    """The events of a streamed chat, each an HTTP chunk of its own: role, chunks, finish, usage, `[DONE]`."""
    first = {"role": "assistant", "content": None if recipe.tools else ""}
    if recipe.tools:
        first["tool_calls"] = [_call({"name": "tool_0", "arguments": '{"text": "'})]
        piece = _event(_chunk({"tool_calls": [{"index": 0, "function": {"arguments": WORD}}]}))
        closing = _event(_chunk({"tool_calls": [{"index": 0, "function": {"arguments": '"}'}}]}))
        pieces = [piece] * (recipe.chunks - 1) + [closing]
    else:
        told = [
            _event(_chunk({"content": word})) for word in (WORD, "measured ")
        ]  # LiteLLM refuses a stream of one word
        pieces = [told[number % 2] for number in range(recipe.chunks)]
    last = _event(_chunk({}, "tool_calls" if recipe.tools else "stop"))
    usage = _event({**IDENTITY, "object": "chat.completion.chunk", "choices": [], "usage": USAGE})
    return (_event(_chunk(first)), *pieces, last, usage, _http_chunk(b"data: [DONE]\n\n") + STREAM_END)


@cache
def embeddings(count: int, encoding: str) -> bytes:
    """That many vectors, as numbers or in base64."""
    numbers = [((place * 7919) % 2000 - 1000) / 30000 for place in range(DIMENSIONS)]
    packed = struct.pack(f"<{DIMENSIONS}f", *numbers)
    single = struct.unpack(f"<{DIMENSIONS}f", packed)
    vector = base64.b64encode(packed).decode() if encoding == "base64" else single
    data = [{"object": "embedding", "index": index, "embedding": vector} for index in range(count)]
    answer = {
        "object": "list",
        "data": data,
        "model": "text-embedding-3-small",
        "usage": {"prompt_tokens": 8, "total_tokens": 8},
    }
    return response(json.dumps(answer).encode())


@cache
def file(megabytes: int) -> tuple[bytes, ...]:
    """The head of a film's download and its bytes, in pieces."""
    piece = bytes(range(256)) * 256
    count = megabytes * 1024 * 1024 // len(piece)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: {count * len(piece)}\r\n\r\n".encode()
    return (head, *[piece] * count)
