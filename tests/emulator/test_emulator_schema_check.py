"""The words of a refusal: a user has to learn from them which field is wrong and what is allowed."""

import pytest

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.emulator.schema_check import check_parameters, check_value

FUNCTION = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["function"]},
        "function": {"type": "object", "required_keys": ["name"]},
    },
    "required_keys": ["type", "function"],
}
ANY_TYPE = {"type": "object", "properties": {"type": {"type": "string", "min_len": 1}}, "required_keys": ["type"]}
CHOICE = {"any_of": [{"type": "string", "enum": ["none", "auto"]}, FUNCTION]}


@pytest.mark.parametrize(
    ("value", "schema", "text"),
    [
        ("x", {"type": "number"}, "Expected number, received string"),
        (True, {"type": "number"}, "Expected number, received boolean"),
        (1.5, {"type": "integer"}, "Expected integer, received float"),
        (3, {"type": "number", "max": 2}, "Number must be less than or equal to 2, received 3"),
        (0, {"type": "number", "min": 0.01}, "Number must be greater than or equal to 0.01, received 0"),
        (0, {"type": "number", "gt": 0}, "Number must be greater than 0"),
        ("max", {"type": "string", "enum": ["low", "high"]}, "Expected 'low' | 'high', received 'max'"),
        ("", {"type": "string", "min_len": 1}, "String must contain at least 1 character(s)"),
        ("abc", {"type": "string", "max_len": 2}, "at most 2 character(s)"),
        ("de", {"type": "string", "pattern": "^[A-Z]{2}$"}, "must match"),
        ([], {"type": "array", "min_items": 1}, "Array must contain at least 1 element(s)"),
        ([1, "x"], {"type": "array", "items": {"type": "number"}}, "1: Expected number, received string"),
        ({}, {"type": "object", "required_keys": ["name"]}, "name: Required"),
        (None, {"type": "string"}, "Expected string, received null"),
        (None, CHOICE, "received null"),
        ("maybe", CHOICE, "Expected 'none' | 'auto', received 'maybe'"),
        (7, CHOICE, "received 7"),
        (1, {"type": ["string", "boolean"]}, "expected string | boolean, received 1"),
        ({"type": "function", "function": {}}, {"any_of": [FUNCTION, ANY_TYPE]}, "name: Required"),
    ],
)
def test_what_is_wrong_is_said(value, schema, text):
    issues = check_value(value, schema)
    assert len(issues) == 1
    assert text in str(issues[0])


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (None, {"type": "string", "nullable": True}),
        (None, {"type": "any"}),
        (1.0, {"type": "integer"}),
        ({"type": "web_search"}, {"any_of": [FUNCTION, ANY_TYPE]}),
        ("auto", CHOICE),
        (None, {**CHOICE, "nullable": True}),
    ],
)
def test_what_is_right_passes(value, schema):
    assert check_value(value, schema) == []


def test_claudes_swapped_tools_are_read_the_sensible_way():
    tool = {
        "type": "object",
        "properties": {"input_schema": {"type": "object"}},
        "required_keys": ["name", "input_schema"],
    }
    choices = {"any_of": [{"type": "object", "properties": {"type": {"type": "string", "enum": ["any"]}}}]}
    swapped = {"tools": {"type": "array", "items": choices}, "tool_choice": tool}
    body = {"tools": [{"name": "a", "input_schema": {}}], "tool_choice": {"type": "any"}}
    assert check_parameters(body, swapped) == []
    assert check_parameters({"tools": [{"type": "any"}]}, swapped)


def test_an_empty_tool_list_is_refused_only_where_tools_are_known():
    assert check_parameters({"tools": []}, {"tools": {"type": "array"}})
    assert check_parameters({"tools": []}, {}) == []


@pytest.mark.parametrize(
    "model", ["claude-sonnet-4-5", "claude-opus-4-7", "anthropic/claude-opus-4-8", "anthropic/claude-opus-4"]
)
def test_every_claude_takes_anthropic_tools(requests, model):
    multiply = requests.claude_tool("multiply", "Multiply two numbers", a={"type": "integer"}, b={"type": "integer"})
    for choice in ({"type": "any"}, {"type": "tool", "name": "multiply"}, {"type": "auto"}):
        assert requests.calls("3*4?", model=model, tools=[multiply], tool_choice=choice) == [
            ("multiply", '{"a": 3, "b": 4}')
        ]
    assert requests.calls("3*4?", model=model, tools=[multiply], tool_choice={"type": "none"}) == []


def test_reasoning_effort_is_checked_where_the_model_reads_it(requests):
    text = requests.refusal([{"role": "user", "content": "x"}], model="openai/gpt-5-1", reasoning_effort="extreme")
    assert "reasoning_effort" in text
    assert "'low' | 'medium' | 'high'" in text
    assert requests.answer("hi", reasoning_effort="extreme")  # gpt-4o does not read it


def test_efforts_that_were_measured_to_work_are_accepted_beside_the_documented_ones(requests):
    callable_cards = (card for card in find_models(family="chat") if card.chat_endpoint and not card.not_callable)
    for card in callable_cards:
        parameters = card.chat_endpoint.parameters
        for effort in card.reasoning_efforts or ():
            if "reasoning_effort" in parameters:
                assert requests.answer("hi", model=card.id, reasoning_effort=effort)


def test_limits_that_leave_no_room_are_refused(requests):
    user = [{"role": "user", "content": "hi"}]
    assert "max_tokens or model output limit was reached" in requests.refusal(
        user, model="openai/gpt-5-1", max_tokens=5
    )
    thinking = {"type": "enabled", "budget_tokens": 2048}
    assert "greater than" in requests.refusal(user, model="claude-sonnet-4-5", thinking=thinking, max_tokens=2048)
    long = [{"role": "user", "content": "word " * 130_000}]
    assert "maximum context length is 128000 tokens" in requests.refusal(long)
