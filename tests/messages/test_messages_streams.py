"""Streamed and whole answers are the same message, whatever was streamed and wherever the bytes were cut."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import message_to_wire

HEADERS = {"content-type": "text/event-stream", "x-inference-id": "i1"}
USAGE = {
    "prompt_tokens": 3,
    "completion_tokens": 2,
    "total_tokens": 5,
    "completion_tokens_details": {"reasoning_tokens": 1},
}
META = {"usage": {"credits_used": 2480, "usd_spent": 0.00124}}


def sse(chunks, done=True):
    return "".join(f"data: {data}\n\n" for data in [*map(json.dumps, chunks), *(["[DONE]"] if done else [])]).encode()


def merged(content, cuts=()):
    """The stream of bytes as LangChain's programs put it together."""
    reader, converter = ChatStreamReader(CHAT, HEADERS), ChunkConverter()
    places = [0, *sorted(cuts), len(content)]
    neutral = [chunk for start, end in itertools.pairwise(places) for chunk in reader.feed(content[start:end])]
    total = None
    for chunk in [*neutral, *reader.finish()]:
        message = converter.convert(chunk).message
        total = message if total is None else total + message
    return total + AIMessageChunk(content="", chunk_position="last")


def whole(completion):
    result = completion_to_result(CHAT.decode(completion, {"x-inference-id": "i1"}))
    return result.generations[0].message


def said(message):
    """What both ways must say alike. Of invalid calls the texts: only `invoke` can tell why they are invalid."""
    return {
        "id": message.id,
        "content": message.content,
        "tool_calls": message.tool_calls,
        "invalid": [(call["id"], call["name"]) for call in message.invalid_tool_calls],
        "kwargs": message.additional_kwargs,
        "usage": message.usage_metadata,
        "metadata": message.response_metadata,
    }


def chunk(delta, finish=None, **more):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "created": 1, "model": "m", "choices": [choice], **more}


def completion(message, finish, **more):
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    return {"id": "c1", "created": 1, "model": "m", "choices": [choice], **more}


def tool_call(call_id, name, arguments):
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


TEXTS = st.text(st.characters(codec="utf-8"), max_size=10)
ARGUMENTS = st.dictionaries(
    TEXTS, st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, st.lists), max_size=3
)


@st.composite
def pieces_of(draw, text):
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    places = [0, *cuts, len(text)]
    return [text[start:end] for start, end in itertools.pairwise(places)]


@st.composite
def answers(draw):
    """An answer twice: as the deltas of a stream, and whole."""
    content, reasoning = draw(TEXTS), draw(TEXTS)
    field = draw(st.sampled_from(["reasoning_content", "reasoning"]))
    calls = [
        tool_call(f"t{at}", draw(st.sampled_from(["add", "rm"])), json.dumps(args, ensure_ascii=draw(st.booleans())))
        for at, args in enumerate(draw(st.lists(ARGUMENTS, max_size=3)))
    ]
    deltas = [{field: part} for part in draw(pieces_of(reasoning))]
    deltas += [{"content": part} for part in draw(pieces_of(content))]
    fragments = []
    for index, call in enumerate(calls):
        first, *rest = draw(pieces_of(call["function"]["arguments"]))
        function = {"name": call["function"]["name"], "arguments": first}
        deltas.append({"tool_calls": [{"index": index, "id": call["id"], "function": function}]})
        fragments.append([{"tool_calls": [{"index": index, "function": {"arguments": part}}]} for part in rest])
    while any(fragments):  # the rest of parallel calls arrives in any order
        deltas.append(draw(st.sampled_from([rest for rest in fragments if rest])).pop(0))
    finish = "tool_calls" if calls else draw(st.sampled_from(["stop", "end_turn", "STOP", "length"]))
    usage = draw(st.sampled_from([None, USAGE]))
    more = {"meta": META, "citations": ["u"], "system_fingerprint": "fp"} if draw(st.booleans()) else {}
    stream = [chunk({"role": "assistant", "content": None}), *map(chunk, deltas), chunk({}, finish)]
    stream.append({**chunk({}), "choices": [], "usage": usage, **more})
    message = {"content": content or None, field: reasoning, "tool_calls": calls or None}
    return stream, completion(message, finish, usage=usage, **more)


@given(answers(), st.data())
def test_a_streamed_answer_is_the_whole_one_wherever_the_bytes_are_cut(answer, data):
    stream, reply = answer
    content = sse(stream)
    cuts = data.draw(st.lists(st.integers(0, len(content)), max_size=10))
    assert said(merged(content, cuts)) == said(whole(reply))


DETAILS = [{"type": "reasoning.text", "text": "I think", "signature": "sig", "index": 0}]
EXTRA = {"google": {"thought_signature": "sig"}}


@pytest.mark.parametrize(
    ("deltas", "message"),
    [
        (
            [{"reasoning_details": [{**DETAILS[0], "text": text}]} for text in ("I ", "think")],
            {"reasoning_details": DETAILS},
        ),
        (
            [{"reasoning": "I think"}, {"reasoning_details": DETAILS}],
            {"reasoning": "I think", "reasoning_details": DETAILS},
        ),
        (
            [{"content": "a", "annotations": [{"n": 1}]}, {"annotations": [{"n": 2}]}],
            {"content": "a", "annotations": [{"n": 1}, {"n": 2}]},
        ),
        ([{"refusal": "I "}, {"refusal": "won't"}], {"refusal": "I won't"}),
        ([{"content": "a", "extra_content": EXTRA}], {"content": "a", "extra_content": EXTRA}),
        (
            [{"tool_calls": [{**tool_call("t1", "a", "{}"), "index": 0, "extra_content": EXTRA}]}],
            {"tool_calls": [{**tool_call("t1", "a", "{}"), "extra_content": EXTRA}]},
        ),
        (
            [
                {"tool_calls": [{**tool_call("t1", "a", ""), "index": 0}]},
                {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}, "extra_content": EXTRA}]},
            ],
            {"tool_calls": [{**tool_call("t1", "a", "{}"), "extra_content": EXTRA}]},
        ),
        ([{"tool_calls": [tool_call("", "a", "{}")]}], {"tool_calls": [tool_call(None, "a", "{}")]}),
        ([{"tool_calls": [tool_call("t1", "a", None)]}], {"tool_calls": [tool_call("t1", "a", None)]}),
        ([{"tool_calls": [tool_call("t1", "a", " ")]}], {"tool_calls": [tool_call("t1", "a", " ")]}),
        ([{"tool_calls": [tool_call("t1", "a", {"b": 1})]}], {"tool_calls": [tool_call("t1", "a", {"b": 1})]}),
        (
            [{"tool_calls": [tool_call("t1", "a", '{"b": "x\ny"}')]}],
            {"tool_calls": [tool_call("t1", "a", '{"b": "x\ny"}')]},
        ),
        ([{"tool_calls": [tool_call("t1", "a", "[1]")]}], {"tool_calls": [tool_call("t1", "a", "[1]")]}),
        ([{"tool_calls": [tool_call("t1", "a", '{"b": 1}}')]}], {"tool_calls": [tool_call("t1", "a", '{"b": 1}}')]}),
        (
            [{"tool_calls": [tool_call("t1", "a", '{"b":' * 5000)]}],
            {"tool_calls": [tool_call("t1", "a", '{"b":' * 5000)]},
        ),
        (
            [{"tool_calls": [{"id": "t1", "type": "custom", "custom": {"name": "sql", "input": '{"SELECT'}}]}],
            {"tool_calls": [{"id": "t1", "type": "custom", "custom": {"name": "sql", "input": '{"SELECT'}}]},
        ),
    ],
)
def test_vendors_extras_are_the_same_streamed_and_whole(deltas, message):
    stream = [*map(chunk, deltas), chunk({}, "stop", usage=USAGE, meta=META)]
    assert said(merged(sse(stream))) == said(whole(completion(message, "stop", usage=USAGE, meta=META)))


def test_every_scalar_of_the_metadata_is_said_once():
    metadata = merged(sse([chunk({"content": "a"}), chunk({"content": "b"}, "end_turn", usage=USAGE, meta=META)]))
    assert metadata.response_metadata == {
        "model_provider": "aimlapi",
        "model_name": "m",
        "id": "c1",
        "finish_reason": "stop",
        "native_finish_reason": "end_turn",
        "inference_id": "i1",
        "cost": {"usd": 0.00124, "credits": 2480},
        "meta": META,
        "token_usage": USAGE,
    }


# Answers cut at the limit of their length

OBJECTS = st.dictionaries(
    TEXTS,
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS, st.lists),
    min_size=1,
)


@given(OBJECTS, st.booleans(), st.data())
def test_a_call_that_was_cut_is_never_executed(args, spaced, data):
    text = json.dumps(args, indent=1 if spaced else None, ensure_ascii=spaced)
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    parts = data.draw(pieces_of(cut))
    first, *rest = [{"index": 0, "function": {"arguments": part}} for part in parts]
    first |= {"id": "t1", "function": {"name": "rm", **first["function"]}}
    stream = [chunk({"tool_calls": [fragment]}) for fragment in [first, *rest]]
    for message in (
        merged(sse([*stream, chunk({}, "length", usage=USAGE)])),
        whole(completion({"tool_calls": [tool_call("t1", "rm", cut)]}, "length")),
    ):
        assert message.tool_calls == []
        (invalid,) = message.invalid_tool_calls
        assert (invalid["id"], invalid["name"]) == ("t1", "rm")
        assert (invalid["args"] or "").startswith(cut)


def test_a_whole_call_beside_one_that_was_cut_is_kept():
    calls = [{**tool_call("t1", "ls", '{"a": 1}'), "index": 0}, {**tool_call("t2", "rm", '{"path": "/et'), "index": 1}]
    message = merged(sse([chunk({"tool_calls": calls}), chunk({}, "length")]))
    assert [call["name"] for call in message.tool_calls] == ["ls"]
    assert [call["name"] for call in message.invalid_tool_calls] == ["rm"]


@pytest.mark.parametrize("finish", ["tool_calls", "stop", None])
def test_a_broken_call_is_not_executed_whatever_the_model_says_about_the_end(finish):
    message = merged(sse([chunk({"tool_calls": [tool_call("t1", "rm", '{"path": "/et')]}), chunk({}, finish)]))
    assert message.tool_calls == []
    assert len(message.invalid_tool_calls) == 1


@pytest.mark.parametrize("text", ['{"path": "/et', "SELECT 1", 'say "hi"\\n\ttwice', "", "  ", "grüße 👋🏽 \\"])
def test_a_custom_tools_text_arrives_to_the_letter_and_goes_back_as_it_came(text):
    half = len(text) // 2
    first = {"index": 0, "id": "t1", "type": "custom", "custom": {"name": "run", "input": text[:half]}}
    rest = {"index": 0, "custom": {"input": text[half:]}}
    streamed = merged(sse([chunk({"tool_calls": [first]}), chunk({"tool_calls": [rest]}), chunk({}, "tool_calls")]))
    call = {"id": "t1", "type": "custom", "custom": {"name": "run", "input": text}}
    invoked = whole(completion({"tool_calls": [call]}, "tool_calls"))
    for message in (streamed, invoked):
        assert [(c["name"], c["args"], c["id"]) for c in message.tool_calls] == [("run", {"__arg1": text}, "t1")]
        assert message_to_wire(message)["tool_calls"] == [call]


def test_a_custom_tools_text_that_was_cut_is_no_call():
    call = {"index": 0, "id": "t1", "type": "custom", "custom": {"name": "run", "input": "DELETE FROM a WH"}}
    for message in (
        merged(sse([chunk({"tool_calls": [call]}), chunk({}, "length")])),
        whole(completion({"tool_calls": [call]}, "length")),
    ):
        assert message.tool_calls == []
        assert message.invalid_tool_calls[0]["name"] == "run"
