"""Assistants, threads, messages and runs over HTTP, in both colours."""

import pytest
from both_colours import GPT, QUICK

from langchain_aimlapi import InvalidRequestError, NotFoundError
from langchain_aimlapi.api.errors import GenerationFailedError, GenerationTimeoutError, OutOfCreditsError
from langchain_aimlapi.api.jobs import Patience
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.emulator.triggers import FAIL

QUESTION = "Please multiply 6 and 7"


def words(message):
    return "".join(part["text"]["value"] for part in message["content"])


async def test_an_assistant_is_made_changed_listed_and_deleted(caller, emulator):
    made = await caller.create_assistant({"model": GPT, "name": "First", "metadata": {"team": "a"}})
    assert made["object"] == "assistant"
    assert made["inference_id"]
    changed = await caller.update_assistant(made["id"], {"name": "Second"})
    assert (changed["name"], changed["metadata"]) == ("Second", {"team": "a"})
    assert (await caller.retrieve_assistant(made["id"]))["name"] == "Second"
    listed = await caller.list_assistants()
    assert [row["id"] for row in listed["data"]] == [made["id"]]
    assert (await caller.delete_assistant(made["id"]))["deleted"] is True
    with pytest.raises(NotFoundError, match=made["id"]):
        await caller.retrieve_assistant(made["id"])
    assert {request.headers["openai-beta"] for request in emulator.requests} == {"assistants=v2"}
    assert all(request.path.startswith("/assistants") for request in emulator.requests)


async def test_the_header_of_the_version_can_be_another(caller, emulator):
    await caller.list_assistants(RequestOptions(headers={"OpenAI-Beta": "assistants=v3"}))
    assert emulator.requests[0].headers["openai-beta"] == "assistants=v3"


async def test_lists_come_in_pages(caller):
    made = [(await caller.create_assistant({"model": GPT, "name": str(number)}))["id"] for number in range(5)]
    first = await caller.list_assistants(limit=2)
    assert [row["id"] for row in first["data"]] == made[:-3:-1]
    assert first["has_more"]
    rest = await caller.list_assistants(limit=20, after=first["last_id"])
    assert [row["id"] for row in rest["data"]] == made[2::-1]
    assert not rest["has_more"]
    oldest = await caller.list_assistants(order="asc", before=made[1])
    assert [row["id"] for row in oldest["data"]] == made[:1]
    for wrong in ({"limit": 0}, {"order": "up"}, {"after": "asst_none"}, {"colour": "red"}):
        with pytest.raises(InvalidRequestError):
            await caller.list_assistants(**wrong)


async def test_threads_and_messages(caller):
    thread = await caller.create_thread()
    assert (await caller.update_thread(thread["id"], {"metadata": {"topic": "boats"}}))["metadata"] == {
        "topic": "boats"
    }
    parts = [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}]
    first = await caller.create_message(thread["id"], {"role": "user", "content": parts})
    second = await caller.create_message(thread["id"], {"role": "assistant", "content": "I see."})
    listed = await caller.list_messages(thread["id"])
    assert [row["id"] for row in listed["data"]] == [second["id"], first["id"]]
    assert words(await caller.retrieve_message(thread["id"], second["id"])) == "I see."
    changed = await caller.update_message(thread["id"], second["id"], {"metadata": {"seen": "yes"}})
    assert changed["metadata"] == {"seen": "yes"}
    assert (await caller.delete_message(thread["id"], first["id"]))["object"] == "thread.message.deleted"
    with pytest.raises(NotFoundError):
        await caller.retrieve_message(thread["id"], first["id"])
    await caller.delete_thread(thread["id"])
    with pytest.raises(NotFoundError):
        await caller.retrieve_thread(thread["id"])


async def test_a_run_is_polled_until_the_answer_is_there_and_paid_for(caller, assistant, thread, emulator):
    before = emulator.balance
    run = await caller.create_run(thread["id"], {"assistant_id": assistant["id"], "metadata": {"n": "1"}})
    assert (run["status"], run["instructions"], run["model"]) == ("queued", "Be brief.", GPT)
    assert run["expires_at"] - run["created_at"] == 600
    done = await caller.poll_run(thread["id"], run["id"], QUICK)
    assert done["status"] == "completed"
    assert done["usage"]["total_tokens"] > 0
    assert emulator.balance < before
    (message,) = (await caller.list_messages(thread["id"], run_id=run["id"]))["data"]
    assert words(message) == "hello"
    (step,) = (await caller.list_run_steps(thread["id"], run["id"]))["data"]
    assert step["step_details"]["message_creation"]["message_id"] == message["id"]
    assert (await caller.retrieve_run_step(thread["id"], run["id"], step["id"]))["status"] == "completed"
    polls = [request for request in emulator.requests if request.path.endswith(run["id"])]
    assert len(polls) == 3
    assert (await caller.update_run(thread["id"], run["id"], {"metadata": {"n": "2"}}))["metadata"] == {"n": "2"}
    assert [row["id"] for row in (await caller.list_runs(thread["id"]))["data"]] == [run["id"]]


async def test_a_run_waits_for_its_tools(caller, assistant):
    thread = {"messages": [{"role": "user", "content": QUESTION}]}
    run = await caller.create_thread_and_run({"assistant_id": assistant["id"], "thread": thread})
    where = run["thread_id"], run["id"]
    waiting = await caller.poll_run(*where, QUICK)
    assert waiting["status"] == "requires_action"
    (call,) = waiting["required_action"]["submit_tool_outputs"]["tool_calls"]
    assert call["function"] == {"name": "multiply", "arguments": '{"a": 6, "b": 7}'}
    with pytest.raises(InvalidRequestError, match="Expected tool outputs for call_ids"):
        await caller.submit_tool_outputs(*where, {"tool_outputs": [{"tool_call_id": "other", "output": "42"}]})
    with pytest.raises(InvalidRequestError, match="while a run"):
        await caller.create_message(where[0], {"role": "user", "content": "Hurry"})
    outputs = {"tool_outputs": [{"tool_call_id": call["id"], "output": "42"}]}
    going = await caller.submit_tool_outputs(*where, outputs)
    assert going["status"] == "queued"
    assert (await caller.poll_run(*where, QUICK))["status"] == "completed"
    newest = (await caller.list_messages(where[0]))["data"][0]
    assert "multiply: 42" in words(newest)
    steps = (await caller.list_run_steps(*where, order="asc"))["data"]
    assert [step["type"] for step in steps] == ["tool_calls", "message_creation"]
    assert steps[0]["step_details"]["tool_calls"][0]["function"]["output"] == "42"
    with pytest.raises(InvalidRequestError, match="do not accept tool outputs"):
        await caller.submit_tool_outputs(*where, outputs)


async def test_a_thread_remembers_what_was_said(caller, assistant):
    thread = await caller.create_thread({"messages": [{"role": "user", "content": "My name is Ada."}]})
    for question, expected in (("What is 3*4?", "3*4 = 12."), ("What is my name?", "Your name is Ada.")):
        await caller.create_message(thread["id"], {"role": "user", "content": question})
        run = await caller.create_run(thread["id"], {"assistant_id": assistant["id"], "tool_choice": "none"})
        await caller.poll_run(thread["id"], run["id"], QUICK)
        assert words((await caller.list_messages(thread["id"]))["data"][0]) == expected


async def test_a_run_is_cancelled(caller, assistant, thread):
    run = await caller.create_run(thread["id"], {"assistant_id": assistant["id"]})
    with pytest.raises(InvalidRequestError, match="already has an active run"):
        await caller.create_run(thread["id"], {"assistant_id": assistant["id"]})
    assert (await caller.cancel_run(thread["id"], run["id"]))["status"] == "cancelling"
    assert (await caller.poll_run(thread["id"], run["id"], QUICK))["status"] == "cancelled"
    with pytest.raises(InvalidRequestError, match="Cannot cancel run with status 'cancelled'"):
        await caller.cancel_run(thread["id"], run["id"])


async def test_a_run_that_is_cut_short_says_so(caller, assistant):
    thread = await caller.create_thread({"messages": [{"role": "user", "content": "Count to 900"}]})
    run = await caller.create_run(
        thread["id"], {"assistant_id": assistant["id"], "max_completion_tokens": 256, "tool_choice": "none"}
    )
    done = await caller.poll_run(thread["id"], run["id"], QUICK)
    assert (done["status"], done["incomplete_details"]) == ("incomplete", {"reason": "max_completion_tokens"})
    assert words((await caller.list_messages(thread["id"]))["data"][0]).startswith("1, 2, 3")


async def test_a_run_that_fails_is_an_error_with_its_id_when_polled_and_a_state_when_retrieved(caller, assistant):
    thread = {"messages": [{"role": "user", "content": f"Say hello {FAIL}"}]}
    run = await caller.create_thread_and_run({"assistant_id": assistant["id"], "thread": thread})
    with pytest.raises(
        GenerationFailedError, match=r"The run run_\w+ ended with status 'failed': The emulator"
    ) as caught:
        await caller.poll_run(run["thread_id"], run["id"], QUICK)
    assert caught.value.job_id == run["id"]
    assert (await caller.retrieve_run(run["thread_id"], run["id"]))["last_error"]["code"] == "server_error"


async def test_waiting_ends_with_the_id_to_go_on_with(caller, assistant, thread):
    run = await caller.create_run(thread["id"], {"assistant_id": assistant["id"]})
    impatient = Patience(interval=0.001, timeout=0)
    with pytest.raises(GenerationTimeoutError, match="poll_run goes on with it") as caught:
        await caller.poll_run(thread["id"], run["id"], impatient)
    assert caught.value.job_id == run["id"]


async def test_an_unknown_run_is_no_reason_to_go_on_asking(caller, thread, emulator):
    with pytest.raises(NotFoundError, match="No run found with id 'run_none'"):
        await caller.poll_run(thread["id"], "run_none", QUICK)
    assert len([request for request in emulator.requests if request.method == "GET"]) == 1


@pytest.mark.parametrize("name", ["", " ", ".", ".."])
async def test_ids_that_lead_elsewhere_are_refused_here(caller, emulator, name):
    with pytest.raises(InvalidRequestError, match="thread_id must be the id that the service gave"):
        await caller.delete_thread(name)
    assert not emulator.requests


async def test_an_id_stays_one_piece_of_the_address(caller, emulator):
    with pytest.raises(NotFoundError):
        await caller.retrieve_thread("a/../b?c=d#e")
    assert emulator.requests[-1].path.startswith("/threads/a")
    assert not emulator.requests[-1].query


async def test_an_empty_account_is_refused(caller, assistant, thread):
    with Emulator(balance=0) as poor:
        caller.client.base_url = poor.base_url
        assistant = await caller.create_assistant({"model": GPT})
        with pytest.raises(OutOfCreditsError):
            await caller.create_thread_and_run({"assistant_id": assistant["id"]})


async def test_a_run_expires(caller):
    with Emulator(run_lifetime=0) as hasty:
        caller.client.base_url = hasty.base_url
        assistant = await caller.create_assistant({"model": GPT})
        run = await caller.create_thread_and_run({"assistant_id": assistant["id"]})
        with pytest.raises(GenerationFailedError, match="'expired'"):
            await caller.poll_run(run["thread_id"], run["id"], QUICK)
