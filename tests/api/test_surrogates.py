"""Half a character in an answer costs nothing: halves meet, and one that stays alone becomes U+FFFD."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import CHAT, MESSAGES, RESPONSES
from langchain_aimlapi.api.errors import AIMLAPIError, ServerError
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.requests import encode_body
from langchain_aimlapi.api.surrogates import EscapeJoiner, mend, mend_escapes
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result

HALVES = st.text(st.sampled_from('a\ud83d\ude00\\"é😀'), max_size=12)
"""Texts as UTF-16 programs cut them."""


def expected(text):
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def streamed(dialect, events, cuts=()):
    """The stream of bytes as LangChain's programs put it together."""
    content = b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in events)
    content += b"data: [DONE]\n\n" if dialect is CHAT else b""
    reader, converter = ChatStreamReader(dialect, {}), ChunkConverter()
    places = [0, *sorted(cuts), len(content)]
    neutral = [chunk for a, b in itertools.pairwise(places) for chunk in reader.feed(content[a:b])]
    messages = [converter.convert(chunk).message for chunk in [*neutral, *reader.finish()]]
    json.dumps([message.model_dump() for message in messages], ensure_ascii=False).encode()  # each can be sent on
    total = messages[0]
    for message in messages[1:]:
        total += message
    return total


def pieces(text, cuts):
    places = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(places)]


def chat_chunk(delta, finish=None):
    return {"id": "c", "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def chat_events(key, parts):
    return [*(chat_chunk({key: part}) for part in parts), chat_chunk({}, "stop")]


def call_events(parts):
    first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}}
    more = [{"index": 0, "function": {"arguments": part}} for part in parts]
    return [*(chat_chunk({"tool_calls": [part]}) for part in [first, *more]), chat_chunk({}, "tool_calls")]


def block_events(kind, key, parts, block):
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": f"{kind}_delta", key: part}} for part in parts
    ]
    return [
        {"type": "message_start", "message": {"id": "m", "model": "m", "content": [], "usage": {"input_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *deltas,
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]


def responses_events(kind, item, parts):
    deltas = [{"type": kind, "output_index": 0, "delta": part} for part in parts]
    return [
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "arguments": "", "content": []}},
        *deltas,
        {"type": "response.completed", "response": {"id": "r", "model": "m", "output": [item]}},
    ]


def output_text(text):
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}


@given(HALVES, st.lists(st.integers(0, 20), max_size=4), st.lists(st.integers(0, 300), max_size=3))
@pytest.mark.parametrize("key", ["content", "reasoning_content", "refusal"])
def test_a_character_cut_anywhere_is_whole_on_chat(key, text, cuts, byte_cuts):
    message = streamed(CHAT, chat_events(key, pieces(text, cuts)), byte_cuts)
    said = message.content if key == "content" else message.additional_kwargs.get(key, "")
    assert said == expected(text)


@given(HALVES, st.lists(st.integers(0, 20), max_size=4))
def test_a_character_cut_anywhere_is_whole_on_messages(text, cuts):
    parts = pieces(text, cuts)
    assert streamed(MESSAGES, block_events("text", "text", parts, {"type": "text", "text": ""})).content == expected(
        text
    )
    thought = streamed(MESSAGES, block_events("thinking", "thinking", parts, {"type": "thinking", "thinking": ""}))
    assert thought.additional_kwargs.get("reasoning_content", "") == expected(text)
    details = thought.additional_kwargs["reasoning_details"]
    assert details == [{"type": "thinking", "thinking": expected(text)}]


@given(HALVES, st.lists(st.integers(0, 20), max_size=4))
def test_a_character_cut_anywhere_is_whole_on_responses(text, cuts):
    parts = pieces(text, cuts)
    message = streamed(RESPONSES, responses_events("response.output_text.delta", output_text(text), parts))
    assert message.content == expected(text)
    assert message.additional_kwargs["output_items"] == [output_text(expected(text))]


@given(HALVES, st.lists(st.integers(0, 40), max_size=4), st.booleans())
def test_arguments_of_a_tool_are_whole(text, cuts, escaped):
    """Whether the model's JSON escapes what its server then cuts, or the server cuts the characters themselves."""
    arguments = json.dumps({"a": text}, ensure_ascii=escaped)
    parts = pieces(arguments, cuts)
    item = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": arguments}
    block = {"type": "tool_use", "id": "call_1", "name": "f", "input": {}}
    for message in (
        streamed(CHAT, call_events(parts)),
        streamed(MESSAGES, block_events("input_json", "partial_json", parts, block)),
        streamed(RESPONSES, responses_events("response.function_call_arguments.delta", item, parts)),
    ):
        assert [call["args"] for call in message.tool_calls] == [{"a": expected(text)}]


@given(HALVES)
def test_whole_answers_are_mended_too(text):
    wire = {
        "role": "assistant",
        "content": text,
        "refusal": text,
        "reasoning_details": [{"type": "reasoning.text", "text": text}],
        "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "f", "arguments": json.dumps({"a": text})}},
            {"id": "2", "type": "function", "function": {"name": "f", "arguments": {"a": text}}},
        ],
    }
    reply = parse_json(json.dumps({"id": "c", "choices": [{"message": wire, "finish_reason": "stop"}]}).encode())
    message = completion_to_result(CHAT.decode(reply, {})).generations[0].message
    assert message.content == expected(text)
    assert [call["args"]["a"] for call in message.tool_calls] == [expected(text)] * 2
    assert "\ud83d" not in message.model_dump_json()


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (rb'"\ud83d\ude00"', "😀"),
        (rb'"\uD83D"', "\ufffd"),
        (rb'"\ude00\ud83d x"', "\ufffd\ufffd x"),
        (rb'"\\ud83d"', r"\ud83d"),
        (rb'"\\\ud83d"', "\\\ufffd"),
        (b'"\xed\xa0\xbd\xed\xb8\x80"', "😀"),
        (b'"\xed\xa0\xbd"', "\ufffd"),
        (rb'{"\ud83d": 1}', {"\ufffd": 1}),
    ],
)
def test_json_with_halves_is_read(content, value):
    assert parse_json(content) == value


@given(HALVES)
def test_every_text_that_json_can_say_is_read(text):
    assert parse_json(json.dumps(text).encode()) == expected(text) == mend(text)
    assert json.loads(mend_escapes(json.dumps(text))) == expected(text)


@given(st.text(st.sampled_from('\\uUdD83eExf"'), max_size=14), st.lists(st.integers(0, 14), max_size=5))
def test_escapes_are_the_same_whole_and_in_pieces(text, cuts):
    joiner = EscapeJoiner()
    assert "".join(map(joiner.feed, pieces(text, cuts))) + joiner.finish() == mend_escapes(text)


def test_two_calls_and_two_choices_keep_their_halves_apart():
    events = [
        chat_chunk(
            {"tool_calls": [{"index": i, "id": f"c{i}", "function": {"name": "f", "arguments": '{"a":"\ud83d'}}]}
        )
        for i in (0, 1)
    ]
    events += [
        chat_chunk({"tool_calls": [{"index": i, "function": {"arguments": half + '"}'}}]})
        for i, half in ((1, "\ude01"), (0, "\ude00"))
    ]
    message = streamed(CHAT, [*events, chat_chunk({}, "tool_calls")])
    assert [call["args"]["a"] for call in message.tool_calls] == ["😀", "😁"]


def test_a_half_in_the_text_of_an_error_does_not_hide_the_error():
    reader = ChatStreamReader(CHAT, {})
    events = [chat_chunk({"content": "so far \ud83d"}), {"error": {"message": "broken \ud83d", "code": 500}}]
    with pytest.raises(ServerError, match="broken \ufffd") as caught:
        list(reader.feed(b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in events)))
    assert caught.value.partial_text == "so far \ufffd"


def test_a_half_in_a_question_is_sent_as_the_replacement_character():
    assert json.loads(encode_body({"messages": [{"content": "a\ud83d \ud83d\ude00"}]})) == {
        "messages": [{"content": "a\ufffd 😀"}]
    }


def test_what_json_cannot_say_is_still_refused():
    loop: dict = {}
    loop["loop"] = loop
    with pytest.raises(AIMLAPIError, match="cannot be written as JSON"):
        encode_body(loop)
