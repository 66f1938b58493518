"""Names that fit every vendor, and the caller's own names in what comes back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.vendors.tool_names import NameReader, fit_name, fit_names, fit_tool_names
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.litellm.chat_call import make_chat_call

NAMES = ["Add numbers", "coding.start", "mcp/server/x", "Box[int]", "a" * 70, "加法", "mcp.server.x", "mcp server x"]
MODELS = ["openai/gpt-4o", "anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "openai/gpt-5-1-codex"]
"""A live model of each dialect."""


def tool(name):
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}


def call(name, call_id="c1"):
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": "{}"}}


def conversation(name):
    return [
        {"role": "user", "content": "Hi", "name": "Ada Lovelace"},
        {"role": "assistant", "tool_calls": [call(name)], "name": "User Onboarding Agent"},
        {"role": "tool", "tool_call_id": "c1", "content": "ok", "name": name},
    ]


def names_in(value):
    """Every name of a tool or a call in a body."""
    if isinstance(value, list):
        return [name for each in value for name in names_in(each)]
    if not isinstance(value, dict):
        return []
    own = [value["name"]] if isinstance(value.get("name"), str) and "role" not in value else []
    return own + [name for each in value.values() for name in names_in(each)]


@given(st.text(min_size=1))
def test_a_name_that_does_not_fit_is_made_fit_the_same_way_every_time(name):
    fitted = fit_name(name)
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", fitted)
    assert fit_name(name) == fitted == fit_name(fitted)


@pytest.mark.parametrize("name", ["1st_tool", "-dash", "_x", "2", "9" * 64, "--"])
@pytest.mark.parametrize(
    ("model", "begins"),
    [("google/gemini-2.5-pro", r"[a-zA-Z_]"), ("moonshot/kimi-k2-6", r"[a-zA-Z]"), ("openai/gpt-5", r"[\w-]")],
)
def test_names_begin_as_the_vendor_wants_it(model, begins, name):
    tools = [{"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}]

    built = build_chat_call([{"role": "user", "content": "Hi"}], {"model": model, "tools": tools}, stream=False)

    (sent,) = built.tool_names
    assert re.fullmatch(begins + r"[a-zA-Z0-9_-]{0,63}", sent)
    assert (built.renamed or {}).get(sent, sent) == name


@given(st.lists(st.text(min_size=1), unique=True))
def test_no_two_names_meet(names):
    assert len(set(map(fit_name, names))) == len(names)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_name_stands_everywhere_in_a_request(model, name):
    choice = {"type": "function", "function": {"name": name}}
    params = {"model": model, "tools": [tool(other) for other in NAMES], "tool_choice": choice}
    built = build_chat_call(conversation(name), params, stream=False)
    body = {key: value for key, value in built.body.items() if key != "model"}
    assert set(names_in(body)) == {fit_name(other) for other in NAMES}
    assert names_in(body["tool_choice"]) == [fit_name(name)]
    assert names_in(body.get("messages", body.get("input"))).count(fit_name(name)) >= 1
    assert built.renamed == {fit_name(other): other for other in NAMES}


def test_a_choice_among_some_tools_and_a_schema_are_named_too():
    allowed = {
        "type": "allowed_tools",
        "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "a b"}}]},
    }
    form = {"type": "json_schema", "json_schema": {"name": "Box[int]", "schema": {}}}
    request = fit_names({"messages": [], "tool_choice": allowed, "response_format": form})
    assert request["tool_choice"]["allowed_tools"]["tools"][0]["function"]["name"] == fit_name("a b")
    assert request["response_format"]["json_schema"]["name"] == fit_name("Box[int]")
    assert fit_tool_names([tool("a b")])[1] == {fit_name("a b"): "a b"}
    claudes = fit_names({"messages": [], "tool_choice": {"type": "tool", "name": "a b"}})
    assert claudes["tool_choice"]["name"] == fit_name("a b")


def test_what_a_vendor_runs_keeps_its_name():
    tools = [
        {"type": "builtin_function", "function": {"name": "$web_search"}},
        {"type": "web_search_20250305", "name": "web search"},
    ]
    assert fit_tool_names(tools) == (tools, {})


def test_speakers_fit_and_stay_apart():
    names = ["User Onboarding Agent", "User_Onboarding_Agent", "a|b", "<x>", " ", "b" * 90, "Zoë"]
    messages = [{"role": "assistant", "content": "x", "name": name} for name in names]
    sent = [message.get("name") for message in fit_names({"messages": messages})["messages"]]
    assert sent[0] == "User_Onboarding_Agent"
    assert sent[4] is None
    told = [name for name in sent if name is not None]
    assert len(set(told)) == len(told) == 6
    assert all(re.fullmatch(r"[^\s<|\\/>]{1,64}", name) for name in told)
    assert sent[6] == "Zoë"


def completion(*names):
    message = {
        "role": "assistant",
        "content": None,
        "tool_calls": [call(name, f"c{at}") for at, name in enumerate(names)],
    }
    return {"model": "m", "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}


@pytest.mark.parametrize("make", [build_chat_call, make_chat_call])
@pytest.mark.parametrize("name", NAMES)
def test_what_comes_back_goes_by_the_callers_name(make, name):
    tools = [tool(other) for other in NAMES]
    if make is build_chat_call:
        built = build_chat_call(conversation(name)[:1], {"model": MODELS[0], "tools": tools}, stream=True)
    else:
        built = make_chat_call(MODELS[0], conversation(name)[:1], {"tools": tools}, stream=True)
    whole = built.read(completion(fit_name(name), "other"))["choices"][0]["message"]["tool_calls"]
    assert [one["function"]["name"] for one in whole] == [name, "other"]
    read = built.chunk_reader()
    pieces = [{"index": 0, "id": "c", "type": "function", "function": {"name": fit_name(name), "arguments": ""}}]
    pieces.append({"index": 0, "type": "function", "function": {"arguments": "{}"}})
    read_all = [read(each) for each in (*map(chunk, pieces), chunk(finish="tool_calls"))]
    deltas = [each["choices"][0]["delta"] for each in read_all]
    told = [one["function"].get("name") for delta in deltas for one in delta.get("tool_calls", ())]
    assert [one for one in told if one] == [name]


def chunk(piece=None, finish=None):
    return {"choices": [{"index": 0, "delta": {"tool_calls": [piece]} if piece else {}, "finish_reason": finish}]}


@given(data=st.data())
def test_a_name_in_pieces_is_handed_out_whole(data):
    renamed = {"get": "Get!", "get_all_1": "get all", "x": "X!"}
    name = data.draw(st.sampled_from(sorted(renamed)))
    cut = data.draw(st.integers(0, len(name)))
    arguments = data.draw(st.sampled_from(["", "{}"]))
    reader = NameReader(renamed, renamed.keys())
    pieces = [
        {"index": 0, "id": "c", "type": "function", "function": {"name": name[:cut], "arguments": ""}},
        {"index": 0, "type": "function", "function": {"name": name[cut:], "arguments": ""}},
        {"index": 0, "type": "function", "function": {"arguments": arguments}},
    ]
    read = [reader.read(each)["choices"][0]["delta"] for each in (*map(chunk, pieces), chunk(finish="stop"))]
    calls = [one for delta in read for one in delta.get("tool_calls", ())]
    assert "".join(one["function"].get("name") or "" for one in calls) == renamed[name]
    assert "".join(one["function"].get("arguments") or "" for one in calls) == arguments
    assert [one["id"] for one in calls if "id" in one] == ["c"]
