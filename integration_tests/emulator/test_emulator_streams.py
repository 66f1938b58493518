"""Streams: whoever joins the pieces has the same answer as without streaming, in every family's manner."""

import json

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.emulator.vendors import STYLES, reply_style

GPT = "openai/gpt-4o"


def one_model_of_each_style():
    found = {}
    for card in find_models(family="chat"):
        endpoint = card.chat_endpoint
        if endpoint and "string" in (endpoint.messages or {"user": {"content": ["string"]}})["user"]["content"]:
            found.setdefault(reply_style(card, endpoint.parameters), card.id)
    assert set(found) == set(STYLES)
    return sorted(found.items())


def joined(chunks, key):
    deltas = (choice.get("delta", {}) for chunk in chunks for choice in chunk["choices"])
    return "".join(delta.get(key) or "" for delta in deltas)


def reasoning_of(message):
    return message.get("reasoning_content") or message.get("reasoning") or ""


@pytest.mark.parametrize(("style", "model"), one_model_of_each_style())
def test_streamed_and_whole_answers_are_the_same(plain, style, model):
    whole = plain.chat("Why is the sky blue?", model=model).json()
    chunks = plain.chunks("Why is the sky blue?", model=model, stream_options={"include_usage": True})
    message = whole["choices"][0]["message"]
    assert joined(chunks, "content") == message["content"]
    assert (joined(chunks, "reasoning_content") or joined(chunks, "reasoning")) == reasoning_of(message)
    assert [chunk["usage"] for chunk in chunks if chunk["usage"]] == [whole["usage"]]
    assert chunks[-1]["meta"] == whole["meta"]
    finishes = [
        choice["finish_reason"] for chunk in chunks for choice in chunk["choices"] if choice.get("finish_reason")
    ]
    assert finishes == ["stop"]


@pytest.fixture
def tools():
    number, word = {"type": "integer"}, {"type": "string"}
    specs = (
        ("multiply", "Multiply two integers.", {"a": number, "b": number}),
        ("get_weather", "Get the weather in a city.", {"city": word}),
    )
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": description,
                "parameters": {"type": "object", "properties": properties, "required": list(properties)},
            },
        }
        for name, description, properties in specs
    ]


def test_parallel_tool_calls_come_in_alternating_fragments(plain, tools):
    chunks = plain.chunks("What is 3*4 and what is the weather in Paris?", tools=tools)
    deltas = [call for chunk in chunks for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", ())]
    calls = {}
    for delta in deltas:
        call = calls.setdefault(delta["index"], {"arguments": ""})
        call.update({key: delta[key] for key in ("id", "type") if key in delta})
        call["name"] = delta["function"].get("name", call.get("name"))
        call["arguments"] += delta["function"]["arguments"]
    assert [(call["name"], json.loads(call["arguments"])) for call in calls.values()] == [
        ("multiply", {"a": 3, "b": 4}),
        ("get_weather", {"city": "Paris"}),
    ]
    fragments = [delta["index"] for delta in deltas if "id" not in delta]
    assert fragments[:4] == [0, 1, 0, 1]
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_claude_tool_calls_finish_natively_unless_streamed(plain, tools):
    own = [
        {"name": tool["function"]["name"], "description": "", "input_schema": tool["function"]["parameters"]}
        for tool in tools
    ]
    whole = plain.chat("What is 3*4?", model="claude-sonnet-4-5", tools=own).json()["choices"][0]
    assert whole["finish_reason"] == "tool_use"
    assert json.loads(whole["message"]["tool_calls"][0]["function"]["arguments"]) == {"a": 3, "b": 4}
    chunks = plain.chunks("What is 3*4?", model="claude-sonnet-4-5", tools=own)
    assert chunks[-2]["choices"][0]["finish_reason"] == "tool_calls"


def test_several_choices_are_told_apart_by_their_index(plain):
    chunks = plain.chunks("Say hello", n=2)
    words = {0: "", 1: ""}
    for chunk in chunks:
        for choice in chunk["choices"]:
            words[choice["index"]] += choice["delta"].get("content") or ""
    assert words == {0: "hello", 1: "hello (Choice 2 of 2.)"}


def test_log_probabilities_travel_with_their_words(plain):
    chunks = plain.chunks("Say hello", logprobs=True, top_logprobs=2)
    entries = [
        entry
        for chunk in chunks
        for choice in chunk["choices"]
        for entry in (choice["logprobs"] or {"content": []})["content"]
    ]
    assert "".join(entry["token"] for entry in entries) == "hello"
