"""What vendors do differently in their answers reads the same, streamed and whole."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import message_to_wire


def whole(message, finish="stop"):
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    return completion_to_result(CHAT.decode({"id": "c", "choices": [choice]}, {})).generations[0].message


def streamed(*deltas, finish="stop"):
    chunks = [{"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    chunks.append({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    content = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    reader, converter = ChatStreamReader(CHAT, {}), ChunkConverter()
    messages = [converter.convert(c).message for c in [*reader.feed(content.encode()), *reader.finish()]]
    total = messages[0]
    for message in messages[1:]:
        total += message
    return total + AIMessageChunk(content="", chunk_position="last")


def thinking(text):
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


# Mistral's reasoning


@given(st.lists(st.text("ab é", min_size=1, max_size=5), min_size=1, max_size=4))
def test_reasoning_that_comes_as_a_part_of_the_content_is_reasoning(pieces):
    answer = "".join(reversed(pieces))
    one = whole({"content": [thinking("".join(pieces)), {"type": "text", "text": answer}]})
    other = streamed(*({"content": [thinking(piece)]} for piece in pieces), {"content": answer})
    for message in (one, other):
        assert message.content == message.text == answer
        assert message.additional_kwargs["reasoning_content"] == "".join(pieces)
        assert [block["type"] for block in message.content_blocks] == ["reasoning", "text"]


@pytest.mark.parametrize(
    "part",
    [thinking("so"), {"type": "thinking", "thinking": "so"}, {"type": "reasoning", "text": "so"}],
    ids=["list", "text", "reasoning"],
)
def test_the_turn_after_an_answer_with_reasoning_in_its_content_sends_text(part):
    for message in (whole({"content": [part, "Hi"]}), streamed({"content": [part]}, {"content": ["Hi"]})):
        assert message.additional_kwargs["reasoning_content"] == "so"
        assert message_to_wire(message)["content"] == "Hi"


def test_a_signature_of_such_a_part_is_kept():
    part = {"type": "thinking", "thinking": "so", "signature": "s1"}
    for message in (whole({"content": [part, "Hi"]}), streamed({"content": [part]}, {"content": "Hi"})):
        assert message.additional_kwargs["reasoning_details"] == [part]


# Content as a list

PART = st.sampled_from(
    [
        {"type": "text", "text": "a"},
        {"type": "output_text", "text": "b"},
        {"text": "c"},
        "d",
        thinking("e"),
        {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
        {"type": "reference", "reference_ids": [1]},
    ]
)


@given(st.lists(PART, max_size=6), st.lists(st.integers(0, 6), max_size=3))
def test_the_text_of_a_list_is_the_same_streamed_and_whole(parts, cuts):
    places = [0, *sorted(min(cut, len(parts)) for cut in cuts), len(parts)]
    one = whole({"content": parts})
    other = streamed(*({"content": parts[a:b]} for a, b in itertools.pairwise(places)))
    assert one.text == other.text
    assert one.additional_kwargs == other.additional_kwargs
    kinds = [part.get("type") for part in parts if isinstance(part, dict)]
    if "image_url" in kinds:
        for message in (one, other):
            assert "image" in {block["type"] for block in message.content_blocks}


# Tool calls


def fragment(index=0, call_id=None, name=None, arguments="", **facts):
    function = {"arguments": arguments, **({"name": name} if name else {})}
    return {"tool_calls": [{"index": index, **({"id": call_id} if call_id else {}), "function": function, **facts}]}


@pytest.mark.parametrize(
    "deltas",
    [
        [fragment(call_id="c1", name="get_"), fragment(name="weather"), fragment(arguments='{"a":1}')],
        [fragment(call_id="c1", name="get_"), fragment(name="weather", arguments='{"a":1}')],
        [fragment(call_id="c1", name="get_"), fragment(call_id="c1", name="weather"), fragment(arguments='{"a":1}')],
        [fragment(call_id="c1", name="get_weather"), fragment(name="get_weather", arguments='{"a":1}')],
        [fragment(call_id="c1", name="get_"), fragment(name="get_weather"), fragment(arguments='{"a":1}')],
        [fragment(call_id="c1", name="get_weather", arguments='{"a"'), fragment(name="get_weather", arguments=":1}")],
    ],
    ids=["pieces", "with arguments", "same id", "repeated", "growing", "repeated later"],
)
def test_a_name_in_pieces_is_one_name_and_a_repeated_one_is_not_two(deltas):
    calls = streamed(*deltas, finish="tool_calls").tool_calls
    assert [(call["id"], call["name"], call["args"]) for call in calls] == [("c1", "get_weather", {"a": 1})]


@given(st.permutations("a_bcde").map("".join), st.lists(st.integers(0, 8), max_size=3))
def test_a_name_cut_anywhere_is_one_name(name, cuts):
    places = sorted({0, *(min(cut, len(name)) for cut in cuts), len(name)})
    pieces = [name[a:b] for a, b in itertools.pairwise(places)]
    first, *more = pieces
    deltas = [fragment(call_id="c1", name=first), *(fragment(name=piece) for piece in more), fragment(arguments="{}")]
    assert [call["name"] for call in streamed(*deltas).tool_calls] == [name]


def test_two_calls_that_share_an_index_stay_two():
    calls = streamed(
        fragment(call_id="c1", name="one"), fragment(call_id="c2", name="two", arguments="{}"), finish="tool_calls"
    ).tool_calls
    assert [(call["id"], call["name"]) for call in calls] == [("c1", "one"), ("c2", "two")]


@pytest.mark.parametrize("empty", [{}, {"name": None, "input": ""}, {"name": "", "input": None}, None])
def test_a_function_beside_an_empty_custom_object_is_a_function(empty):
    call = {
        "id": "c1",
        "type": "function",
        "function": {"name": "add", "arguments": '{"a": 1}'},
        "custom": empty,
    }
    for message in (
        whole({"content": None, "tool_calls": [call]}),
        streamed({"tool_calls": [{"index": 0, **call}]}),
    ):
        assert [(call["name"], call["args"]) for call in message.tool_calls] == [("add", {"a": 1})]
        assert "tool_call_extras" not in message.additional_kwargs
        (sent,) = message_to_wire(message)["tool_calls"]
        assert sent["type"] == "function"


def test_a_custom_call_beside_an_empty_function_is_a_custom_one():
    call = {
        "id": "c1",
        "type": "custom",
        "custom": {"name": "run", "input": "ls"},
        "function": {"name": "", "arguments": ""},
    }
    for message in (whole({"tool_calls": [call]}), streamed({"tool_calls": [{"index": 0, **call}]})):
        (sent,) = message_to_wire(message)["tool_calls"]
        assert sent["custom"] == {"name": "run", "input": "ls"}


def test_a_function_call_in_the_older_form_is_read():
    call = {"name": "add", "arguments": '{"a": 1}'}
    one = whole({"content": None, "function_call": call}, "function_call")
    other = streamed({"function_call": {"name": "add", "arguments": '{"a"'}}, {"function_call": {"arguments": ": 1}"}})
    for message in (one, other):
        (found,) = message.tool_calls
        assert (found["name"], found["args"]) == ("add", {"a": 1})
        assert found["id"]


# Sound


@pytest.mark.parametrize("empty", [{}, {"id": None, "data": None}, {"id": "", "data": "", "transcript": ""}])
def test_an_empty_audio_object_is_no_audio(empty):
    for message in (whole({"content": "Hi", "audio": empty}), streamed({"content": "Hi", "audio": empty})):
        assert "audio" not in message.additional_kwargs
        assert [block["type"] for block in message.content_blocks] == ["text"]
