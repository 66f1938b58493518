"""Answers of wrong kinds: what can be read is kept, what would be lost is an error, what means nothing is left out."""

import itertools
import re

import httpx
import pytest

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.client import AIMLAPIClient
from langchain_aimlapi.api.dialects import CHAT, CLAUDE_CHAT, MESSAGES, RESPONSES
from langchain_aimlapi.api.errors import MalformedResponseError, ServerError
from langchain_aimlapi.api.replies import read_content, read_fact, read_usage, without_odd_fields

PART = {"type": "text", "text": "a"}
REPLY = b'\xef\xbb\xbf {"id": "c1", "choices": [{"message": {"content": "hello"}, "finish_reason": "stop"}]}'


def decode(**choice):
    return CHAT.decode({"id": "c1", "choices": [{"index": 0, **choice}]}, {})


@pytest.mark.parametrize("message", [None, "hello", 3, ["hello"]])
def test_a_choice_without_a_message_is_no_answer(message):
    with pytest.raises(MalformedResponseError, match="no message"):
        decode(message=message, finish_reason="stop")


COMPLETION = {"id": "c1", "choices": [{"message": {"content": "hello"}, "finish_reason": "stop"}]}
RESPONSE = {"id": "r1", "output": [{"type": "message", "content": []}]}
MESSAGE = {"id": "m1", "type": "message", "content": [{"type": "text", "text": "hello"}]}
EXPECTED = {
    "chat": "a chat completion from /v1/chat/completions has choices, a list of objects",
    "responses": "a response from /v1/responses has output, a list of objects",
    "messages": "a message from /v1/messages has content, a list of objects",
}


@pytest.mark.parametrize(
    ("dialect", "reply", "came"),
    [
        (RESPONSES, COMPLETION, "this has choices, as a chat completion has, and no output"),
        (MESSAGES, COMPLETION, "this has choices, as a chat completion has, and no content"),
        (CHAT, RESPONSE, "this has output, as a response has, and no choices"),
        (CLAUDE_CHAT, MESSAGE, "this has content, as a message has, and no choices"),
        (RESPONSES, MESSAGE, "this has content, as a message has, and no output"),
        (CHAT, {"choices": []}, "here choices is an empty list"),
        (CHAT, {"choices": {"0": {}}}, "here choices is an object"),
        (CHAT, {"choices": ["one"]}, "here choices is a list without an object"),
        (CHAT, {"choices": None}, "here choices is null"),
        (RESPONSES, {"output": "hello"}, "here output is a string"),
        (CHAT, {"id": "c1", "model": "m"}, "this has no choices, only id, model"),
        (CHAT, {}, "this has no choices"),
    ],
)
def test_an_answer_of_another_form_says_what_was_expected_from_where_and_what_came(dialect, reply, came):
    kind = {"claude": "chat"}.get(dialect.name, dialect.name)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=reply))
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
    with httpx.Client(transport=transport) as http, AIMLAPIClient(api_key="k", http_client=http) as client:
        for call in (lambda: client.chat(dialect, body), lambda: list(client.stream_chat(dialect, body))):
            with pytest.raises(MalformedResponseError, match=re.escape(f"{EXPECTED[kind]}; {came}")):
                call()


@pytest.mark.parametrize("finish", ["content_filter", "SAFETY"])
def test_a_message_that_a_filter_has_taken_away_is_an_empty_one(finish):
    (choice,) = decode(message=None, finish_reason=finish)["choices"]
    assert choice["message"]["content"] is None
    assert choice["finish_reason"] == "content_filter"


@pytest.mark.parametrize(
    ("content", "read"),
    [("a", "a"), ("", ""), (None, None), (PART, [PART]), ([PART, None], [PART]), (["a"], [PART]), ([], [])],
)
def test_content_that_can_be_read_is_read(content, read):
    assert read_content(content) == read


@pytest.mark.parametrize("content", [42, True, [3], [["a"]], [{"type": "text", "text": 4}], {"text": ["a"]}])
def test_content_that_would_be_lost_is_an_error(content):
    with pytest.raises(MalformedResponseError, match="content part"):
        read_content(content)


@pytest.mark.parametrize(
    ("key", "value", "fact"),
    [("id", "a", "a"), ("id", 7, "7"), ("id", ["a"], None), ("model", "m", "m"), ("model", 3, None), ("created", 1, 1)],
)
def test_facts_are_of_their_kind_or_not_there(key, value, fact):
    assert read_fact(key, value) == fact


def test_counts_beyond_measure_are_no_counts():
    usage = {"prompt_tokens": 1e308, "total_tokens": 5, "details": {"a": float("nan"), "b": 1}, "note": "x"}
    assert read_usage(usage) == {"total_tokens": 5, "details": {"b": 1}, "note": "x"}
    assert read_usage("twelve") is None


def test_fields_of_a_kind_that_nothing_reads_are_left_out():
    message = {"content": "a", "annotations": 1, "audio": [], "refusal": None, "more": 3}
    assert without_odd_fields(message) == {"content": "a", "refusal": None, "more": 3}


@pytest.mark.parametrize("native", [None, "MALFORMED_FUNCTION_CALL"])
def test_an_answer_that_was_broken_off_is_an_error(native):
    chunk = {"choices": [{"delta": {}, "finish_reason": "error", "native_finish_reason": native}]}
    reader = ChatStreamReader(CHAT, {"content-type": "text/event-stream", "x-inference-id": "inf-1"})
    list(reader.feed(b'data: {"choices": [{"delta": {"content": "hel"}}]}\n\n'))
    with pytest.raises(ServerError, match=native or "error") as caught:
        list(reader.feed(b"data: " + str(chunk).replace("'", '"').replace("None", "null").encode() + b"\n\n"))
    assert caught.value.partial_text == "hel"
    assert caught.value.request_id == "inf-1"


@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream", "text/plain"])
@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_an_answer_at_once_is_an_answer_whatever_it_is_called(content_type, size):
    reader = ChatStreamReader(CHAT, {"content-type": content_type})
    pieces = [REPLY[at : at + size] for at in range(0, len(REPLY), size)]
    chunks = [*itertools.chain.from_iterable(map(reader.feed, pieces)), *reader.finish()]
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == "hello"
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"


def test_a_stream_that_is_called_json_is_read_as_what_it_is():
    reader = ChatStreamReader(CHAT, {"content-type": "application/json"})
    assert list(reader.feed(b'data: {"choices": [{"delta": {"content": "hello"}}]}\n\ndata: [DONE]\n\n')) == []
    first, last = reader.finish()
    assert first["choices"][0]["delta"]["content"] == "hello"
    assert "usage" in last
