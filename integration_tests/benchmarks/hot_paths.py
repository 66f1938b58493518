"""The hot paths without network, for pytest-benchmark and CodSpeed: a change of their cost shows from commit to commit.

Run by `make bench_hot_paths` and `make bench_instructions`; not collected by the other targets, since nothing here
asserts a time.
"""

import json
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else LiteLLM asks the network when it is imported

import pytest
from adapters import MODEL
from bench_replies import Recipe, embeddings, streamed, whole
from chat_cases import agents_history, history, tools

from langchain_aimlapi import ChatAIMLAPI, get_model
from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.requests import encode_body
from langchain_aimlapi.api.sse import SSEDecoder
from langchain_aimlapi.embedding_request import read_vectors
from langchain_aimlapi.litellm.answers import ChunkMaker
from langchain_aimlapi.litellm.wire_chunks import wire_chunk
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire

HEADERS = {"content-type": "text/event-stream"}


def events(recipe):
    """The events of a streamed answer, without HTTP's own framing."""
    lines = b"".join(streamed(recipe)).splitlines()
    return [line + b"\n\n" for line in lines if line.startswith(b"data: ")]


@pytest.fixture
def hot(benchmark):
    """Measures what has run before: where instructions are counted, there is but one measured run."""

    def measure(function, *arguments, **named):
        function(*arguments, **named)
        return benchmark(function, *arguments, **named)

    return measure


@pytest.fixture(scope="module")
def model():
    return ChatAIMLAPI(model=MODEL, api_key="key")


def test_constructor(hot):
    hot(ChatAIMLAPI, model=MODEL, api_key="key")


def test_request_of_a_long_conversation(hot, model):
    messages = history(100)
    hot(lambda: encode_body(model._call(messages, None, {}, stream=False).body))


def test_request_of_one_question(hot, model):
    messages = history(1, 20)
    hot(lambda: encode_body(model._call(messages, None, {}, stream=False).body))


def test_request_of_an_agents_conversation(hot, model):
    messages, bound = agents_history(), {"tools": tools(1)}
    assert len(hot(lambda: model._call(messages, None, bound, stream=False)).body["messages"]) == len(messages)


def test_request_with_tools(hot, model):
    messages = history(1)
    hot(lambda: encode_body(model._call(messages, None, {"tools": tools()}, stream=False).body))


def test_messages_to_wire(hot):
    hot(messages_to_wire, history(100, 300))


def test_whole_answer(hot):
    reply = whole(Recipe(200)).partition(b"\r\n\r\n")[2]
    hot(lambda: completion_to_result(CHAT.decode(parse_json(reply), {})))


def test_server_sent_events(hot):
    pieces = events(Recipe(200))
    hot(lambda: [SSEDecoder().feed(piece) for piece in pieces])


def test_server_sent_events_in_one_piece(hot):
    pieces = events(Recipe(200))
    assert len(hot(lambda: SSEDecoder().feed(b"".join(pieces)))) == len(pieces)


@pytest.mark.parametrize("recipe", [Recipe(200), Recipe(200, tools=True)], ids=["text", "tool call"])
def test_streamed_answer(hot, recipe):
    pieces = events(recipe)

    def read():
        reader, convert = ChatStreamReader(CHAT, HEADERS), ChunkConverter().convert
        chunks = [convert(chunk) for piece in pieces for chunk in reader.feed(piece)]
        return [*chunks, *map(convert, reader.finish())]

    assert len(hot(read)) > 200


def test_litellm_chunks(hot):
    reader = ChatStreamReader(CHAT, HEADERS)
    neutral = [chunk for piece in events(Recipe(200)) for chunk in reader.feed(piece)]

    def read():
        make = ChunkMaker(MODEL).make
        return [wire_chunk(made) for chunk in neutral for made in make(chunk)]

    assert len(hot(read)) > 190


def test_vectors(hot):
    reply = json.loads(embeddings(100, "base64").partition(b"\r\n\r\n")[2])
    assert len(hot(read_vectors, reply, 100)) == 100


def test_look_up(hot):
    assert hot(get_model, "openai/gpt-4o").known
