"""Every chat model of the catalogue can be called: what is refused here is refused to every user of the emulator."""

import itertools

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.chunks import stream
from langchain_aimlapi.emulator.completion import completion
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replying import make_reply
from langchain_aimlapi.emulator.vendors import STYLES, reply_style

CHAT_CARDS = [card for card in find_models(status=None) if card.chat_endpoint and not card.not_callable]
LISTED = [card for card in CHAT_CARDS if card.status in ("live", "documented")]


def minimal_body(card, text="Say hello", **extra):
    """The least a user can send to this model: one user message (a sound for the model that takes only sounds)."""
    kinds = (card.chat_endpoint.messages or {"user": {"content": ["string"]}})["user"]["content"]
    sound = {"type": "input_audio", "input_audio": {"data": "https://example.com/a.wav"}}
    content = text if "string" in kinds else [sound]
    return {"model": card.id, "messages": [{"role": "user", "content": content}], **extra}


def streamed_text(chunks):
    deltas = (choice.get("delta", {}) for chunk in chunks for choice in chunk["choices"])
    return "".join(delta.get("content") or "" for delta in deltas)


def test_the_catalogue_offers_hundreds_of_chat_models():
    assert len(LISTED) > 250


@pytest.mark.parametrize("card", CHAT_CARDS, ids=lambda card: card.id)
def test_every_chat_model_answers_a_minimal_request_streamed_and_not(card):
    request = admit(minimal_body(card), "/v1/chat/completions", revived=[card.id])
    reply = make_reply(request, created=1)
    body = completion(reply)
    message = body["choices"][0]["message"]
    assert message["role"] == "assistant"
    assert message["content"]
    usage = body["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0
    assert body["meta"]["usage"]["credits_used"] >= 1
    assert body["model"] == card.id.rpartition("/")[2]

    chunks = list(stream(reply, include_usage=True))
    assert streamed_text(chunks) == message["content"]
    assert chunks[-1]["meta"] == body["meta"]
    assert sum(1 for chunk in chunks if chunk["usage"]) == 1


def test_every_style_in_the_table_is_used_by_some_model():
    used = {reply_style(card, card.chat_endpoint.parameters) for card in CHAT_CARDS}
    assert used == set(STYLES)


@pytest.mark.parametrize("card", LISTED[::7], ids=lambda card: card.id)
def test_parameters_outside_their_limits_are_refused_with_the_field_and_the_limit(card):
    parameters = card.chat_endpoint.parameters
    limited = [(name, schema["max"]) for name, schema in parameters.items() if "max" in schema]
    for name, limit in limited:
        with pytest.raises(ServiceError) as caught:
            admit(minimal_body(card, **{name: limit + 1}), "/v1/chat/completions")
        assert caught.value.status == 400
        assert name in caught.value.message
        assert str(limit) in caught.value.message


@pytest.mark.parametrize("card", LISTED[::9], ids=lambda card: card.id)
def test_unknown_parameters_are_ignored_as_the_service_ignores_them(card):
    assert admit(minimal_body(card, no_such_parameter=1), "/v1/chat/completions")


def test_models_without_a_chat_endpoint_are_not_found():
    retired = [card for card in find_models(status=("deprecated", "retired", "orphan")) if not card.endpoints]
    other = [card for card in find_models() if card.endpoints and not card.chat_endpoint]
    assert retired
    assert other
    for card in itertools.chain(retired[:20], other[:20]):
        with pytest.raises(ServiceError) as caught:
            admit({"model": card.id, "messages": [{"role": "user", "content": "hi"}]}, "/v1/chat/completions")
        assert caught.value.status == 404


@pytest.mark.parametrize("name", ["OpenAI/GPT-4o", "gpt-4o", "anthropic/claude-3.5-sonnet", "claude-opus-4-6"])
def test_ids_and_aliases_match_in_any_case(name):
    assert admit({"model": name, "messages": [{"role": "user", "content": "hi"}]}, "/v1/chat/completions")


@pytest.mark.parametrize("name", ["", "gpt-4oo", "openai/gpt_4o", None, 3])
def test_a_name_that_is_nearly_right_is_refused(name):
    with pytest.raises(ServiceError) as caught:
        admit({"model": name, "messages": [{"role": "user", "content": "hi"}]}, "/v1/chat/completions")
    assert caught.value.status in (400, 404)
