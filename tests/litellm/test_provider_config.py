"""Deployments and prices made from the catalogue, without LiteLLM."""

import asyncio
import subprocess
import sys

import pytest
import yaml

import langchain_aimlapi.litellm as provider
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.litellm.background import BackgroundStream, run_in_background
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


@pytest.mark.parametrize("card", find_models(family="chat"), ids=lambda card: card.id)
def test_abilities_say_what_may_be_sent(card):
    entry, taken = cost_entry(card), chat_parameters(card.id)
    assert not entry["supports_reasoning"] or "reasoning_effort" in taken
    assert not entry["supports_web_search"] or "web_search_options" in taken
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
