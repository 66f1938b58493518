"""Batches over HTTP: submitted, waited for, cancelled, expired; answers in order, failures beside them."""

import subprocess
import sys

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool

from langchain_aimlapi import (
    AIMLAPIBatches,
    AIMLAPIClient,
    AIMLAPIError,
    AuthenticationError,
    BatchRequestError,
    ChatAIMLAPI,
    GenerationFailedError,
    GenerationTimeoutError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    ServerError,
    batch_from_id,
)
from langchain_aimlapi.api.jobs import Patience
from langchain_aimlapi.emulator import Emulator

MODEL = "anthropic/claude-sonnet-4.5"
QUICK = Patience(interval=0.001, max_interval=0.01)
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


@pytest.fixture
def batches(emulator_environment):
    return AIMLAPIBatches(ChatAIMLAPI(model=MODEL), QUICK)


async def submit(batches, colour, inputs, **params):
    return batches.submit(inputs, **params) if colour == "sync" else await batches.asubmit(inputs, **params)


async def wait(batch, colour, **settings):
    return batch.wait(**settings) if colour == "sync" else await batch.wait_async(**settings)


async def do(batch, colour, name):
    return getattr(batch, name)() if colour == "sync" else await getattr(batch, f"a{name}")()


@COLOURS
async def test_a_batch_answers_what_invoke_answers(batches, colour):
    inputs = ["Say one", [SystemMessage("Be brief."), HumanMessage("Say two")], [("user", "What is 2 + 3?")]]
    batch = await submit(batches, colour, inputs)
    assert batch.id.startswith("msgbatch_")
    assert (batch.status, batch.done, batch.counts["processing"]) == ("in_progress", False, 3)
    submission = batch.inference_id
    assert submission.startswith("inf-")
    answers = await wait(batch, colour)
    assert batch.inference_id == submission
    assert (batch.status, batch.counts) == ("ended", {"succeeded": 3})
    assert [answer.text for answer in answers] == [batches.model.invoke(given).text for given in inputs]
    for index, answer in enumerate(answers):
        assert isinstance(answer, AIMessage)
        assert answer.usage_metadata["output_tokens"] > 0
        facts = answer.response_metadata
        assert facts.items() >= {"model_provider": "aimlapi", "finish_reason": "stop", "batch_id": batch.id}.items()
        assert facts["custom_id"] == f"request-{index:06d}"


@COLOURS
async def test_one_failure_among_many_is_an_error_in_its_place(batches, colour):
    answers = await wait(await submit(batches, colour, ["Say one", "[emulator: fail]", "Say three"]), colour)
    assert [isinstance(answer, AIMessage) for answer in answers] == [True, False, True]
    assert isinstance(answers[1], ServerError)
    assert "asked to" in str(answers[1])


@COLOURS
async def test_what_the_model_refuses_is_an_error_of_its_request(batches, colour):
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "bm90IGFuIGltYWdl"}}
    answers = await wait(await submit(batches, colour, [[HumanMessage([image])], "Say two"]), colour)
    assert isinstance(answers[0], InvalidRequestError)
    assert answers[0].status_code == 400
    assert answers[1].text


@COLOURS
async def test_a_thousand_requests_keep_their_order(batches, colour, emulator):
    batch = await submit(batches, colour, [f"Say {number}" for number in range(1000)])
    assert len(emulator.requests[-1].body["requests"]) == 1000
    answers = await wait(batch, colour)
    assert len(answers) == 1000
    for number, answer in enumerate(answers):
        assert str(number) in answer.text


@COLOURS
async def test_progress_is_told_after_every_poll(batches, colour):
    told = []
    await wait(await submit(batches, colour, ["Hi"]), colour, on_progress=lambda batch: told.append(batch.status))
    assert told == ["in_progress", "generating", "ended"]


async def test_progress_may_be_asynchronous_and_a_batch_awaited(batches):
    told = []

    async def tell(batch):
        told.append(batch.counts.get("processing"))

    batch = await batches.asubmit(["Hi"])
    await batch.wait_async(on_progress=tell)
    assert told[0] == 1
    assert (await batch)[0].text


@COLOURS
async def test_a_batch_that_is_late_can_be_taken_up_again(batches, colour, emulator):
    batch = await submit(batches, colour, ["Say one", "Say two"])
    with pytest.raises(GenerationTimeoutError, match="batch_from_id") as caught:
        await wait(batch, colour, timeout=0)
    again = batch_from_id(caught.value.job_id, patience=QUICK)
    assert [answer.text for answer in await wait(again, colour)] == [
        answer.text for answer in batches.resume(batch.id).wait()
    ]
    assert len([one for one in emulator.requests if one.method == "POST"]) == 1


def test_another_process_takes_it_up_by_its_id(batches, emulator):
    batch = batches.submit([f"Say {number}" for number in range(5)])
    code = (
        "import sys; from langchain_aimlapi import batch_from_id\n"
        "print([answer.text for answer in batch_from_id(sys.argv[1]).wait(interval=0.01)])"
    )
    done = subprocess.run([sys.executable, "-c", code, batch.id], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == repr([answer.text for answer in batch.wait()])


@COLOURS
async def test_a_cancelled_batch_keeps_what_was_answered(batches, colour):
    batch = await submit(batches, colour, [f"Say {number}" for number in range(9)])
    await do(batch, colour, "refresh")
    await do(batch, colour, "refresh")
    await do(batch, colour, "cancel")
    assert batch.status == "cancelled"
    assert not batch.done
    answers = await wait(batch, colour)
    succeeded = [answer for answer in answers if isinstance(answer, AIMessage)]
    lost = [answer for answer in answers if isinstance(answer, BatchRequestError)]
    assert (len(succeeded), len(lost)) == (6, 3)
    assert answers[:6] == succeeded
    assert {(one.outcome, one.batch_id) for one in lost} == {("canceled", batch.id)}
    assert lost[0].custom_id == "request-000006"


@COLOURS
async def test_an_ended_batch_cannot_be_cancelled(batches, colour):
    batch = await submit(batches, colour, ["Hi"])
    await wait(batch, colour)
    with pytest.raises(InvalidRequestError, match="already ended"):
        await do(batch, colour, "cancel")
    assert batch.results()[0].text


@COLOURS
async def test_an_expired_batch_says_so_request_by_request(colour):
    with Emulator(batch_lifetime=0.0) as server:
        batches = AIMLAPIBatches(ChatAIMLAPI(model=MODEL, base_url=server.base_url, api_key="any"), QUICK)
        answers = await wait(await submit(batches, colour, ["One", "Two"]), colour)
        assert [answer.outcome for answer in answers] == ["expired", "expired"]
        assert server.balance == server.options.balance


def test_batches_are_charged_at_half_the_price_when_they_end(batches, emulator):
    whole = batches.model.invoke("Say one").response_metadata["cost"]["usd"]
    before = emulator.balance
    batch = batches.submit(["Say one", "[emulator: fail]"])
    assert emulator.balance == before
    batch.wait()
    assert before - emulator.balance == pytest.approx(whole / 2, rel=0.05)
    with AIMLAPIClient() as client:
        newest = next(client.iter_transactions())
    assert (newest["model"], newest["amount"]["usd"]) == (MODEL, pytest.approx(before - emulator.balance))


@COLOURS
@pytest.mark.parametrize("model", ["openai/gpt-4o", "deepseek/deepseek-chat"])
async def test_a_model_without_batches_is_refused_before_anything_is_sent(emulator_environment, colour, model):
    batches = AIMLAPIBatches(ChatAIMLAPI(model=model), QUICK)
    with pytest.raises(InvalidRequestError, match="takes batches of Anthropic's models only"):
        await submit(batches, colour, ["Hi"])
    assert emulator_environment.requests == []


@COLOURS
async def test_tools_that_are_bound_go_along(emulator_environment, colour):
    @tool
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        return a + b

    model = ChatAIMLAPI(model=MODEL).bind_tools([add], tool_choice="add")
    answers = await wait(await submit(AIMLAPIBatches(model, QUICK), colour, ["What is 2 + 3?"]), colour)
    assert [call["name"] for call in answers[0].tool_calls] == ["add"]


@COLOURS
async def test_a_bad_key_and_an_unknown_batch(emulator, colour):
    batches = AIMLAPIBatches(ChatAIMLAPI(model=MODEL, base_url=emulator.base_url, api_key="bad-key"))
    with pytest.raises(AuthenticationError):
        await submit(batches, colour, ["Hi"])
    batch = batch_from_id("msgbatch_0", patience=QUICK, base_url=emulator.base_url, api_key="any")
    with pytest.raises(NotFoundError, match="msgbatch_0"):
        await wait(batch, colour)


def test_a_batch_is_the_keys_own(batches, emulator):
    batch = batches.submit(["Hi"])
    with pytest.raises(NotFoundError):
        batch_from_id(batch.id, base_url=emulator.base_url, api_key="another").refresh()


@COLOURS
async def test_a_batch_is_not_submitted_twice(emulator_environment, colour):
    faulty = {"X-Emulator-Fault": "status=503;times=1"}
    batches = AIMLAPIBatches(ChatAIMLAPI(model=MODEL, api_key=f"key-{colour}", default_headers=faulty), QUICK)
    with pytest.raises(ServerError):
        await submit(batches, colour, ["Hi"])
    assert len(emulator_environment.requests) == 1
    assert (await wait(await submit(batches, colour, ["Hi"]), colour))[0].text


@COLOURS
async def test_a_few_polls_may_fail(emulator_environment, colour):
    batch = await submit(AIMLAPIBatches(ChatAIMLAPI(model=MODEL, api_key=f"poll-{colour}"), QUICK), colour, ["Hi"])
    connection = {"api_key": f"poll-{colour}", "max_retries": 0}
    flaky = {"X-Emulator-Fault": f"status=429;times=3;key={colour}"}
    assert (await wait(batch_from_id(batch.id, patience=QUICK, default_headers=flaky, **connection), colour))[0].text
    dead = batch_from_id(batch.id, patience=QUICK, default_headers={"X-Emulator-Fault": "status=429"}, **connection)
    with pytest.raises(RateLimitError, match=batch.id):
        await wait(dead, colour)


@pytest.mark.parametrize(
    ("requests", "words"),
    [
        ([], "at least 1"),
        ([{"custom_id": "a"}], "params: Required"),
        ([{"custom_id": "a", "params": {"model": MODEL}}], "messages: Required"),
        ([{"custom_id": "a", "params": {"model": "openai/gpt-4o", "messages": []}}], "Anthropic"),
        ([{"custom_id": "a", "params": {"model": MODEL, "messages": [], "temperature": 2}}], "temperature"),
        ([{"custom_id": "a", "params": {"model": MODEL, "messages": []}}] * 2, "used 2 times"),
    ],
)
def test_the_endpoint_is_strict(emulator_environment, requests, words):
    with AIMLAPIClient(max_retries=0) as client, pytest.raises(InvalidRequestError, match=words):
        client.create_batch(requests)


def test_a_resumed_batch_that_left_nothing_is_an_error_of_the_whole(emulator_environment, monkeypatch):
    batch = batch_from_id("msgbatch_1", patience=QUICK)
    gone = batch._state.__class__("msgbatch_1", "failed", "cancelled")
    monkeypatch.setattr(AIMLAPIClient, "fetch_batch", lambda *_: gone)
    with pytest.raises(GenerationFailedError, match="'cancelled' without results"):
        batch.wait()


def test_errors_in_results_are_those_of_the_package_and_of_langchain(batches):
    from langchain_core.exceptions import ModelAPIError

    answer = batches.submit(["[emulator: fail]"]).wait()[0]
    assert isinstance(answer, AIMLAPIError)
    assert isinstance(answer, ModelAPIError)
