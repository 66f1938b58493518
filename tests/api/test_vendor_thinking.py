"""Reasoning beside a forced tool, which vendors refuse: every way of asking for either, in every dialect."""

import warnings

import pytest

from langchain_aimlapi.call_params import UnsupportedParameterWarning, _warn_once
from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.litellm.chat_call import make_chat_call

HELLO = [{"role": "user", "content": "Hi"}]
TOOLS = [{"type": "function", "function": {"name": name, "parameters": {"type": "object"}}} for name in "fg"]
MODELS = ["anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "anthropic/claude-opus-5", "deepseek/deepseek-v4-pro"]
"""A model of each dialect in which reasoning excludes a forced tool, and another vendor's."""
ON = [
    {"thinking": {"type": "enabled", "budget_tokens": 2048}},
    {"reasoning_effort": "low"},
    {"reasoning": {"effort": "high"}},
    {"thinking_budget": 2000},
    {"enable_thinking": True},
    {"extra_body": {"thinking": {"type": "adaptive"}}},
]
OFF = [{"extra_body": {"thinking": {"type": "disabled"}}}]
FORCED = [
    "required",
    "any",
    {"type": "function", "function": {"name": "g"}},
    {"type": "any", "disable_parallel_tool_use": True},
    {"type": "tool", "name": "g"},
]


@pytest.fixture(autouse=True)
def forget_warnings():
    _warn_once.cache_clear()


def choice_of(model, **params):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        body = build_chat_call(HELLO, {"model": model, "tools": TOOLS, "max_tokens": 9000, **params}, stream=False).body
    choice = body.get("tool_choice")
    return choice["type"] if isinstance(choice, dict) else choice


@pytest.mark.parametrize("forced", FORCED)
@pytest.mark.parametrize("on", ON)
@pytest.mark.parametrize("model", MODELS)
def test_a_model_that_reasons_is_left_the_choice_of_tools(model, on, forced):
    assert choice_of(model, tool_choice=forced, **on) == "auto"


@pytest.mark.parametrize("off", OFF)
@pytest.mark.parametrize("model", MODELS)
def test_a_model_that_does_not_reason_is_forced(model, off):
    assert choice_of(model, tool_choice="required", **off) in ("any", "required")


@pytest.mark.parametrize("off", [{"reasoning_effort": "none"}, {"thinking": {"type": "disabled"}}, {}])
@pytest.mark.parametrize("model", MODELS[:3])
def test_claude_is_forced_when_its_thinking_is_off(model, off):
    assert choice_of(model, tool_choice="required", **off) in ("any", "required")


def test_models_that_reason_unasked_are_left_the_choice():
    assert choice_of("deepseek/deepseek-v4-pro", tool_choice="required") == "auto"
    assert choice_of("moonshot/kimi-k2-6", tool_choice="required") == "auto"
    assert choice_of("alibaba/qwen3-235b-a22b-thinking-2507", tool_choice="required") == "auto"
    assert choice_of("deepseek/deepseek-v4-pro", tool_choice="none") == "none"


def test_others_are_forced_as_before():
    assert choice_of("openai/gpt-5-4", tool_choice="required", reasoning_effort="low") == "required"


def test_every_claude_keeps_to_it():
    for card in find_models(vendor="Anthropic"):
        if "tools" in card.capabilities and "reasoning" in card.capabilities:
            assert choice_of(card.id, tool_choice="required", reasoning_effort="medium") == "auto", card.id


@pytest.mark.filterwarnings("ignore::langchain_aimlapi.call_params.UnsupportedParameterWarning")
@pytest.mark.parametrize("mode", [{"mode": "required", "tools": []}, {"mode": "auto", "tools": []}])
def test_a_choice_among_some_tools_keeps_them(mode):
    choice = {"type": "allowed_tools", "allowed_tools": mode}
    call = build_chat_call(HELLO, {"model": MODELS[3], "tools": TOOLS, "tool_choice": choice}, stream=False)
    assert call.body["tool_choice"] == {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}


def test_it_is_said_once():
    params = {"model": MODELS[0], "tools": TOOLS, "tool_choice": "any", "reasoning_effort": "low"}
    with pytest.warns(UnsupportedParameterWarning, match="may answer in words") as told:
        build_chat_call(HELLO, params, stream=False)
    build_chat_call(HELLO, params, stream=True)
    assert len(told) == 1


@pytest.mark.parametrize("model", MODELS[:3])
def test_litellm_keeps_to_the_same_rule(model):
    schema = {"type": "json_schema", "json_schema": {"name": "R", "schema": {"type": "object"}}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        params = {"response_format": schema, "thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 9000}
        body = make_chat_call(model, HELLO, params, stream=False).body
    assert body["tool_choice"] in ("auto", {"type": "auto"})
    assert len(body["tools"]) == 1
