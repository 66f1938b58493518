"""What chat completions do beside text, over HTTP: sound, sources, refusals, text for tools, cached prompts."""

import base64
import io
import json
import wave

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.http_library import httpx

GPT = "openai/gpt-4o"
SPEAKERS = sorted(card.id for card in find_models(family="chat") if "audio" in (card.parameters or ()))
SPEECH = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}


def message_of(response):
    assert response.status_code in (200, 201), response.text
    return response.json()["choices"][0]["message"]


def deltas(chunks):
    return [choice["delta"] for chunk in chunks for choice in chunk["choices"] if "delta" in choice]


@pytest.mark.parametrize("model", SPEAKERS)
def test_every_model_that_can_speak_speaks(plain, model):
    response = plain.chat("Say hello there", model=model, **SPEECH)
    message = message_of(response)
    audio = message["audio"]
    assert audio["transcript"] == "hello there"
    assert message["content"] in (None, "hello there")
    with wave.open(io.BytesIO(base64.b64decode(audio["data"]))) as file:
        assert file.getnframes() > 1000
    spent = response.json()["usage"]["completion_tokens_details"]["audio_tokens"]
    assert spent > 0
    chunks = plain.chunks("Say hello there", model=model, **SPEECH)
    heard = [delta["audio"] for delta in deltas(chunks) if "audio" in delta]
    for key in ("transcript", "data"):
        assert "".join(piece.get(key, "") for piece in heard) == audio[key]
    assert [piece["id"] for piece in heard if "id" in piece] == [audio["id"]]
    assert "".join(delta.get("content") or "" for delta in deltas(chunks)) == (message["content"] or "")
    assert "expires_at" in heard[-1]


def test_a_sound_has_to_be_asked_for_properly(plain):
    model = SPEAKERS[0]
    assert not message_of(plain.chat(model=model, modalities=["text"])).get("audio")
    assert plain.chat(model=model, modalities=["text", "audio"]).status_code == 400
    refused = plain.chat(model=model, **SPEECH | {"audio": {"voice": "alloy", "format": "mp3"}})
    assert refused.status_code == 400
    assert refused.json()["message"].startswith("Emulator:")
    assert "audio" not in message_of(plain.chat(model=GPT, **SPEECH)), "unknown parameters are ignored"


def test_a_sound_in_the_request_is_heard_and_counted(plain):
    sound = message_of(plain.chat("Say hello", model=SPEAKERS[0], **SPEECH))["audio"]["data"]
    part = {"type": "input_audio", "input_audio": {"data": sound, "format": "wav"}}
    content = [{"type": "text", "text": "What is this?"}, part]
    response = plain.chat(model="google/gemini-3-5-flash", messages=[{"role": "user", "content": content}])
    assert "WAV audio, 0.12 seconds" in message_of(response)["content"]
    assert response.json()["usage"]["prompt_tokens_details"]["audio_tokens"] > 0


def test_a_search_is_cited_where_the_text_says_so(plain):
    search = {"model": "ai21/jamba-large-1.7", "web_search_options": {"search_context_size": "low"}}
    message = message_of(plain.chat(**search))
    place = message["annotations"][0]["url_citation"]
    assert place["url"] in message["content"][place["start_index"] : place["end_index"]]
    streamed = deltas(plain.chunks(**search))
    assert [delta["annotations"] for delta in streamed if "annotations" in delta] == [message["annotations"]]


def test_refusals_in_the_field_or_the_finish(plain):
    message = message_of(plain.chat("[emulator: refuse]"))
    assert message["content"] is None
    streamed = deltas(plain.chunks("[emulator: refuse]"))
    assert "".join(delta.get("refusal") or "" for delta in streamed) == message["refusal"]
    for model, whole, parts in (
        ("google/gemini-3-5-flash", "content_filter", "content_filter"),
        ("claude-sonnet-4-5", "refusal", "content_filter"),
    ):
        choice = plain.chat("[emulator: refuse]", model=model).json()["choices"][0]
        assert choice["finish_reason"] == whole
        chunks = plain.chunks("[emulator: refuse]", model=model)
        finishes = [choice.get("finish_reason") for chunk in chunks for choice in chunk["choices"]]
        assert parts in finishes


def test_a_custom_tool_takes_text_that_fits_its_grammar(plain):
    model = next(
        card.id
        for card in find_models(family="chat")
        if card.chat_endpoint
        and "'custom'" in str(card.chat_endpoint.parameters.get("tools"))
        and not card.not_callable
        and "gpt" in card.id
    )
    form = {"type": "grammar", "grammar": {"syntax": "regex", "definition": "[0-9]{3}"}}
    tool = {"type": "custom", "custom": {"name": "dial", "description": "Dial", "format": form}}
    (call,) = message_of(plain.chat("Please dial someone", model=model, tools=[tool]))["tool_calls"]
    assert call["custom"] == {"name": "dial", "input": "000"}
    found = plain.chunks("Please dial someone", model=model, tools=[tool])
    pieces = [piece for delta in deltas(found) for piece in delta.get("tool_calls", ())]
    assert "".join(piece["custom"]["input"] for piece in pieces) == "000"


def test_a_long_prompt_is_cached_on_all_three_endpoints(plain):
    long = "word " * 1500
    marked = [{"type": "text", "text": long, "cache_control": {"type": "ephemeral"}}]
    claude = {"model": "anthropic/claude-opus-5", "messages": [{"role": "user", "content": marked}], "max_tokens": 99}
    bodies = {
        "/v1/chat/completions": ({"model": GPT, "messages": [{"role": "user", "content": long}]}, "prompt"),
        "/v1/responses": ({"model": GPT, "input": long}, "input"),
    }
    for path, (body, name) in bodies.items():
        first, second = (plain.http.post(path, json=body).json() for _ in range(2))
        details = [reply["usage"][f"{name}_tokens_details"] for reply in (first, second)]
        written = details[0]["cache_write_tokens"]
        assert written >= 1024
        assert details[0]["cached_tokens"] == 0
        assert details[1]["cached_tokens"] == written
        plain.server.reset()
    first, second = (plain.http.post("/v1/messages", json=claude).json()["usage"] for _ in range(2))
    assert first["cache_creation_input_tokens"] == second["cache_read_input_tokens"] > 1024
    other = plain.http.post("/v1/messages", json=claude, headers={"Authorization": "Bearer other"}).json()["usage"]
    assert other["cache_read_input_tokens"] == 0


def test_a_cached_prompt_is_cheaper(plain):
    card = next(
        card
        for card in find_models(family="chat", status="live")
        if card.prices and card.prices.cache_read and card.vendor == "OpenAI" and card.chat_endpoint
    )
    costs = [plain.chat("word " * 3000, model=card.id).json()["meta"]["usage"]["usd_spent"] for _ in range(2)]
    assert costs[1] < costs[0]


def test_messages_are_relayed_to_an_upstream_and_responses_are_not():
    headers = {"Authorization": "Bearer k"}
    with (
        Emulator() as behind,
        Emulator(upstream=f"{behind.base_url}/v1", upstream_key="k", upstream_model=GPT) as server,
    ):
        body = {"model": "claude-sonnet-4-5", "messages": [{"role": "user", "content": "What is 3*4?"}]}
        url = f"{server.base_url}/v1/messages"
        assert httpx.post(url, json=body, headers=headers).json()["content"] == [{"type": "text", "text": "3*4 = 12."}]
        assert "message_stop" in httpx.post(url, json={**body, "stream": True}, headers=headers).text
        assert len(behind.requests) == 2
        own = httpx.post(f"{server.base_url}/v1/responses", json={"model": GPT, "input": "Hi"}, headers=headers)
        assert json.loads(own.text)["status"] == "completed"
        assert len(behind.requests) == 2
