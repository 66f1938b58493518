"""An answer of Anthropic's Messages API as a neutral completion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pydantic_core

from langchain_aimlapi.api.dialects._streamed import PARAGRAPH, as_object, as_text
from langchain_aimlapi.api.dialects.anthropic import encode_message
from langchain_aimlapi.api.dialects.responses_reply import nested_annotation
from langchain_aimlapi.api.replies import finish_reason, objects, unify_completion
from langchain_aimlapi.api.types import JSON

THOUGHTS = frozenset({"thinking", "redacted_thinking"})
_CHOICE_KEYS = ("stop_sequence", "stop_details")
_RENAMED = frozenset({"type", "role", "content", "stop_reason", "usage", *_CHOICE_KEYS})
_CACHE_COUNTS = {"cache_read_input_tokens": "cached_tokens", "cache_creation_input_tokens": "cache_write_tokens"}
_TRANSLATED = frozenset({"input_tokens", "output_tokens", "output_tokens_details", *_CACHE_COUNTS})


def decode(reply: JSON, headers: Mapping[str, str]) -> JSON:
    """The neutral completion."""
    return unify_completion(completion(reply), headers)


def completion(reply: JSON) -> JSON:
    """A finished `message` object as a chat completion; an object without content has no choices."""
    kept = {key: value for key, value in reply.items() if key not in _RENAMED and value is not None}
    choices = [_choice(reply)] if isinstance(reply.get("content"), list) else []
    return {**kept, "object": "chat.completion", "choices": choices, "usage": neutral_usage(reply.get("usage"))}


def _choice(reply: JSON) -> JSON:
    native = as_text(reply.get("stop_reason")) or None
    told = {key: reply[key] for key in _CHOICE_KEYS if reply.get(key) is not None}
    finish = finish_reason(native) if native else None
    message = message_of(objects(reply["content"]), cut=finish == "length")
    why = as_text(as_object(reply.get("stop_details")).get("explanation"))
    if native == "refusal" and why:
        message["refusal"] = why
    return {"index": 0, "message": message, "finish_reason": finish, "native_finish_reason": native, **told}


def neutral_usage(usage: Any) -> JSON | None:
    """Token counts under OpenAI's names; all other counts are kept.

    Anthropic counts what the cache was read and written for apart from the input; OpenAI counts it in.
    """
    if not isinstance(usage, dict):
        return None
    cached = {name: _count(usage[key]) for key, name in _CACHE_COUNTS.items() if usage.get(key) is not None}
    given = _count(usage.get("input_tokens")) + sum(cached.values())
    made = _count(usage.get("output_tokens"))
    counts: JSON = {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
    if cached:
        counts["prompt_tokens_details"] = cached
    details = usage.get("output_tokens_details")
    if isinstance(details, dict):
        thought = details.get("reasoning_tokens", details.get("thinking_tokens"))
        counts["completion_tokens_details"] = {**details, **({} if thought is None else {"reasoning_tokens": thought})}
    return {**{key: value for key, value in usage.items() if key not in _TRANSLATED}, **counts}


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def message_of(blocks: list[JSON], *, cut: bool = False) -> JSON:
    """The message that the blocks make.

    Args:
        blocks: Content blocks of the answer.
        cut: Whether the answer ended at a limit.
    """
    texts = [as_text(block.get("text")) for block in blocks if block.get("type") == "text"]
    message: JSON = {"role": "assistant", "content": "".join(texts) or None}
    found = {
        "reasoning_content": PARAGRAPH.join(filter(None, (as_text(block.get("thinking")) for block in blocks))),
        "reasoning_details": [block for block in blocks if as_text(block.get("type")) in THOUGHTS],
        "annotations": list(_annotations(blocks)),
        "tool_calls": list(_tool_calls(blocks, cut=cut)),
    }
    message |= {key: value for key, value in found.items() if value}
    return message if _says_all(message, blocks) else {**message, "content_blocks": blocks}


def _says_all(message: JSON, blocks: list[JSON]) -> bool:
    """Whether the message alone, sent again, gives the very blocks."""
    given = [{key: value for key, value in block.items() if value is not None} for block in blocks]
    return "annotations" not in message and encode_message(message)[1] == given


def _annotations(blocks: Iterable[JSON]) -> Iterator[JSON]:
    """Citations, each with the position of the text that it supports."""
    offset = 0
    for block in blocks:
        text = as_text(block.get("text")) if block.get("type") == "text" else ""
        for citation in objects(block.get("citations")) if text else ():
            yield _annotation(citation, offset, offset + len(text))
        offset += len(text)


def _annotation(citation: JSON, start: int, end: int) -> JSON:
    if citation.get("url"):
        kept = {key: citation[key] for key in ("url", "title", "cited_text") if citation.get(key)}
        return nested_annotation({"type": "url_citation", **kept, "start_index": start, "end_index": end})
    return nested_annotation({**citation, "start_index": start, "end_index": end})


def _tool_calls(blocks: list[JSON], *, cut: bool) -> Iterator[JSON]:
    for block in blocks:
        if block.get("type") == "tool_use":
            arguments = arguments_of(block.get("input"), cut=cut and block is blocks[-1])
            function = {"name": as_text(block.get("name")), "arguments": arguments}
            yield {"id": as_text(block.get("id")) or None, "type": "function", "function": function}


def arguments_of(given: Any, *, cut: bool = False) -> str:
    """The arguments as JSON text.

    The last call of an answer that was cut was not written to its end, though the service closes its object: here it is
    left open, so that nobody takes it for a whole call.
    """
    text = pydantic_core.to_json(given if given is not None else {}).decode()
    return text[:-1] if cut and text.endswith("}") else text
