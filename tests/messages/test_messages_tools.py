"""Tools, tool choices and typed answers as users write them."""

from typing import TypedDict

import pytest
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration
from langchain_core.tools import tool
from pydantic import BaseModel

from langchain_aimlapi.messages import answer_parsers, structured
from langchain_aimlapi.messages.tools import tool_choice_to_wire, tools_to_wire


class Joke(BaseModel):
    """A joke."""

    setup: str


class TypedJoke(TypedDict):
    """A joke."""

    setup: str


@tool
def add(a: int) -> int:
    """Add."""
    return a


SCHEMA = {"title": "Joke", "description": "A joke.", "type": "object", "properties": {"setup": {"type": "string"}}}
CUSTOM = {"type": "custom", "custom": {"name": "sql", "format": {"type": "text"}}}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (add, "add"),
        (Joke, "Joke"),
        (TypedJoke, "TypedJoke"),
        (SCHEMA, "Joke"),
        ({"type": "function", "function": {"name": "f", "parameters": {}}}, "f"),
        ({"name": "f", "description": "d", "input_schema": {"type": "object", "properties": {}}}, "f"),
    ],
)
def test_every_kind_of_tool_becomes_openais(given, name):
    (wire,) = tools_to_wire([given])
    assert wire["type"] == "function"
    assert wire["function"]["name"] == name


@pytest.mark.parametrize(
    "native",
    [
        {"type": "web_search_20250305", "name": "web_search"},
        CUSTOM,
        {"type": "builtin_function", "function": {"name": "$web_search"}},
    ],
)
def test_a_vendors_own_tool_is_left_as_it_is(native):
    (wire,) = tools_to_wire([native])
    assert wire == native
    assert wire is not native


def test_strictness_is_sent_only_when_it_is_set():
    assert "strict" not in tools_to_wire([add])[0]["function"]
    assert tools_to_wire([add], strict=True)[0]["function"]["strict"] is True


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        (None, None),
        (False, None),
        ("auto", "auto"),
        ("none", "none"),
        ("any", "required"),
        ("required", "required"),
        ("add", {"type": "function", "function": {"name": "add"}}),
        (True, {"type": "function", "function": {"name": "add"}}),
        ({"type": "any"}, {"type": "any"}),
    ],
)
def test_every_way_to_choose_a_tool_is_understood(choice, wire):
    assert tool_choice_to_wire(choice, tools_to_wire([add])) == wire


def test_any_of_several_tools_is_required():
    assert tool_choice_to_wire(True, tools_to_wire([add, Joke])) == "required"


def test_a_custom_tool_is_chosen_in_its_own_form():
    assert tool_choice_to_wire("sql", tools_to_wire([add, CUSTOM])) == {"type": "custom", "custom": {"name": "sql"}}


def test_a_tool_that_is_not_bound_cannot_be_chosen():
    with pytest.raises(ValueError, match=r"name of a bound tool \(add\), not 'sub'"):
        tool_choice_to_wire("sub", tools_to_wire([add]))


# Typed answers


def parse(parser, message):
    return parser.parse_result([ChatGeneration(message=message)])


GOOD = {"id": "t1", "name": "Joke", "args": {"setup": "a"}}
BROKEN = {"type": "invalid_tool_call", "id": "t1", "name": "Joke", "args": '{"setup', "error": None}
PARSERS = [answer_parsers.json_parser(Joke), answer_parsers.json_parser(SCHEMA)]
PARSERS += [answer_parsers.tool_parser(Joke, "Joke"), answer_parsers.tool_parser(SCHEMA, "Joke")]


@pytest.mark.parametrize(("parser", "value"), list(zip(PARSERS, [Joke(setup="a"), {"setup": "a"}] * 2, strict=True)))
def test_a_whole_answer_is_read(parser, value):
    assert parse(parser, AIMessage('{"setup": "a"}', tool_calls=[GOOD])) == value


@pytest.mark.parametrize("parser", PARSERS)
def test_an_answer_that_was_cut_is_no_object_even_if_it_could_be_completed(parser):
    message = AIMessage('{"setup": "a', tool_calls=[GOOD], response_metadata={"finish_reason": "length"})
    with pytest.raises(OutputParserException, match="max_tokens"):
        parse(parser, message)


@pytest.mark.parametrize("parser", PARSERS)
def test_a_refusal_is_told_as_one(parser):
    with pytest.raises(OutputParserException, match="refused to answer: I won't"):
        parse(parser, AIMessage("", additional_kwargs={"refusal": "I won't"}))


@pytest.mark.parametrize("parser", PARSERS[2:])
def test_a_call_that_cannot_be_read_is_an_error_and_not_nothing(parser):
    with pytest.raises(OutputParserException, match="no JSON object"):
        parse(parser, AIMessage("", invalid_tool_calls=[BROKEN]))


@pytest.mark.parametrize(
    ("capabilities", "known", "method"),
    [
        ((), False, "json_schema"),
        (("structured_output", "tools"), True, "json_schema"),
        (("tools", "json_mode"), True, "function_calling"),
        (("json_mode",), True, "json_mode"),
        ((), True, "function_calling"),
    ],
)
def test_the_best_way_that_a_model_has_is_chosen(capabilities, known, method):
    assert structured.choose_method(capabilities, known=known) == method


def test_a_schema_is_sent_with_its_name_and_strictness_only_when_set():
    sent = structured.response_format(Joke)
    assert sent["type"] == "json_schema"
    assert (sent["json_schema"]["name"], sent["json_schema"]["description"]) == ("Joke", "A joke.")
    assert "setup" in sent["json_schema"]["schema"]["properties"]
    assert "strict" not in sent["json_schema"]
    assert structured.response_format(Joke, strict=True)["json_schema"]["strict"] is True
    assert structured.response_format({"type": "json_object"}) == {"type": "json_object"}
