"""AI/ML API among Langflow's model providers: lists, keys, models and embeddings as Langflow itself resolves them."""

import json

import pytest
from lfx.base.models.model_utils import get_live_models_for_provider
from lfx.base.models.provider_registry import validate_registered_provider_catalogs
from lfx.base.models.unified_models import (
    get_embeddings,
    get_llm,
    get_model_providers,
    get_unified_models_detailed,
    validate_model_provider_key,
)

from langchain_aimlapi import AIMLAPIEmbeddings, ChatAIMLAPI, find_models
from langchain_aimlapi.langflow import model_lists
from langchain_aimlapi.langflow.model_lists import SERVICE_LISTS, model_names

PROVIDER = "AI/ML API"


def chosen(name, **metadata):
    """What a picker hands on."""
    return [{"name": name, "provider": PROVIDER, "metadata": metadata}]


# Lists


def test_provider_is_offered_with_the_catalogues_models():
    assert PROVIDER in get_model_providers()
    validate_registered_provider_catalogs([PROVIDER])
    [group] = get_unified_models_detailed(providers=[PROVIDER])
    names = [model["model_name"] for model in group["models"]]
    assert set(names) == {*model_names("chat"), *model_names("embedding")}
    assert names[0] == model_lists.PREFERRED["chat"][0]
    assert (group["icon"], group["provider_id"]) == ("AIML", "aimlapi")


def test_first_five_models_can_be_used_by_agents():
    [group] = get_unified_models_detailed(providers=[PROVIDER], model_type="llm", only_defaults=True)
    assert len(group["models"]) == 5
    assert all(model["metadata"]["tool_calling"] for model in group["models"])


@pytest.mark.parametrize(("model_type", "family"), [("llm", "chat"), ("embeddings", "embedding")])
def test_live_list_is_the_services_own(configured, model_type, family):
    rows = get_live_models_for_provider(None, PROVIDER, model_type)
    listed = [card for card in find_models(family=family) if not card.not_callable]
    assert {row["name"] for row in rows} == {card.id for card in listed}
    assert {row["provider"] for row in rows} == {PROVIDER}
    assert [request.path for request in configured.requests] == ["/v1/models"]
    assert not configured.requests[0].authorized  # the list needs no key, so none is sent


def test_both_pickers_share_one_question(configured):
    for model_type in ("llm", "embeddings", "llm"):
        get_live_models_for_provider(None, PROVIDER, model_type)
    assert len(configured.requests) == 1


def test_offline_lists_are_the_catalogues(configured, monkeypatch):
    monkeypatch.setenv("AIMLAPI_API_BASE", "http://127.0.0.3:9")  # nobody listens there
    monkeypatch.setenv("LANGFLOW_SSRF_ALLOWED_HOSTS", "127.0.0.3")
    rows = get_live_models_for_provider(None, PROVIDER, "embeddings")
    assert [row["name"] for row in rows] == model_names("embedding")


def test_forbidden_address_is_not_asked_for_a_list(configured, monkeypatch):
    monkeypatch.setenv("LANGFLOW_SSRF_ALLOWED_HOSTS", "gateway.example")
    assert get_live_models_for_provider(None, PROVIDER, "llm")
    assert configured.requests == []


# Keys


def saved(server, key):
    """What Langflow does when a key is saved."""
    validate_model_provider_key(PROVIDER, {"AIMLAPI_API_KEY": key, "AIMLAPI_API_BASE": server.base_url})


def test_good_key_is_taken(service):
    saved(service, "good-key")
    [request] = service.requests
    assert request.body["model"] == model_lists.PREFERRED["chat"][0]
    assert request.body["max_tokens"] <= 16


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("bad-key", "API key is invalid"),
        ("out-of-credits", "https://aimlapi.com/app/billing"),
        ("unverified", "verification is required"),
        ("no-scope", "lacks the scope"),
    ],
)
def test_refused_key_is_refused_in_the_services_words(service, key, words):
    with pytest.raises(ValueError, match=words) as caught:
        saved(service, key)
    assert key not in str(caught.value)


@pytest.mark.parametrize(("key", "words"), [("", "empty"), ("two words", "cannot stand in a header")])
def test_key_that_can_not_be_one_is_refused_unsent(service, key, words):
    with pytest.raises(ValueError, match=words) as caught:
        saved(service, key)
    assert "two words" not in str(caught.value)
    assert service.requests == []


def test_unreachable_service_is_said(service, monkeypatch):
    monkeypatch.setenv("LANGFLOW_SSRF_ALLOWED_HOSTS", "127.0.0.3")
    variables = {"AIMLAPI_API_KEY": "good-key", "AIMLAPI_API_BASE": "http://127.0.0.3:9"}
    with pytest.raises(ValueError, match=PROVIDER):
        validate_model_provider_key(PROVIDER, variables)


@pytest.mark.parametrize("fault", ["status=503", "status=429", "status=400", "wrapped=400"])
def test_trouble_that_is_not_about_the_key_says_nothing_against_it(service, fault):
    variables = {"AIMLAPI_API_KEY": "good-key", "AIMLAPI_API_BASE": service.base_url}
    validate_model_provider_key(PROVIDER, variables, f"gpt-4o-mini#fault={fault}")
    assert len(service.requests) == 1


def test_model_that_is_gone_says_nothing_against_a_key(service):
    variables = {"AIMLAPI_API_KEY": "good-key", "AIMLAPI_API_BASE": service.base_url}
    validate_model_provider_key(PROVIDER, variables, "gpt-4o-mini#fault=status=404")
    assert [request.body["model"].partition("#")[0] for request in service.requests] == ["gpt-4o-mini"] * 2


def test_address_that_is_not_the_services_is_refused(service):
    variables = {"AIMLAPI_API_KEY": "good-key", "AIMLAPI_API_BASE": f"{service.base_url}/elsewhere"}
    with pytest.raises(ValueError, match=PROVIDER):
        validate_model_provider_key(PROVIDER, variables)


# Models as Langflow makes them


def test_language_model_is_ours_and_answers(configured):
    model = get_llm(chosen("gpt-4o-mini"), None, temperature=0.25, max_tokens=64)
    assert type(model) is ChatAIMLAPI
    assert model.invoke("Say boat").text
    [request] = configured.requests
    assert {name: request.body[name] for name in ("model", "temperature", "max_tokens")} == {
        "model": "gpt-4o-mini",
        "temperature": 0.25,
        "max_tokens": 64,
    }
    assert request.authorized


def test_temperature_is_left_out_for_models_that_take_none(configured):
    rows = get_live_models_for_provider(None, PROVIDER, "llm")
    row = next(row for row in rows if row["name"] == "openai/gpt-5-mini-2025-08-07")
    assert row["reasoning"]
    get_llm(chosen(row["name"], reasoning=row["reasoning"]), None, temperature=0.1).invoke("Say boat")
    assert "temperature" not in configured.requests[-1].body


def test_language_model_without_a_key_is_an_error(service):
    with pytest.raises(ValueError, match="AIMLAPI_API_KEY"):
        get_llm(chosen("gpt-4o-mini"), None)


def test_language_model_is_not_led_to_a_forbidden_address(configured, monkeypatch):
    monkeypatch.setenv("AIMLAPI_API_BASE", "http://10.1.2.3")
    with pytest.raises(ValueError, match="SSRF"):
        get_llm(chosen("gpt-4o-mini"), None)


async def test_language_model_streams_with_tools(configured):
    def multiply(first: int, second: int) -> int:
        """Multiply two numbers."""
        return first * second

    model = get_llm(chosen("openai/gpt-5-4"), None, stream=True).bind_tools([multiply])
    whole = None
    async for chunk in model.astream("Multiply 6 by 7"):
        whole = chunk if whole is None else whole + chunk
    assert whole.tool_calls[0]["args"] == {"first": 6, "second": 7}


def test_embeddings_are_ours_with_the_components_settings(configured):
    made = get_embeddings(chosen("text-embedding-3-small"), None, dimensions=256, chunk_size=2, max_retries=1)
    assert type(made.embeddings) is AIMLAPIEmbeddings
    assert (made.embeddings.dimensions, made.embeddings.chunk_size, made.embeddings.max_retries) == (256, 2, 1)
    vectors = made.embeddings.embed_documents(["a boat", "a cat", "rain"])
    assert [len(vector) for vector in vectors] == [256] * 3
    assert [request.path for request in configured.requests] == ["/v1/embeddings"] * 2


def test_refresh_asks_anew(configured):
    SERVICE_LISTS.cards(configured.base_url)
    SERVICE_LISTS.cards(configured.base_url, fresh=True)
    assert len(configured.requests) == 2


def test_rows_are_plain_data(configured):
    assert json.dumps(get_live_models_for_provider(None, PROVIDER, "llm"))
