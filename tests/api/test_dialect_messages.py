"""Anthropic's Messages API: what goes out, what comes back, and that an answer can be sent back as it came."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import MESSAGES, get_dialect
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    IncompleteStreamError,
    InvalidRequestError,
    MalformedResponseError,
    RateLimitError,
    ServerError,
)
from langchain_aimlapi.api.parameters import fit_parameters
from langchain_aimlapi.api.sse import ServerSentEvent
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire

CLAUDE = get_model("claude-sonnet-4-6")
ONLY_HERE = [card.id for card in find_models(family="chat") if card.dialect == "messages"]
PNG = "data:image/png;base64,iVBORw0KGgo="
ADD = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Adds.",
        "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}},
    },
}
CALL = {"id": "t1", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}


def encode(messages, model=CLAUDE, **params):
    return MESSAGES.encode({"model": model.id, "messages": messages, **params}, model)


def user(content):
    return {"role": "user", "content": content}


# Requests


def test_the_dialect_is_found_by_name():
    assert get_dialect("messages") is MESSAGES
    assert MESSAGES.path == "/v1/messages"


def test_a_request_is_that_of_the_claude_dialect():
    request = {
        "model": CLAUDE.id,
        "messages": [{"role": "system", "content": "Be brief."}, user("Hi")],
        "tools": [ADD],
        "tool_choice": "required",
        "parallel_tool_calls": False,
        "max_tokens": 64,
        "stop": ["."],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    body = MESSAGES.encode(request, CLAUDE)
    assert body == get_dialect("claude").encode(request, CLAUDE)
    assert body["system"] == "Be brief."
    assert body["stop_sequences"] == ["."]
    assert body["tool_choice"] == {"type": "any", "disable_parallel_tool_use": True}


def test_the_limit_may_be_left_out():
    assert "max_tokens" not in encode([user("Hi")])
    assert encode([user("Hi")], max_completion_tokens=64)["max_tokens"] == 64


@pytest.mark.parametrize(
    ("part", "block"),
    [
        (
            {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}},
            {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}},
        ),
        (
            {"type": "image_url", "image_url": PNG, "cache_control": {"type": "ephemeral"}},
            {
                "type": "image",
                "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
                "cache_control": {"type": "ephemeral"},
            },
        ),
        (
            {"type": "file", "file": {"file_url": "https://x.test/a.pdf"}, "cache_control": {"type": "ephemeral"}},
            {
                "type": "document",
                "source": {"type": "url", "url": "https://x.test/a.pdf"},
                "cache_control": {"type": "ephemeral"},
            },
        ),
        (
            {"type": "file", "file": {"file_id": "file_1"}},
            {"type": "document", "source": {"type": "file", "file_id": "file_1"}},
        ),
        (
            {"type": "file", "file": {"file_data": "JVBERg=="}},
            {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="}},
        ),
    ],
)
def test_images_and_documents(part, block):
    for messages in ([user([part])], [{"role": "tool", "tool_call_id": "t1", "content": [part]}]):
        content = encode(messages)["messages"][0]["content"]
        assert content == [block] or content[0]["content"] == [block]


def test_what_has_no_place_is_refused_by_name():
    with pytest.raises(InvalidRequestError, match="no content part of type 'input_audio'"):
        encode([user([{"type": "input_audio", "input_audio": {}}])])


def test_strict_tools_and_built_in_ones():
    strict = {"type": "function", "function": {**ADD["function"], "strict": True}}
    search = {"type": "web_search_20250305", "name": "web_search"}
    tools = encode([user("Hi")], tools=[ADD, strict, search])["tools"]
    assert [tool.get("strict") for tool in tools] == [None, True, None]
    assert tools[2] == search


def test_what_has_no_place_is_reported_under_its_own_name():
    given = {"n": 2, "seed": 3, "logprobs": True}
    with pytest.raises(InvalidRequestError) as caught:
        build_chat_call([user("Hi")], {"model": CLAUDE.id, **given}, stream=False, unsupported_params="error")
    assert {issue.field for issue in caught.value.issues} == set(given)


@pytest.mark.parametrize("name", ONLY_HERE)
def test_a_whole_conversation_uses_documented_parameters_only(name):
    card = get_model(name, warn=False)
    image = {"type": "image_url", "image_url": {"url": PNG}}
    messages = [
        {"role": "system", "content": "Be brief."},
        user([{"type": "text", "text": "1 + 1?"}, *([image] if "vision" in card.capabilities else [])]),
        {"role": "assistant", "content": "I add.", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "t1", "content": "2"},
    ]
    body = encode(messages, card, tools=[ADD], tool_choice=ADD, max_tokens=64, stream_options={})
    assert not fit_parameters(body, card.parameters, model=name).unsupported
    known = {kind.partition("(")[0] for kind in card.message_shapes["user"]["content"]}
    known |= set(card.message_shapes["assistant"]["content"])
    used = {block["type"] for turn in body["messages"] for block in turn["content"] if isinstance(block, dict)}
    assert used <= known
    assert {turn["role"] for turn in body["messages"]} == {"user", "assistant"}


def test_there_are_fourteen_names_that_are_only_here():
    assert len(ONLY_HERE) == 14


# Answers

THINKING = {"type": "thinking", "thinking": "One and one.", "signature": "c2ln"}
TOOL_USE = {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 1, "b": [2, {"c": "d"}]}}
SEARCH = [
    {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "x"}},
    {
        "type": "web_search_tool_result",
        "tool_use_id": "srvtoolu_1",
        "content": [{"type": "web_search_result", "url": "https://x.test", "title": "X", "encrypted_content": "ZW5j"}],
    },
]
URL_CITATION = {
    "type": "web_search_result_location",
    "url": "https://x.test",
    "title": "X",
    "cited_text": "so",
    "encrypted_index": "aW54",
}
PAGE_CITATION = {
    "type": "page_location",
    "cited_text": "so",
    "document_index": 0,
    "document_title": None,
    "start_page_number": 1,
    "end_page_number": 2,
}


def text(content, **extras):
    return {"type": "text", "text": content, **extras}


def message(*blocks, **changes):
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-6-20260101",
        "content": list(blocks),
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "stop_details": None,
        "usage": {
            "input_tokens": 10,
            "output_tokens": 5,
            "cache_creation_input_tokens": 100,
            "cache_read_input_tokens": 1000,
            "cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 0},
            "service_tier": "standard",
        },
        "meta": {"usage": {"credits_used": 1576, "usd_spent": 0.000788}},
        **changes,
    }


ANSWERS = {
    "text": message(text("Hello you.")),
    "thinking and calls": message(
        THINKING, text("I add."), TOOL_USE, {**TOOL_USE, "id": "t2", "input": {}}, stop_reason="tool_use"
    ),
    "hidden thinking": message({"type": "redacted_thinking", "data": "ZW5j"}, text("Two.")),
    "interleaved thinking": message(THINKING, text("First."), {**THINKING, "signature": "c2lnMg=="}, text("Then.")),
    "search": message(
        text("I look."),
        *SEARCH,
        text("It is "),
        text("so", citations=[URL_CITATION]),
        text(" and so", citations=[PAGE_CITATION]),
        container={"id": "container_1", "expires_at": "2026-01-01"},
    ),
    "code": message(
        {"type": "server_tool_use", "id": "srvtoolu_2", "name": "bash_code_execution", "input": {}},
        {"type": "bash_code_execution_tool_result", "tool_use_id": "srvtoolu_2", "content": {"stdout": "2"}},
        stop_reason="pause_turn",
    ),
    "unknown block": message({"type": "surprise", "data": "x"}, text("Hm.")),
    "call with unknown fields": message({**TOOL_USE, "caller": {"type": "direct"}}, stop_reason="tool_use"),
    "cut": message(text("Half an"), stop_reason="max_tokens"),
    "window full": message(text("Half an"), stop_reason="model_context_window_exceeded"),
    "stopped": message(text("One"), stop_reason="stop_sequence", stop_sequence="."),
    "refused": message(
        stop_reason="refusal", stop_details={"type": "refusal", "category": "cyber", "explanation": "I will not."}
    ),
    "nothing": message(),
}
HEADERS = {"x-inference-id": "inf_1"}


def sse(events):
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()


def pieces(whole):
    return [whole[at : at + 3] for at in range(0, len(whole), 3)]


def events_of(reply, *, meta_in="message_delta"):
    """The events in which the service would have streamed a message."""
    usage = {**reply["usage"], "output_tokens": 1}
    late = ("content", "stop_reason", "stop_sequence", "stop_details", "container", "meta")
    started = {**{key: value for key, value in reply.items() if key not in late}, "content": [], "usage": usage}
    events = [{"type": "message_start", "message": started}, {"type": "ping"}]
    for index, block in enumerate(reply["content"]):
        events += [{**event, "index": index} for event in block_events(block)]
    told = {key: reply[key] for key in ("stop_reason", "stop_sequence", "stop_details", "container") if key in reply}
    counted = {"output_tokens": reply["usage"]["output_tokens"]}
    events += [{"type": "message_delta", "delta": told, "usage": counted}, {"type": "message_stop"}]
    if meta_in == "meta":
        events.append({"type": "meta"})
    next(event for event in reversed(events) if event["type"] == meta_in)["meta"] = reply["meta"]
    return events


def block_events(block):
    kind = block["type"]
    empty = {"text": "", "thinking": "", "signature": "", "input": {}}
    begun = {key: empty.get(key, value) for key, value in block.items() if key != "citations"}
    yield {"type": "content_block_start", "content_block": begun}
    deltas = []
    if kind == "text":
        deltas += [{"type": "citations_delta", "citation": citation} for citation in block.get("citations", ())]
        deltas += [{"type": "text_delta", "text": piece} for piece in pieces(block["text"])]
    elif kind == "thinking":
        deltas += [{"type": "thinking_delta", "thinking": piece} for piece in pieces(block["thinking"])]
        deltas += [{"type": "signature_delta", "signature": block["signature"]}]
    elif block.get("input"):
        whole = json.dumps(block["input"])
        deltas += [{"type": "input_json_delta", "partial_json": piece} for piece in ("", *pieces(whole))]
    yield from ({"type": "content_block_delta", "delta": delta} for delta in deltas)
    yield {"type": "content_block_stop"}


def read(data, headers=HEADERS, cuts=()):
    reader = ChatStreamReader(MESSAGES, headers)
    chunks, start = [], 0
    for end in (*sorted(cuts), len(data)):
        chunks += reader.feed(data[start:end])
        start = end
    return [*chunks, *reader.finish()]


def merged(chunks):
    convert = ChunkConverter().convert
    converted = [convert(chunk).message for chunk in chunks]
    whole = converted[0]
    for chunk in converted[1:]:
        whole = whole + chunk
    return whole


def invoked(reply):
    return completion_to_result(MESSAGES.decode(reply, HEADERS)).generations[0].message


def facts(answer):
    return {
        "id": answer.id,
        "content": answer.content,
        "tool_calls": answer.tool_calls,
        "invalid": [(call["id"], call["name"]) for call in answer.invalid_tool_calls],
        "kwargs": answer.additional_kwargs,
        "metadata": answer.response_metadata,
        "usage": answer.usage_metadata,
    }


@pytest.mark.parametrize("meta_in", ["message_start", "message_delta", "message_stop", "ping", "meta"])
@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_streamed_answer_says_what_the_same_answer_says_at_once(reply, meta_in):
    assert facts(merged(read(sse(events_of(reply, meta_in=meta_in))))) == facts(invoked(reply))


@settings(max_examples=40)
@given(st.data())
def test_bytes_may_be_cut_anywhere(data):
    reply = data.draw(st.sampled_from(list(ANSWERS.values())))
    stream = sse(events_of(reply, meta_in=data.draw(st.sampled_from(["message_delta", "message_stop", "meta"]))))
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    assert read(stream, cuts=cuts) == read(stream)


def test_a_server_that_does_not_stream_after_all():
    reply = ANSWERS["thinking and calls"]
    chunks = read(json.dumps(reply).encode(), {**HEADERS, "content-type": "application/json"})
    assert facts(merged(chunks)) == facts(invoked(reply))


def test_text_and_thoughts_flow_as_they_come():
    chunks = read(sse(events_of(ANSWERS["interleaved thinking"])))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert "".join(delta.get("content", "") for delta in deltas) == "First.Then."
    assert "".join(delta.get("reasoning_content", "") for delta in deltas) == "One and one.\n\nOne and one."
    assert sum("content" in delta for delta in deltas) == 4
    assert {chunk["id"] for chunk in chunks} == {"msg_1"}


@pytest.mark.parametrize(
    ("name", "finish", "native"),
    [
        ("text", "stop", "end_turn"),
        ("thinking and calls", "tool_calls", "tool_use"),
        ("code", "stop", "pause_turn"),
        ("cut", "length", "max_tokens"),
        ("window full", "length", "model_context_window_exceeded"),
        ("stopped", "stop", "stop_sequence"),
        ("refused", "content_filter", "refusal"),
    ],
)
def test_why_the_answer_ended(name, finish, native):
    choice = MESSAGES.decode(ANSWERS[name], {})["choices"][0]
    assert (choice["finish_reason"], choice["native_finish_reason"]) == (finish, native)


def test_what_stands_beside_the_stop_reason():
    assert MESSAGES.decode(ANSWERS["stopped"], {})["choices"][0]["stop_sequence"] == "."
    refused = MESSAGES.decode(ANSWERS["refused"], {})["choices"][0]
    assert refused["stop_details"]["category"] == "cyber"
    assert refused["message"]["refusal"] == "I will not."
    assert MESSAGES.decode(ANSWERS["search"], {})["container"]["id"] == "container_1"


def test_the_cache_counts_as_input():
    completion = MESSAGES.decode(ANSWERS["text"], HEADERS)
    assert completion["usage"] == {
        "prompt_tokens": 1110,
        "completion_tokens": 5,
        "total_tokens": 1115,
        "prompt_tokens_details": {"cached_tokens": 1000, "cache_write_tokens": 100},
        "cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 0},
        "service_tier": "standard",
    }
    assert completion["cost"] == {"usd": 0.000788, "credits": 1576}
    assert completion["inference_id"] == "inf_1"


def test_thoughts_are_counted_where_the_service_tells():
    usage = {"input_tokens": 1, "output_tokens": 5, "output_tokens_details": {"thinking_tokens": 3}}
    told = MESSAGES.decode(message(text("Hi"), usage=usage), {})["usage"]
    assert told["completion_tokens_details"]["reasoning_tokens"] == 3
    assert "prompt_tokens_details" not in told


def test_no_usage_is_none():
    assert MESSAGES.decode(message(text("Hi"), usage=None), {})["usage"] is None


def test_citations_are_placed_in_the_whole_text():
    found = MESSAGES.decode(ANSWERS["search"], {})["choices"][0]["message"]
    url, page = found["annotations"]
    assert url["url_citation"] == {
        "url": "https://x.test",
        "title": "X",
        "cited_text": "so",
        "start_index": 13,
        "end_index": 15,
    }
    assert found["content"][13:15] == "so"
    assert page["page_location"]["start_page_number"] == 1


def test_simple_answers_need_no_blocks():
    for name in ("text", "thinking and calls", "hidden thinking", "cut"):
        assert "content_blocks" not in MESSAGES.decode(ANSWERS[name], {})["choices"][0]["message"]


def test_an_object_that_is_no_message_has_no_choices():
    assert MESSAGES.decode({"id": "x"}, {})["choices"] == []


def cut_call(partial):
    start = {"type": "message_start", "message": message(stop_reason=None, meta=None)}
    block = {"type": "content_block_start", "index": 0, "content_block": {**TOOL_USE, "input": {}}}
    delta = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "input_json_delta", "partial_json": partial},
    }
    end = {"type": "message_delta", "delta": {"stop_reason": "max_tokens"}, "usage": {"output_tokens": 5}}
    return sse([start, block, delta, {"type": "content_block_stop", "index": 0}, end, {"type": "message_stop"}])


@pytest.mark.parametrize("partial", ["", '{"path": "/et'])
def test_a_call_that_was_cut_is_no_call(partial):
    streamed = merged(read(cut_call(partial)))
    at_once = invoked(message(text("I add."), TOOL_USE, stop_reason="max_tokens"))
    for answer in (streamed, at_once):
        assert not answer.tool_calls
        assert answer.invalid_tool_calls[0]["id"] == "t1"


def test_a_call_whose_arguments_came_at_once():
    start = {"type": "message_start", "message": message(stop_reason=None)}
    block = {"type": "content_block_start", "index": 0, "content_block": TOOL_USE}
    end = {"type": "message_delta", "delta": {"stop_reason": "tool_use"}}
    answer = merged(read(sse([start, block, end])))
    assert answer.tool_calls[0]["args"] == TOOL_USE["input"]


def test_calls_without_ids_get_one_each():
    reply = message({**TOOL_USE, "id": ""}, {**TOOL_USE, "id": ""}, stop_reason="tool_use")
    streamed, at_once = merged(read(sse(events_of(reply)))), invoked(reply)
    assert [call["id"] for call in streamed.tool_calls] == ["call_msg_1_0", "call_msg_1_1"]
    assert facts(streamed) == facts(at_once)
    assert [block["id"] for block in sent_back(at_once)] == ["call_msg_1_0", "call_msg_1_1"]


# Failures and endings


def test_an_error_in_the_stream_is_raised_with_what_had_arrived():
    begun = events_of(ANSWERS["text"])[:-2]
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    with pytest.raises(APIStatusError, match="Overloaded") as caught:
        read(sse([*begun, error]))
    assert caught.value.partial_text == "Hello you."


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("overloaded_error", ServerError),
        ("rate_limit_error", RateLimitError),
        ("invalid_request_error", InvalidRequestError),
        ("authentication_error", AuthenticationError),
    ],
)
def test_the_word_for_an_error_tells_its_kind(word, kind):
    with pytest.raises(APIStatusError) as caught:
        read(sse([{"type": "error", "error": {"type": word, "message": "It broke."}}]))
    assert type(caught.value) is kind


def test_an_error_without_a_type_is_raised():
    with pytest.raises(APIStatusError, match="It broke"):
        read(b'data: {"message": "It broke.", "statusCode": 500}\n\n')


def test_a_stream_without_its_stop_reason_is_a_cut_one():
    with pytest.raises(IncompleteStreamError) as caught:
        read(sse(events_of(ANSWERS["text"])[:-2]))
    assert caught.value.partial_text == "Hello you."


def test_a_connection_that_breaks_behind_the_stop_reason_does_no_harm():
    reader = ChatStreamReader(MESSAGES, HEADERS)
    list(reader.feed(sse(events_of(ANSWERS["text"])[:-1])))
    assert reader.failed(APIConnectionError("gone")) is None


def test_the_reader_is_done_when_nothing_more_can_come():
    def done_after(events):
        reader = MESSAGES.reader()
        for event in events:
            list(reader.read(ServerSentEvent(event["type"], json.dumps(event).encode())))
        return reader

    assert done_after(events_of(ANSWERS["text"])).done
    assert not done_after(events_of(ANSWERS["text"])[:-1]).done
    waits = done_after(events_of(ANSWERS["text"], meta_in="meta")[:-1])
    assert not waits.done
    waits.read(ServerSentEvent("message", b"[DONE]"))
    assert waits.done


@pytest.mark.parametrize("data", [b"data: {nonsense\n\n", b"data: [1]\n\n"])
def test_what_cannot_be_read_is_malformed(data):
    with pytest.raises(MalformedResponseError):
        read(data)


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
        MESSAGES.decode(odd if isinstance(odd, dict) else reply, {})


# The answer sent back


def through_langchain(reply, *, streamed):
    return merged(read(sse(events_of(reply)))) if streamed else invoked(reply)


def sent_back(answer, **params):
    conversation = [HumanMessage("Hi"), answer, HumanMessage("And now?")]
    turns = encode(messages_to_wire(conversation), **params)["messages"]
    content = turns[1]["content"] if len(turns) > 1 else []
    return [text(content)] if isinstance(content, str) else content


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in ("nothing", "refused")])
def test_an_answer_goes_back_as_it_came(name, streamed):
    assert sent_back(through_langchain(ANSWERS[name], streamed=streamed)) == ANSWERS[name]["content"]


def test_a_paused_turn_goes_on_where_it_was():
    turns = encode(messages_to_wire([HumanMessage("Run it."), invoked(ANSWERS["code"])]))["messages"]
    assert turns[-1] == {"role": "assistant", "content": ANSWERS["code"]["content"]}


def test_a_changed_text_counts():
    answer = invoked(ANSWERS["search"])
    answer.content = "Short."
    assert sent_back(answer) == [text("Short."), *SEARCH]


def test_a_changed_call_counts_and_one_taken_out_is_gone():
    answer = invoked(ANSWERS["call with unknown fields"])
    answer.tool_calls = [{**answer.tool_calls[0], "args": {"a": 5}}]
    assert sent_back(answer) == [{"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 5}}]
    answer.tool_calls = []
    assert sent_back(answer) == []


def test_results_follow_in_a_user_turn():
    conversation = [HumanMessage("Hi"), invoked(ANSWERS["thinking and calls"]), ToolMessage("2", tool_call_id="t1")]
    turns = encode(messages_to_wire(conversation))["messages"]
    assert turns[1]["content"][0] == THINKING
    assert turns[2] == {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "2"}]}


def test_other_dialects_do_not_see_the_blocks():
    conversation = messages_to_wire([SystemMessage("Be brief."), HumanMessage("Hi"), invoked(ANSWERS["search"])])
    for name in ("openai/gpt-4o", "anthropic/claude-opus-4-6", "openai/gpt-5-3-codex"):
        card = get_model(name)
        body = get_dialect(card.dialect).encode({"model": name, "messages": conversation}, card)
        assert "srvtoolu_1" not in json.dumps(body)
