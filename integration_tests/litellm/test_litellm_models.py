"""Models and money: LiteLLM's tables and its questions about them."""

import importlib

import litellm
import pytest
from calling import QUESTION, Books, ask, asked_once, since, stream_of

from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.litellm import hooks, register
from langchain_aimlapi.litellm.prices import CALLABLE_FAMILIES, STATUSES, cost_map, has_own_prices

EVERY = find_models(status=STATUSES)


def test_every_id_of_the_catalogue_has_an_entry():
    assert len(EVERY) > 1000
    entries = [litellm.model_cost[f"aimlapi/{card.id}"] for card in EVERY]
    assert {entry["litellm_provider"] for entry in entries} == {"aimlapi"}
    assert {"chat", "embedding", "image_generation"} <= {entry["mode"] for entry in entries}


def test_litellm_knows_limits_and_prices():
    card = get_model("openai/gpt-4o")
    info = litellm.get_model_info("aimlapi/openai/gpt-4o")
    assert info["litellm_provider"] == "aimlapi"
    assert info["max_input_tokens"] == card.context_window
    assert info["max_output_tokens"] == card.max_output_tokens
    assert info["input_cost_per_token"] == pytest.approx(card.prices.input / 1e6)
    assert info["output_cost_per_token"] == pytest.approx(card.prices.output / 1e6)


CALLABLE = find_models(status=STATUSES, family=CALLABLE_FAMILIES)


def test_supported_parameters_do_not_depend_on_how_the_provider_is_named():
    for card in CALLABLE:
        for kind in ("chat_completion", "embeddings"):
            named = litellm.get_supported_openai_params(f"aimlapi/{card.id}", request_type=kind)
            assert named or kind == "embeddings", card.id
            assert named == litellm.get_supported_openai_params(card.id, "aimlapi", request_type=kind), card.id


ABILITIES = {
    "supports_function_calling": "tools",
    "supports_response_schema": "response_format",
    "supports_reasoning": "reasoning_effort",
    "supports_web_search": "web_search_options",
}
GIVEN_TO_COHERE = "cohere/command-r"
"""LiteLLM looks for the abilities of these names at Cohere, whatever the provider."""


@pytest.mark.parametrize("ability", ABILITIES)
def test_abilities_are_what_a_call_may_ask_for(ability):
    can, parameter = getattr(litellm, ability), ABILITIES[ability]
    for card in CALLABLE:
        if card.family != "chat" or card.parameters is None or card.id.startswith(GIVEN_TO_COHERE):
            continue
        accepted = parameter in litellm.get_supported_openai_params(f"aimlapi/{card.id}")
        assert bool(can(f"aimlapi/{card.id}")) == bool(can(card.id, "aimlapi")) == accepted, card.id


def test_what_no_parameter_asks_for_is_the_catalogue_s():
    for card in CALLABLE:
        if card.family == "chat" and not card.id.startswith(GIVEN_TO_COHERE):
            name, prices = f"aimlapi/{card.id}", card.prices
            assert bool(litellm.supports_vision(name)) == ("vision" in card.capabilities), card.id
            cached = prices is not None and prices.cache_read is not None
            assert bool(litellm.utils.supports_prompt_caching(name)) == cached, card.id


GROUPS = ["openai/gpt-4o", "openai/gpt-5-1", "perplexity/sonar", "text-embedding-3-small", "openai/gpt-image-1"]


@pytest.mark.parametrize("wildcard", [False, True])
def test_a_group_s_info_is_that_of_its_model(wildcard):
    names = ["aimlapi/*"] if wildcard else [f"aimlapi/{name}" for name in GROUPS]
    router = litellm.Router(
        model_list=[{"model_name": name, "litellm_params": {"model": name, "api_key": "k"}} for name in names]
    )
    infos = {name: router.get_model_group_info(f"aimlapi/{name}") for name in GROUPS}
    assert [info.mode for info in infos.values()] == ["chat", "chat", "chat", "embedding", "image_generation"]
    assert [bool(info.supports_function_calling) for info in infos.values()] == [True, True, False, False, False]
    assert [bool(info.supports_web_search) for info in infos.values()] == [False, False, True, False, False]
    assert [bool(info.supports_reasoning) for info in infos.values()] == [False, True, False, False, False]
    for name, info in infos.items():
        card = get_model(name)
        assert info.max_input_tokens == (card.max_input_tokens or card.context_window)
        expected = card.prices.input / 1e6 if card.prices and card.prices.input is not None else 0
        assert (info.input_cost_per_token or 0) == pytest.approx(expected)
        assert info.supported_openai_params == litellm.get_supported_openai_params(f"aimlapi/{name}")
    assert "dimensions" in infos["text-embedding-3-small"].supported_openai_params
    assert "temperature" not in infos["openai/gpt-image-1"].supported_openai_params
    assert "quality" in infos["openai/gpt-image-1"].supported_openai_params


@since((1, 106), "asks the provider for the name under which a model's prices are")
def test_a_model_is_known_in_another_spelling_too():
    known = litellm.get_model_info("aimlapi/anthropic/claude-opus-4-6")
    assert litellm.get_model_info("aimlapi/Anthropic/Claude-Opus-4.6")["max_input_tokens"] == known["max_input_tokens"]


def test_a_list_of_supported_parameters_is_the_asker_s_own():
    asked = litellm.get_supported_openai_params("openai/gpt-4o", custom_llm_provider="aimlapi")
    asked.remove("temperature")
    assert "temperature" in litellm.get_supported_openai_params("openai/gpt-4o", custom_llm_provider="aimlapi")


def test_supported_parameters_are_the_model_s_own():
    assert "temperature" in litellm.get_supported_openai_params("gpt-4o", "aimlapi")
    assert "temperature" not in litellm.get_supported_openai_params("openai/gpt-5-5", "aimlapi")
    assert "reasoning_effort" in litellm.get_supported_openai_params("openai/gpt-5-1", "aimlapi")


async def test_what_the_service_has_charged_is_booked(service, colour):
    books = Books()
    litellm.callbacks = [books]
    balance = service.balance
    question, mark = asked_once()
    answer = await ask(colour, model="aimlapi/openai/gpt-4o", messages=question)
    _, cost, _ = await books.wait(mark)
    assert answer._hidden_params["response_cost"] == cost
    assert cost == pytest.approx(balance - service.balance)
    assert cost > 0


async def test_a_cost_can_be_worked_out_from_an_answer(service, colour):
    answer = await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION)
    info, usage = litellm.get_model_info("aimlapi/openai/gpt-4o"), answer.usage
    expected = (
        usage.prompt_tokens * info["input_cost_per_token"] + usage.completion_tokens * info["output_cost_per_token"]
    )
    assert litellm.completion_cost(completion_response=answer) == pytest.approx(expected)
    assert litellm.completion_cost(completion_response=answer, model="aimlapi/openai/gpt-4o") == pytest.approx(expected)


async def test_a_streamed_answer_put_together_is_priced_too(service, colour):
    chunks = await stream_of(
        colour, model="aimlapi/openai/gpt-4o", messages=QUESTION, stream_options={"include_usage": True}
    )
    whole = litellm.stream_chunk_builder(chunks, messages=QUESTION)
    assert litellm.completion_cost(completion_response=whole, custom_llm_provider="aimlapi") > 0


def test_valid_models_are_listed_when_there_is_a_key(service, monkeypatch):
    listed = litellm.get_valid_models(custom_llm_provider="aimlapi")
    assert {"aimlapi/openai/gpt-4o", "aimlapi/text-embedding-3-small"} <= set(listed)
    assert set(listed) <= set(litellm.get_valid_models())
    monkeypatch.delenv("AIMLAPI_API_KEY")
    assert not [name for name in litellm.get_valid_models() if name.startswith("aimlapi/")]


def test_valid_models_can_be_asked_of_the_service(service):
    listed = litellm.get_valid_models(check_provider_endpoint=True, custom_llm_provider="aimlapi")
    assert "aimlapi/openai/gpt-4o" in listed
    assert service.requests[-1].path == "/v1/models"


def test_the_environment_is_judged(service, monkeypatch):
    good = {"keys_in_environment": True, "missing_keys": []}
    assert litellm.validate_environment("aimlapi/openai/gpt-4o").items() >= good.items()
    monkeypatch.delenv("AIMLAPI_API_KEY")
    bad = {"keys_in_environment": False, "missing_keys": ["AIMLAPI_API_KEY"]}
    assert litellm.validate_environment("aimlapi/openai/gpt-4o").items() >= bad.items()
    assert litellm.validate_environment("aimlapi/openai/gpt-4o", api_key="x")["keys_in_environment"]
    assert litellm.validate_environment("gpt-4o")["keys_in_environment"], "others are judged as before"


def test_prices_outlive_a_reload_of_litellm_s_own():
    reapply = getattr(litellm.utils, "reapply_runtime_model_cost_registrations", None)
    if reapply is None:
        pytest.skip("this release of LiteLLM keeps its first price list")
    kept = dict(litellm.model_cost)
    try:
        for name in cost_map():
            litellm.model_cost.pop(name)
        reapply()
        assert litellm.get_model_info("aimlapi/openai/gpt-4o")["max_input_tokens"] > 0
    finally:
        litellm.model_cost.update(kept)


def test_a_price_of_the_user_s_own_is_not_overwritten():
    name = "aimlapi/openai/gpt-4o"
    kept = dict(litellm.model_cost[name])
    try:
        litellm.register_model({name: {**kept, "input_cost_per_token": 1.0}})
        register()
        assert litellm.get_model_info(name)["input_cost_per_token"] == 1.0
    finally:
        litellm.register_model({name: kept})


def test_hooks_can_be_taken_out_and_put_back():
    register(use_hooks=False)
    try:
        assert "aimlapi" not in litellm.types.utils.LlmProviders._value2member_map_
        assert not hooks._originals
    finally:
        register()
    assert hooks.installed()


@pytest.mark.parametrize("where", ["litellm_params", "model_info"])
@pytest.mark.parametrize("price", [0.0, 0.25])
@pytest.mark.parametrize("streamed", [False, True])
async def test_a_deployment_s_own_prices_are_booked_instead_of_the_service_s(service, where, price, streamed):
    books = Books()
    litellm.callbacks = [books]
    prices = {"input_cost_per_token": price, "output_cost_per_token": price}
    deployment = {"model_name": "m", "litellm_params": {"model": "aimlapi/openai/gpt-4o"}, "model_info": {}}
    deployment[where] |= prices
    router = litellm.Router(model_list=[deployment])
    question, mark = asked_once()
    answer = await router.acompletion(model="m", messages=question, stream=streamed)
    assert [chunk async for chunk in answer] if streamed else answer.choices
    _, cost, entry = await books.wait(mark)
    assert cost == pytest.approx(price * entry["total_tokens"])


def test_prices_are_named_as_litellm_names_them():
    fields = importlib.import_module("litellm.types.utils").CustomPricingLiteLLMParams.model_fields
    strange = {name for name in fields if not has_own_prices({name: 0})}
    assert {name for name in strange if "cost" in name or "pric" in name} == set()
