"""The message an answer makes, and the events that stream it, in Anthropic's shape. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.answers import Answer
from langchain_aimlapi.emulator.messages.blocks import Block, content_blocks
from langchain_aimlapi.emulator.replies import Reply
from langchain_aimlapi.emulator.tokens import Usage

Json = dict[str, Any]
_STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "refusal": "refusal"}


def message_body(reply: Reply, request: ChatRequest) -> Json:
    """The ``message`` object of a reply."""
    answer = reply.answers[0]
    return {
        **_head(reply),
        "content": [block.whole for block in content_blocks(answer, request)],
        **_ending(answer),
        "stop_details": None,
        "usage": usage_json(reply.usage),
        "meta": reply.cost.as_meta(),
    }


def message_events(reply: Reply, request: ChatRequest) -> Iterator[Json]:
    """The events of a streamed reply; the cost is on ``message_delta``."""
    answer = reply.answers[0]
    opening = {**usage_json(reply.usage), "output_tokens": 1}
    begun = {**_head(reply), "content": [], "stop_reason": None, "stop_sequence": None, "usage": opening}
    yield {"type": "message_start", "message": begun}
    yield {"type": "ping"}
    for index, block in enumerate(content_blocks(answer, request)):
        yield from _block_events(index, block)
    ending = {"type": "message_delta", "delta": _ending(answer), "usage": _final_usage(reply.usage)}
    yield {**ending, "meta": reply.cost.as_meta()}
    yield {"type": "message_stop"}


def usage_json(usage: Usage) -> Json:
    """Tokens as Anthropic counts them: input is what neither came from the cache nor went there."""
    return {
        "input_tokens": usage.prompt - usage.cache_read - usage.cache_write,
        "output_tokens": usage.completion,
        "cache_creation_input_tokens": usage.cache_write,
        "cache_read_input_tokens": usage.cache_read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": usage.cache_write - usage.cache_hours,
            "ephemeral_1h_input_tokens": usage.cache_hours,
        },
        "service_tier": "standard",
        "inference_geo": "not_available",
    }


def _block_events(index: int, block: Block) -> Iterator[Json]:
    yield {"type": "content_block_start", "index": index, "content_block": block.start}
    for delta in block.deltas:
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _head(reply: Reply) -> Json:
    return {"id": f"msg_{reply.head.key}", "type": "message", "role": "assistant", "model": reply.head.model}


def _ending(answer: Answer) -> Json:
    reason = "stop_sequence" if answer.stop_word is not None else _STOP_REASONS[answer.finish]
    return {"stop_reason": reason, "stop_sequence": answer.stop_word}


def _final_usage(usage: Usage) -> Json:
    """The totals that end a stream."""
    final = usage_json(usage)
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
    return {name: final[name] for name in names}
