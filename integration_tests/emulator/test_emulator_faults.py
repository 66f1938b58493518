"""Every fault does what its name says: a test that relies on one must not pass because nothing happened."""

import json
import time
from email.utils import parsedate_to_datetime

import pytest

from langchain_aimlapi.http_library import httpx

GPT = "openai/gpt-4o"
TOOL = {
    "type": "function",
    "function": {
        "name": "multiply",
        "description": "Multiply two integers.",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
            "required": ["a", "b"],
        },
    },
}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 502, 503, 504, 418])
@pytest.mark.parametrize("stream", [False, True])
def test_status(plain, status, stream):
    response = plain.chat(fault=f"status={status};message=on purpose", stream=stream)
    assert response.status_code == status
    assert response.json()["message"] == "on purpose"


def test_the_fault_may_stand_behind_the_model_name(plain):
    assert plain.chat(model=f"{GPT}#fault=status=503").status_code == 503


def test_a_misspelt_fault_is_answered_by_the_emulator(plain):
    response = plain.chat(fault="statsu=500")
    assert response.status_code == 400
    assert response.json()["message"].startswith("Emulator: unknown fault 'statsu'")


def test_retry_headers(plain):
    assert plain.chat(fault="status=429;retry-after=2").headers["retry-after"] == "2"
    assert plain.chat(fault="status=429;retry-after-ms=1500").headers["retry-after-ms"] == "1500"
    moment = parsedate_to_datetime(plain.chat(fault="status=429;retry-after-date=30").headers["retry-after"])
    assert 20 < moment.timestamp() - time.time() <= 31


def test_times_counts_per_spec_and_key(plain):
    def statuses(fault, count, **headers):
        return [plain.chat(fault=fault, headers=headers).status_code for _ in range(count)]

    assert statuses("status=500;times=2", 3) == [500, 500, 200]
    assert statuses("status=500;times=2;key=other", 3) == [500, 500, 200]
    assert statuses("status=500;times=2", 1, Authorization="Bearer another") == [500]
    plain.server.reset()
    assert statuses("status=500;times=2", 1) == [500]


def test_wrapped_and_quota(plain):
    wrapped = plain.chat(fault="wrapped=400")
    assert wrapped.status_code == 500
    assert wrapped.json()["message"].startswith("400 ")
    quota = plain.chat(fault="quota-429")
    assert quota.status_code == 429
    assert "Free-tier limit" in quota.json()["message"]


def test_error_shapes(plain):
    def body(shape):
        return plain.chat(fault=f"status=500;message=m;shape={shape}")

    assert body("nested").json()["error"]["message"] == "m"
    assert body("title").json() == {"title": "Internal Server Error", "status": 500, "message": "m"}
    assert body("list").json()["message"] == ["m"]
    assert body("object").json()["message"]["detail"] == "m"
    assert body("html").headers["content-type"].startswith("text/html")
    assert body("empty").content == b""


def test_delays(plain):
    started = time.monotonic()
    plain.chat(fault="delay=0.2")
    assert time.monotonic() - started >= 0.2
    started = time.monotonic()
    plain.chunks(fault="chunk-delay=0.05")
    assert time.monotonic() - started >= 0.15


def read_until_cut(plain, fault):
    """The lines of a stream up to the point where the connection breaks."""
    body = {"model": GPT, "messages": [{"role": "user", "content": "Count to 9"}], "stream": True}
    lines = []
    with (
        pytest.raises(httpx.RemoteProtocolError),
        plain.http.stream("POST", "/v1/chat/completions", json=body, headers={"X-Emulator-Fault": fault}) as response,
    ):
        lines.extend(response.iter_lines())
    return lines


def test_cut_after_closes_the_connection_after_so_many_chunks(plain):
    assert read_until_cut(plain, "cut-after=0") == []
    assert sum(line.startswith("data:") for line in read_until_cut(plain, "cut-after=3")) == 3
    with pytest.raises(httpx.RemoteProtocolError):
        plain.chat(fault="cut-after=0")
    assert plain.chat().status_code == 200


def test_end_after_and_no_done_end_a_stream_cleanly_but_too_early(plain):
    assert len(plain.lines("Count to 9", fault="end-after=3")) == 3
    lines = plain.lines("Count to 9", fault="no-done")
    assert json.loads(lines[-1])["choices"][0]["finish_reason"] == "stop"


def test_hold_open_keeps_the_body_open_after_done(plain):
    started = time.monotonic()
    assert plain.lines(fault="hold-open=0.3")[-1] == "[DONE]"
    assert time.monotonic() - started >= 0.3


def test_malformed_chunk(plain):
    lines = plain.lines("Count to 9", fault="malformed-chunk=2")
    json.loads(lines[0])
    with pytest.raises(ValueError):
        json.loads(lines[1])
    json.loads(lines[2])


@pytest.mark.parametrize("kind", ["error", "message", "event"])
def test_error_chunk_in_every_shape(plain, kind):
    text = plain.chat(fault=f"error-chunk=2;kind={kind}", stream=True).text
    events = [event for event in text.split("\n\n") if event]
    assert len(events) == 2
    assert events[1].startswith("event: error\n") == (kind == "event")
    body = json.loads(events[1].partition("data: ")[2])
    assert set(body) == ({"message", "statusCode"} if kind == "message" else {"error"})


def test_spoilt_bodies(plain):
    def spoilt(kind, **extra):
        return plain.chat(fault=f"body={kind}", **extra)

    assert spoilt("html").headers["content-type"].startswith("text/html")
    assert spoilt("empty").content == b""
    assert spoilt("no-choices").json()["choices"] == []
    assert "error" in spoilt("error-200").json()
    for kind in ("garbage", "truncated"):
        assert spoilt(kind).status_code == 200
        with pytest.raises(ValueError):
            spoilt(kind).json()
    assert spoilt("html", stream=True).headers["content-type"].startswith("text/html")


def test_duplicate_usage(plain):
    chunks = plain.chunks(fault="duplicate-usage", stream_options={"include_usage": True})
    usages = [chunk["usage"] for chunk in chunks if chunk["usage"]]
    assert len(usages) == 2
    assert usages[0] == usages[1]


def tool_deltas(plain, fault):
    chunks = plain.chunks("What is 3*4?", tools=[TOOL], fault=fault)
    return [call for chunk in chunks for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", ())]


def test_tool_call_faults(plain):
    assert {call["index"] for call in tool_deltas(plain, "tool-index=null")} == {None}
    assert {call["function"]["name"] for call in tool_deltas(plain, "tool-repeat-name")} == {"multiply"}
    whole = tool_deltas(plain, "tool-args-object")
    assert whole[-1]["function"]["arguments"] == {"a": 3, "b": 4}
    message = plain.chat("What is 3*4?", tools=[TOOL], fault="tool-args-object").json()["choices"][0]["message"]
    assert message["tool_calls"][0]["function"]["arguments"] == {"a": 3, "b": 4}


def test_parallel_calls_may_share_an_index(plain):
    weather = {**TOOL, "function": {**TOOL["function"], "name": "add", "description": "Add two integers."}}
    chunks = plain.chunks("What is 3*4 and then add 1 and 2", tools=[TOOL, weather], fault="tool-index=shared")
    calls = [call for chunk in chunks for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", ())]
    assert {call["index"] for call in calls} == {0}
    assert len({call["id"] for call in calls if "id" in call}) == 2
    starts = [place for place, call in enumerate(calls) if "id" in call]
    first = "".join(call["function"]["arguments"] for call in calls[: starts[1]])
    assert json.loads(first) == {"a": 3, "b": 4}, "calls without numbers come one after the other"


def test_event_stream_variants(plain):
    assert ": keep-alive\n\n" in plain.chat(fault="comments", stream=True).text
    assert "\n" not in plain.chat(fault="crlf", stream=True).text.replace("\r\n", "")
    carriage = plain.chat(fault="cr", stream=True).text
    assert "\n" not in carriage
    assert "\r\r" in carriage


def test_split_cuts_inside_characters_but_loses_none(plain):
    text = "Say Grüße, 漢字 🎈"
    body = {"model": GPT, "messages": [{"role": "user", "content": text}], "stream": True}
    headers = {"X-Emulator-Fault": "split=1"}
    with plain.http.stream("POST", "/v1/chat/completions", json=body, headers=headers) as response:
        pieces = list(response.iter_raw())
    assert b"".join(pieces).decode().count("data: ") > 3
    words = [json.loads(line[6:]) for line in b"".join(pieces).decode().splitlines() if line.startswith("data: {")]
    assert "".join(c["choices"][0]["delta"].get("content") or "" for c in words if c["choices"]) == "Grüße, 漢字 🎈"
