"""Streams of run events: in order, whole, or a typed error."""

import pytest

from langchain_aimlapi.api.errors import (
    APIConnectionError,
    IncompleteStreamError,
    MalformedResponseError,
    RateLimitError,
    ServerError,
)
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.emulator.triggers import FAIL

QUESTION = {"messages": [{"role": "user", "content": "Count to 12"}]}
WORDS = ", ".join(map(str, range(1, 13)))


def faulty(fault):
    return RequestOptions(headers={"X-Emulator-Fault": fault})


@pytest.mark.parametrize("fault", ["comments", "crlf", "cr", "split=1", "no-done"])
async def test_the_events_tell_the_whole_run_however_they_are_cut(caller, assistant, fault):
    body = {"assistant_id": assistant["id"], "thread": QUESTION}
    events = await caller.events("stream_thread_and_run", body, faulty(fault))
    names = [event.event for event in events if not event.event.endswith("delta")]
    assert names == [
        "thread.created",
        "thread.run.created",
        "thread.run.queued",
        "thread.run.in_progress",
        "thread.run.step.created",
        "thread.run.step.in_progress",
        "thread.message.created",
        "thread.message.in_progress",
        "thread.message.completed",
        "thread.run.step.completed",
        "thread.run.completed",
    ]
    assert "".join(event.text for event in events) == WORDS
    assert len([event for event in events if event.text]) > 10
    run = events[-1].data
    assert (await caller.retrieve_run(run["thread_id"], run["id"]))["status"] == "completed"


async def test_tools_are_called_and_answered_in_streams(caller, assistant, thread):
    await caller.create_message(thread["id"], {"role": "user", "content": "Please multiply 6 and 7"})
    events = await caller.events("stream_run", thread["id"], {"assistant_id": assistant["id"]})
    run = events[-1].data
    assert run["status"] == "requires_action"
    deltas = [
        call["function"]["arguments"]
        for event in events
        if event.event == "thread.run.step.delta"
        for call in event.data["delta"]["step_details"]["tool_calls"]
    ]
    (call,) = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    assert "".join(deltas) == call["function"]["arguments"]
    outputs = {"tool_outputs": [{"tool_call_id": call["id"], "output": "42"}]}
    more = await caller.events("stream_tool_outputs", thread["id"], run["id"], outputs)
    assert more[0].event == "thread.run.step.completed"
    assert more[-1].event == "thread.run.completed"
    assert "multiply: 42" in "".join(event.text for event in more)


async def test_a_run_that_fails_is_an_event(caller, assistant, thread):
    await caller.create_message(thread["id"], {"role": "user", "content": f"Say hello {FAIL}"})
    events = await caller.events("stream_run", thread["id"], {"assistant_id": assistant["id"]})
    assert events[-1].event == "thread.run.failed"
    assert events[-1].data["last_error"]["code"] == "server_error"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("end-after=12", IncompleteStreamError),
        ("cut-after=12", APIConnectionError),
        ("error-chunk=13", ServerError),
        ("error-chunk=13;kind=message", ServerError),
        ("malformed-chunk=13", MalformedResponseError),
        ("status=429", RateLimitError),
    ],
)
async def test_a_stream_that_breaks_is_a_typed_error_with_the_words_until_then(caller, assistant, fault, error):
    body = {"assistant_id": assistant["id"], "thread": QUESTION}
    with pytest.raises(error) as caught:
        await caller.events("stream_thread_and_run", body, faulty(fault))
    assert caught.value.request_id or fault.startswith("cut")
    if not fault.startswith("status"):
        assert caught.value.partial_text
        assert WORDS.startswith(caught.value.partial_text)


async def test_a_stream_nobody_reads_gives_its_connection_back(caller, assistant, emulator):
    body = {"assistant_id": assistant["id"], "thread": QUESTION}
    stream = await caller.stream_thread_and_run(body, faulty("chunk-delay=0.05"))
    if hasattr(stream, "aclose"):
        await stream.aclose()
    else:
        stream.close()
    assert (await caller.list_assistants())["data"]


async def test_streams_share_a_connection(caller, assistant, emulator):
    before = emulator.connections
    for _ in range(3):
        await caller.events("stream_thread_and_run", {"assistant_id": assistant["id"], "thread": QUESTION})
    assert emulator.connections == before


@pytest.mark.parametrize("kind", ["garbage", "html", "empty", "truncated", "no-choices"])
async def test_answers_that_are_no_objects_are_typed_errors(caller, kind):
    with pytest.raises(MalformedResponseError):
        await caller.create_thread(QUESTION, faulty(f"body={kind}"))
