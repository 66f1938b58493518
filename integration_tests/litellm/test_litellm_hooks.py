"""Every hook and override fits the installed LiteLLM, whichever it is; one that does not costs a feature, no call."""

import inspect
import logging
from importlib.metadata import version

import litellm
import pytest
from calling import QUESTION, ask, since, stream_of, text_of

from langchain_aimlapi.litellm import handler, hooks, provider_configs, register

CONFIGS = (
    provider_configs.ChatConfig,
    provider_configs.EmbeddingConfig,
    provider_configs.ImageConfig,
    provider_configs.ModelInfo,
)
HANDLER_METHODS = [
    name for name in vars(type(handler)) if not name.startswith("_") and hasattr(litellm.CustomLLM, name)
]


def overridden(config):
    """The methods of LiteLLM's that a configuration of ours replaces, by name."""
    theirs = [parent for parent in config.__mro__ if parent.__module__.startswith("litellm.")]
    names = {name for parent in theirs for name, value in vars(parent).items() if callable(getattr(config, name, None))}
    ours = [parent for parent in config.__mro__ if parent.__module__.startswith("langchain_aimlapi.")]
    return sorted(name for name in names for parent in ours if name in vars(parent) and not name.startswith("__"))


OVERRIDES = [(config, name) for config in CONFIGS for name in overridden(config)]


def theirs(config, name):
    """LiteLLM's own version of an overridden method."""
    return next(
        getattr(parent, name)
        for parent in config.__mro__
        if parent.__module__.startswith("litellm.") and name in vars(parent)
    )


@pytest.mark.parametrize(("config", "name"), OVERRIDES, ids=[f"{config.__name__}.{name}" for config, name in OVERRIDES])
def test_an_override_takes_what_litellm_s_own_method_takes_and_more(config, name):
    ours, parameters = inspect.signature(getattr(config(), name)), inspect.signature(theirs(config, name)).parameters
    named = {key: None for key, each in parameters.items() if key != "self" and each.kind not in (2, 4)}
    ours.bind(**named)
    ours.bind(**named, a_keyword_of_the_next_release=None)
    ours.bind(*named.values())
    ours.bind(*named.values(), None)


@pytest.mark.parametrize("name", HANDLER_METHODS)
def test_a_method_of_the_handler_takes_what_litellm_hands_it(name):
    parameters = inspect.signature(getattr(litellm.CustomLLM, name)).parameters
    inspect.signature(getattr(handler, name)).bind(**{key: None for key in parameters if key != "self"}, new=None)


@pytest.mark.parametrize("place", hooks.expected_places())
def test_a_replaced_function_takes_what_litellm_s_own_takes(place):
    original = hooks._originals[place]
    replacement = getattr(hooks._owner(place), place.rpartition(".")[2])
    assert replacement is not original
    names = list(inspect.signature(original).parameters)
    inspect.signature(replacement).bind(**dict.fromkeys([*names, "a_keyword_of_the_next_release"]))
    inspect.signature(replacement).bind(*[None] * (len(names) + 1))


def test_every_hook_is_in():
    assert hooks.missing() == []


@pytest.fixture
def changed():
    """Changes LiteLLM, or our hooks, while these are out; afterwards all is as it was."""
    register(use_hooks=False)
    hooks._reported.clear()
    with pytest.MonkeyPatch.context() as changes:
        yield changes
        register(use_hooks=False)
    register()
    assert hooks.missing() == []


def breaks(*_):
    raise TypeError("an argument of this release")


@pytest.mark.parametrize("place", [hooks.MEMBER_PLACE, *hooks.expected_places()])
async def test_a_hook_that_does_not_fit_is_reported_once_and_calls_go_on(place, service, colour, changed, caplog):
    if place == hooks.MEMBER_PLACE:
        changed.setattr(hooks, "_add_member", breaks)
    else:
        changed.setitem(hooks._REPLACEMENTS, place, breaks)
    with caplog.at_level(logging.WARNING):
        register()
        register()
    told = [record.getMessage() for record in caplog.records if repr(place) in record.getMessage()]
    assert len(told) == 1
    assert version("litellm") in told[0]
    assert hooks.missing() == [place]
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION}
    assert (await ask(colour, **call)).choices[0].message.content == "3*4 = 12."
    assert text_of(await stream_of(colour, **call)) == "3*4 = 12."


def test_a_place_that_is_gone_is_reported(changed, caplog):
    changed.delattr(litellm.utils.ProviderConfigManager, "get_provider_model_info")
    with caplog.at_level(logging.WARNING):
        register()
    place = "utils.ProviderConfigManager.get_provider_model_info"
    assert hooks.missing() == [place]
    assert f"The hook {place!r} does not fit LiteLLM {version('litellm')}" in caplog.text


def test_a_configuration_that_this_release_wants_more_of_is_left_out(changed, caplog):
    changed.setattr(provider_configs.ImageConfig, "__abstractmethods__", frozenset({"transform_new"}))
    with caplog.at_level(logging.WARNING):
        register()
    assert hooks.missing() == ["utils.ProviderConfigManager.get_provider_image_generation_config"]
    assert "transform_new" in caplog.text


@since((1, 91), "hands out chat calls by a function of its own")
def test_a_chat_call_in_an_unknown_form_is_left_to_litellm(caplog, changed):
    dispatch = hooks._dispatching(lambda *args, **kwargs: (args, kwargs), handler)
    assert dispatch("a context", ctx=1) == (("a context",), {"ctx": 1})
    assert f"{hooks.DISPATCH!r} does not fit" in caplog.text


def test_prices_are_entered_where_litellm_s_memory_of_them_is_not_found(monkeypatch):
    monkeypatch.setattr(litellm, "model_cost", {})
    monkeypatch.setattr(litellm, "models_by_provider", {})
    monkeypatch.setattr(litellm.utils, "_runtime_registered_model_cost", None, raising=False)
    monkeypatch.setattr(litellm.utils, "reapply_runtime_model_cost_registrations", print, raising=False)
    registered = []
    monkeypatch.setattr(litellm, "register_model", registered.append)
    hooks.add_models(lambda: {"aimlapi/a": {}, "aimlapi/b": {}}, list)
    assert registered == [{"aimlapi/a": {}, "aimlapi/b": {}}]
