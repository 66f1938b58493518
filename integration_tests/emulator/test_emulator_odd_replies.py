"""Replies that clients have to cope with: each vendor's ids, halves of characters, what is missing or late."""

import json
import re

import pytest

from langchain_aimlapi.emulator.wires import STREAM_ERROR

TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
CLAUDE_TOOL = {"name": "get_weather", "description": "Get the weather in a city."} | {
    "input_schema": TOOL["function"]["parameters"]
}
WEATHER = "What is the weather in Paris and London?"


@pytest.mark.parametrize(
    ("model", "tool", "pattern"),
    [
        ("openai/gpt-4o", TOOL, r"call_[0-9a-f]{24}"),
        ("claude-sonnet-4-5", CLAUDE_TOOL, r"toolu_01\w{22}"),
        ("moonshot/kimi-k2-6", TOOL, r"functions\.get_weather:\d"),
        ("mistralai/mistral-nemo", TOOL, r"[a-zA-Z0-9]{9}"),
        ("google/gemini-2.5-flash", TOOL, r"function-call-\d+"),
    ],
)
def test_each_vendor_gives_calls_ids_of_its_own_form(plain, model, tool, pattern):
    whole = plain.chat(WEATHER, model, tools=[tool]).json()
    ids = [call["id"] for call in whole["choices"][0]["message"]["tool_calls"]]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(pattern, each) for each in ids), ids
    streamed = plain.chunks(WEATHER, model=model, tools=[tool])
    deltas = [call for chunk in streamed for call in chunk["choices"][0].get("delta", {}).get("tool_calls", ())]
    assert [call["id"] for call in deltas if "id" in call] == ids


def test_kimi_counts_the_calls_of_the_whole_conversation(plain):
    first = plain.chat(WEATHER, "moonshot/kimi-k2-6", tools=[TOOL]).json()["choices"][0]["message"]
    results = [{"role": "tool", "tool_call_id": call["id"], "content": "Rain"} for call in first["tool_calls"]]
    asked = [{"role": "user", "content": WEATHER}, first, *results, {"role": "user", "content": "And in Rome?"}]
    asked[1] = {key: value for key, value in first.items() if value is not None}
    second = plain.chat(model="moonshot/kimi-k2-6", tools=[TOOL], tool_choice="required", messages=asked).json()
    assert [call["id"] for call in second["choices"][0]["message"]["tool_calls"]] == ["functions.get_weather:2"]


CHAT = ("/v1/chat/completions", {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Say hi 😀!"}]})
MESSAGES = ("/v1/messages", {"model": "claude-sonnet-4-5", "messages": [{"role": "user", "content": "Say hi 😀!"}]})
RESPONSES = ("/v1/responses", {"model": "openai/gpt-5-5", "input": "Say hi 😀!"})
ALL = pytest.mark.parametrize(("path", "body"), [CHAT, MESSAGES, RESPONSES], ids=["chat", "messages", "responses"])


def send(plain, path, body, fault, *, stream):
    response = plain.http.post(path, json={**body, "stream": stream}, headers={"X-Emulator-Fault": fault})
    assert response.status_code in (200, 201), response.text
    if not stream:
        return [response.json()]
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def holders(events):
    return [inner for event in events for inner in (event, event.get("message"), event.get("response")) if inner]


@ALL
@pytest.mark.parametrize("stream", [False, True])
def test_a_reply_can_lack_its_model(plain, path, body, stream):
    assert any("model" in holder for holder in holders(send(plain, path, body, "comments", stream=stream)))
    assert not any("model" in holder for holder in holders(send(plain, path, body, "no-model", stream=stream)))


@ALL
@pytest.mark.parametrize("stream", [False, True])
def test_two_replies_can_have_one_id(plain, path, body, stream):
    ids = {
        holder["id"]
        for text in ("Say one", "Say two")
        for holder in holders(send(plain, path, _saying(body, text), "reply-id=1", stream=stream))
        if "model" in holder and holder.get("id")
    }
    assert ids == {"1"}


def _saying(body, text):
    return body | ({"input": text} if "input" in body else {"messages": [{"role": "user", "content": text}]})


@ALL
def test_an_error_can_come_behind_the_finish_and_before_the_end(plain, path, body):
    events = send(plain, path, body | _USAGE.get(path, {}), "late-error", stream=True)
    at = next(at for at, event in enumerate(events) if STREAM_ERROR in json.dumps(event))
    assert _finish(events[at - 1])
    if path == CHAT[0]:
        assert events[-1]["usage"]["total_tokens"] > 0
        assert events[-1]["meta"]["usage"]["usd_spent"] > 0


_USAGE = {CHAT[0]: {"stream_options": {"include_usage": True}}}


def _finish(event):
    choices = event.get("choices") or ()
    ends = event.get("type") in ("message_delta", "response.completed")
    return ends or any(choice.get("finish_reason") for choice in choices)


@ALL
@pytest.mark.parametrize("stream", [False, True])
def test_half_a_character_can_be_missing(plain, path, body, stream):
    text = json.dumps(send(plain, path, body, "surrogates=alone", stream=stream))
    assert "\\ud83d" in text
    assert "\\ude00" not in text


@ALL
def test_a_character_can_come_in_two_events(plain, path, body):
    events = send(plain, path, body, "surrogates=split", stream=True)
    parts = [event for event in events if str(event.get("type", "delta")).endswith("delta")]
    told = [json.dumps(part) for part in parts]
    first = next(at for at, text in enumerate(told) if "\\ud83d" in text)
    assert "\\ude00" not in told[first]
    assert "\\ude00" in told[first + 1]


def test_usage_can_have_the_names_of_responses(plain):
    usage = plain.chat(fault="usage-names=input").json()["usage"]
    assert usage["input_tokens"] > 0 < usage["output_tokens"]
    assert "prompt_tokens" not in usage


@pytest.mark.parametrize("choice", ["auto", "required"])
def test_a_model_can_answer_in_words_instead_of_calling(plain, choice):
    text = f"{WEATHER} [emulator: no calls]"
    choice = plain.chat(text, tools=[TOOL], tool_choice=choice).json()["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"]
    assert "tool_calls" not in choice["message"]


def test_an_answer_can_end_for_any_reason(plain):
    fault = "finish=MALFORMED_FUNCTION_CALL"
    assert plain.chat(fault=fault).json()["choices"][0]["finish_reason"] == "MALFORMED_FUNCTION_CALL"
    ends = [chunk["choices"][0].get("finish_reason") for chunk in plain.chunks(fault=fault) if chunk["choices"]]
    assert [end for end in ends if end] == ["MALFORMED_FUNCTION_CALL"]
