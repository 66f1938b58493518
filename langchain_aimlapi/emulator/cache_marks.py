"""Where a prompt can be cut for the cache: every 128 tokens, for Claude at the blocks its caller marked. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Protocol

from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.caching import LEAST_TOKENS, STEP_TOKENS, Mark
from langchain_aimlapi.emulator.conversation import Conversation, Turn, prompt_tokens, read_conversation
from langchain_aimlapi.emulator.tokens import IMAGE_TOKENS, MESSAGE_OVERHEAD, split_tokens

Json = dict[str, Any]
Unit = tuple[str, int]


class _Digest(Protocol):
    """What `hashlib.sha256` returns, whose class has no public name."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


def cache_marks(request: ChatRequest) -> list[Mark]:
    """The beginnings of a request's prompt that the cache knows or should know."""
    if request.prompt_tokens < LEAST_TOKENS:
        return []
    seen = hashlib.sha256(request.card.id.encode())
    if request.card.vendor == "Anthropic":
        return _asked_marks(request, seen)
    return list(_automatic_marks(request.conversation, seen))


def _automatic_marks(conversation: Conversation, seen: _Digest) -> Iterator[Mark]:
    tokens, due = 0, LEAST_TOKENS
    for text, weight in _units(conversation):
        seen.update(_bytes(text))
        tokens += weight
        if tokens >= due:
            due += STEP_TOKENS * (1 + (tokens - due) // STEP_TOKENS)
            yield Mark(seen.hexdigest()[:24], tokens)


def _units(conversation: Conversation) -> Iterator[Unit]:
    """The prompt in the smallest pieces that are billed."""
    for tool in conversation.tools:
        yield from _words(json.dumps([tool.name, tool.description, tool.parameters], ensure_ascii=False))
    yield from _words(conversation.system)
    for turn in conversation.turns:
        yield turn.role, MESSAGE_OVERHEAD
        yield from _turn_units(turn)


def _turn_units(turn: Turn) -> Iterator[Unit]:
    yield from _words(turn.text)
    yield from ((repr(medium), IMAGE_TOKENS) for medium in turn.media)
    for call in turn.calls:
        yield from (*_words(call.name), *_words(call.arguments))
    for result in turn.results:
        yield from _words(result.text)


def _words(text: str) -> list[Unit]:
    return [(token, 1) for token in split_tokens(text)]


def _asked_marks(request: ChatRequest, seen: _Digest) -> list[Mark]:
    """A mark per block up to the last that carries ``cache_control``; only such blocks are kept."""
    marks: list[Mark] = []
    last = 0
    for block, beginning in _blocks(request.body):
        control = block.pop("cache_control", None)
        seen.update(_bytes(json.dumps(block, sort_keys=True)))
        name = seen.hexdigest()[:24]
        if isinstance(control, dict):
            length = prompt_tokens(read_conversation(beginning, request.endpoint.parameters))
            marks.append(Mark(name, min(length, request.prompt_tokens), hours=control.get("ttl") == "1h"))
            last = len(marks)
        else:
            marks.append(Mark(name, kept=False))
    return marks[:last]


def _blocks(body: Json) -> Iterator[tuple[Json, Json]]:
    """Tools, system blocks and content parts in the order they are cached, each with the request up to it."""
    known = {key: body[key] for key in ("model", "tools", "system") if body.get(key)}
    tools, system = known.get("tools", []), known.get("system", [])
    for at, tool in enumerate(tools):
        yield dict(tool), {"model": body["model"], "tools": tools[: at + 1], "messages": []}
    parts = [{"type": "text", "text": system}] if isinstance(system, str) else system
    for at, part in enumerate(parts):
        yield dict(part), {**known, "system": parts[: at + 1], "messages": []}
    for at, message in enumerate(body["messages"]):
        yield from _message_blocks(message, {**known, "messages": body["messages"][:at]})


def _message_blocks(message: Json, before: Json) -> Iterator[tuple[Json, Json]]:
    content = message.get("content")
    parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    rest = {key: value for key, value in message.items() if key != "content"}
    for at, part in enumerate(parts):
        begun = {**message, "content": parts[: at + 1]}
        yield {**rest, **part}, {**before, "messages": [*before["messages"], begun]}


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass") + b"\0"
