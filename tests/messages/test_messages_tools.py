"""Tools, tool choices and typed answers as users write them."""

import json
from dataclasses import dataclass
from typing import TypedDict

import pytest
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration
from langchain_core.tools import StructuredTool, tool
from pydantic import BaseModel, v1

from langchain_aimlapi import StructuredOutputError
from langchain_aimlapi.call_params import UnsupportedParameterWarning, _warn_once
from langchain_aimlapi.chat_request import build_chat_call
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


# Structured output


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


JSON_PARSERS = PARSERS[:2]
MALFORMED = "MALFORMED_FUNCTION_CALL"


@pytest.mark.parametrize("parser", PARSERS)
def test_an_answer_that_a_filter_held_back_is_an_error(parser):
    metadata = {"finish_reason": "content_filter", "native_finish_reason": "refusal"}
    with pytest.raises(StructuredOutputError, match=r"held back by the vendor's filter \(refusal\)"):
        parse(parser, AIMessage('{"setup": "a"}', tool_calls=[GOOD], response_metadata=metadata))


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "told", [{"native_finish_reason": "MALFORMED_FUNCTION_CALL"}, {"finish_reason": "malformed_function_call"}]
)
def test_a_call_that_the_vendor_could_not_read_is_an_error(parser, told):
    with pytest.raises(StructuredOutputError, match="could not read"):
        parse(parser, AIMessage("", response_metadata={"finish_reason": "stop", **told}))


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("said", ["I cannot say.", "", "  "])
def test_words_and_nothing_at_all_are_errors_whatever_the_method(parser, said):
    with pytest.raises(StructuredOutputError) as caught:
        parse(parser, AIMessage(said))
    assert caught.value.llm_output == said


@pytest.mark.parametrize("parser", [PARSERS[0], PARSERS[2]])
def test_what_does_not_fit_the_class_is_an_error_of_the_same_class(parser):
    wrong = {**GOOD, "args": {"setup": [1]}}
    with pytest.raises(StructuredOutputError, match="does not fit Joke"):
        parse(parser, AIMessage('{"setup": [1]}', tool_calls=[wrong]))


@pytest.mark.parametrize("name", ["json_parser", "tool_parser"])
def test_another_tool_that_was_bound_is_no_error(name):
    other = AIMessage("Looking it up.", tool_calls=[{"id": "t", "name": "search", "args": {}}])
    args = ("Joke",) if name == "tool_parser" else ()
    make = getattr(answer_parsers, name)
    assert parse(make(Joke, *args, beside_tools=True), other) is None
    with pytest.raises(StructuredOutputError):
        parse(make(Joke, *args), other)
    assert (
        parse(make(Joke, *args, beside_tools=True), AIMessage('{"setup": "a"}', tool_calls=[GOOD][: len(args)])).setup
        == "a"
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"setup": "a"}',
        ' \n{"setup": "a"}\n',
        '<think>{"setup": "draft"}</think>\n{"setup": "a"}',
        '{"setup": "draft"} is wrong.</think>{"setup": "a"}',
        '<thinking>Hm.</thinking>```json\n{"setup": "a"}\n```',
        '```\n{"setup": "a"}\n```',
        'Here you are, {name}:\n\n```json\n{"setup": "a"}\n```\nAnything else?',
        'Of course! {"setup": "a"} I hope that helps [1].',
        'First {"setup": "b"}, better: {"setup": "a"}',
    ],
)
@pytest.mark.parametrize("parser", JSON_PARSERS)
def test_what_is_said_around_the_json_is_passed_over(parser, text):
    value = parse(parser, AIMessage(text))
    assert (value["setup"] if isinstance(value, dict) else value.setup) == "a"
    grown = list(parser.transform(iter([AIMessageChunk(piece) for piece in text])))
    assert grown[-1] == value


@pytest.mark.parametrize("text", ['{"setup": "</think>"}', '{"setup": "```json {} ```"}'])
def test_what_looks_like_thoughts_inside_the_json_stays(text):
    assert parse(JSON_PARSERS[1], AIMessage(text)) == json.loads(text)


@pytest.mark.parametrize("parser", PARSERS)
async def test_a_stream_that_ends_in_words_raises(parser):
    pieces = [AIMessageChunk("I can"), AIMessageChunk("not.", chunk_position="last")]
    with pytest.raises(StructuredOutputError):
        list(parser.transform(iter(pieces)))

    async def chunks():
        for piece in pieces:
            yield piece

    with pytest.raises(StructuredOutputError):
        [value async for value in parser.atransform(chunks())]


def test_old_pydantic_classes_and_dataclasses_are_made():
    class Old(v1.BaseModel):
        setup: str

    @dataclass
    class Data:
        setup: str

    for kind in (Old, Data):
        value = parse(answer_parsers.json_parser(kind), AIMessage('{"setup": "a"}'))
        assert isinstance(value, kind)
        assert value.setup == "a"


CLAUDES = {
    "name": "look_up",
    "description": "Look up.",
    "input_schema": {"type": "object", "properties": {"q": {"type": "string"}}},
    "cache_control": {"type": "ephemeral"},
    "strict": True,
    "defer_loading": True,
    "input_examples": [{"q": None}],
    "allowed_callers": ["code_execution_20250825"],
}
CLAUDE_MODELS = ["anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "anthropic/claude-opus-5"]
HELLO = [{"role": "user", "content": "Hi"}]


def sent_tools(model, tools, **params):
    return build_chat_call(HELLO, {"model": model, "tools": tools_to_wire(tools), **params}, stream=False).body["tools"]


@pytest.mark.parametrize("model", CLAUDE_MODELS)
@pytest.mark.parametrize("kind", [{}, {"type": "custom"}])
def test_claudes_own_form_of_a_tool_stays_whole(model, kind):
    strict = {"additionalProperties": False, "required": ["q"]}
    (sent,) = sent_tools(model, [{**CLAUDES, **kind}])
    schema = sent.pop("input_schema")
    assert sent == {key: value for key, value in CLAUDES.items() if key != "input_schema"}
    assert schema.items() >= strict.items()


@pytest.mark.filterwarnings("ignore::langchain_aimlapi.call_params.UnsupportedParameterWarning")
@pytest.mark.parametrize("model", ["openai/gpt-4o", "openai/gpt-5-1-codex"])
def test_elsewhere_claudes_form_becomes_openais(model):
    (sent,) = sent_tools(model, [CLAUDES])
    assert sent.keys() - {"name", "description", "parameters", "strict"} <= {"type", "function"}
    assert sent["type"] == "function"


@pytest.mark.parametrize("model", CLAUDE_MODELS)
def test_extras_of_a_tool_reach_claude(model):
    marked = StructuredTool.from_function(
        lambda q: q, name="f", description="d", args_schema=Joke, extras={"cache_control": {"type": "ephemeral"}}
    )
    (sent,) = sent_tools(model, [marked])
    assert (sent["name"], sent["cache_control"]) == ("f", {"type": "ephemeral"})


def test_elsewhere_extras_are_left_out_and_told_once():
    _warn_once.cache_clear()
    marked = StructuredTool.from_function(
        lambda q: q, name="f", description="d", args_schema=Joke, extras={"defer_loading": True}
    )
    with pytest.warns(UnsupportedParameterWarning, match="takes no defer_loading of a tool") as told:
        (sent,) = sent_tools("openai/gpt-4o", [marked])
    assert sent.keys() == {"type", "function"}
    sent_tools("openai/gpt-4o", [marked])
    assert len(told) == 1
