"""Whatever is sent, the emulator answers or refuses: a crash would be blamed on the client under test."""

import copy
import random

import pytest

from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.chunks import stream
from langchain_aimlapi.emulator.completion import completion
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.schema_values import SchemaError
from langchain_aimlapi.emulator.seals import SIGNATURE, seal
from langchain_aimlapi.emulator.upstream_request import to_openai

PATH = "/v1/chat/completions"
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"anyOf": [{"type": "null"}]}},
    "required": ["a"],
}
OPENAI = {
    "model": "openai/gpt-4o",
    "messages": [
        {"role": "system", "content": "s"},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "3*4 and the weather in Paris"},
                {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
                {"type": "file", "file": {"file_data": "aGk=", "filename": "a"}},
            ],
        },
        {
            "role": "assistant",
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "m", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c", "content": "12"},
        {"role": "user", "content": "and 5*6?"},
    ],
    "tools": [{"type": "function", "function": {"name": "multiply", "description": "Multiply", "parameters": SCHEMA}}],
    "tool_choice": {"type": "function", "function": {"name": "multiply"}},
    "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
    "stop": ["x"],
    "n": 2,
    "logprobs": True,
    "top_logprobs": 2,
    "max_tokens": 50,
    "stream_options": {"include_usage": True},
}
CLAUDE = {
    "model": "anthropic/claude-opus-4-8",
    "system": [{"type": "text", "text": "s"}],
    "messages": [
        {"role": "user", "content": "3*4"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "x", "signature": seal(SIGNATURE, "x", "anthropic")},
                {"type": "tool_use", "id": "t", "name": "multiply", "input": {"a": 1}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "2"}]},
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}},
            ],
        },
    ],
    "tools": [{"name": "multiply", "description": "m", "input_schema": SCHEMA}],
    "tool_choice": {"type": "auto"},
    "thinking": {"type": "adaptive"},
    "max_tokens": 2000,
    "stop_sequences": ["z"],
}
VALUES = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    "",
    "x",
    "auto",
    "\ud800",
    [],
    {},
    ["a"],
    [None],
    [{}],
    {"type": "x"},
    {"type": ["a"]},
)


def places(value, path=()):
    """The paths of everything inside a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def broken(body, dice):
    """A copy of a body with one to three things removed or replaced."""
    body = copy.deepcopy(body)
    for _ in range(dice.choice((1, 1, 2, 3))):
        *path, last = dice.choice(list(places(body)))
        parent = body
        for key in path:
            parent = parent[key]
        if dice.random() < 0.2:
            del parent[last]
        else:
            parent[last] = copy.deepcopy(dice.choice(VALUES))
    return body


@pytest.mark.parametrize("body", [OPENAI, CLAUDE], ids=["openai", "claude"])
def test_broken_requests_are_refused_or_answered_and_never_crash(body):
    dice = random.Random(20250101)
    answered = 0
    for _ in range(1500):
        sent = broken(body, dice)
        try:
            request = admit(sent, PATH)
            reply = make_reply(request, created=1)
        except (ServiceError, SchemaError):
            continue
        answered += 1
        assert completion(reply)["choices"]
        assert list(stream(reply, include_usage=True))
        assert to_openai(sent, request.endpoint.parameters, "m")["messages"]
    assert 50 < answered < 1400
