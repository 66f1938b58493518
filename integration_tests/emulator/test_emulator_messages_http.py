"""``/v1/messages`` over HTTP: every name with that endpoint, streams that join to the whole, keys, faults."""

import json
import re

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.http_library import httpx

CLAUDE = "claude-sonnet-4-5"
NAMES = sorted(card.id for card in find_models(status=None) if card.endpoint("/v1/messages") and not card.not_callable)
NUMBER = {"type": "integer"}
MULTIPLY = {
    "name": "multiply",
    "description": "Multiply two integers.",
    "input_schema": {"type": "object", "properties": {"a": NUMBER, "b": NUMBER}, "required": ["a", "b"]},
}
THINKING = {"type": "enabled", "budget_tokens": 1024}
WITHOUT_BUDGETS = re.compile(r"opus-4[.-][78]|-5$")


def post(plain, body, *, fault=None, path="/v1/messages"):
    return plain.http.post(path, json=body, headers={"X-Emulator-Fault": fault} if fault else {})


def ask(plain, text="What is 3*4?", *, fault=None, **extra):
    body = {"model": CLAUDE, "messages": [{"role": "user", "content": text}], **extra}
    return post(plain, body, fault=fault)


def events(response):
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        found.append(event)
    return found


DELTAS = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "signature"}


def joined(found):
    """The message that the events build, as Anthropic's clients build it."""
    message = found[0]["message"]
    inputs = {}
    for event in found:
        if event["type"] == "content_block_start":
            assert event["index"] == len(message["content"])
            message["content"].append(event["content_block"])
        if event["type"] == "content_block_delta":
            block, delta = message["content"][event["index"]], event["delta"]
            if delta["type"] in DELTAS:
                block[DELTAS[delta["type"]]] += delta[DELTAS[delta["type"]]]
            elif delta["type"] == "citations_delta":
                block["citations"].append(delta["citation"])
            else:
                inputs[event["index"]] = inputs.get(event["index"], "") + delta["partial_json"]
        if event["type"] == "message_delta":
            message |= event["delta"]
            message["usage"] |= event["usage"]
            message["meta"] = event["meta"]
    for index, text in inputs.items():
        message["content"][index]["input"] = json.loads(text)
    return message


def full_request(model):
    return {
        "model": model,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "What is 3*4?"}]},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "multiply", "input": {"a": 3}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "12"}]},
            {"role": "assistant", "content": "12"},
            {"role": "user", "content": "What is 5*6?"},
        ],
        "max_tokens": 3000,
        "stop_sequences": ["never said"],
        "thinking": {"type": "adaptive"} if WITHOUT_BUDGETS.search(model) else THINKING,
        "tools": [MULTIPLY],
        "tool_choice": {"type": "auto"},
        "metadata": {"user_id": "u"},
    }


@pytest.mark.parametrize("model", NAMES)
def test_every_name_answers_and_streams_the_same(plain, model):
    for body in ({"model": model, "messages": [{"role": "user", "content": "Say hi"}]}, full_request(model)):
        whole = post(plain, body).json()
        assert whole["type"] == "message", whole
        streamed = joined(events(post(plain, {**body, "stream": True})))
        assert streamed["content"] == whole["content"]
        assert {key: streamed.get(key) for key in whole} == whole
    assert [block["type"] for block in whole["content"]] == ["thinking", "tool_use"]
    assert whole["content"][1]["input"] == {"a": 5, "b": 6}
    assert whole["stop_reason"] == "tool_use"


def test_names_without_the_endpoint_are_the_services_404(plain):
    response = post(plain, {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hi"}]})
    assert response.status_code == 404
    assert response.json()["message"].startswith("No endpoints found")


def test_both_paths_and_both_kinds_of_key(plain):
    body = {"model": CLAUDE, "messages": [{"role": "user", "content": "Hi"}]}
    assert post(plain, body, path="/messages").status_code == 200
    url = f"{plain.server.base_url}/v1/messages"
    assert httpx.post(url, json=body, headers={"x-api-key": "k"}).status_code == 200
    assert httpx.post(url, json=body, headers={"x-api-key": "bad-key"}).status_code == 401
    assert httpx.post(url, json=body).status_code == 401
    chat = f"{plain.server.base_url}/v1/chat/completions"
    assert httpx.post(chat, json=body, headers={"x-api-key": "k"}).status_code == 401


def test_the_openai_shape_is_taken_too(plain):
    tool = {"type": "function", "function": {"name": "multiply", "parameters": MULTIPLY["input_schema"]}}
    body = {
        "model": CLAUDE,
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "multiply 3 and 4"}],
        "tools": [tool],
    }
    assert post(plain, body).json()["content"][0]["input"] == {"a": 3, "b": 4}


def test_costs_stand_in_headers_unless_streamed(plain):
    whole = ask(plain)
    assert whole.headers["x-aimlapi-credits-used"] == str(whole.json()["meta"]["usage"]["credits_used"])
    assert "x-aimlapi-credits-used" not in ask(plain, stream=True).headers


def test_stop_reasons(plain):
    assert ask(plain, "Count to 9", max_tokens=3).json()["stop_reason"] == "max_tokens"
    stopped = ask(plain, "Count to 9", stop_sequences=["5"]).json()
    assert (stopped["stop_reason"], stopped["stop_sequence"]) == ("stop_sequence", "5")
    assert ask(plain, "[emulator: refuse]").json()["stop_reason"] == "refusal"
    assert ask(plain).json()["stop_reason"] == "end_turn"


def thinking_turn(plain, **changes):
    first = ask(plain, thinking=THINKING, tools=[MULTIPLY], max_tokens=2000).json()
    block = {**first["content"][0], **changes}
    messages = [
        {"role": "user", "content": "What is 3*4?"},
        {"role": "assistant", "content": [block, first["content"][1]]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": first["content"][1]["id"]}]},
    ]
    return post(plain, {"model": CLAUDE, "messages": messages, "tools": [MULTIPLY], "thinking": THINKING})


def test_thinking_has_to_come_back_as_it_was(plain):
    assert thinking_turn(plain).status_code == 200
    for changes in ({"thinking": "other"}, {"signature": "b3RoZXI="}, {"signature": None}):
        refused = thinking_turn(plain, **changes)
        assert refused.status_code == 400
        assert "ignature" in refused.json()["message"]


def test_thinking_may_be_hidden_or_encrypted_and_still_comes_back(plain):
    for text, thinking, kind in (
        ("Hi", {**THINKING, "display": "omitted"}, "thinking"),
        ("Hi [emulator: redact thinking]", THINKING, "redacted_thinking"),
    ):
        block = ask(plain, text, thinking=thinking).json()["content"][0]
        assert block["type"] == kind
        assert not block.get("thinking")
        messages = [
            {"role": "user", "content": text},
            {"role": "assistant", "content": [block, {"type": "text", "text": "Hello"}]},
            {"role": "user", "content": "And now?"},
        ]
        assert post(plain, {"model": CLAUDE, "messages": messages, "thinking": thinking}).status_code == 200
    assert [block["type"] for block in ask(plain, thinking={"type": "disabled"}).json()["content"]] == ["text"]


def test_a_search_of_the_service_is_cited(plain):
    whole = ask(plain, tools=[{"type": "web_search_20250305", "name": "web_search"}])
    streamed = events(ask(plain, tools=[{"type": "web_search_20250305", "name": "web_search"}], stream=True))
    content = whole.json()["content"]
    assert [block["type"] for block in content] == ["server_tool_use", "web_search_tool_result", "text"]
    assert content[2]["citations"][0]["url"] in content[2]["text"]
    assert joined(streamed)["content"] == content
    again = [
        {"role": "user", "content": "What is 3*4?"},
        {"role": "assistant", "content": content},
        {"role": "user", "content": "And 5*6?"},
    ]
    assert post(plain, {"model": CLAUDE, "messages": again}).status_code == 200


def test_the_events_come_in_anthropics_order(plain):
    names = [event["type"] for event in events(ask(plain, "Say hi", stream=True))]
    assert names == [
        "message_start",
        "ping",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


@pytest.mark.parametrize("kind", ["error", "message"])
def test_an_error_in_the_stream(plain, kind):
    text = ask(plain, stream=True, fault=f"error-chunk=3;kind={kind}").text
    last = text.strip().split("\n\n")[2]
    assert last.startswith("event: error\n") == (kind == "error")
    body = json.loads(last.partition("data: ")[2])
    assert body.get("type") == ("error" if kind == "error" else None)


def test_other_faults(plain):
    assert ask(plain, fault="status=529").status_code == 529
    assert ask(plain, fault="body=no-choices").json()["content"] == []
    assert ask(plain, fault="body=error-200").json()["type"] == "error"
    assert len(ask(plain, stream=True, fault="end-after=3").text.strip().split("\n\n")) == 3
    assert events(ask(plain, stream=True, fault="no-done"))[-1]["type"] == "message_delta"
    doubled = [event["type"] for event in events(ask(plain, stream=True, fault="duplicate-usage"))]
    assert doubled.count("message_delta") == 2
    assert "\r\n\r\n" in ask(plain, stream=True, fault="crlf").text
    assert ": keep-alive" in ask(plain, stream=True, fault="comments").text
    with pytest.raises(httpx.RemoteProtocolError):
        ask(plain, stream=True, fault="cut-after=3")
    with pytest.raises(ValueError):
        events(ask(plain, stream=True, fault="malformed-chunk=3"))
