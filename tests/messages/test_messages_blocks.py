"""Standard content blocks: the same for a whole message and for its chunks, and each thing once."""

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk

from langchain_aimlapi.api.assembler import ChatAssembler
from langchain_aimlapi.messages.blocks import PROVIDER
from langchain_aimlapi.messages.from_wire import ChunkConverter

META = {"response_metadata": {"model_provider": PROVIDER}}
CALLS = [{"index": at, "id": f"t{at}", "function": {"name": "add", "arguments": f'{{"a": {at}}}'}} for at in (0, 1)]
DELTAS = [
    {"role": "assistant", "reasoning_content": "I "},
    {"reasoning_content": "think"},
    {"content": "Hel"},
    {"content": "lo", "tool_calls": [CALLS[0]]},
    {"tool_calls": [CALLS[1]]},
]
BLOCKS = [
    {"type": "reasoning", "reasoning": "I think"},
    {"type": "text", "text": "Hello"},
    {"type": "tool_call", "id": "t0", "name": "add", "args": {"a": 0}},
    {"type": "tool_call", "id": "t1", "name": "add", "args": {"a": 1}},
]


def chunks_of(deltas, finish="tool_calls"):
    assembler, converter = ChatAssembler(), ChunkConverter()
    wire = [{"id": "c1", "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    wire.append({"id": "c1", "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    neutral = [out for chunk in wire if (out := assembler.feed(chunk)) is not None]
    chunks = [converter.convert(chunk).message for chunk in [*neutral, assembler.finish(done=True)]]
    return [*chunks, AIMessageChunk(content="", chunk_position="last", **META)]


def merge(chunks):
    total = chunks[0]
    for chunk in chunks[1:]:
        total += chunk
    return total


def bare(blocks):
    """Blocks without the index under which chunks merge."""
    return [{key: value for key, value in block.items() if key != "index"} for block in blocks]


def test_a_whole_message_and_its_chunks_have_the_same_blocks():
    whole = AIMessage(
        "Hello",
        tool_calls=[{"id": f"t{at}", "name": "add", "args": {"a": at}} for at in (0, 1)],
        additional_kwargs={"reasoning_content": "I think"},
        **META,
    )
    assert whole.content_blocks == BLOCKS
    assert bare(merge(chunks_of(DELTAS)).content_blocks) == BLOCKS


def test_blocks_of_chunks_merge_into_one_text_one_reasoning_and_every_call():
    """What `output_version="v1"` does: each chunk's content is its blocks."""
    chunks = chunks_of(DELTAS)
    typed = [
        chunk.model_copy(update={"content": chunk.content_blocks, "response_metadata": {"output_version": "v1"}})
        for chunk in chunks
    ]
    kinds = [block["type"] for block in merge(typed).content]
    assert kinds == ["reasoning", "text", "tool_call", "tool_call"]
    assert bare(merge(typed).content_blocks) == BLOCKS


def test_a_call_that_was_cut_is_an_invalid_block():
    cut = {"index": 0, "id": "t1", "function": {"name": "rm", "arguments": '{"path": "/et'}}
    (block,) = merge(chunks_of([{"tool_calls": [cut]}], "length")).content_blocks
    assert (block["type"], block["id"], block["name"]) == ("invalid_tool_call", "t1", "rm")


CITATION = {"type": "url_citation", "url_citation": {"url": "u", "title": "T", "start_index": 0, "end_index": 2}}


def test_citations_stand_at_the_text_they_belong_to():
    citation = {"type": "citation", "url": "u", "title": "T", "start_index": 0, "end_index": 2}
    odd = {"type": "non_standard_annotation", "value": {"type": "odd"}}
    text = {"type": "text", "text": "Hello", "annotations": [citation, odd]}
    whole = AIMessage("Hello", additional_kwargs={"annotations": [CITATION, {"type": "odd"}]}, **META)
    assert whole.content_blocks == [text]
    streamed = chunks_of([{"content": "Hel"}, {"content": "lo", "annotations": [CITATION, {"type": "odd"}]}], "stop")
    assert bare(merge(streamed).content_blocks) == [text]


@pytest.mark.parametrize(
    ("part", "block"),
    [
        ("a", {"type": "text", "text": "a"}),
        ({"type": "text", "text": "a"},) * 2,
        ({"type": "image_url", "image_url": {"url": "u"}}, {"type": "image", "url": "u"}),
        (
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}},
            {"type": "image", "base64": "QUJD", "mime_type": "image/png"},
        ),
        ({"type": "vendor", "a": 1}, {"type": "non_standard", "value": {"type": "vendor", "a": 1}}),
    ],
)
def test_content_of_every_kind_becomes_blocks(part, block):
    assert AIMessage([part], **META).content_blocks == [block]


def test_an_empty_message_has_no_blocks():
    assert AIMessage("", **META).content_blocks == []
    assert merge(chunks_of([], "stop")).content_blocks == []


def test_pictures_and_spoken_answers_are_blocks_streamed_and_whole():
    audio = {"id": "a1", "data": "UklGRgAA", "transcript": "Hi", "expires_at": 9}
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}
    kwargs = {"audio": audio, "images": [image]}
    facts = {"model_provider": "aimlapi"}
    expected = [
        {"type": "image", "base64": "aGk=", "mime_type": "image/png"},
        {
            "type": "audio",
            "base64": "UklGRgAA",
            "mime_type": "audio/wav",
            "extras": {"id": "a1", "transcript": "Hi", "expires_at": 9},
        },
    ]
    whole = AIMessage("", additional_kwargs=kwargs, response_metadata=facts)
    assert whole.content_blocks == expected
    chunks = AIMessageChunk("", response_metadata=facts) + AIMessageChunk("", additional_kwargs=kwargs)
    assert [{k: v for k, v in block.items() if k != "index"} for block in chunks.content_blocks] == expected


@pytest.mark.parametrize(
    "part",
    [
        {"type": "reference", "reference_ids": [1]},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}},
    ],
)
def test_a_part_that_is_no_text_stays_apart_from_the_text_around_it_in_a_stream(part):
    pieces = [["Tea"], [part], [" is hot"]]
    chunks = [
        AIMessageChunk([*block], response_metadata={"model_provider": "aimlapi"})
        for block in ([{"type": "text", "text": pieces[0][0]}], pieces[1], [{"type": "text", "text": pieces[2][0]}])
    ]
    total = AIMessageChunk(content=chunks[0].content_blocks)
    for chunk in chunks[1:]:
        total += AIMessageChunk(content=chunk.content_blocks)

    texts = [block for block in total.content if block["type"] == "text"]
    assert [block["text"] for block in texts] == ["Tea is hot"]
    assert texts[0].keys() == {"type", "text", "index"}
    assert len(total.content) == 2


def test_a_sound_without_any_data_is_no_sound():
    message = AIMessage(
        "Hi", additional_kwargs={"audio": {"id": "a1", "data": ""}}, response_metadata={"model_provider": "aimlapi"}
    )
    assert [block["type"] for block in message.content_blocks] == ["text"]
