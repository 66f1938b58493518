"""Every vendor's way of streaming ends in one form: what is said once is said once, and nothing is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.assembler import ChatAssembler
from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    IncompleteStreamError,
    MalformedResponseError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)

USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
META = {"usage": {"credits_used": 2480, "usd_spent": 0.00124}}


def piece(delta=None, finish=None, **chunk):
    """One chunk as OpenAI sends it; `delta` may be left out altogether."""
    choice = {"index": 0, "finish_reason": finish}
    if delta is not None:
        choice["delta"] = delta
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **chunk}


def last_piece(**chunk):
    return {**piece(), "choices": [], **chunk}


def assemble(*chunks, done=True, headers=None):
    assembler = ChatAssembler(headers)
    fed = [out for chunk in chunks if (out := assembler.feed(chunk)) is not None]
    return [*fed, assembler.finish(done=done)]


def text_of(chunks, key="content"):
    return "".join(chunk["choices"][0]["delta"].get(key) or "" for chunk in chunks)


def calls_of(chunks):
    """The tool calls as any merger by index sees them; ids and names are joined, so that a repetition shows."""
    calls = {}
    for chunk in chunks:
        for part in chunk["choices"][0]["delta"].get("tool_calls", ()):
            call = calls.setdefault(part["index"], {"id": "", "name": "", "arguments": ""})
            body = part.get("function") or part.get("custom")
            call["id"] += part.get("id", "")
            call["name"] += body.get("name", "")
            call["arguments"] += body.get("arguments", body.get("input", ""))
    return [(call["id"], call["name"], call["arguments"]) for _, call in sorted(calls.items())]


def count(chunks, key):
    """How many chunks say something under `key`, anywhere."""
    return sum(f'"{key}": ' in json.dumps(chunk) and f'"{key}": null' not in json.dumps(chunk) for chunk in chunks)


# Vendors

OPENAI = [
    piece({"role": "assistant", "content": "", "refusal": None}, usage=None, obfuscation="x"),
    piece({"content": "Hel"}, usage=None, system_fingerprint="fp", service_tier="default"),
    piece({"content": "lo"}, usage=None, system_fingerprint="fp", service_tier="default"),
    piece({}, "stop", usage=None, system_fingerprint="fp"),
    last_piece(usage=USAGE, meta=META),
]
QWEN = [
    piece({"role": "assistant", "content": None, "reasoning_content": ""}),
    piece({"content": None, "reasoning_content": "I "}),
    piece({"content": None, "reasoning_content": "think"}),
    piece({"content": "Hel", "reasoning_content": None}),
    piece({"content": "lo", "reasoning_content": None}),
    piece({"content": "", "reasoning_content": None}, "stop"),
    last_piece(usage=USAGE, meta=META),
]
CLAUDE = [
    piece({"role": "assistant", "content": "Hel"}, id="c1"),
    piece({"role": "assistant", "content": "lo"}, id=""),
    piece({"role": "assistant", "content": ""}, "stop", id="", usage=USAGE),
    piece(None, id="", usage=None, meta=META),
]
CLAUDE[1]["choices"][0].pop("finish_reason")


@pytest.mark.parametrize(("chunks", "reasoning"), [(OPENAI, ""), (QWEN, "I think"), (CLAUDE, "")])
@pytest.mark.parametrize("done", [True, False])
def test_every_vendors_stream_gives_one_form(chunks, reasoning, done):
    out = assemble(*chunks, done=done, headers={"x-inference-id": "i1"})
    assert (text_of(out), text_of(out, "reasoning_content")) == ("Hello", reasoning)
    assert [chunk["choices"][0]["delta"].get("role") for chunk in out] == ["assistant", *[None] * (len(out) - 1)]
    assert {(chunk["id"], chunk["model"], chunk["created"]) for chunk in out} == {("c1", "m", 1)}
    last = out[-1]
    assert last["choices"][0]["finish_reason"] == "stop"
    assert (last["usage"], last["cost"], last["inference_id"]) == (USAGE, {"usd": 0.00124, "credits": 2480}, "i1")
    for key in ("usage", "cost", "meta", "finish_reason", "native_finish_reason", "system_fingerprint", "inference_id"):
        assert count(out[:-1], key) == 0


def test_an_id_that_comes_late_is_the_id():
    out = assemble(piece({"content": "a"}, id="", model=None), piece({"content": "b"}, "stop"))
    assert (out[-1]["id"], out[-1]["model"]) == ("c1", "m")


def test_the_first_reason_of_the_end_counts():
    last = assemble(piece({"tool_calls": [call("{}", "a", "t1", 0)]}), piece({}, "tool_use"), piece({}, "stop"))[-1]
    assert last["choices"][0]["finish_reason"] == "tool_calls"
    assert last["choices"][0]["native_finish_reason"] == "tool_use"


def test_a_usage_that_is_repeated_is_told_once_with_its_last_values():
    growing = [{**USAGE, "completion_tokens": n} for n in (1, 2, 3)]
    out = assemble(*[piece({"content": "a"}, usage=usage) for usage in growing], piece({}, "stop"))
    assert [chunk.get("usage") for chunk in out] == [None, None, None, growing[-1]]


@pytest.mark.parametrize("cost", [{}, {"x-aimlapi-usd-spent": "0.5"}])
def test_no_usage_and_no_cost_are_nothing_invented(cost):
    last = assemble(piece({"content": "a"}, "stop"), headers=cost)[-1]
    assert last["usage"] is None
    assert last.get("cost") == ({"usd": 0.5, "credits": 1_000_000} if cost else None)


@pytest.mark.parametrize(
    ("native", "word"),
    [
        ("stop", "stop"),
        ("end_turn", "stop"),
        ("STOP", "stop"),
        ("max_tokens", "length"),
        ("tool_use", "tool_calls"),
        ("SAFETY", "content_filter"),
        ("something_new", "something_new"),
    ],
)
def test_the_reason_of_the_end_is_openais_word_and_the_vendors_beside_it(native, word):
    choice = assemble(piece({"content": "a"}, native))[-1]["choices"][0]
    assert (choice["finish_reason"], choice["native_finish_reason"]) == (word, native)


def test_a_native_reason_of_the_vendors_own_is_kept():
    chunk = piece({"content": "a"}, "stop")
    chunk["choices"][0]["native_finish_reason"] = "end_turn"
    assert assemble(chunk)[-1]["choices"][0]["native_finish_reason"] == "end_turn"


def test_what_nobody_here_knows_is_kept_at_every_level():
    first = piece({"content": "a", "vendor_delta": {"a": 1}}, citations=["u1"], provider="p")
    first["choices"][0]["flag"] = 0
    second = piece({"vendor_delta": {"b": 2}, "annotations": [{"type": "x"}]}, "stop", citations=["u1", "u2"])
    last = assemble(first, second)[-1]
    assert (last["citations"], last["provider"]) == (["u1", "u2"], "p")
    assert last["choices"][0]["flag"] == 0
    assert last["choices"][0]["delta"] == {"vendor_delta": {"a": 1, "b": 2}, "annotations": [{"type": "x"}]}


def test_audio_and_a_legacy_function_call_run_on():
    out = assemble(
        piece({"audio": {"id": "a1", "data": "AA", "transcript": "Hel"}}),
        piece({"audio": {"data": "BB", "transcript": "lo", "expires_at": 9}}),
        piece({"function_call": {"name": "f", "arguments": '{"a"'}}),
        piece({"function_call": {"arguments": ":1}"}}, "function_call"),
    )
    delta = out[-1]["choices"][0]["delta"]
    assert delta["audio"] == {"id": "a1", "data": "AABB", "transcript": "Hello", "expires_at": 9}
    assert delta["function_call"] == {"name": "f", "arguments": '{"a":1}'}


def test_content_in_parts_is_text():
    assert text_of(assemble(piece({"content": [{"type": "text", "text": "Hel"}, {"text": "lo"}]}, "stop"))) == "Hello"


def test_log_probabilities_are_passed_on_as_they_come():
    chunk = piece({"content": "a"}, "stop")
    chunk["choices"][0]["logprobs"] = {"content": [{"token": "a", "logprob": -0.1}]}
    assert assemble(chunk)[0]["choices"][0]["logprobs"] == {"content": [{"token": "a", "logprob": -0.1}]}


def test_choices_do_not_mix():
    chunks = [
        {"id": "c1", "choices": [{"index": at, "delta": {"content": text}, "finish_reason": end}]}
        for at, text, end in [(0, "a", None), (1, "x", None), (1, "y", "length"), (0, "b", "stop")]
    ]
    last = assemble(*chunks, done=False)[-1]
    assert [(choice["index"], choice["finish_reason"]) for choice in last["choices"]] == [(0, "stop"), (1, "length")]


# Reasoning


def detail(text, **more):
    return {"type": "reasoning.text", "text": text, "format": "f", "index": 0, **more}


@pytest.mark.parametrize(
    "deltas",
    [
        [{"reasoning_content": "I "}, {"reasoning_content": "think"}],
        [{"reasoning": "I "}, {"reasoning": "think"}],
        [{"reasoning": t, "reasoning_details": [detail(t)]} for t in ("I ", "think")],
        [{"reasoning_content": t, "reasoning": t, "reasoning_details": [detail(t)]} for t in ("I ", "think")],
        [{"reasoning_details": [detail(t)]} for t in ("I ", "think")],
        [{"reasoning": "I "}, {"reasoning": "think"}, {"reasoning_details": [detail("I think")]}],
        [{"reasoning_content": "I think", "reasoning_details": []}, {"reasoning_content": ""}],
    ],
)
def test_reasoning_is_told_once_wherever_it_came(deltas):
    out = assemble(*map(piece, deltas), piece({"content": "Hi"}, "stop"))
    assert text_of(out, "reasoning_content") == "I think"
    assert all("reasoning" not in chunk["choices"][0]["delta"] for chunk in out)


def test_details_arrive_whole_with_signature_and_encrypted_data_for_the_next_turn():
    sealed = {"type": "reasoning.encrypted", "data": "QUJD", "id": "rs1", "index": 1}
    out = assemble(
        piece({"reasoning": "I ", "reasoning_details": [detail("I ")]}),
        piece({"reasoning": "think", "reasoning_details": [detail("think", signature=None)]}),
        piece({"reasoning_details": [detail("", signature="sig"), sealed]}, "stop"),
    )
    assert out[-1]["choices"][0]["delta"]["reasoning_details"] == [detail("I think", signature="sig"), sealed]
    assert count(out[:-1], "reasoning_details") == 0


def test_thought_signatures_are_kept():
    extra = {"google": {"thought_signature": "sig"}}
    out = assemble(piece({"content": "a", "extra_content": extra}), piece({}, "stop"))
    assert out[-1]["choices"][0]["delta"]["extra_content"] == extra


# Tool calls


def call(arguments=None, name=None, call_id=None, index=None, **more):
    function = {"arguments": arguments} | ({"name": name} if name is not None else {})
    return {"index": index, "id": call_id, "type": "function", "function": function, **more}


def called(*fragments):
    return calls_of(assemble(*[piece({"tool_calls": [part]}) for part in fragments], piece({}, "tool_calls")))


@pytest.mark.parametrize(
    "fragments",
    [
        [call("", "add", "t1", 0), call('{"a"', index=0), call(":1}", index=0)],
        [call("", "add", "t1"), call('{"a"'), call(":1}")],
        [call('{"a"', "add", "t1", 0), call(":1}", "add", "t1", 0)],
        [call('{"a"', "add", "t1", 0), call(":1}", "add", None, 0)],
        [call('{"a"', "add", "t1", 0), call(":1}", "", "", 0)],
        [call('{"a"', "add", "t1", 0), call(":1}", None, "t1", 0)],
        [call('{"a"', "add", "t1", 0), call(":1}", None, "t2", 0)],
        [call('{"a"', "add", "", 0), call(":1}", None, "t1", 0)],
        [call(None, "add", "t1", 0), call(None, index=0), call('{"a":1}', index=0)],
        [call({"a": 1}, "add", "t1", 0)],
        [call('{"a":1}', "add", "t1", 0), call("", "add", None, 0)],
        [call('{"a":1}', "add", "t1", 7)],
    ],
)
def test_one_call_stays_one_call_however_it_is_cut_and_repeated(fragments):
    assert called(*fragments) == [("t1", "add", '{"a":1}')]


TWO = [("t1", "add", '{"a":1}'), ("t2", "add", '{"a":2}')]


@pytest.mark.parametrize(
    "fragments",
    [
        # in turn, interleaved, without indices, with one index for both, with ids only at the start
        [call("", "add", "t1", 0), call('{"a":1}', index=0), call("", "add", "t2", 1), call('{"a":2}', index=1)],
        [
            call("", "add", "t1", 0),
            call("", "add", "t2", 1),
            call('{"a"', index=0),
            call('{"a"', index=1),
            call(":1}", index=0),
            call(":2}", index=1),
        ],
        [call('{"a":1}', "add", "t1"), call('{"a":2}', "add", "t2")],
        [call("", "add", "t1"), call('{"a":1}'), call("", "add", "t2"), call('{"a":2}')],
        [call('{"a":1}', "add", "t1", 0), call('{"a":2}', "add", "t2", 0)],
        [call("", "add", "t1", 0), call('{"a":1}', index=0), call("", "add", "t2", 0), call('{"a":2}', index=0)],
        [
            call("", "add", "t1", 0),
            call("", "add", "t2", 0),
            call('{"a":1}', None, "t1", 0),
            call('{"a":2}', None, "t2", 0),
        ],
    ],
)
def test_two_calls_keep_their_own_arguments(fragments):
    assert called(*fragments) == TWO


@pytest.mark.parametrize("indices", [(0, 1), (None, None), (0, 0)])
def test_two_calls_without_ids_get_one_each(indices):
    fragments = [call(f'{{"a":{at}}}', "add", "", index) for at, index in enumerate(indices, 1)]
    assert called(*fragments) == [("call_c1_0", "add", '{"a":1}'), ("call_c1_1", "add", '{"a":2}')]


def test_calls_that_share_an_id_keep_their_own_arguments():
    fragments = [call('{"a":1}', "add", "add", 0), call('{"a":2}', "add", "add", 1)]
    assert called(*fragments) == [("add", "add", '{"a":1}'), ("add", "add", '{"a":2}')]


def test_calls_with_different_names_are_two_without_index_and_id():
    assert called(call("{}", "a"), call("{}", "b")) == [("call_c1_0", "a", "{}"), ("call_c1_1", "b", "{}")]


def test_a_call_with_blanks_for_arguments_has_none():
    assert called(call(" ", "now", "t1", 0), call("\n", index=0)) == [("t1", "now", "")]


def test_a_numeric_id_is_a_text_like_any_other():
    assert called(call("{}", "now", 7, 0)) == [("7", "now", "{}")]


def test_a_custom_tools_call_keeps_its_kind_and_its_text():
    custom = {"index": 0, "id": "t1", "type": "custom", "custom": {"name": "sql", "input": "SELECT"}}
    rest = {"index": 0, "custom": {"input": " 1"}}
    out = assemble(piece({"tool_calls": [custom]}), piece({"tool_calls": [rest]}, "tool_calls"))
    assert calls_of(out) == [("t1", "sql", "SELECT 1")]
    assert out[0]["choices"][0]["delta"]["tool_calls"][0]["type"] == "custom"


@pytest.mark.parametrize(
    ("first", "second", "place"), [(True, True, 0), (True, False, 0), (False, True, -1)], ids=["twice", "first", "late"]
)
def test_what_a_vendor_wants_back_with_a_call_is_told_once_and_with_its_id_where_it_can_be(first, second, place):
    extra = {"google": {"thought_signature": "sig"}}
    out = assemble(
        piece({"tool_calls": [call("", "a", "t1", 0, **({"extra_content": extra} if first else {}))]}),
        piece({"tool_calls": [call("{}", index=0, **({"extra_content": extra} if second else {}))]}, "tool_calls"),
    )
    (fragment,) = out[place]["choices"][0]["delta"]["tool_calls"]
    assert (fragment["index"], fragment["extra_content"]) == (0, extra)
    assert count(out, "extra_content") == 1


@pytest.mark.parametrize(
    ("arguments", "finish", "broken"),
    [
        ('{"a": 1}', "length", {}),
        ('{"a": 1', "length", {0: '{"a": 1'}),
        ('{"a": 1', "tool_calls", {0: '{"a": 1'}),
        ("", "length", {0: ""}),
        ("", "tool_calls", {}),
        ("[1]", "tool_calls", {0: "[1]"}),
        ('{"a": "line\nbreak"}', "tool_calls", {}),
    ],
)
def test_calls_that_are_no_object_are_named(arguments, finish, broken):
    last = assemble(piece({"tool_calls": [call(arguments, "a", "t1", 0)]}), piece({}, finish))[-1]
    assert last["choices"][0].get("broken_tool_calls", {}) == broken


# Ends


def read(content, cut=(), headers=None, secret=None):
    reader = ChatStreamReader(CHAT, headers or {"content-type": "text/event-stream"}, secret)
    cuts = sorted(cut)
    chunks = []
    for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
        chunks += reader.feed(content[start:end])
    return [*chunks, *reader.finish()]


def sse(*chunks, done=True, event=None):
    name = f"event: {event}\n" if event else ""
    events = [chunk if isinstance(chunk, str) else json.dumps(chunk) for chunk in chunks]
    return "".join(f"{name}data: {data}\n\n" for data in [*events, *(["[DONE]"] if done else [])]).encode()


@pytest.mark.parametrize("kept", range(len(OPENAI) - 2))
@pytest.mark.parametrize("tail", [b"", b'data: {"id":"c1","choi', b"data: [DON", b": ping\n"])
def test_a_stream_that_is_cut_is_no_answer_and_tells_what_arrived(kept, tail):
    with pytest.raises(IncompleteStreamError) as caught:
        read(sse(*OPENAI[:kept], done=False) + tail, headers={"x-inference-id": "i1"})
    assert caught.value.partial_text == "Hello"[: max(0, 3 * (kept - 1))]
    assert caught.value.request_id == "i1"


@pytest.mark.parametrize("tail", [b"", b'data: {"id":"c1","choi', b"data: [DON", b"data: [DONE]"])
def test_an_answer_that_had_ended_is_one_even_if_its_last_bytes_are_missing(tail):
    out = read(sse(*OPENAI[:-1], done=False) + tail)
    assert (text_of(out), out[-1]["choices"][0]["finish_reason"]) == ("Hello", "stop")


def test_the_servers_word_that_the_stream_is_over_is_enough():
    out = read(sse(*OPENAI[:3]))
    assert (text_of(out), out[-1]["choices"][0]["finish_reason"]) == ("Hello", None)


def test_a_word_that_it_is_over_is_no_answer_by_itself():
    with pytest.raises(IncompleteStreamError):
        read(sse(last_piece(usage=USAGE)))


def test_nothing_behind_the_end_is_read():
    assert text_of(read(sse(*OPENAI) + sse({"error": "late"}, "garbage"))) == "Hello"


@pytest.mark.parametrize(
    ("event", "chunk", "kind"),
    [
        (None, {"error": {"message": "died", "code": 502}}, ServerError),
        (None, {"error": "died"}, ServerError),
        (None, {"message": "died", "statusCode": 429}, RateLimitError),
        (None, {"message": "400 died", "statusCode": "500"}, UpstreamRefusalError),
        (None, {**piece({}, "error"), "error": {"message": "died", "code": 502}}, ServerError),
        (None, {"choices": [{"delta": {}, "finish_reason": "error", "error": {"message": "died"}}]}, ServerError),
        ("error", {"message": "died"}, ServerError),
        ("error", {"error": {"message": "died"}}, ServerError),
        ("error", "died of {something} that is no JSON", ServerError),
    ],
)
def test_an_error_in_a_running_stream_is_raised_with_what_had_arrived(event, chunk, kind):
    content = sse(*OPENAI[:2], done=False) + sse(chunk, event=event, done=False)
    with pytest.raises(kind, match="died") as caught:
        read(content + sse(*OPENAI[2:]))
    assert caught.value.partial_text == "Hel"


@pytest.mark.parametrize("data", ["null", '""', ""])
def test_an_error_event_without_a_word_is_an_error_all_the_same(data):
    with pytest.raises(ServerError):
        read(sse(*OPENAI[:2], done=False) + sse(data, event="error", done=False) + sse(*OPENAI[2:]))


@pytest.mark.parametrize("chunk", ["garbage", "[1]", '"x"', "1"])
def test_a_chunk_that_cannot_be_read_is_an_error_with_what_had_arrived(chunk):
    with pytest.raises(MalformedResponseError) as caught:
        read(sse(*OPENAI[:2], chunk, *OPENAI[2:]))
    assert caught.value.partial_text == "Hel"


def test_the_key_is_masked_in_errors_of_a_stream():
    with pytest.raises(ServerError) as caught:
        read(sse({"error": {"message": "bad key sk-secret"}}), secret="sk-secret")
    assert "sk-secret" not in f"{caught.value} {vars(caught.value)}"


# Any stream

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "index",
                    "choices",
                    "delta",
                    "message",
                    "content",
                    "tool_calls",
                    "function",
                    "custom",
                    "name",
                    "arguments",
                    "input",
                    "finish_reason",
                    "usage",
                    "meta",
                    "reasoning",
                    "reasoning_details",
                    "audio",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
CHOICES = st.fixed_dictionaries({}, optional={"index": JSON, "delta": JSON, "message": JSON, "finish_reason": JSON})


@given(st.lists(JSON | st.fixed_dictionaries({"choices": st.lists(CHOICES, max_size=2)}), max_size=4), st.booleans())
def test_any_json_in_a_stream_gives_chunks_or_a_typed_error(chunks, done):
    try:
        out = assemble(*chunks, done=done)
    except AIMLAPIError:
        return
    assert out[-1]["choices"]


@pytest.mark.parametrize("chunks", [OPENAI, QWEN, CLAUDE])
@given(data=st.data())
def test_cuts_between_any_bytes_change_nothing(chunks, data):
    content = sse(*chunks)
    cuts = data.draw(st.lists(st.integers(0, len(content)), max_size=20))
    assert read(content, cuts) == read(content)
