"""The tool that stands for `response_format`: how it is asked for, and its call read as the text of the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.api.answer_tool import (
    NAME,
    AnswerToolReader,
    answer_as_text,
    ask_by_tool,
    needs_answer_tool,
    whole_response_format,
)
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.chat_request import build_chat_call

SCHEMA = {"type": "json_schema", "json_schema": {"name": "Report", "schema": {"type": "object", "properties": {}}}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}


def names(asked):
    return [tool["function"]["name"] for tool in asked["tools"]]


def test_every_model_with_tools_has_a_way_to_a_schema():
    """Nothing is dropped that a tool could do, and a model's own form is never passed over for one."""
    for card in find_models():
        has_tools, own = "tools" in (card.parameters or {}), "structured_output" in card.capabilities
        assert needs_answer_tool(card, SCHEMA) == (has_tools and not own), card.id
        assert not needs_answer_tool(card, {"type": "text"})
        assert not needs_answer_tool(card, None)


def test_a_model_with_json_mode_only_is_asked_for_a_schema_by_a_tool_and_for_json_by_its_mode():
    nova = get_model("amazon/nova-lite-v1")
    assert needs_answer_tool(nova, SCHEMA)
    assert not needs_answer_tool(nova, {"type": "json_object"})


def test_alone_it_is_forced_and_beside_other_tools_one_of_all_is():
    alone, name = ask_by_tool({"response_format": SCHEMA})
    assert alone["tool_choice"] == {"type": "function", "function": {"name": name}}
    assert "response_format" not in alone
    for choice in ({}, {"tool_choice": "auto"}):
        beside, _ = ask_by_tool({"response_format": SCHEMA, "tools": [TOOL], **choice})
        assert (names(beside), beside["tool_choice"]) == (["f", NAME], "required")


def test_the_caller_s_own_choice_of_tools_is_kept():
    forced = {"type": "function", "function": {"name": "f"}}
    for choice in ("required", "any", forced):
        asked, name = ask_by_tool({"response_format": SCHEMA, "tools": [TOOL], "tool_choice": choice})
        assert (names(asked), asked["tool_choice"], name) == (["f"], choice, None)
    none, name = ask_by_tool({"response_format": SCHEMA, "tools": [TOOL], "tool_choice": "none"})
    assert none["tool_choice"] == {"type": "function", "function": {"name": name}}


def test_a_tool_of_the_same_name_stays_apart():
    taken = {"type": "function", "function": {"name": NAME}}
    asked, name = ask_by_tool({"response_format": SCHEMA, "tools": [taken]})
    assert names(asked) == [NAME, name]
    assert name != NAME


def test_what_the_schema_says_of_itself_goes_along():
    described = {"name": "R", "schema": {"type": "object"}, "description": "A report.", "strict": True}
    asked, _ = ask_by_tool({"response_format": {"type": "json_schema", "json_schema": described}})
    function = asked["tools"][0]["function"]
    assert function["description"].endswith("never in words. A report.")
    assert (function["strict"], function["parameters"]) == (True, {"type": "object"})


def called(name, arguments="{}"):
    return {"id": name, "type": "function", "function": {"name": name, "arguments": arguments}}


def answered(calls, finish="tool_calls", **message):
    message = {"role": "assistant", **message, "tool_calls": calls}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def test_its_arguments_are_the_text():
    choice = answer_as_text(answered([called(NAME, '{"a":1}')]))["choices"][0]
    assert choice == {"index": 0, "message": {"role": "assistant", "content": '{"a":1}'}, "finish_reason": "stop"}
    cut = answer_as_text(answered([called(NAME, '{"a"')], "length"))["choices"][0]
    assert cut["finish_reason"] == "length"
    assert cut["message"]["content"] == '{"a"'


def test_no_arguments_are_an_empty_object_and_words_before_the_answer_are_kept_apart():
    message = answer_as_text(answered([called(NAME, "")], content="Here you are:"))["choices"][0]["message"]
    assert message == {"role": "assistant", "content": "{}", "preamble": "Here you are:"}


def test_other_calls_stay_calls():
    choice = answer_as_text(answered([called("f")], content="Looking."))["choices"][0]
    assert choice["message"]["tool_calls"] == [called("f")]
    both = answer_as_text(answered([called("f"), called(NAME, "{}")]))["choices"][0]
    assert both["message"]["tool_calls"] == [called("f")]
    assert both["finish_reason"] == "tool_calls"


def test_words_instead_of_the_call_stay_words():
    spoken = {"choices": [{"index": 0, "message": {"content": "No."}, "finish_reason": "stop"}]}
    assert answer_as_text(spoken) == spoken


def streamed(texts, calls, finish):
    """The chunks of an answer: its texts, then its calls in pieces, then the end."""
    deltas = [{"content": text} for text in texts]
    for index, (name, pieces) in enumerate(calls):
        deltas.append({"tool_calls": [{"index": index, "id": name, "function": {"name": name, "arguments": ""}}]})
        deltas += [{"tool_calls": [{"index": index, "function": {"arguments": piece}}]} for piece in pieces]
    chunks = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    return [*chunks, {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}]


def joined(chunks):
    message, calls, finish = {"content": "", "preamble": ""}, {}, None
    for chunk in chunks:
        choice = chunk["choices"][0]
        finish = choice["finish_reason"] or finish
        for key in message:
            message[key] += choice["delta"].get(key) or ""
        for call in choice["delta"].get("tool_calls") or ():
            calls[call["index"]] = calls.get(call["index"], "") + call["function"]["arguments"]
    return message, list(calls.values()), finish


CALLS = st.lists(
    st.tuples(st.sampled_from((NAME, "f", "g")), st.lists(st.sampled_from(('{"a":', "1", "}")), max_size=3)), max_size=3
)


@given(texts=st.lists(st.sampled_from(("Well, ", "here: ")), max_size=2), calls=CALLS)
def test_streamed_and_whole_say_the_same(texts, calls):
    calls = [call for at, call in enumerate(calls) if call[0] not in {name for name, _ in calls[:at]}]
    finish = "tool_calls" if calls else "stop"
    reader = AnswerToolReader()
    message, arguments, ended = joined([reader.read(chunk) for chunk in streamed(texts, calls, finish)])
    whole = answer_as_text(
        answered([called(name, "".join(pieces)) for name, pieces in calls], finish, content="".join(texts))
    )["choices"][0]
    told = whole["message"]
    assert message == {"content": told["content"], "preamble": told.get("preamble", "")}
    assert arguments == [call["function"]["arguments"] for call in told.get("tool_calls", ())]
    assert ended == whole["finish_reason"]


def test_an_answer_that_was_cut_is_no_broken_call():
    reader = AnswerToolReader()
    *_, last = [reader.read(chunk) for chunk in streamed([], [(NAME, ['{"a'])], "length")]
    assert last["choices"][0]["finish_reason"] == "length"
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "length", "broken_tool_calls": {0: "", 1: "x"}}]}
    reader.read(streamed([], [(NAME, ['{"a'])], "length")[0])
    assert reader.read(end)["choices"][0]["broken_tool_calls"] == {1: "x"}


PROPERTIES = {"type": "object", "properties": {"cups": {"type": "integer"}}, "required": ["cups"]}
FORMS = [
    {"type": "json_schema", "json_schema": {"name": "Tea", "schema": PROPERTIES}},
    {"type": "json_schema", "name": "Tea", "schema": PROPERTIES},  # the Responses API's
    {"type": "json_schema", "schema": {"title": "Tea", **PROPERTIES}},  # Anthropic's
    {"type": "json_schema", "json_schema": {"title": "Tea", **PROPERTIES}},
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("model", ["openai/gpt-4o", "openai/gpt-5-pro", "anthropic/claude-sonnet-4.5", "x-ai/grok-4-5"])
def test_a_schema_is_sent_wherever_the_response_format_has_it(model, form):
    body = build_chat_call(
        [{"role": "user", "content": "Tea?"}], {"model": model, "response_format": form}, stream=False
    ).body

    told = body.get("response_format") or body.get("text") or body["tools"]
    assert "'cups'" in repr(told)
    assert "response_format" not in body or body["response_format"]["json_schema"]["name"] == "Tea"


def test_a_schema_beside_json_object_is_not_lost_where_a_tool_asks_for_it():
    form = {"type": "json_object", "schema": PROPERTIES}
    asked, _ = ask_by_tool({"response_format": form})
    assert asked["tools"][0]["function"]["parameters"] == PROPERTIES


def test_strictness_and_description_stay_with_a_schema_and_other_forms_stay_as_they_are():
    form = {"type": "json_schema", "schema": PROPERTIES, "strict": True, "description": "Tea"}
    assert whole_response_format(form)["json_schema"] == {
        "name": "answer",
        "schema": PROPERTIES,
        "strict": True,
        "description": "Tea",
    }
    for other in (
        {"type": "text"},
        {"type": "json_object"},
        {"type": "json_schema"},
        {"type": "json_schema", "json_schema": {"name": "x"}},
    ):
        assert whole_response_format(other) == other


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-sonnet-4.5"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_function_is_a_schema_in_a_call_as_in_bind_tools(model, wrapped):
    function = {"name": "Tea", "description": "How much", "parameters": PROPERTIES}
    form = {"type": "function", "function": function} if wrapped else function
    chat = ChatAIMLAPI(model=model, api_key="a-key-of-tests")

    body = chat._call([HumanMessage("Tea?")], None, {"response_format": form}, stream=False).body

    assert "'cups'" in repr(body.get("response_format") or body["tools"])
