"""Parameters: what reaches the service, what is dropped, what is refused, with the hooks and without."""

import warnings

import litellm
import pytest
from calling import QUESTION, WEATHER, ask, fault, since, stream_of

import langchain_aimlapi.litellm
from langchain_aimlapi.litellm import hooks, register
from langchain_aimlapi.litellm.provider import handler, hooks_wanted
from langchain_aimlapi.litellm.wire_chunks import release


def sent(service):
    return service.requests[-1].body


@pytest.mark.parametrize(
    ("model", "given", "on_the_wire"),
    [
        ("openai/gpt-5-1", {"reasoning_effort": "low"}, {"reasoning_effort": "low"}),
        (
            "anthropic/claude-opus-4.6",
            {"reasoning_effort": "low"},
            {"thinking": {"type": "enabled", "budget_tokens": 1024}},
        ),
        (
            "anthropic/claude-opus-4.6",
            {"thinking": {"type": "enabled", "budget_tokens": 2000}},
            {"thinking": {"type": "enabled", "budget_tokens": 2000}},
        ),
        pytest.param(
            "openai/gpt-5-1",
            {"verbosity": "low"},
            {"verbosity": "low"},
            marks=since((1, 91), "hands verbosity to a provider"),
        ),
        ("openai/gpt-4o", {"user": "u-1"}, {"user": "u-1"}),
        ("openai/gpt-4o", {"max_completion_tokens": 99}, {"max_completion_tokens": 99}),
        ("anthropic/claude-opus-4.6", {"max_completion_tokens": 99}, {"max_tokens": 99}),
        ("openai/gpt-4o", {"stop": ["x"], "seed": 7, "top_p": 0.5}, {"stop": ["x"], "seed": 7, "top_p": 0.5}),
        ("anthropic/claude-opus-4.6", {"stop": "x"}, {"stop_sequences": ["x"]}),
        ("openai/gpt-4o", {"parallel_tool_calls": False, "tools": [WEATHER]}, {"parallel_tool_calls": False}),
        ("openai/gpt-4o", {"logprobs": True, "top_logprobs": 2}, {"logprobs": True, "top_logprobs": 2}),
        ("openai/gpt-4o", {"extra_body": {"provider": "x", "top_k": 4}}, {"provider": "x", "top_k": 4}),
        ("alibaba/qwen3.8-max", {"enable_search": True}, {"enable_search": True}),
    ],
)
async def test_what_is_given_reaches_the_service(service, colour, model, given, on_the_wire):
    given = {"max_tokens": 3000, **given} if "max_completion_tokens" not in given else given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        await ask(colour, model=f"aimlapi/{model}", messages=QUESTION, **given)
    assert {key: sent(service).get(key) for key in on_the_wire} == on_the_wire


async def test_nothing_that_was_not_given_is_sent(service, colour):
    await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION, max_tokens=9)
    assert sent(service) == {"model": "openai/gpt-4o", "messages": QUESTION, "max_tokens": 9}
    await stream_of(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION, max_tokens=9)
    assert sent(service).keys() == {"model", "messages", "max_tokens", "stream", "stream_options"}


async def test_a_parameter_that_a_model_lacks_is_refused_dropped_or_allowed(service, colour):
    call = {"model": "aimlapi/openai/gpt-5-5", "messages": QUESTION, "max_tokens": 500, "temperature": 0.5}
    with pytest.raises(litellm.UnsupportedParamsError, match="temperature"):
        await ask(colour, **call)
    assert service.requests == []
    await ask(colour, **call, drop_params=True)
    assert "temperature" not in sent(service)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # once for a process and model, that the service drops it
        await ask(colour, **call, allowed_openai_params=["temperature"])
    assert sent(service)["temperature"] == 0.5
    litellm.drop_params = True
    await ask(colour, **call)
    assert "temperature" not in sent(service)


async def test_additional_drop_params_are_dropped(service, colour):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION, "temperature": 0.5, "user": "u-1"}
    await ask(colour, **call, additional_drop_params=["user"])
    assert "user" not in sent(service)
    assert sent(service)["temperature"] == 0.5


async def test_messages_of_any_role_are_fitted_to_the_model(service, colour):
    messages = [{"role": "developer", "content": "Be brief."}, *QUESTION]
    await ask(colour, model="aimlapi/anthropic/claude-opus-4.6", messages=messages, max_tokens=500)
    assert sent(service)["system"] == "Be brief."


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2), (None, 3)])
async def test_max_retries_is_obeyed(service, colour, retries, attempts):
    given = {} if retries is None else {"max_retries": retries}
    broken = fault("status=500;retry-after-ms=1")
    with pytest.raises(litellm.InternalServerError):
        await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION, extra_headers=broken, **given)
    assert len(service.requests) == attempts


async def test_a_name_that_litellm_would_give_to_another_vendor_is_refused(service, colour):
    for name in ("acme/replicate-1", "clarifai/some", "ft:gpt-3.5-turbo:acme"):
        with pytest.raises(litellm.BadRequestError, match="instead of AI/ML API"):
            await ask(colour, model=f"aimlapi/{name}", messages=QUESTION)
    assert service.requests == []


async def test_openai_s_own_names_are_answered_here_or_refused(service, colour):
    call = {"model": "aimlapi/gpt-4o-mini", "messages": QUESTION}
    if release() >= (1, 99):
        assert (await ask(colour, **call)).choices[0].message.content == "3*4 = 12."
        return
    with pytest.raises(litellm.BadRequestError, match="'openai/gpt-4o-mini'"):
        await ask(colour, **call)


@pytest.fixture
def without_hooks():
    register(use_hooks=False)
    yield
    register()


async def test_without_the_hooks_models_still_answer(service, colour, without_hooks):
    assert not hooks.installed()
    call = {"model": "aimlapi/openai/gpt-5-1", "messages": QUESTION}
    assert (await ask(colour, **call)).choices[0].message.content == "3*4 = 12."
    assert await stream_of(colour, **call)
    with pytest.raises(litellm.UnsupportedParamsError):
        await ask(colour, **call, reasoning_effort="low")
    await ask(colour, **call, reasoning_effort="low", allowed_openai_params=["reasoning_effort"])
    assert sent(service)["reasoning_effort"] == "low"


async def test_without_the_hooks_a_stream_still_raises_before_its_first_chunk(service, colour, without_hooks):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION, "max_retries": 0}
    with pytest.raises(litellm.RateLimitError):
        await ask(colour, **call, stream=True, extra_headers=fault("status=429"))


def test_the_hooks_have_an_off_switch():
    assert hooks_wanted({})
    assert not hooks_wanted({"AIMLAPI_LITELLM_HOOKS": "off"})
    assert not hooks_wanted({"AIMLAPI_LITELLM_HOOKS": "0"})


def test_the_package_s_handler_is_one_whatever_was_imported_before():
    assert isinstance(langchain_aimlapi.litellm.handler, litellm.CustomLLM)
    assert langchain_aimlapi.litellm.handler is handler


def test_registering_again_changes_nothing():
    for _ in range(3):
        register()
    assert [item["provider"] for item in litellm.custom_provider_map].count("aimlapi") == 1
    assert list(litellm.provider_list).count("aimlapi") == 1


def test_registering_leaves_other_plug_ins_alone(monkeypatch):
    other = {"provider": "acme", "custom_handler": object()}
    monkeypatch.setattr(litellm, "custom_provider_map", [other])
    register()
    assert [item["provider"] for item in litellm.custom_provider_map] == ["acme", "aimlapi"]


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        ("openai/gpt-5-4", {"reasoning": {"effort": "low", "summary": "auto"}}),
        ("openai/gpt-5-1", {"reasoning_effort": "low"}),
    ],
)
async def test_an_effort_with_a_summary_is_taken_apart(service, colour, model, sent):
    effort = {"effort": "low", "summary": "auto"}
    await ask(colour, model=f"aimlapi/{model}", messages=QUESTION, reasoning_effort=effort)
    body = service.requests[-1].body
    assert {key: body[key] for key in ("reasoning", "reasoning_effort") if key in body} == sent


async def test_an_effort_that_is_none_is_refused_with_what_to_write(service, colour):
    call = {"model": "aimlapi/meta/muse-spark-1.2", "messages": QUESTION}
    with pytest.raises(litellm.BadRequestError, match=r"reasoning_effort must be a string such as 'low'"):
        await ask(colour, **call, reasoning_effort=["low"])
    assert not service.requests
