"""What most conversations do not have costs them nothing: counted, since tests know no clock."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.vendors import conversation, rules_for
from langchain_aimlapi.api.vendors.notes import Notes
from langchain_aimlapi.api.vendors.pairs import are_paired, fit_call_types, pair_calls
from langchain_aimlapi.api.vendors.rules import IdRule
from langchain_aimlapi.api.vendors.tool_ids import fit_call_ids
from langchain_aimlapi.call_params import CALL_OPTIONS, NEVER_MISPLACED
from langchain_aimlapi.catalogue import ModelCard, get_model, parameter_names
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.chat_target import chat_target

RULES = ("keep_own_seals", "fit_system_messages", "fit_call_ids", "fit_parts", "fit_call_types", "pair_calls")
MODELS = ("gpt-4o", "claude-sonnet-4-5", "google/gemini-2.5-pro", "deepseek/deepseek-chat")
SCHEMA = {"type": "object", "properties": {"places": {"type": "array"}}}
UNFIT = {"type": "function", "function": {"name": "look it up", "parameters": SCHEMA}}


def call(call_id, arguments="{}"):
    return {"id": call_id, "type": "function", "function": {"name": "look", "arguments": arguments}}


def agent_turns(*ids):
    turns = [{"role": "user", "content": "Look."}]
    for call_id in ids:
        turns += [{"role": "assistant", "content": "Looking.", "tool_calls": [call(call_id)]}]
        turns += [{"role": "tool", "tool_call_id": call_id, "content": "Found."}]
    return turns


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("messages", [agent_turns(), agent_turns("call_1", "call_2")], ids=["text", "tool calls"])
def test_no_rule_goes_through_a_conversation_that_has_nothing_for_it(monkeypatch, model, messages):
    called = []
    for name in RULES:
        rule = getattr(conversation, name)
        monkeypatch.setattr(conversation, name, lambda *args, rule=rule, name=name: called.append(name) or rule(*args))
    built = build_chat_call(messages, {"model": model}, stream=False)
    assert len(built.body["messages"]) == len(messages)
    assert called == []


def test_messages_that_fit_are_sent_as_they_are_and_not_copied():
    messages = agent_turns("call_1", "call_2")
    sent = build_chat_call(messages, {"model": "gpt-4o"}, stream=False).body["messages"]
    assert all(one is other for one, other in zip(sent, messages, strict=True))


def test_what_is_known_of_a_model_is_worked_out_once():
    chat_target.cache_clear()
    for text in ("One", "Two", "Three"):
        build_chat_call([{"role": "user", "content": text}], {"model": "gpt-4o"}, stream=False)
    assert chat_target.cache_info().misses == 1


def test_cards_of_one_name_that_differ_are_not_taken_for_each_other():
    one, other = ModelCard(id="a", max_output_tokens=5), ModelCard(id="a", known=False)
    assert chat_target(one, "chat").known
    assert not chat_target(other, "chat").known


def test_what_is_remembered_of_tools_cannot_be_changed_from_outside():
    bodies = [build_chat_call(agent_turns(), {"model": "gpt-4o", "tools": [UNFIT]}, stream=False).body]
    bodies[0]["tools"][0]["function"]["parameters"]["properties"].clear()
    bodies.append(build_chat_call(agent_turns(), {"model": "gpt-4o", "tools": [UNFIT]}, stream=False).body)
    assert bodies[1]["tools"][0]["function"]["parameters"]["properties"] == {"places": {"type": "array", "items": {}}}
    assert UNFIT["function"]["parameters"] == {"type": "object", "properties": {"places": {"type": "array"}}}


def test_tools_that_were_changed_in_place_are_not_taken_for_what_they_were():
    tool = {"type": "function", "function": {"name": "first", "parameters": {"type": "object", "properties": {}}}}
    names = []
    for name in ("first", "second one"):
        tool["function"]["name"] = name
        built = build_chat_call(agent_turns(), {"model": "gpt-4o", "tools": [tool]}, stream=False)
        names.append(dict(built.renamed).get(*built.tool_names, *built.tool_names))
    assert names == ["first", "second one"]


def test_parameters_that_are_not_looked_into_are_documented_ones():
    assert parameter_names() >= NEVER_MISPLACED - CALL_OPTIONS


IDS = st.sampled_from(["call_1", "call_2", "abcdefghi", "a b", "", None, "x" * 50])
CALLS = st.lists(st.builds(call, IDS, st.sampled_from(["{}", "", '{"a', "[]", json.dumps({"a": 1})])), max_size=2)
MESSAGES = st.one_of(
    st.builds(lambda calls: {"role": "assistant", "content": "x", "tool_calls": calls}, CALLS),
    st.builds(lambda call_id: {"role": "tool", "tool_call_id": call_id, "content": "r"}, IDS),
    st.just({"role": "user", "content": "q"}),
)
PAIRS = IDS.map(lambda call_id: agent_turns(call_id)[1:])


@given(st.lists(st.one_of(MESSAGES.map(lambda one: [one]), PAIRS), max_size=6), st.sampled_from(MODELS))
def test_what_is_paired_is_what_the_rules_would_leave_as_it_is(pieces, model):
    messages, rules, notes = [one for piece in pieces for one in piece], rules_for(get_model(model)), Notes()
    fitted = fit_call_ids(messages, rules.call_id)
    fitted = pair_calls(fit_call_types(fitted, rules.call_types), notes.rewrite)
    if are_paired(messages, rules.call_id, rules.call_types):
        assert fitted == messages
        assert not notes.rewritten
    assert are_paired(fitted, IdRule(rules.call_id.pattern), rules.call_types)
