"""One reasoning option for all models: what each of them is sent."""

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.reasoning import fit_reasoning, read_thinking
from langchain_aimlapi.catalogue import find_models, get_model

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


@pytest.mark.parametrize("option", [{"reasoning": {"max_tokens": 4000}}, {"reasoning_effort": "low"}])
def test_a_limit_without_room_for_the_thoughts_is_refused_with_the_cure(option):
    limit = 4000 if "reasoning" in option else 500
    with pytest.raises(InvalidRequestError, match=rf"max_tokens must be more than the \d+ .*not {limit}: raise it"):
        fit_reasoning({**option, "max_tokens": limit}, CLAUDE)


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
