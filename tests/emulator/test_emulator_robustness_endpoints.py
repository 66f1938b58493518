"""Broken requests to the responses and messages endpoints are refused or answered, and never crash the emulator."""

import copy
import random

import pytest

from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.cache_marks import cache_marks
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.messages.body import message_body, message_events
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.responses.admission import admit_response
from langchain_aimlapi.emulator.responses.body import response_body
from langchain_aimlapi.emulator.responses.events import response_events
from langchain_aimlapi.emulator.schema_values import SchemaError
from langchain_aimlapi.emulator.seals import ENCRYPTED, REDACTED, SIGNATURE, seal

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}
VALUES = (None, True, 0, -1, 1.5, "", "x", "auto", "\ud800", [], {}, ["a"], [None], [{}], {"type": "x"}, {"type": 1})
LONG = "word " * 1100
RESPONSE = {
    "model": "openai/gpt-5-5",
    "instructions": "Be brief.",
    "input": [
        {"role": "developer", "content": "s"},
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "3*4?"},
                {"type": "input_image", "image_url": "https://example.com/a.png"},
                {"type": "input_file", "file_data": "aGk=", "filename": "a"},
            ],
        },
        {"type": "reasoning", "summary": [], "encrypted_content": seal(ENCRYPTED, "x", "openai")},
        {"type": "function_call", "call_id": "c", "name": "multiply", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_text", "text": "12"}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "12"}]},
        {"role": "user", "content": f"and 5*6? {LONG}"},
    ],
    "tools": [
        {"type": "function", "name": "multiply", "description": "Multiply", "parameters": SCHEMA, "strict": True},
        {"type": "web_search_preview"},
        {"type": "mcp", "server_label": "x", "server_url": "https://example.com", "require_approval": "never"},
        {"type": "code_interpreter", "container": {"type": "auto"}},
    ],
    "tool_choice": {"type": "function", "name": "multiply"},
    "text": {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA, "strict": True}},
    "reasoning": {"effort": "low", "summary": "auto"},
    "include": ["reasoning.encrypted_content"],
    "truncation": "auto",
    "max_output_tokens": 50,
}
LOOSE = {
    "model": "x-ai/grok-4-3",
    "input": "Multiply 3 and 4",
    "tools": [
        {"type": "function", "name": "multiply", "parameters": SCHEMA},
        {"type": "custom", "name": "code", "format": {"type": "grammar", "syntax": "regex", "definition": "a+"}},
        {"type": "mcp", "server_label": "x", "server_url": "https://example.com"},
        {"type": "web_search"},
    ],
}
MESSAGE = {
    "model": "anthropic/claude-opus-4-7",
    "system": [{"type": "text", "text": LONG, "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
    "messages": [
        {"role": "user", "content": "3*4"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "x", "signature": seal(SIGNATURE, "x", "anthropic")},
                {"type": "redacted_thinking", "data": seal(REDACTED, "x", "anthropic")},
                {"type": "tool_use", "id": "t", "name": "multiply", "input": {"a": 1}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "2"}]},
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}},
                {"type": "search_result", "title": "t", "source": "s", "content": [{"type": "text", "text": "x"}]},
            ],
        },
    ],
    "tools": [
        {"name": "multiply", "description": "m", "input_schema": SCHEMA, "cache_control": {"type": "ephemeral"}},
        {"type": "bash_20250124", "name": "bash"},
        {"type": "web_search_20250305", "name": "web_search"},
    ],
    "tool_choice": {"type": "auto"},
    "thinking": {"type": "adaptive"},
    "max_tokens": 2000,
    "stop_sequences": ["z"],
}


def answer_response(body):
    request = admit_response(body, "/v1/responses", lambda _: None)
    cache_marks(request)
    assert list(response_events(response_body(make_reply(request, 1), request)))[-1]["response"]["status"]


def answer_message(body):
    request = admit(body, "/v1/messages")
    cache_marks(request)
    reply = make_reply(request, 1)
    assert message_body(reply, request)["type"] == "message"
    assert list(message_events(reply, request))


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


@pytest.mark.parametrize(
    ("body", "answer"),
    [(RESPONSE, answer_response), (LOOSE, answer_response), (MESSAGE, answer_message)],
    ids=["responses", "any tool", "messages"],
)
def test_broken_requests_never_crash(body, answer):
    answer(body)
    dice = random.Random(20250101)
    answered = 0
    for _ in range(500):
        try:
            answer(broken(body, dice))
        except (ServiceError, SchemaError):
            continue
        answered += 1
    assert 20 < answered < 490
