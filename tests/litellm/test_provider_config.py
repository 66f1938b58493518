"""Deployments and prices made from the catalogue, without LiteLLM."""

import asyncio
import subprocess
import sys
import warnings

import pytest
import yaml

import langchain_aimlapi.litellm as provider
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.litellm.background import BackgroundStream, run_in_background
from langchain_aimlapi.litellm.chat_call import make_chat_call
from langchain_aimlapi.litellm.config import main, model_list, proxy_config, to_yaml
from langchain_aimlapi.litellm.prices import STATUSES, callable_models, cost_entry, cost_map, has_own_prices
from langchain_aimlapi.litellm.supported import chat_parameters


def test_deployments_are_filtered():
    names = [each["model_name"] for each in model_list(vendor="OpenAI", family="chat", capability="tools")]
    assert "openai/gpt-4o" in names
    assert all(get_model(name).vendor == "OpenAI" and "tools" in get_model(name).capabilities for name in names)
    assert {each["model_info"]["mode"] for each in model_list()} == {"chat", "embedding", "image_generation"}


def test_a_deployment_names_the_key_and_does_not_hold_it(monkeypatch):
    monkeypatch.setenv("AIMLAPI_API_KEY", "secret")
    made = model_list(family="embedding", api_base="http://127.0.0.1:1")
    assert made[0]["litellm_params"] == {
        "model": f"aimlapi/{made[0]['model_name']}",
        "api_key": "os.environ/AIMLAPI_API_KEY",
        "api_base": "http://127.0.0.1:1",
    }
    assert "secret" not in repr(made)


def test_a_family_that_litellm_cannot_call_is_refused():
    with pytest.raises(ValueError, match="'chat', 'embedding', 'image' only, not 'video'"):
        model_list(family="video")
    with pytest.raises(ValueError, match="No model has vendor"):
        model_list(vendor="Nobody")


def test_yaml_is_written_that_says_the_same_in_the_same_order():
    long = "a text that is longer than a line of YAML would be, were it folded: " + "word " * 40
    value = {"b": [{"b": "x y", "c": True, "d": None}, "plain"], "a": {}, "f-g": 1.5, "h": [], "i": "", "j": "no"}
    text = to_yaml({**value, "long": long, "#tag": "#g1_nova", "é": "os.environ/KEY"})
    read = yaml.safe_load(text)
    assert read == {**value, "long": long, "#tag": "#g1_nova", "é": "os.environ/KEY"}
    assert [*read][:2] == ["b", "a"]
    assert all(line.count("os.environ/KEY") or "long" not in line or long.strip() in line for line in text.splitlines())
    assert "{" not in text.replace("{}", "")  # blocks, for people to edit


def test_a_configuration_is_printed(capsys):
    assert main(["--vendor", "OpenAI", "--family", "embedding"]) == 0
    printed = capsys.readouterr().out
    assert "custom_handler: langchain_aimlapi.litellm.handler" in printed
    assert "aimlapi/text-embedding-3-small" in printed
    with pytest.raises(SystemExit):
        main(["--vendor", "Nobody"])


def test_a_configuration_names_the_provider():
    assert proxy_config([])["litellm_settings"]["custom_provider_map"] == [
        {"provider": "aimlapi", "custom_handler": "langchain_aimlapi.litellm.handler"}
    ]


def test_every_name_of_the_catalogue_has_a_price_entry():
    entries = cost_map()
    assert set(entries) == {f"aimlapi/{card.id}" for card in find_models(status=STATUSES)}
    assert all(None not in entry.values() for entry in entries.values())


def test_prices_are_by_token():
    card = get_model("openai/gpt-4o")
    entry = cost_entry(card)
    assert entry["input_cost_per_token"] == card.prices.input / 1_000_000
    assert entry["supports_function_calling"] is True
    assert "supports_function_calling" not in cost_entry(get_model("text-embedding-3-small"))


OWN = {"input_cost_per_token": 0}
CACHED = {"cache_read_input_token_cost": 1e-6}
TOLD = {"id": "7", "cost_center": "A-12", "input_cost_per_token": None, "mode": "chat"}


@pytest.mark.parametrize(
    ("params", "own"),
    [
        (None, False),
        ({}, False),
        ({"metadata": None, "api_base": "x", **TOLD}, False),
        ({"metadata": {"model_info": TOLD}, "litellm_metadata": {}}, False),
        (OWN, True),
        ({"tiered_pricing": [{}]}, True),
        ({"metadata": {"model_info": {**TOLD, **OWN}}}, True),
        ({"litellm_metadata": {"model_info": CACHED}}, True),
    ],
)
def test_prices_of_a_deployment_are_told_from_what_else_is_known_of_it(params, own):
    assert has_own_prices(params) is own


CHAT_MODELS = find_models(family="chat", status=STATUSES)
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
ASKED = {
    "supports_function_calling": ("tools", [TOOL], {"tools"}),
    "supports_response_schema": (
        "response_format",
        {"type": "json_schema", "json_schema": {"name": "Report", "schema": SCHEMA}},
        {"response_format", "text", "tools"},
    ),
    "supports_reasoning": (
        "reasoning_effort",
        "low",
        {"reasoning_effort", "reasoning", "thinking", "enable_thinking", "output_config"},
    ),
    "supports_web_search": ("web_search_options", {}, {"web_search_options", "enable_search"}),
}
"""By ability: the parameter that asks for it, a value, and where that may end on the wire."""
SOUND = [{"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}]


def sent(card, content="Hi", **params):
    """The body of a call, empty where it is refused."""
    words = SOUND if card.id.endswith("captioner") else content  # it describes sounds and reads nothing
    try:
        with warnings.catch_warnings(action="ignore"):
            conversation = [{"role": "user", "content": words}]
            return make_chat_call(card.id, conversation, {"max_tokens": 9000, **params}, stream=False).body
    except InvalidRequestError:
        return {}


@pytest.mark.parametrize("ability", ASKED)
def test_abilities_are_what_a_call_may_ask_for_and_what_then_reaches_the_service(ability):
    name, value, places = ASKED[ability]
    for card in CHAT_MODELS:
        able, accepted = cost_entry(card)[ability], name in chat_parameters(card.id)
        assert able == accepted or (card.parameters is None and accepted), card.id
        assert not able or places & sent(card, **{name: value}).keys(), card.id


def test_who_can_be_asked_to_reason():
    for name in ("deepseek-chat", "openai/gpt-5-pro", "openai/gpt-5-5-pro", "alibaba/qwen3.7-plus", "zhipu/glm-4.5"):
        assert cost_entry(get_model(name))["supports_reasoning"], name
    for name in ("zhipu/glm-4.6", "google/gemini-2.5-pro", "alibaba/qwen-plus", "openai/gpt-4o"):
        assert not cost_entry(get_model(name))["supports_reasoning"], f"{name} has no way to be asked"


def test_models_that_see_are_sent_images():
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    seeing = [card for card in CHAT_MODELS if cost_entry(card)["supports_vision"]]
    assert len(seeing) > 200
    for card in seeing:
        assert "iVBORw0KGgo=" in str(sent(card, [{"type": "text", "text": "What?"}, image])), card.id


def test_a_cache_is_known_by_its_price():
    for card in CHAT_MODELS:
        entry = cost_entry(card)
        assert entry["supports_prompt_caching"] == ("cache_read_input_token_cost" in entry)


def test_only_what_answers_is_listed():
    listed = callable_models()
    assert "aimlapi/openai/gpt-4o" in listed
    assert not any(get_model(name.removeprefix("aimlapi/")).family == "video" for name in listed)


def test_neither_the_package_nor_its_configurations_import_litellm():
    code = "import sys, langchain_aimlapi.litellm.config; print('litellm' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
    assert dir(provider) == ["handler", "model_list", "register"]
    assert provider.model_list is model_list
    with pytest.raises(AttributeError, match="nothing"):
        _ = provider.nothing


async def numbers(fail=False):
    yield 1
    if fail:
        raise ValueError("broken")
    yield 2


async def made(generator):
    return generator


def test_a_background_stream_is_read_from_another_loop():
    async def read():
        return [number async for number in BackgroundStream(run_in_background(made(numbers())))]

    assert asyncio.run(asyncio.wait_for(read(), 10)) == [1, 2]


def test_errors_of_a_background_stream_arrive():
    async def read():
        stream = BackgroundStream(run_in_background(made(numbers(fail=True))))
        assert await anext(stream) == 1
        with pytest.raises(ValueError, match="broken"):
            await anext(stream)
        await stream.aclose()

    asyncio.run(asyncio.wait_for(read(), 10))


@pytest.mark.parametrize("name", ["register", "handler"])
def test_without_litellm_it_is_said_which_extra_is_needed(name):
    with pytest.raises(
        ImportError, match=rf"litellm\.{name} needs litellm: pip install 'langchain-aimlapi\[litellm\]'"
    ):
        getattr(provider, name)
    assert callable(provider.model_list)


def test_a_litellm_that_cannot_be_imported_is_told_from_a_missing_one(tmp_path, monkeypatch):
    (tmp_path / "litellm").mkdir()
    (tmp_path / "litellm" / "__init__.py").write_text("import a_dependency_that_is_broken")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "litellm", raising=False)
    with pytest.raises(ImportError, match=r"installed but cannot be imported: No module named 'a_dependency"):
        _ = provider.register
