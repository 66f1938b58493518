"""The Responses API: what goes out, what comes back, and that an answer can be sent back as it came."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import RESPONSES, get_dialect
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIStatusError,
    ContextOverflowError,
    IncompleteStreamError,
    InvalidRequestError,
    MalformedResponseError,
    RateLimitError,
    ServerError,
)
from langchain_aimlapi.api.parameters import fit_parameters
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire

CODEX = get_model("openai/gpt-5-3-codex")
UNKNOWN = get_model("nobody/has-this", warn=False)
ONLY_HERE = [card.id for card in find_models(family="chat") if card.dialect == "responses"]
PNG = "data:image/png;base64,iVBORw0KGgo="
ADD = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds.",
        "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}},
    },
}
CALL = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}


def encode(messages, model=CODEX, **params):
    return RESPONSES.encode({"model": model.id, "messages": messages, **params}, model)


def items(messages, model=CODEX, **params):
    return encode(messages, model, **params)["input"]


def user(content):
    return {"role": "user", "content": content}


# Requests


def test_the_dialect_is_found_by_name():
    assert get_dialect("responses") is RESPONSES
    assert RESPONSES.path == "/v1/responses"


def test_system_and_developer_messages_keep_their_role_and_place():
    messages = [
        {"role": "system", "content": "Be brief."},
        user("Hi"),
        {"role": "developer", "content": [{"type": "text", "text": "Now in French."}]},
    ]
    assert items(messages) == [
        {"type": "message", "role": "system", "content": "Be brief."},
        {"type": "message", "role": "user", "content": "Hi"},
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Now in French."}]},
    ]


def test_instructions_stay_the_callers_own():
    assert encode([user("Hi")], instructions="Be brief.")["instructions"] == "Be brief."


@pytest.mark.parametrize(
    ("part", "encoded"),
    [
        ({"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}}, {"type": "input_text", "text": "Hi"}),
        ({"type": "image_url", "image_url": PNG}, {"type": "input_image", "image_url": PNG}),
        (
            {"type": "image_url", "image_url": {"url": PNG, "detail": "low"}},
            {"type": "input_image", "image_url": PNG, "detail": "low"},
        ),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "JVBERg=="}},
            {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERg=="},
        ),
        (
            {"type": "file", "file": {"file_data": "data:text/csv;base64,YQ=="}},
            {"type": "input_file", "file_data": "data:text/csv;base64,YQ=="},
        ),
        ({"type": "file", "file": {"file_id": "file_1"}}, {"type": "input_file", "file_id": "file_1"}),
        (
            {"type": "file", "file": {"file_url": "https://x.test/a.pdf"}},
            {"type": "input_file", "file_url": "https://x.test/a.pdf"},
        ),
        ({"type": "input_image", "file_id": "file_2"}, {"type": "input_image", "file_id": "file_2"}),
    ],
)
def test_content_parts(part, encoded):
    assert items([user([part])])[0]["content"] == [encoded]


@pytest.mark.parametrize("kind", ["input_audio", "video_url", "surprise"])
def test_what_has_no_place_is_refused_by_name(kind):
    with pytest.raises(InvalidRequestError, match=rf"gpt-5-3-codex takes no content part of type '{kind}'"):
        items([user([{"type": kind, kind: {}}])])


def test_an_unknown_model_gets_what_it_is_given():
    part = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
    assert items([user([part])], UNKNOWN)[0]["content"] == [part]


def test_a_role_without_a_place_is_refused_by_name():
    with pytest.raises(InvalidRequestError, match="role 'function'"):
        items([{"role": "function", "name": "add", "content": "2"}])


def test_an_answer_to_an_approval_request_is_an_item_of_its_own():
    approval = {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}
    assert items([user([approval])]) == [approval]
    assert [item["type"] for item in items([user([approval, {"type": "text", "text": "Go on."}])])] == [
        "mcp_approval_response",
        "message",
    ]


def test_tool_calls_and_results():
    custom = {"id": "c2", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    messages = [
        user("1 + 1?"),
        {"role": "assistant", "content": "I add.", "tool_calls": [CALL, custom]},
        {"role": "tool", "tool_call_id": "c1", "content": "2"},
        {
            "role": "tool",
            "tool_call_id": "c2",
            "content": [{"type": "text", "text": "1"}, {"type": "text", "text": "row"}],
        },
    ]
    assert items(messages)[1:] == [
        {"type": "message", "role": "assistant", "content": "I add."},
        {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a": 1}'},
        {"type": "custom_tool_call", "call_id": "c2", "name": "sql", "input": "SELECT 1"},
        {"type": "function_call_output", "call_id": "c1", "output": "2"},
        {"type": "custom_tool_call_output", "call_id": "c2", "output": "1\nrow"},
    ]


def test_images_in_tool_results_follow_in_a_user_message():
    result = [{"type": "text", "text": "A plot."}, {"type": "image_url", "image_url": {"url": PNG}}]
    messages = [
        user("Plot."),
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": result},
    ]
    _, _, output, after = items(messages)
    assert output == {"type": "function_call_output", "call_id": "c1", "output": "A plot."}
    assert after["role"] == "user"
    assert after["content"][-1] == {"type": "input_image", "image_url": PNG}


def test_assistant_turns_that_came_from_elsewhere():
    turns = [
        {"role": "assistant", "content": ""},
        {"role": "assistant", "content": None, "refusal": "No."},
        {"role": "assistant", "content": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]},
        {"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": PNG}}]},
    ]
    assert [item["content"] for item in items(turns)] == ["No.", "AB", [{"type": "input_image", "image_url": PNG}]]


def test_parameters_move_to_their_places():
    body = encode(
        [user("Hi")],
        max_tokens=64,
        reasoning_effort="high",
        reasoning={"summary": "auto"},
        response_format={"type": "json_schema", "json_schema": {"name": "out", "schema": {}, "strict": True}},
        parallel_tool_calls=False,
        previous_response_id="resp_1",
        stream=True,
        stream_options={"include_usage": True},
    )
    del body["input"]
    assert body == {
        "model": CODEX.id,
        "max_output_tokens": 64,
        "reasoning": {"effort": "high", "summary": "auto"},
        "text": {"format": {"type": "json_schema", "name": "out", "schema": {}, "strict": True}},
        "parallel_tool_calls": False,
        "previous_response_id": "resp_1",
        "stream": True,
    }


def test_an_effort_and_a_summary_go_together():
    params = {"model": CODEX.id, "reasoning_effort": "high", "reasoning": {"summary": "auto"}}
    body = build_chat_call([user("Hi")], params, stream=False).body
    assert body["reasoning"] == {"effort": "high", "summary": "auto"}


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens", "max_output_tokens"])
def test_every_spelling_of_the_limit(name):
    assert encode([user("Hi")], UNKNOWN, **{name: 64})["max_output_tokens"] == 64


def test_a_limit_below_the_minimum_is_refused_by_field_value_and_minimum():
    with pytest.raises(InvalidRequestError, match=r"max_output_tokens must be at least 16 .* not 8"):
        build_chat_call([user("Hi")], {"model": CODEX.id, "max_tokens": 8}, stream=False)


def test_what_has_no_place_is_reported_under_its_own_name():
    given = {"stop": ["."], "n": 2, "seed": 3, "logprobs": True, "presence_penalty": 0.1, "verbosity": "low"}
    with pytest.raises(InvalidRequestError) as caught:
        build_chat_call([user("Hi")], {"model": CODEX.id, **given}, stream=False, unsupported_params="error")
    assert {issue.field for issue in caught.value.issues} == set(given)


def test_tools_are_flat_and_say_whether_they_are_strict():
    strict = {"type": "function", "function": {**ADD["function"], "strict": True}}
    bare = {"type": "function", "function": {"name": "now"}}
    grammar = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: /a/"}}
    custom = {"type": "custom", "custom": {"name": "sql", "format": grammar}}
    search = {"type": "web_search_preview", "search_context_size": "low"}
    tools = encode([user("Hi")], tools=[ADD, strict, bare, custom, search])["tools"]
    assert tools[0] == {"type": "function", **ADD["function"], "strict": False}
    assert tools[1]["strict"] is True
    assert tools[2]["parameters"] == {"type": "object", "properties": {}}
    assert tools[3]["format"] == {"type": "grammar", "syntax": "lark", "definition": "start: /a/"}
    assert tools[4] == search


def test_no_tools_means_none():
    assert "tools" not in encode([user("Hi")], tools=[])


@pytest.mark.parametrize(
    ("choice", "encoded"),
    [
        ("auto", "auto"),
        ("any", "required"),
        ({"type": "function", "function": {"name": "add"}}, {"type": "function", "name": "add"}),
        ({"type": "custom", "custom": {"name": "sql"}}, {"type": "custom", "name": "sql"}),
        ({"type": "mcp"}, {"type": "mcp"}),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "add"}}]},
            },
            {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "add"}]},
        ),
    ],
)
def test_tool_choices(choice, encoded):
    assert encode([user("Hi")], tool_choice=choice)["tool_choice"] == encoded


def test_the_request_is_left_as_it_was():
    request = {
        "model": CODEX.id,
        "messages": [user([{"type": "text", "text": "Hi"}]), {"role": "assistant", "tool_calls": [CALL]}],
        "tools": [ADD],
        "response_format": {"type": "json_object"},
        "reasoning": {"summary": "auto"},
        "reasoning_effort": "low",
    }
    before = json.dumps(request)
    RESPONSES.encode(request, CODEX)
    assert json.dumps(request) == before


@pytest.mark.parametrize("name", ONLY_HERE)
def test_a_whole_conversation_uses_documented_parameters_only(name):
    card = get_model(name)
    image = {"type": "image_url", "image_url": {"url": PNG}}
    messages = [
        {"role": "system", "content": "Be brief."},
        user([{"type": "text", "text": "1 + 1?"}, *([image] if "vision" in card.capabilities else [])]),
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": "2"},
    ]
    format_ = {"type": "json_schema", "json_schema": {"name": "out", "schema": {"type": "object"}}}
    body = encode(
        messages, card, tools=[ADD], tool_choice="auto", max_tokens=64, response_format=format_, stream_options={}
    )
    assert not fit_parameters(body, card.parameters, model=name).unsupported
    assert body.keys() >= {"model", "input", "tools", "tool_choice", "max_output_tokens", "text"}
    function = card.parameters["tools"]["items"]["any_of"][0]
    assert set(function["required_keys"]) <= body["tools"][0].keys() <= function["properties"].keys()
    documented = next(
        form for form in card.parameters["text"]["properties"]["format"]["any_of"] if "schema" in form["properties"]
    )
    assert body["text"]["format"].keys() <= documented["properties"].keys()


def test_there_are_nine_names_that_are_only_here():
    assert len(ONLY_HERE) == 9


def test_choosing_the_dialect_chooses_its_schema():
    params = {"model": "openai/gpt-4o", "dialect": "responses", "max_tokens": 64, "temperature": 0.5}
    call = build_chat_call([user("Hi")], params, stream=False, unsupported_params="error")
    assert call.dialect is RESPONSES
    assert call.body["max_output_tokens"] == 64


# Answers

URL_CITATION = {"type": "url_citation", "url": "https://x.test", "title": "X", "start_index": 0, "end_index": 2}
FILE_CITATIONS = [{"type": "file_citation", "file_id": name, "filename": name, "index": 0} for name in ("f1", "f2")]
REASONING = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [{"type": "summary_text", "text": "First."}, {"type": "summary_text", "text": "Then."}],
    "encrypted_content": "gAAAA==",
}
FUNCTION_CALL = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "c1",
    "name": "add",
    "arguments": '{"a":1}',
    "status": "completed",
}
CUSTOM_CALL = {"type": "custom_tool_call", "id": "ctc_1", "call_id": "c2", "name": "sql", "input": "SELECT 1"}
BUILT_IN = [
    {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "x"}},
    {"type": "code_interpreter_call", "id": "ci_1", "status": "completed", "code": "1+1", "container_id": "cntr_1"},
    {"type": "mcp_list_tools", "id": "mcpl_1", "server_label": "s", "tools": []},
    {"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "t", "arguments": "{}", "output": "ok"},
    {"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "s", "name": "t", "arguments": "{}"},
    {"type": "image_generation_call", "id": "ig_1", "status": "completed", "result": "iVBORw0KGgo="},
]


def message_item(*texts, item_id="msg_1", annotations=(), **extras):
    content = [{"type": "output_text", "text": text, "annotations": list(annotations)} for text in texts]
    return {
        "type": "message",
        "id": item_id,
        "role": "assistant",
        "status": "completed",
        "content": content,
        **extras,
    }


def refusal_item(text):
    return {**message_item(), "content": [{"type": "refusal", "refusal": text}]}


def response(*output, **changes):
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1762343744,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": "Be brief.",
        "model": "gpt-5.3-codex-2026-01-01",
        "output": list(output),
        "tools": [{"type": "function", "name": "add"}],
        "text": {"format": {"type": "text"}},
        "service_tier": "default",
        "usage": {
            "input_tokens": 10,
            "input_tokens_details": {"cached_tokens": 4},
            "output_tokens": 5,
            "output_tokens_details": {"reasoning_tokens": 3},
            "total_tokens": 15,
        },
        "meta": {"usage": {"credits_used": 2480, "usd_spent": 0.00124}},
        **changes,
    }


ANSWERS = {
    "text": response(message_item("Hello ", "you.")),
    "two messages": response(message_item("Let me look. ", phase="commentary"), message_item("Two.", item_id="msg_2")),
    "reasoning and calls": response(
        REASONING, FUNCTION_CALL, {**FUNCTION_CALL, "id": "fc_2", "call_id": "c9", "arguments": '{"a":2}'}
    ),
    "custom call": response(message_item("I look."), CUSTOM_CALL),
    "raw reasoning": response(
        {"type": "reasoning", "id": "rs_2", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]},
        message_item("Two."),
    ),
    "annotations": response(message_item("Ab", "cd", annotations=[URL_CITATION, *FILE_CITATIONS])),
    "refusal": response(refusal_item("I will not.")),
    "built-in tools": response(*BUILT_IN, message_item("Done.")),
    "cut": response(
        message_item("Half an", status="incomplete"),
        status="incomplete",
        incomplete_details={"reason": "max_output_tokens"},
    ),
    "cut call": response(
        {**FUNCTION_CALL, "arguments": '{"a', "status": "incomplete"},
        status="incomplete",
        incomplete_details={"reason": "max_output_tokens"},
    ),
    "filtered": response(message_item("Half"), status="incomplete", incomplete_details={"reason": "content_filter"}),
    "message in progress": response(message_item("Hello.", status="in_progress")),
    "no usage, no meta": response(message_item("Hello."), usage=None, meta=None),
    "no output": response(),
}
HEADERS = {"x-inference-id": "inf_1"}


def sse(events):
    lines = []
    for number, event in enumerate(events):
        data = json.dumps({"sequence_number": number, **event})
        lines.append(f"event: {event['type']}\ndata: {data}\n\n")
    return "".join(lines).encode()


def pieces(text):
    return [text[at : at + 3] for at in range(0, len(text), 3)]


def events_of(reply):
    """The events in which the service would have streamed a response."""
    started = {**reply, "status": "in_progress", "output": [], "usage": None, "meta": None}
    yield {"type": "response.created", "response": started}
    yield {"type": "response.in_progress", "response": started}
    for at, item in enumerate(reply["output"]):
        empty = {**item, **{key: "" for key in ("arguments", "input") if key in item}}
        empty.update({key: [] for key in ("content", "summary") if key in item})
        yield {"type": "response.output_item.added", "output_index": at, "item": empty}
        yield from item_events(item, {"output_index": at, "item_id": item["id"]})
        yield {"type": "response.output_item.done", "output_index": at, "item": item}
    yield {"type": f"response.{reply['status']}", "response": reply}


def item_events(item, place):
    for index, part in enumerate(item.get("content", ()) if item["type"] == "message" else ()):
        yield from part_events(part, {**place, "content_index": index})
    if item["type"] == "reasoning":
        yield from thought_events("summary_index", "reasoning_summary_text", item["summary"], place)
        yield from thought_events("content_index", "reasoning_text", item.get("content", ()), place)
    calls = {
        "function_call": ("arguments", "function_call_arguments"),
        "custom_tool_call": ("input", "custom_tool_call_input"),
    }
    if item["type"] in calls:
        key, name = calls[item["type"]]
        for piece in pieces(item[key]):
            yield {"type": f"response.{name}.delta", **place, "delta": piece}
        yield {"type": f"response.{name}.done", **place, key: item[key]}
    elif item["type"].endswith("_call"):
        yield {"type": f"response.{item['type']}.in_progress", **place}


def thought_events(index_name, name, parts, place):
    for index, part in enumerate(parts):
        for piece in pieces(part["text"]):
            yield {"type": f"response.{name}.delta", **place, index_name: index, "delta": piece}
        yield {"type": f"response.{name}.done", **place, index_name: index, "text": part["text"]}


def part_events(part, place):
    yield {"type": "response.content_part.added", **place, "part": {**part, "text": ""}}
    kind, key = ("refusal", "refusal") if part["type"] == "refusal" else ("output_text", "text")
    for piece in pieces(part[key]):
        logged = {"logprobs": [{"token": piece, "logprob": -0.5}]} if part.get("logprobs") else {}
        yield {"type": f"response.{kind}.delta", **place, "delta": piece, **logged}
    for index, annotation in enumerate(part.get("annotations", ())):
        yield {
            "type": "response.output_text.annotation.added",
            **place,
            "annotation_index": index,
            "annotation": annotation,
        }
    yield {"type": f"response.{kind}.done", **place, key: part[key]}


def read(data, headers=HEADERS, cuts=()):
    reader = ChatStreamReader(RESPONSES, headers)
    chunks, start = [], 0
    for end in (*sorted(cuts), len(data)):
        chunks += reader.feed(data[start:end])
        start = end
    return [*chunks, *reader.finish()]


def merged(chunks):
    """A LangChain message of the chunks of a stream, and the facts of its last chunk."""
    convert = ChunkConverter().convert
    converted = [convert(chunk).message for chunk in chunks]
    whole = converted[0]
    for chunk in converted[1:]:
        whole = whole + chunk
    return whole


def invoked(reply):
    return completion_to_result(RESPONSES.decode(reply, HEADERS)).generations[0].message


def facts(message):
    """All that a message says, but for how its JSON was spaced."""
    return {
        "id": message.id,
        "content": message.content,
        "tool_calls": message.tool_calls,
        "invalid": [(call["id"], call["name"]) for call in message.invalid_tool_calls],
        "kwargs": message.additional_kwargs,
        "metadata": {key: value for key, value in message.response_metadata.items() if key != "logprobs"},
        "usage": message.usage_metadata,
    }


@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_streamed_answer_says_what_the_same_answer_says_at_once(reply):
    assert facts(merged(read(sse(events_of(reply))))) == facts(invoked(reply))


@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_stream_without_deltas_says_the_same(reply):
    events = [event for event in events_of(reply) if not event["type"].endswith(".delta")]
    assert facts(merged(read(sse(events)))) == facts(invoked(reply))


@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_stream_of_nothing_but_its_end_says_the_same(reply):
    last = list(events_of(reply))[-1]
    assert facts(merged(read(sse([last])))) == facts(invoked(reply))


@settings(max_examples=40)
@given(st.data())
def test_bytes_may_be_cut_anywhere(data):
    reply = data.draw(st.sampled_from(list(ANSWERS.values())))
    stream = sse(events_of(reply))
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    assert read(stream, cuts=cuts) == read(stream)


def test_a_server_that_does_not_stream_after_all():
    reply = ANSWERS["reasoning and calls"]
    chunks = read(json.dumps(reply).encode(), {**HEADERS, "content-type": "application/json"})
    assert facts(merged(chunks)) == facts(invoked(reply))


def test_the_items_done_stand_in_for_an_output_that_was_emptied():
    reply = ANSWERS["built-in tools"]
    events = list(events_of(reply))
    events[-1] = {**events[-1], "response": {**reply, "output": []}}
    assert facts(merged(read(sse(events)))) == facts(invoked(reply))


def test_text_flows_as_it_comes():
    chunks = read(sse(events_of(ANSWERS["text"])))
    texts = [chunk["choices"][0]["delta"].get("content") for chunk in chunks]
    assert texts == ["Hel", "lo ", "you", ".", None]
    assert {chunk["id"] for chunk in chunks} == {"resp_1"}


def test_reasoning_flows_in_paragraphs():
    chunks = read(sse(events_of(ANSWERS["reasoning and calls"])))
    thoughts = [chunk["choices"][0]["delta"].get("reasoning_content") for chunk in chunks]
    assert "".join(filter(None, thoughts)) == "First.\n\nThen."
    assert sum(thought is not None for thought in thoughts) == 4


@pytest.mark.parametrize(
    ("name", "finish", "native"),
    [
        ("text", "stop", "completed"),
        ("reasoning and calls", "tool_calls", "completed"),
        ("custom call", "tool_calls", "completed"),
        ("cut", "length", "max_output_tokens"),
        ("cut call", "length", "max_output_tokens"),
        ("filtered", "content_filter", "content_filter"),
    ],
)
def test_why_the_answer_ended(name, finish, native):
    choice = RESPONSES.decode(ANSWERS[name], {})["choices"][0]
    assert (choice["finish_reason"], choice["native_finish_reason"]) == (finish, native)


def test_usage_cost_and_ids():
    completion = RESPONSES.decode(ANSWERS["text"], HEADERS)
    assert completion["id"] == "resp_1"
    assert completion["inference_id"] == "inf_1"
    assert completion["cost"] == {"usd": 0.00124, "credits": 2480}
    assert completion["service_tier"] == "default"
    assert completion["usage"] == {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "total_tokens": 15,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 3},
    }
    assert not completion.keys() & {"instructions", "tools", "text", "output"}


def test_citations_are_placed_in_the_whole_text():
    message = RESPONSES.decode(ANSWERS["annotations"], {})["choices"][0]["message"]
    urls = [part["url_citation"] for part in message["annotations"] if part["type"] == "url_citation"]
    assert [(url["start_index"], url["end_index"]) for url in urls] == [(0, 2), (2, 4)]
    files = [part["file_citation"]["file_id"] for part in message["annotations"] if part["type"] == "file_citation"]
    assert files == ["f1", "f2", "f1", "f2"]


def test_log_probabilities():
    part = {"type": "output_text", "text": "Abc", "annotations": [], "logprobs": [{"token": "Abc", "logprob": -0.5}]}
    reply = response({**message_item(), "content": [part]})
    assert RESPONSES.decode(reply, {})["choices"][0]["logprobs"] == {"content": part["logprobs"]}
    logged = [chunk["choices"][0].get("logprobs") for chunk in read(sse(events_of(reply)))]
    assert logged == [{"content": part["logprobs"]}, None]


def test_a_call_that_was_cut_is_no_call():
    for message in (invoked(ANSWERS["cut call"]), merged(read(sse(events_of(ANSWERS["cut call"]))))):
        assert not message.tool_calls
        assert message.invalid_tool_calls[0]["name"] == "add"


def test_calls_without_ids_get_one_each():
    calls = [{**FUNCTION_CALL, "id": f"fc_{number}", "call_id": None} for number in (1, 2)]
    reply = response(*calls)
    streamed, at_once = merged(read(sse(events_of(reply)))), invoked(reply)
    assert [call["id"] for call in streamed.tool_calls] == ["call_resp_1_0", "call_resp_1_1"]
    assert facts(streamed) == facts(at_once)
    assert [item["call_id"] for item in sent_back(at_once)] == ["call_resp_1_0", "call_resp_1_1"]


# Failures


def test_a_failed_answer_is_an_error():
    reply = response(status="failed", error={"code": "server_error", "message": "It broke."})
    with pytest.raises(APIStatusError, match="It broke"):
        RESPONSES.decode(reply, {})
    with pytest.raises(APIStatusError, match="resp_1 has cancelled"):
        RESPONSES.decode(response(status="cancelled"), {})


@pytest.mark.parametrize("status", ["queued", "in_progress"])
def test_an_answer_that_is_only_being_made_is_an_error_that_names_background(status):
    with pytest.raises(InvalidRequestError, match=rf"resp_1 is {status}: background=True") as caught:
        RESPONSES.decode(response(status=status, background=True), {})
    assert caught.value.body["id"] == "resp_1"
    assert not caught.value.is_retryable


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.failed", "response": response(status="failed", error={"code": "x", "message": "It broke."})},
        {"type": "error", "code": "server_error", "message": "It broke.", "param": None},
        {"type": "error", "error": {"message": "It broke."}},
    ],
)
def test_an_error_in_the_stream_is_raised_with_what_had_arrived(event):
    begun = [one for one in events_of(ANSWERS["text"]) if one["type"] != "response.completed"]
    with pytest.raises(APIStatusError, match="It broke") as caught:
        read(sse([*begun, event]))
    assert caught.value.partial_text == "Hello you."


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("server_error", ServerError),
        ("rate_limit_exceeded", RateLimitError),
        ("invalid_prompt", InvalidRequestError),
        ("context_length_exceeded", ContextOverflowError),
        ("something_new", ServerError),
    ],
)
def test_the_word_for_an_error_tells_its_kind(code, kind):
    failed = response(status="failed", error={"code": code, "message": "It broke."})
    for fail in (
        lambda: RESPONSES.decode(failed, {}),
        lambda: read(sse([{"type": "response.failed", "response": failed}])),
        lambda: read(sse([{"type": "error", "code": code, "message": "It broke.", "param": None}])),
    ):
        with pytest.raises(APIStatusError) as caught:
            fail()
        assert type(caught.value) is kind


def test_an_error_without_a_type_is_raised():
    with pytest.raises(APIStatusError, match="It broke"):
        read(b'data: {"message": "It broke.", "statusCode": 500}\n\n')


@pytest.mark.parametrize("ending", [b"", b"data: [DONE]\n\n"])
def test_a_stream_without_its_last_event_is_a_cut_one(ending):
    begun = [one for one in events_of(ANSWERS["text"]) if one["type"] != "response.completed"]
    with pytest.raises(IncompleteStreamError) as caught:
        read(sse(begun) + ending)
    assert caught.value.partial_text == "Hello you."


def test_done_behind_the_last_event_is_passed_over():
    stream = sse(events_of(ANSWERS["text"]))
    assert read(stream + b"data: [DONE]\n\n") == read(stream)


@pytest.mark.parametrize("data", [b"data: {nonsense\n\n", b"data: [1]\n\n"])
def test_what_cannot_be_read_is_malformed(data):
    with pytest.raises(MalformedResponseError):
        read(data)


def test_unknown_events_are_passed_over():
    events = list(events_of(ANSWERS["text"]))
    strange = [{"type": "response.surprise", "delta": "x"}, {"type": "keepalive"}]
    assert read(sse([*events[:2], *strange, *events[2:]])) == read(sse(events))


def test_the_cost_may_stand_beside_the_response():
    reply = response(message_item("Hi"), meta=None)
    events = list(events_of(reply))
    events[-1]["meta"] = {"usage": {"credits_used": 2, "usd_spent": 0.000001}}
    assert read(sse(events))[-1]["cost"] == {"usd": 0.000001, "credits": 2}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["type", "id", "text"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def spoilt(data, value):
    """The value with one of its parts, wherever it is, replaced by another value."""
    if not isinstance(value, (dict, list)) or not value or data.draw(st.integers(0, 5)) == 0:
        return data.draw(JSON_VALUES)
    copy = value.copy()
    key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    copy[key] = spoilt(data, value[key])
    return copy


@settings(max_examples=300)
@given(st.data())
def test_odd_answers_raise_no_errors_but_ours(data):
    reply = data.draw(st.sampled_from(list(ANSWERS.values())))
    events = list(events_of(reply))
    at = data.draw(st.integers(0, len(events) - 1))
    events[at] = spoilt(data, events[at])
    stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()
    with suppress(AIMLAPIError):
        read(stream)
    odd = spoilt(data, reply)
    with suppress(AIMLAPIError):
        RESPONSES.decode(odd if isinstance(odd, dict) else reply, {})


# The answer sent back

REPLAYED = [name for name in ANSWERS if name not in ("raw reasoning", "cut call", "no output")]


def through_langchain(reply, *, streamed):
    return merged(read(sse(events_of(reply)))) if streamed else invoked(reply)


def sent_back(message, **params):
    conversation = [HumanMessage("Hi"), message, HumanMessage("And now?")]
    return items(messages_to_wire(conversation), **params)[1:-1]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", REPLAYED)
def test_an_answer_goes_back_as_it_came(name, streamed):
    assert sent_back(through_langchain(ANSWERS[name], streamed=streamed)) == ANSWERS[name]["output"]


def test_messages_that_were_stored_as_json_go_back_too():
    message = AIMessage(**json.loads(invoked(ANSWERS["reasoning and calls"]).model_dump_json()))
    assert sent_back(message) == ANSWERS["reasoning and calls"]["output"]


def test_results_of_free_text_tools_are_told_apart_by_the_answer():
    conversation = [HumanMessage("Hi"), invoked(ANSWERS["custom call"]), ToolMessage("1", tool_call_id="c2")]
    assert items(messages_to_wire(conversation))[-1]["type"] == "custom_tool_call_output"


def test_reasoning_that_cannot_be_found_again_stays_out():
    plain = {key: value for key, value in REASONING.items() if key != "encrypted_content"}
    message = invoked(response(plain, message_item("Two.", phase="final_answer"), FUNCTION_CALL))
    assert sent_back(message) == [
        {"type": "message", "role": "assistant", "content": "Two.", "phase": "final_answer"},
        {key: value for key, value in FUNCTION_CALL.items() if key != "id"},
    ]
    assert sent_back(message, store=True) == [plain, message_item("Two.", phase="final_answer"), FUNCTION_CALL]


def test_reasoning_that_led_to_nothing_stays_out():
    assert sent_back(invoked(response(REASONING))) == []


def test_reasoning_items_of_a_message_made_by_hand_come_first():
    turn = {"role": "assistant", "reasoning_details": [REASONING], "tool_calls": [CALL]}
    assert [item["type"] for item in items([turn])] == ["reasoning", "function_call"]


def test_a_changed_text_counts():
    message = invoked(response(REASONING, message_item("Long."), message_item(" Story.", item_id="msg_2")))
    message.content = "Short."
    assert sent_back(message) == [REASONING, {"type": "message", "role": "assistant", "content": "Short."}]


def test_a_changed_call_counts_and_one_taken_out_is_gone():
    message = invoked(ANSWERS["reasoning and calls"])
    message.tool_calls = [{**message.tool_calls[0], "args": {"a": 5}}]
    assert sent_back(message) == [
        REASONING,
        {"type": "function_call", "call_id": "c1", "name": "add", "arguments": '{"a": 5}'},
    ]


def test_an_added_call_counts():
    message = invoked(ANSWERS["text"])
    message.tool_calls = [{"type": "tool_call", "id": "c7", "name": "add", "args": {}}]
    assert sent_back(message)[-1] == {"type": "function_call", "call_id": "c7", "name": "add", "arguments": "{}"}


def test_other_dialects_do_not_see_the_items():
    conversation = messages_to_wire([SystemMessage("Be brief."), HumanMessage("Hi"), invoked(ANSWERS["text"])])
    for name in ("openai/gpt-4o", "anthropic/claude-opus-4-6"):
        card = get_model(name)
        body = get_dialect(card.dialect).encode({"model": name, "messages": conversation}, card)
        assert "output_items" not in json.dumps(body)


A_TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}


@pytest.mark.parametrize(
    ("asked", "included"),
    [
        ({"tools": [A_TOOL]}, ["reasoning.encrypted_content"]),
        ({}, None),
        ({"tools": [A_TOOL], "store": True}, None),
        ({"tools": [A_TOOL], "include": ["code_interpreter_call.outputs"]}, ["code_interpreter_call.outputs"]),
    ],
)
def test_a_reasoning_model_with_tools_is_asked_for_thoughts_that_can_go_back(asked, included):
    request = {"model": "openai/gpt-5-4", "messages": [{"role": "user", "content": "Hi"}], **asked}
    assert RESPONSES.encode(request, get_model("openai/gpt-5-4")).get("include") == included


def test_a_model_without_a_reasoning_option_is_not_asked_for_its_thoughts():
    request = {"model": "openai/gpt-5-pro", "messages": [{"role": "user", "content": "Hi"}], "tools": [A_TOOL]}
    assert "include" not in RESPONSES.encode(request, get_model("openai/gpt-5-pro"))
