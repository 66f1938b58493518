"""Batches without a network: what is sent, what is refused, and how results find their places."""

import copy
import pickle

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser

from langchain_aimlapi import AIMLAPIBatches, BatchRequestError, ChatAIMLAPI, GenerationFailedError
from langchain_aimlapi.api.batches import BatchState, completed
from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError, ServerError, WaitingStoppedError
from langchain_aimlapi.batch_request import build_requests, place_of, request_id, unwrapped
from langchain_aimlapi.batch_results import read_results
from langchain_aimlapi.batches import BatchJob
from langchain_aimlapi.catalogue import find_models

MODEL = "anthropic/claude-sonnet-4.5"
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": "Hello"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 9, "output_tokens": 3, "service_tier": "batch"},
}


def requests(*inputs, model=None, **params):
    chat, bound = unwrapped(model or ChatAIMLAPI(model=MODEL))
    return build_requests(chat, inputs, {**bound, **params})[0]


def line(number, message=MESSAGE, kind="succeeded", **result):
    found = {"message": message} if kind == "succeeded" else {}
    return {"custom_id": request_id(number), "result": {"type": kind, **found, **result}}


def test_a_request_is_a_messages_request():
    (made,) = requests([SystemMessage("Be brief."), HumanMessage("Hi")], temperature=0.5, stop=["end"], max_tokens=50)
    assert made == {
        "custom_id": "request-000000",
        "params": {
            "model": MODEL,
            "system": "Be brief.",
            "messages": [{"role": "user", "content": "Hi"}],
            "temperature": 0.5,
            "stop_sequences": ["end"],
            "max_tokens": 50,
        },
    }


def test_places_are_in_the_ids():
    made = requests(*["Hi"] * 12)
    assert [place_of(request["custom_id"]) for request in made] == list(range(12))
    assert place_of("test-01") is None


def test_a_limit_is_set_where_the_default_would_cut():
    assert requests("Hi")[0]["params"]["max_tokens"] == 8192
    assert requests("Hi", thinking={"type": "enabled", "budget_tokens": 10_000})[0]["params"]["max_tokens"] == 18_192
    assert requests("Hi", model=ChatAIMLAPI(model=MODEL, max_tokens=7))[0]["params"]["max_tokens"] == 7


def test_a_system_prompt_in_parts_is_one_text():
    parts = [{"type": "text", "text": "One.", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "Two."}]
    assert requests([SystemMessage(parts), HumanMessage("Hi")])[0]["params"]["system"] == "One.\n\nTwo."


def test_what_is_bound_goes_along_and_the_call_comes_first():
    bound = ChatAIMLAPI(model=MODEL, temperature=0.1).bind(temperature=0.2, max_tokens=5).bind(max_tokens=6)
    params = requests("Hi", model=bound, temperature=0.3)[0]["params"]
    assert (params["temperature"], params["max_tokens"]) == (0.3, 6)


def test_what_concerns_the_call_is_not_in_the_bodies():
    chat = ChatAIMLAPI(model=MODEL)
    made, options = build_requests(chat, ["Hi"], {"max_retries": 2, "timeout": 5, "client_request_id": "order-7"})
    assert not made[0]["params"].keys() & {"max_retries", "timeout", "client_request_id", "stream", "dialect"}
    assert (options.max_retries, options.client_request_id) == (2, "order-7")


@pytest.mark.parametrize("card", find_models(family="chat", status="live"), ids=lambda card: card.id)
def test_every_live_model_is_taken_or_refused_by_its_vendor(card):
    if card.vendor == "Anthropic":
        params = requests("Hi", model=ChatAIMLAPI(model=card.id, unsupported_params="send"))[0]["params"]
        assert params["messages"] == [{"role": "user", "content": "Hi"}]
    else:
        with pytest.raises(InvalidRequestError, match="cannot be used in a batch"):
            requests("Hi", model=ChatAIMLAPI(model=card.id))


def test_a_model_can_be_named_for_the_call_only():
    with pytest.raises(InvalidRequestError, match="openai/gpt-4o cannot"):
        build_requests(ChatAIMLAPI(model=MODEL), ["Hi"], {"model": "openai/gpt-4o"})


@pytest.mark.parametrize("dialect", ["chat", "responses"])
def test_another_dialect_is_refused(dialect):
    with pytest.raises(InvalidRequestError, match="dialect must be left out"):
        requests("Hi", dialect=dialect)


def test_no_inputs_and_too_many_are_refused():
    with pytest.raises(InvalidRequestError, match="not 0"):
        requests()
    with pytest.raises(InvalidRequestError, match="not 100,001"):
        build_requests(ChatAIMLAPI(model=MODEL), range(100_001), {})


@pytest.mark.parametrize("model", [ChatAIMLAPI(model=MODEL) | StrOutputParser(), StrOutputParser(), "model"])
def test_a_chain_is_no_model(model):
    with pytest.raises(TypeError, match="ChatAIMLAPI"):
        AIMLAPIBatches(model)


def test_results_find_their_places_whatever_their_order():
    state = completed("b", (line(2), line(0), line(1, kind="errored", error={"type": "api_error", "message": "no"})))
    answers = read_results(state, 3)
    assert [type(answer).__mro__[1] if isinstance(answer, Exception) else type(answer) for answer in answers] == [
        AIMessage,
        ServerError,
        AIMessage,
    ]
    assert answers[0].text == "Hello"
    assert answers[0].usage_metadata["total_tokens"] == 12
    assert answers[2].response_metadata["custom_id"] == request_id(2)


@pytest.mark.parametrize("count", [4, None])
def test_what_the_results_lack_is_an_error_in_its_place(count):
    answers = read_results(completed("b", (line(3), line(0))), count)
    assert [getattr(answer, "outcome", None) for answer in answers] == [None, "missing", "missing", None]


def test_results_that_lack_the_last_ones_are_as_many_as_the_inputs():
    assert [type(answer) for answer in read_results(completed("b", (line(0),)), 2)] == [AIMessage, BatchRequestError]


def test_ids_of_others_keep_the_order_of_the_results():
    lines = ({**line(0), "custom_id": "b"}, {**line(0), "custom_id": "a"})
    assert [one.response_metadata["custom_id"] for one in read_results(completed("b", lines))] == ["b", "a"]


@pytest.mark.parametrize(
    "message", [None, {}, "text", [], {"content": []}, {"content": "?", "usage": 7}, {"usage": []}]
)
def test_a_result_that_cannot_be_read_does_not_lose_the_others(message):
    answers = read_results(completed("b", (line(0, message), line(1))), 2)
    assert isinstance(answers[0], MalformedResponseError | AIMessage)
    assert answers[1].text == "Hello"


def test_a_price_within_the_results_is_told():
    message = {**MESSAGE, "meta": {"usage": {"credits_used": 40, "usd_spent": 0.00002}}}
    answer = read_results(completed("b", (line(0, message),)), 1)[0]
    assert answer.response_metadata["cost"] == {"usd": 0.00002, "credits": 40}
    assert "cost" not in read_results(completed("b", (line(0),)), 1)[0].response_metadata


@pytest.mark.parametrize(
    ("status", "counts", "outcome"),
    [
        ("cancelled", {}, "canceled"),
        ("expired", {}, "expired"),
        ("ended", {"expired": 2}, "expired"),
        ("error", {}, "error"),
    ],
)
def test_a_batch_that_left_nothing_is_an_error_for_each_input(status, counts, outcome):
    answers = read_results(BatchState("b", "failed", status, counts), 2)
    assert [answer.outcome for answer in answers] == [outcome] * 2


def test_a_batch_of_unknown_size_that_left_nothing_is_one_error():
    with pytest.raises(GenerationFailedError, match="without results") as caught:
        read_results(BatchState("b", "failed", "cancelled"))
    assert caught.value.job_id == "b"
    assert len(read_results(BatchState("b", "failed", "ended", {"canceled": 3}))) == 3


def test_errors_can_be_pickled_and_copied():
    error = read_results(BatchState("b", "failed", "cancelled"), 1)[0]
    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert (twin.outcome, twin.custom_id, twin.batch_id, str(twin)) == ("canceled", request_id(0), "b", str(error))


CALLED = {
    **MESSAGE,
    "stop_reason": "tool_use",
    "content": [{"type": "tool_use", "id": "toolu_1", "input": {"cups": 2}}],
}
POUR = {"name": "mcp.tea/pour", "description": "Pour", "parameters": {"type": "object", "properties": {}}}


class Ended:
    """A client that keeps what is submitted and has ended it at once, with a call of the tool as it was named."""

    def create_batch(self, requests, _options):
        self.name = requests[0]["params"]["tools"][0]["name"]
        return self.fetch_batch("b")

    def fetch_batch(self, batch_id):
        content = [{**CALLED["content"][0], "name": self.name}]
        return completed(batch_id, (line(0, {**CALLED, "content": content}),))


@pytest.mark.parametrize("resumed", [False, True])
def test_calls_of_renamed_tools_have_the_callers_names(monkeypatch, resumed):
    client = Ended()
    monkeypatch.setattr(ChatAIMLAPI, "client", client)
    batches = AIMLAPIBatches(ChatAIMLAPI(model=MODEL).bind_tools([POUR]))

    batch = batches.submit(["Tea"])
    answers = batches.resume("b").refresh().results() if resumed else batch.results()

    assert client.name != POUR["name"]
    assert [call["name"] for call in answers[0].tool_calls] == [POUR["name"]]


class Client:
    """A client whose batches never end."""

    polls = 0

    def fetch_batch(self, batch_id):
        self.polls += 1
        return BatchState(batch_id, "pending", "in_progress")


def test_waiting_can_be_stopped():
    client = Client()
    batch = BatchJob(BatchState("b", "pending", "in_progress"), client)
    with pytest.raises(WaitingStoppedError, match="goes on"):
        batch.wait(interval=0.001, on_progress=lambda batch: batch.stop_waiting())
    assert client.polls == 1
    with pytest.raises(ValueError, match="wait"):
        batch.results()
    assert repr(batch) == "BatchJob(id='b', status='in_progress')"
