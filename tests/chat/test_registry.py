"""`init_chat_model("aimlapi:…")` works after `register()`, and a LangChain that changed is an error that says so."""

import subprocess
import sys

import pytest
from langchain.agents import create_agent
from langchain.chat_models import base, init_chat_model

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.registry import register

MODEL = "openai/gpt-4o"


@pytest.fixture(autouse=True)
def _langchain_as_it_was(monkeypatch):
    monkeypatch.setattr(base, "_BUILTIN_PROVIDERS", dict(base._BUILTIN_PROVIDERS))
    base._get_chat_model_creator.cache_clear()
    yield
    base._get_chat_model_creator.cache_clear()


def test_nothing_is_registered_by_an_import():
    code = (
        "import langchain_aimlapi.registry, langchain_aimlapi.chat_models, sys; "
        "assert 'langchain.chat_models.base' not in sys.modules; "
        "from langchain.chat_models import base; assert 'aimlapi' not in base._BUILTIN_PROVIDERS"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(ValueError, match="Unable to infer model provider"):
        init_chat_model(f"aimlapi:{MODEL}")


@pytest.mark.parametrize("arguments", [(f"aimlapi:{MODEL}", None), (MODEL, "aimlapi")])
def test_a_model_is_made_by_its_name(arguments):
    register()
    model = init_chat_model(arguments[0], model_provider=arguments[1], temperature=0.3, base_url="https://x.example")
    assert type(model) is ChatAIMLAPI
    assert (model.model, model.temperature, model.base_url) == (MODEL, 0.3, "https://x.example")


def test_a_name_with_a_colon_stays_whole():
    register()
    assert init_chat_model("aimlapi:vendor/model:free").model == "vendor/model:free"


def test_a_name_that_langchain_takes_for_another_vendors_is_ours_with_the_prefix():
    register()
    assert type(init_chat_model("aimlapi:deepseek/deepseek-v4-pro")) is ChatAIMLAPI


def test_a_configurable_model_can_be_switched_to_another_one():
    register()
    model = init_chat_model(f"aimlapi:{MODEL}", configurable_fields=("model", "model_provider"))
    other = model.with_config(configurable={"model": "aimlapi:anthropic/claude-sonnet-4.5"})
    assert other.profile["name"] != model.profile["name"]


def test_an_agent_is_made_with_a_models_name():
    register()
    assert create_agent(f"aimlapi:{MODEL}", []) is not None


def test_registering_again_changes_nothing():
    register()
    before = dict(base._BUILTIN_PROVIDERS)
    register()
    assert before == base._BUILTIN_PROVIDERS
    assert len(before) > 20, "the other providers are still there"


def test_an_entry_that_langchain_itself_has_for_this_package_is_left_alone(monkeypatch):
    own = ("langchain_aimlapi", "ChatAIMLAPI", lambda cls, **kwargs: cls(**kwargs))
    monkeypatch.setitem(base._BUILTIN_PROVIDERS, "aimlapi", own)
    register()
    assert base._BUILTIN_PROVIDERS["aimlapi"] is own


def test_another_packages_entry_is_not_replaced_without_a_word(monkeypatch):
    monkeypatch.setitem(base._BUILTIN_PROVIDERS, "aimlapi", ("other_package", "ChatOther", print))
    with pytest.raises(RuntimeError, match="of other_package; make the model itself"):
        register()


@pytest.mark.parametrize("table", [None, {}, {"openai": "langchain_openai"}, {"openai": ("a", "b")}, ["openai"]])
def test_a_langchain_whose_table_moved_or_changed_is_an_error_that_names_its_version(monkeypatch, table):
    monkeypatch.setattr(base, "_BUILTIN_PROVIDERS", table)
    with pytest.raises(RuntimeError, match=r"langchain \d+\.\d+\S* keeps its providers somewhere else.*ChatAIMLAPI\("):
        register()


def test_without_langchain_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain.chat_models.base", None)
    with pytest.raises(ImportError, match="pip install langchain, or make the model itself"):
        register()
