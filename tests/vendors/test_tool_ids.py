"""Ids of tool calls reach every vendor in a form that it takes, or the whole conversation is refused there."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.fragments import made_up_id
from langchain_aimlapi.api.vendors.rules import ANY_ID, rules_for
from langchain_aimlapi.api.vendors.tool_ids import fit_call_ids
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.chat_request import build_chat_call

TARGETS = {
    "anthropic/claude-sonnet-4.5": r"[a-zA-Z0-9_-]+",
    "anthropic/claude-opus-5": r"[a-zA-Z0-9_-]+",
    "anthropic/claude-opus-4.7": r"[a-zA-Z0-9_-]+",
    "openai/gpt-5": r".{1,40}",
    "openai/gpt-5-pro": r".{1,64}",
    "mistralai/mistral-large-2512": r"[a-zA-Z0-9]{9}",
    "amazon/nova-pro-v1": r"[a-zA-Z0-9_-]{1,64}",
    "moonshot/kimi-k2-6": r".+",
}


def call(call_id, name="look", arguments="{}"):
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def turn(*calls, **more):
    return {"role": "assistant", "tool_calls": list(calls), **more}


def result(call_id, content="sunny", **more):
    return {"role": "tool", "tool_call_id": call_id, "content": content, **more}


def ids_on_wire(body):
    """Ids of calls and of results, in whichever of the four dialects the body is."""
    calls, results = [], []
    for message in body.get("messages", body.get("input")):
        calls += [made["id"] for made in message.get("tool_calls", ())]
        results += [message["tool_call_id"]] if message.get("role") == "tool" else []
        if message.get("type") in ("function_call", "custom_tool_call"):
            calls.append(message["call_id"])
        if str(message.get("type")).endswith("_output"):
            results.append(message["call_id"])
        for block in message["content"] if isinstance(message.get("content"), list) else ():
            calls += [block["id"]] if block["type"] == "tool_use" else []
            results += [block["tool_use_id"]] if block["type"] == "tool_result" else []
    return calls, results


ODD_IDS = [
    "functions.look:0",
    "",
    None,
    "call_" + "x" * 47,
    "y" * 80,
    "chatcmpl-tool-3f8a",
    "id with blanks",
    "加法",
    "a|fc_b",
    7,
]


@pytest.mark.parametrize("model", TARGETS)
@pytest.mark.parametrize("call_id", ODD_IDS)
def test_a_foreign_id_fits_the_target_and_is_the_same_in_call_and_result(model, call_id):
    messages = [{"role": "user", "content": "Weather?"}, turn(call(call_id)), result(call_id)]

    body = build_chat_call(messages, {"model": model}, stream=False).body

    calls, results = ids_on_wire(body)
    assert calls == results
    assert re.fullmatch(TARGETS[model], calls[0], re.DOTALL)


@pytest.mark.parametrize(
    ("model", "call_id"),
    [
        ("anthropic/claude-sonnet-4.5", "toolu_01A09q90qw90lq917835lq9"),
        ("anthropic/claude-sonnet-4.5", "chatcmpl-tool-3f8a"),
        ("openai/gpt-5", "functions.look:0"),
        ("openai/gpt-5-pro", "call_" + "x" * 59),
        ("mistralai/mistral-large-2512", "D681PevKs"),
        ("moonshot/kimi-k2-6", "functions.look:0"),
        ("acme/unheard-of", "any thing: of whatever length" * 9),
    ],
)
def test_an_id_that_fits_is_left_alone(model, call_id):
    messages = [{"role": "user", "content": "Weather?"}, turn(call(call_id)), result(call_id)]

    body = build_chat_call(messages, {"model": model}, stream=False).body

    assert ids_on_wire(body) == ([call_id], [call_id])


def test_calls_of_one_turn_that_share_an_id_are_told_apart_by_name_and_place():
    messages = [
        turn(call("c", "rain"), call("c", "sun"), call("", "wind"), call(None, "rain")),
        result("c", "2", name="sun"),
        result("c", "1", name="rain"),
        result("", "3"),
        result("", "4"),
    ]

    asked, *answered = fit_call_ids(messages, ANY_ID)

    ids = [made["id"] for made in asked["tool_calls"]]
    assert len(set(ids)) == 4
    assert ids[0] == "c"
    assert [message["tool_call_id"] for message in answered] == [ids[1], ids[0], ids[2], ids[3]]


def test_an_id_used_again_in_a_later_turn_gets_one_of_its_own():
    messages = [
        turn(call("functions.look:0")),
        result("functions.look:0", "first"),
        turn(call("functions.look:0")),
        result("functions.look:0", "second"),
    ]

    first, answer, second, other_answer = fit_call_ids(messages, ANY_ID)

    assert first["tool_calls"][0]["id"] == answer["tool_call_id"] == "functions.look:0"
    assert second["tool_calls"][0]["id"] == other_answer["tool_call_id"] != "functions.look:0"


def test_what_travels_with_the_message_for_its_vendor_has_the_same_ids():
    rule = rules_for(get_model("anthropic/claude-opus-4.7"))
    message = turn(
        call("f:0"),
        call("f:0"),
        content_blocks=[
            {"type": "thinking", "thinking": "f:0", "signature": "f:0"},
            {"type": "tool_use", "id": "f:0", "name": "look", "input": {}},
            {"type": "tool_use", "id": "f:0", "name": "look", "input": {}},
        ],
        output_items=[
            {"type": "function_call", "id": "fc_1", "call_id": "f:0", "name": "look", "arguments": "{}"},
            {"type": "function_call", "id": "fc_2", "call_id": "f:0", "name": "look", "arguments": "{}"},
        ],
    )

    (fitted,) = fit_call_ids([message], rule.call_id)

    ids = [made["id"] for made in fitted["tool_calls"]]
    assert [block.get("id") for block in fitted["content_blocks"]] == [None, *ids]
    assert fitted["content_blocks"][0] == message["content_blocks"][0]
    assert [item["call_id"] for item in fitted["output_items"]] == ids
    assert [item["id"] for item in fitted["output_items"]] == ["fc_1", "fc_2"]


def test_results_that_a_user_turn_holds_as_blocks_are_renamed_with_their_calls():
    messages = [
        turn(call("functions.look:0")),
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "functions.look:0", "content": "sunny"}]},
    ]

    body = build_chat_call(messages, {"model": "anthropic/claude-sonnet-4.5"}, stream=False).body

    calls, results = ids_on_wire(body)
    assert calls == results


IDS = st.one_of(st.none(), st.sampled_from(["", "a", "functions.f:0", "z" * 41]), st.text(max_size=50))
TURNS = st.lists(st.lists(IDS, min_size=1, max_size=3), max_size=5)


@given(turns=TURNS, model=st.sampled_from(sorted(TARGETS)))
def test_any_history_keeps_its_pairs_and_a_longer_one_begins_as_the_shorter_did(turns, model):
    rule = rules_for(get_model(model)).call_id
    messages = []
    for ids in turns:
        messages += [turn(*map(call, ids)), *[result(call_id, str(at)) for at, call_id in enumerate(ids)]]
    before = copy.deepcopy(messages)

    fitted = fit_call_ids(messages, rule)

    calls = [made["id"] for message in fitted for made in message.get("tool_calls", ())]
    answers = [message["tool_call_id"] for message in fitted if message["role"] == "tool"]
    assert messages == before
    assert calls == answers
    assert len(set(calls)) == len(calls)
    assert all(rule.pattern.fullmatch(made) for made in calls)
    assert fit_call_ids(fitted, rule) == fitted
    for end in range(len(messages)):
        assert fit_call_ids(messages[:end], rule) == fitted[:end]


@pytest.mark.parametrize("answer_id", ["chatcmpl-6c1a9a0e-9a3f-4f5e-8c1b-2f3d4e5f6a7b", None, "x" * 200])
def test_ids_that_we_make_are_short_enough_for_everybody(answer_id):
    made = [made_up_id(answer_id, index) for index in range(3)]

    assert len(set(made)) == 3
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", call_id) for call_id in made)
