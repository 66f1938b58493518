"""One reasoning option for all models: what each of them is sent."""

import re

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.reasoning import fit_reasoning, read_thinking
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.chat_request import build_chat_call

EFFORT = {"reasoning_effort": {"type": "string", "enum": ["low", "medium", "high"]}}
OBJECT = {"reasoning": {"type": "object"}}
CLAUDE = get_model("anthropic/claude-sonnet-4.5").parameters
TYPE_ONLY = get_model("zhipu/glm-4.5").parameters
SWITCH = get_model("alibaba/qwen3-32b").parameters


@pytest.mark.parametrize(
    ("given", "schema", "sent"),
    [
        ({"reasoning_effort": "low"}, EFFORT, {"reasoning_effort": "low"}),
        ({"reasoning": {"effort": "low"}}, EFFORT, {"reasoning_effort": "low"}),
        ({"thinking": {"type": "enabled", "budget_tokens": 20_000}}, EFFORT, {"reasoning_effort": "high"}),
        ({"reasoning_effort": "high"}, OBJECT, {"reasoning": {"effort": "high"}}),
        ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, OBJECT, {"reasoning": {"max_tokens": 2000}}),
        ({"reasoning_effort": "low"}, CLAUDE, {"thinking": {"type": "enabled", "budget_tokens": 1024}}),
        ({"reasoning": {"max_tokens": 3000}}, CLAUDE, {"thinking": {"type": "enabled", "budget_tokens": 3000}}),
        ({"reasoning_effort": "none"}, CLAUDE, {}),
        ({"reasoning_effort": "high"}, TYPE_ONLY, {"thinking": {"type": "enabled"}}),
        ({"reasoning_effort": "none"}, TYPE_ONLY, {"thinking": {"type": "disabled"}}),
        ({"reasoning_effort": "medium"}, SWITCH, {"enable_thinking": True, "thinking_budget": 4096}),
        ({"thinking": {"type": "disabled"}}, SWITCH, {"enable_thinking": False}),
    ],
)
def test_each_spelling_becomes_the_one_that_the_model_has(given, schema, sent):
    assert fit_reasoning({"temperature": 1, **given}, schema) == {"temperature": 1, **sent}


def test_nothing_is_changed_for_a_model_without_a_schema():
    assert fit_reasoning({"thinking": {"type": "x"}}, None) == {"thinking": {"type": "x"}}


def test_an_option_for_a_model_that_has_none_stays_to_be_reported():
    assert fit_reasoning({"reasoning_effort": "low"}, {"model": {}}) == {"reasoning_effort": "low"}


def test_a_budget_from_an_effort_leaves_room_for_the_answer():
    sent = fit_reasoning({"reasoning_effort": "high", "max_tokens": 4000}, CLAUDE)
    assert sent["thinking"]["budget_tokens"] == 2000


def test_a_limit_without_room_for_the_thoughts_that_were_asked_for_is_refused_with_the_cure():
    with pytest.raises(InvalidRequestError, match=r"max_tokens must be more than the 4000 .*not 4000: raise it"):
        fit_reasoning({"reasoning": {"max_tokens": 4000}, "max_tokens": 4000}, CLAUDE)


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
@pytest.mark.parametrize("effort", ["low", "medium", "high", "max"])
@pytest.mark.parametrize("length", [100, 1024, 1025, 1500, 3000, 40_000])
def test_an_effort_never_fails_for_a_short_limit(limit, effort, length):
    """The number of tokens is ours, so it is ours to lower; Claude takes 1,024 at least."""
    sent = fit_reasoning({"reasoning_effort": effort, limit: length}, CLAUDE)
    budget = sent.get("thinking", {}).get("budget_tokens")
    assert budget is None if length <= 1024 else 1024 <= budget < length
    qwen = fit_reasoning({"reasoning_effort": effort, limit: length}, SWITCH)
    assert 0 < qwen["thinking_budget"] < length


def test_an_effort_fits_into_the_model_s_own_limit():
    assert fit_reasoning({"reasoning_effort": "max"}, CLAUDE)["thinking"]["budget_tokens"] < 32_000


NEWEST = get_model("anthropic/claude-opus-5").parameters


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"reasoning_effort": "high"}, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}}),
        ({"reasoning_effort": "minimal"}, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}),
        ({"reasoning": {"effort": "max"}}, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}}),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 20_000, "display": "omitted"}},
            {"thinking": {"type": "adaptive", "display": "omitted"}, "output_config": {"effort": "high"}},
        ),
        ({"thinking": {"type": "adaptive", "budget_tokens": 2000}}, {"thinking": {"type": "adaptive"}}),
        (
            {"thinking": {"type": "adaptive"}, "reasoning_effort": "low"},
            {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}},
        ),
        (
            {"reasoning_effort": "low", "output_config": {"effort": "xhigh"}},
            {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
        ),
        ({"enable_thinking": True}, {"thinking": {"type": "adaptive"}}),
        ({"reasoning_effort": "none"}, {"thinking": {"type": "disabled"}}),
    ],
)
def test_models_without_budgets_are_sent_an_effort(given, sent):
    assert fit_reasoning(given, NEWEST, budgets_are_gone=True) == sent


def test_adaptive_and_disabled_for_a_claude_that_knows_neither():
    assert fit_reasoning({"thinking": {"type": "adaptive"}}, CLAUDE)["thinking"] == {
        "type": "enabled",
        "budget_tokens": 4096,
    }
    assert fit_reasoning({"thinking": {"type": "disabled"}}, CLAUDE) == {}


WITHOUT_BUDGETS = r"opus-4[.-][78]\b|(opus|sonnet|fable)-5\b|/claude-(opus|sonnet|fable)-latest"


@pytest.mark.filterwarnings("error::langchain_aimlapi.call_params.UnsupportedParameterWarning")
def test_every_claude_is_sent_thinking_in_a_form_of_its_own():
    for card in find_models(vendor="Anthropic"):
        if "thinking" not in (card.parameters or {}):
            continue
        body = build_chat_call(
            [{"role": "user", "content": "Hi"}], {"model": card.id, "reasoning_effort": "high"}, stream=False
        ).body
        if re.search(WITHOUT_BUDGETS, card.id) and "adaptive" in str(card.parameters["thinking"]):
            assert (body["thinking"], body["output_config"]) == ({"type": "adaptive"}, {"effort": "high"}), card.id
        else:
            assert body["thinking"]["budget_tokens"] == 16_384, card.id
            assert "output_config" not in body, card.id


def test_reasoning_that_finds_no_room_is_said():
    params = {"model": "anthropic/claude-sonnet-4.5", "reasoning_effort": "low", "max_tokens": 500}
    with pytest.warns(UnsupportedParameterWarning, match="max_tokens leaves no room"):
        body = build_chat_call([{"role": "user", "content": "Hi"}], params, stream=False).body
    assert "thinking" not in body


def test_off_is_off_in_every_spelling():
    for given in ({"reasoning_effort": "none"}, {"reasoning": {"effort": "none"}}, {"thinking": {"type": "disabled"}}):
        assert read_thinking(given).enabled is False


@pytest.mark.parametrize("card", find_models(family="chat", capability="reasoning"), ids=lambda card: card.id)
def test_every_reasoning_model_is_sent_only_options_that_it_has(card):
    request = {"reasoning_effort": "medium"}
    sent = fit_reasoning(request, card.parameters)
    has_any = card.parameters is None or set(card.parameters) & {
        "reasoning_effort",
        "reasoning",
        "thinking",
        "enable_thinking",
    }
    assert sent == request if not has_any else sent.keys() <= (card.parameters or sent).keys()
