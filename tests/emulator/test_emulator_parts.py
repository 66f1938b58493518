"""The smaller parts: keys, error bodies, fault specs, pictures, tokens, the wire shapes of the families."""

import base64
import json
import struct

import pytest

from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.auth import check_key
from langchain_aimlapi.emulator.chunks import stream
from langchain_aimlapi.emulator.completion import completion
from langchain_aimlapi.emulator.errors import ERROR_SHAPES, ServiceError, error_content
from langchain_aimlapi.emulator.faults import FAULTS, NO_FAULT, parse_fault, refusal, take_fault
from langchain_aimlapi.emulator.media import sniff_image
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.tokens import count_tokens, split_tokens
from langchain_aimlapi.emulator.upstream_request import to_openai


@pytest.mark.parametrize(
    ("header", "status", "word"),
    [
        (None, 401, "no API key"),
        ("Basic abc", 401, "no API key"),
        ("Bearer ", 401, "no API key"),
        ("Bearer bad-key", 401, "invalid"),
        ("Bearer out-of-credits", 403, "run out of funds"),
        ("Bearer unverified", 403, "verification"),
        ("Bearer no-scope", 403, "scope"),
    ],
)
def test_keys_that_stand_for_accounts_in_trouble(header, status, word):
    with pytest.raises(ServiceError) as caught:
        check_key(header, None)
    assert caught.value.status == status
    assert word in caught.value.message


def test_a_list_of_keys_refuses_all_others():
    assert check_key("Bearer mine", {"mine"}) == "mine"
    assert check_key("bearer anything", None) == "anything"
    with pytest.raises(ServiceError):
        check_key("Bearer other", {"mine"})


@pytest.mark.parametrize("shape", ERROR_SHAPES)
def test_every_error_shape_can_be_made(shape):
    content, kind = error_content(ServiceError(503, "no", shape=shape), path="/v1/x", request_id="r")
    if shape == "html":
        assert kind == "text/html"
    elif shape == "empty":
        assert content == b""
    else:
        body = json.loads(content)
        inner = body.get("error", body)
        assert 503 in (inner.get("statusCode"), inner.get("status"))
        assert "no" in json.dumps(inner["message"])


@pytest.mark.parametrize(
    "spec",
    ["nonsense", "status=200", "status=abc", "body=pdf", "no-done=1", "times=0", "delay=-1", "delay=nan", "kind"],
)
def test_a_misspelt_fault_is_refused_by_the_emulator_itself(spec):
    with pytest.raises(ServiceError) as caught:
        parse_fault(spec)
    assert caught.value.status == 400
    assert caught.value.message.startswith("Emulator: ")


def test_an_unknown_fault_lists_the_known_ones():
    with pytest.raises(ServiceError) as caught:
        parse_fault("explode")
    for name in FAULTS:
        assert name in caught.value.message


def test_faults_come_in_the_header_or_behind_the_model_name():
    body, fault = take_fault("delay=0", {"model": "openai/gpt-4o#fault=status=500;times=2"})
    assert body == {"model": "openai/gpt-4o"}
    assert dict(fault.settings) == {"delay": 0.0, "status": 500, "times": 2}
    assert take_fault(None, {"model": "m"}) == ({"model": "m"}, NO_FAULT)


@pytest.mark.parametrize(
    ("spec", "status", "word", "headers"),
    [
        ("status=503", 503, "down", {}),
        ("status=429;retry-after=2", 429, "rate limit", {"retry-after": "2"}),
        ("status=429;retry-after-ms=150", 429, "", {"retry-after-ms": "150"}),
        ("wrapped=404", 500, "404 ", {}),
        ("quota-429", 429, "Free-tier limit", {}),
        ("status=400;message=Odd; shape=title", 400, "Odd", {}),
    ],
)
def test_refusals(spec, status, word, headers):
    error = refusal(parse_fault(spec))
    assert error.status == status
    assert word in error.message
    assert error.headers == headers


def test_retry_after_may_be_a_date():
    assert refusal(parse_fault("status=429;retry-after-date=5")).headers["retry-after"].endswith("GMT")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9) + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 5, 7) + bytes(10)
WEBP_LOSSY = b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(10) + struct.pack("<HH", 7, 5)
WEBP_LOSSLESS = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + struct.pack("<I", (7 - 1) | (5 - 1) << 14)
WEBP_EXTENDED = b"RIFF\x00\x00\x00\x00WEBPVP8X" + bytes(8) + (6).to_bytes(3, "little") + (4).to_bytes(3, "little")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"GIF89a" + struct.pack("<HH", 7, 5), ("GIF", 7, 5)),
        (JPEG, ("JPEG", 7, 5)),
        (WEBP_LOSSY, ("WEBP", 7, 5)),
        (WEBP_LOSSLESS, ("WEBP", 7, 5)),
        (WEBP_EXTENDED, ("WEBP", 7, 5)),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"BM123456", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
)
def test_pictures_are_recognised_by_their_bytes(data, found):
    assert sniff_image(data) == found


@pytest.mark.parametrize("text", ["", "a", "  two  spaces ", "naïve café, 漢字 🎈!", "x" * 50, "a_b\n\tc"])
def test_tokens_joined_are_the_text(text):
    assert "".join(split_tokens(text)) == text
    assert count_tokens(text) == len(split_tokens(text))


def body_of(model, text="Say hello", **extra):
    request = admit({"model": model, "messages": [{"role": "user", "content": text}], **extra}, "/v1/chat/completions")
    return completion(make_reply(request, created=1))


def chunks_of(model, text="Say hello", **extra):
    request = admit({"model": model, "messages": [{"role": "user", "content": text}], **extra}, "/v1/chat/completions")
    return list(stream(make_reply(request, created=1), include_usage=request.include_usage))


def test_openai_shape():
    body = body_of("openai/gpt-4o")
    assert set(body["choices"][0]["message"]) == {"role", "content", "refusal", "annotations"}
    assert body["usage"]["completion_tokens_details"]["reasoning_tokens"] == 0


def test_generic_shape_has_reasoning_details():
    body = body_of(generic_model())
    choice = body["choices"][0]
    assert "native_finish_reason" in choice
    assert "reasoning" in choice["message"]
    assert body["id"].startswith("gen-")


def generic_model():
    from langchain_aimlapi.catalogue import find_models
    from langchain_aimlapi.emulator.vendors import reply_style

    return next(
        card.id
        for card in find_models(family="chat")
        if card.chat_endpoint
        and reply_style(card, card.chat_endpoint.parameters) == "generic"
        and card.reasoning_field == "reasoning_details"
    )


def test_reasoning_details_carry_the_reasoning():
    message = body_of(generic_model())["choices"][0]["message"]
    assert message["reasoning"]
    assert message["reasoning_details"] == [
        {"type": "reasoning.text", "text": message["reasoning"], "format": "unknown", "index": 0}
    ]


def test_claude_shape_uses_native_words_unless_streamed():
    choice = body_of("claude-sonnet-4-5")["choices"][0]
    assert choice["finish_reason"] == choice["native_finish_reason"] == "end_turn"
    assert choice["message"]["reasoning_content"] == ""
    chunks = chunks_of("claude-sonnet-4-5")
    assert chunks[0]["id"]
    assert {chunk["id"] for chunk in chunks[1:]} == {""}
    assert all(chunk["choices"][0]["delta"]["role"] == "assistant" for chunk in chunks[:-1])
    assert all("finish_reason" not in chunk["choices"][0] for chunk in chunks[:-2])
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-2]["usage"]["total_tokens"] > 0
    assert chunks[-1]["choices"] == [{"index": 0}]
    assert chunks[-1]["usage"] is None


def test_qwen_content_is_null_while_it_reasons():
    chunks = chunks_of("alibaba/qwen3-32b", enable_thinking=True, stream_options={"include_usage": True})
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    thinking = [delta for delta in deltas if delta.get("reasoning_content")]
    assert thinking
    assert all(delta["content"] is None for delta in thinking)
    assert chunks[-1]["choices"] == []


def test_openai_sends_usage_only_if_asked_and_the_cost_always():
    silent = chunks_of("openai/gpt-4o")
    assert all(chunk["usage"] is None for chunk in silent)
    assert silent[-1]["meta"]["usage"]["credits_used"] > 0
    asked = chunks_of("openai/gpt-4o", stream_options={"include_usage": True})
    assert asked[-1]["choices"] == []
    assert asked[-1]["usage"]["total_tokens"] > 0


def test_vendor_extras():
    assert body_of("perplexity/sonar")["citations"]
    assert body_of("perplexity/sonar")["usage"]["search_context_size"] == "low"
    zhipu = body_of("zhipu/glm-4.5")
    assert zhipu["request_id"] == zhipu["id"]
    assert body_of("baidu/ernie-5.0")["choices"][0]["flag"] == 0
    assert body_of("minimax/m2-1")["base_resp"]["status_code"] == 0
    gemini = body_of("google/gemini-2.5-flash")["choices"][0]["message"]
    assert base64.b64decode(gemini["extra_content"]["google"]["thought_signature"])


def test_hidden_reasoning_is_billed_but_not_shown():
    body = body_of("openai/gpt-5-1")
    assert set(body["choices"][0]["message"]) == {"role", "content", "refusal", "annotations"}
    assert body["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0


def test_several_choices_and_log_probabilities():
    body = body_of("openai/gpt-4o", n=2, logprobs=True, top_logprobs=2)
    first, second = body["choices"]
    assert first["message"]["content"] != second["message"]["content"]
    entries = first["logprobs"]["content"]
    assert "".join(entry["token"] for entry in entries) == first["message"]["content"]
    assert all(len(entry["top_logprobs"]) == 2 and entry["logprob"] <= 0 for entry in entries)


def test_the_same_request_gives_the_same_answer():
    assert body_of("openai/gpt-4o") == body_of("openai/gpt-4o")
    assert body_of("openai/gpt-4o")["id"] != body_of("openai/gpt-4o", text="Say other")["id"]


def test_claude_requests_become_openai_requests_for_an_upstream(requests, png_data):
    source = {"type": "base64", "media_type": "image/png", "data": png_data}
    use = {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 1}}
    result = {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "2"}]}
    body = {
        "system": "Be brief.",
        "max_tokens": 9,
        "stop_sequences": ["x"],
        "colour": "red",
        "tools": [requests.claude_tool("add", a={"type": "integer"})],
        "tool_choice": {"type": "tool", "name": "add", "disable_parallel_tool_use": True},
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "see"}, {"type": "image", "source": source}]},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "…", "signature": "s"}, use]},
            {"role": "user", "content": [result, {"type": "text", "text": "so?"}]},
        ],
    }
    known = {*body, "model"} - {"colour"}
    sent = to_openai(body, known, "llama")
    assert [message["role"] for message in sent["messages"]] == ["system", "user", "assistant", "tool", "user"]
    assert sent["messages"][1]["content"][1]["image_url"]["url"] == f"data:image/png;base64,{png_data}"
    assert sent["messages"][2]["tool_calls"][0]["function"] == {"name": "add", "arguments": '{"a": 1}'}
    assert sent["messages"][3]["content"] == "2"
    assert sent["stop"] == ["x"]
    assert sent["tools"][0]["function"]["name"] == "add"
    assert sent["tool_choice"] == {"type": "function", "function": {"name": "add"}}
    assert sent["parallel_tool_calls"] is False
    assert "colour" not in sent
