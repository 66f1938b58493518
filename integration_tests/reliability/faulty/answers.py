"""The right answers: what the service sends when nothing is wrong, whole and streamed, for every family."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

from faulty.fault import Request

WORDS = ("one ", "two ", "drei → ", "vier ü ", "五 ", "👋🏽 ", "seven")
TEXT = "".join(WORDS)
VECTORS = ([0.25, 0.5, -1.0], [1.0, 0.0, 2.0])
FILM = "https://cdn.example/film.mp4"
CALL = {"id": "call_1", "type": "function", "function": {"name": "look_up", "arguments": '{"city": "Paris"}'}}
USAGE = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}
META = {"usage": {"credits_used": 24, "usd_spent": 0.000012}}
_CLAUDE_USAGE = {"input_tokens": 5, "output_tokens": 7}


def encode(value: Any) -> bytes:
    """JSON as the service writes it."""
    return json.dumps(value, ensure_ascii=False).encode()


def body(request: Request) -> Any:
    """The whole answer to a request."""
    makers = {"embeddings": embeddings, "job": job, "poll": poll, "messages": message, "responses": response}
    return makers.get(request.family, completion)(request)


def events(request: Request) -> list[bytes]:
    """The events of a streamed answer, those included that end it."""
    makers = {"messages": message_events, "responses": response_events}
    return makers.get(request.family, chat_events)(request)


def chat(**choice: Any) -> dict[str, Any]:
    """A chat completion whose choice says something of its own."""
    said = {"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop", **choice}
    facts = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "system_fingerprint": "fp"}
    return {**facts, "choices": [said], **_books()}


def _books() -> dict[str, Any]:
    return {"usage": USAGE, "meta": META}


def completion(_: Request) -> dict[str, Any]:
    """A chat completion."""
    return chat()


def chunk(delta: Any, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One chunk of a streamed chat completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more}


def event(data: Any, name: str | None = None) -> bytes:
    """One server-sent event."""
    text = data if isinstance(data, bytes) else encode(data)
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + text + b"\n\n"


DONE = event(b"[DONE]")


def chat_events(_: Request) -> list[bytes]:
    """A streamed chat completion."""
    first, *rest = WORDS
    last = {**chunk({}), "choices": [], **_books()}
    chunks = [chunk({"role": "assistant", "content": first}), *(chunk({"content": word}) for word in rest)]
    return [*map(event, [*chunks, chunk({}, "stop"), last]), DONE]


def message(_: Request) -> dict[str, Any]:
    """An answer of the Messages API."""
    text = [{"type": "text", "text": TEXT}]
    facts = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn"}
    return {**facts, "content": text, "stop_sequence": None, "usage": _CLAUDE_USAGE, "meta": META}


def message_events(request: Request) -> list[bytes]:
    """The same, streamed."""
    begun = {**message(request), "content": [], "stop_reason": None}
    begun.pop("meta")
    deltas = [{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": w}} for w in WORDS]
    ended = {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 7}, "meta": META}
    said = [
        {"type": "message_start", "message": begun},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *deltas,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", **ended},
        {"type": "message_stop"},
    ]
    return [event(one, str(one["type"])) for one in said]


def response(_: Request) -> dict[str, Any]:
    """An answer of the Responses API."""
    text = {"type": "output_text", "text": TEXT, "annotations": []}
    item = {"id": "item_1", "type": "message", "role": "assistant", "status": "completed", "content": [text]}
    usage = {"input_tokens": 5, "output_tokens": 7, "total_tokens": 12}
    facts = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "status": "completed"}
    return {**facts, "output": [item], "usage": usage, "meta": META}


def response_events(request: Request) -> list[bytes]:
    """The same, streamed."""
    whole = response(request)
    place = {"item_id": "item_1", "output_index": 0, "content_index": 0}
    said = [
        {"type": "response.created", "response": {**whole, "status": "in_progress", "output": []}},
        *({"type": "response.output_text.delta", **place, "delta": word} for word in WORDS),
        {"type": "response.completed", "response": whole},
    ]
    return [event(one, str(one["type"])) for one in said]


def embeddings(request: Request) -> dict[str, Any]:
    """Two vectors, in the form that was asked for."""
    as_text = isinstance(request.body, dict) and request.body.get("encoding_format") == "base64"
    vectors = [base64.b64encode(struct.pack("<3f", *v)).decode() if as_text else v for v in VECTORS]
    data = [{"object": "embedding", "index": at, "embedding": vector} for at, vector in enumerate(vectors)]
    return {"object": "list", "model": "m", "data": data, **_books()}


def job(_: Request) -> dict[str, Any]:
    """The answer to a submission."""
    return {"id": "job-1", "status": "queued", "meta": META}


def poll(_: Request) -> dict[str, Any]:
    """The answer to the first poll: the film is there."""
    return {"id": "job-1", "status": "completed", "video": {"url": FILM}, "error": None}
