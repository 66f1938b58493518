"""`/v1/messages` of LiteLLM, which Claude Code and Anthropic's clients speak: the order of blocks, and second turns."""

import json

import litellm
import pytest
from calling import WEATHER, stream_of

from langchain_aimlapi.litellm.wire_chunks import takes_objects

MODELS = ["openai/gpt-4o", "openai/gpt-5-1-codex", "anthropic/claude-sonnet-4.5", "anthropic/claude-opus-4-6"]
TOOL = {"name": "get_weather", "description": "Get the weather.", "input_schema": WEATHER["function"]["parameters"]}
QUESTION = [{"role": "user", "content": "What is the weather in Paris?"}]


def put_together(events):
    """The content blocks of a stream, as a client of Anthropic's puts them together; and the token counts."""
    blocks, usage = {}, {}
    for event in events:
        if event["type"] == "content_block_start":
            assert event["index"] not in blocks
            blocks[event["index"]] = {**event["content_block"], "json": ""}
        if event["type"] == "content_block_delta":
            block, delta = blocks[event["index"]], event["delta"]
            kind = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "signature"}
            if delta["type"] == "input_json_delta":
                block["json"] += delta["partial_json"]
            else:
                name = kind[delta["type"]]
                block[name] = (block.get(name) or "") + delta[name]
        if event["type"] == "message_delta":
            usage = event["usage"]
    for block in blocks.values():
        text = block.pop("json")
        if block["type"] == "tool_use":
            block["input"] = json.loads(text or "{}")
    return [blocks[index] for index in sorted(blocks)], usage


async def streamed_message(**call):
    """A streamed answer of `/v1/messages`."""
    stream = await litellm.anthropic.messages.acreate(stream=True, **call)
    text = "".join([piece.decode() if isinstance(piece, bytes) else piece async for piece in stream])
    return put_together([json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")])


OPENED = [] if takes_objects() else ["text"]
"""Older releases open every stream with a block of text."""


@pytest.mark.parametrize("model", MODELS)
async def test_a_streamed_call_of_a_tool_has_no_empty_block_behind_it(service, model):
    call = {"model": f"aimlapi/{model}", "messages": QUESTION, "max_tokens": 2000, "tools": [TOOL]}
    blocks, usage = await streamed_message(**call)
    assert [block["type"] for block in blocks] == [*OPENED, "tool_use"]
    assert blocks[-1]["input"]["city"]
    whole = await litellm.anthropic.messages.acreate(**call)
    assert usage["output_tokens"] == whole["usage"]["output_tokens"], "no estimate of LiteLLM's"


SIGNING = ["anthropic/claude-sonnet-4-6", "anthropic/claude-opus-4.5", "claude-sonnet-4-latest"]
THINKING = {"type": "enabled", "budget_tokens": 1024}


@pytest.mark.parametrize("model", SIGNING)
async def test_signed_thinking_is_streamed_in_its_place_and_the_next_turn_is_taken(service, model):
    call = {"model": f"aimlapi/{model}", "max_tokens": 3000, "tools": [TOOL], "thinking": THINKING}
    blocks, _ = await streamed_message(**call, messages=QUESTION)
    blocks = blocks[len(OPENED) :]
    assert [block["type"] for block in blocks] == ["thinking", "tool_use"]
    whole = await litellm.anthropic.messages.acreate(**call, messages=QUESTION)
    assert blocks[0]["thinking"] == whole["content"][0]["thinking"]
    assert blocks[0]["signature"] == whole["content"][0]["signature"]
    result = {"type": "tool_result", "tool_use_id": blocks[1]["id"], "content": "18 degrees"}
    turns = [*QUESTION, {"role": "assistant", "content": blocks}, {"role": "user", "content": [result]}]
    again, _ = await streamed_message(**call, messages=turns)
    assert again[-1]["type"] == "text"
    assert "18 degrees" in again[-1]["text"] or again[-1]["text"]


@pytest.mark.parametrize("model", SIGNING[:1])
async def test_chunks_of_signed_thinking_are_those_of_litellm_s_own_provider(service, colour, model):
    tools = [WEATHER]
    call = {"model": f"aimlapi/{model}", "max_tokens": 3000, "tools": tools, "thinking": THINKING}
    chunks = await stream_of(colour, **call, messages=QUESTION)
    kinds = [kind_of(chunk.choices[0].delta) for chunk in chunks if chunk.choices]
    order = [kind for at, kind in enumerate(kinds) if kind and kind not in kinds[:at]]
    assert order == ["thinking", "signature", "tool"]
    built = litellm.stream_chunk_builder(chunks, messages=QUESTION).choices[0].message
    (block,) = built.thinking_blocks
    assert block["thinking"] == built.reasoning_content
    result = {"role": "tool", "tool_call_id": built.tool_calls[0].id, "content": "18 degrees"}
    turns = [*QUESTION, built.model_dump(), result]
    assert await stream_of(colour, **call, messages=turns)
    sent = service.requests[-1].body["messages"][1]["content"]
    assert sent[0] == {"type": "thinking", "thinking": block["thinking"], "signature": block["signature"]}


def kind_of(delta):
    thoughts = getattr(delta, "thinking_blocks", None) or [{}]
    if thoughts[0].get("signature"):
        return "signature"
    if getattr(delta, "reasoning_content", None):
        return "thinking" if thoughts[0].get("thinking") == delta.reasoning_content else "unsigned"
    return "tool" if delta.tool_calls else None
