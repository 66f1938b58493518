"""The order in which fragments of tool calls go on to LiteLLM."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.litellm.call_order import CallOrder


def chunk(*fragments, finish=None, **delta):
    if fragments:
        delta["tool_calls"] = list(fragments)
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def begin(index, name="f", arguments=""):
    return {"index": index, "id": f"c{index}", "type": "function", "function": {"name": name, "arguments": arguments}}


def more(index, arguments):
    return {"index": index, "function": {"arguments": arguments}}


def indices(chunks):
    order = CallOrder()
    return [
        fragment["index"]
        for given in chunks
        for made in order.sort(given)
        for fragment in made["choices"][0]["delta"].get("tool_calls", ())
    ]


def test_calls_that_come_alternately_go_on_one_after_the_other():
    chunks = [chunk(begin(0), begin(1)), chunk(more(0, '{"a":')), chunk(more(1, '{"b":')), chunk(more(0, "1}"))]
    assert indices([*chunks, chunk(more(1, "2}")), chunk(finish="tool_calls")]) == [0, 0, 0, 1, 1, 1]


def test_a_call_whose_arguments_are_whole_holds_nobody_up():
    order = CallOrder()
    for given_chunk in (chunk(begin(0, arguments="{}")), chunk(begin(1)), chunk(more(1, "{"))):
        assert list(order.sort(given_chunk)) == [given_chunk]


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_what_waits_goes_out_before_the_end_even_behind_a_call_that_was_cut(finish):
    assert indices([chunk(begin(0, arguments='{"a')), chunk(begin(1, arguments="{}")), chunk(finish=finish)]) == [0, 1]


def test_text_beside_a_call_that_waits_is_not_held_up():
    order = CallOrder()
    list(order.sort(chunk(begin(0, arguments="{"))))
    (told,) = order.sort(chunk(begin(1), content="Hi"))
    assert told["choices"][0]["delta"] == {"content": "Hi"}
    assert list(order.sort(chunk(more(1, "{")))) == []


@given(st.permutations([0, 0, 0, 1, 1, 1, 2, 2, 2]))
def test_no_fragment_is_lost_and_none_is_split_from_its_call(turns):
    texts = {index: iter([f'{{"v{index}"', ": [", "]}"]) for index in range(3)}
    begun = []
    chunks = []
    for index in turns:
        text = next(texts[index])
        chunks.append(chunk(more(index, text) if index in begun else begin(index, arguments=text)))
        begun.append(index)
    order, told = CallOrder(), {}
    for given_chunk in [*chunks, chunk(finish="tool_calls")]:
        for made in order.sort(given_chunk):
            for fragment in made["choices"][0]["delta"].get("tool_calls", ()):
                assert fragment["index"] in (list(told) or [None])[-1:] or fragment["index"] not in told
                told[fragment["index"]] = told.get(fragment["index"], "") + fragment["function"]["arguments"]
    assert {index: json.loads(text) for index, text in told.items()} == {index: {f"v{index}": []} for index in range(3)}
