"""A server that repeats its reply id overwrites nobody's history, and an answer without a name is booked."""

import asyncio
import json

import pytest
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage
from langgraph.graph.message import add_messages

from langchain_aimlapi import AIMLAPILLM, ChatAIMLAPI, get_cost_callback
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"
META = {"usage": {"usd_spent": 0.002, "credits_used": 4000}}
CALL = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}


class Service:
    """Answers all requests with one id, streamed or not; the first of an agent with a call of its tool."""

    def __init__(self, usage=None, choices=1, **facts):
        self.facts = {"id": "same", "usage": usage or {"prompt_tokens": 3, "completion_tokens": 2}, **facts}
        self.choices = choices

    def __call__(self, request):
        body = json.loads(request.content)
        calls = "tools" in body and body["messages"][-1]["role"] == "user"
        said = {"content": None, "tool_calls": [CALL]} if calls else {"content": f"answer {len(body['messages'])}"}
        reply = {"meta": META, **self.facts}
        if not body.get("stream"):
            choices = [
                {"index": i, "message": {"role": "assistant", **said}, "finish_reason": "stop"}
                for i in range(self.choices)
            ]
            return httpx.Response(200, json={**reply, "choices": choices})
        calls = [{"index": 0, **call} for call in said.get("tool_calls", ())]
        choice = {"index": 0, "delta": {**said, "tool_calls": calls}, "finish_reason": None}
        chunks = [
            {**self.facts, "choices": [choice]},
            {**reply, "choices": [{**choice, "delta": {}, "finish_reason": "stop"}]},
        ]
        lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
        return httpx.Response(200, content=lines, headers={"content-type": "text/event-stream"})


def make(cls=ChatAIMLAPI, service=None, **settings):
    transport = httpx.MockTransport(service or Service())
    clients = {
        "http_client": httpx.Client(transport=transport),
        "http_async_client": httpx.AsyncClient(transport=transport),
    }
    return cls(model=MODEL, api_key="secret-key", **clients, **settings)


def add(a: int) -> int:
    """Add one."""
    return a + 1


@pytest.mark.parametrize("streaming", [False, True])
def test_an_agent_keeps_every_answer_of_a_server_that_repeats_its_id(streaming):
    agent = create_agent(make(streaming=streaming), [add])
    first = agent.invoke({"messages": [HumanMessage("Hi")]})["messages"]
    second = agent.invoke({"messages": [*first, HumanMessage("And?")]})["messages"]
    assert [message.type for message in second] == ["human", "ai", "tool", "ai"] * 2
    assert len({message.id for message in second}) == 8
    assert {message.response_metadata["id"] for message in second if message.type == "ai"} == {"same"}


def test_add_messages_keeps_answers_of_batches_and_streams():
    model = make()
    answers = [*model.batch(["one", "two"]), *(sum_up(model.stream("Hi")) for _ in range(2))]
    history = []
    for answer in answers:
        history = add_messages(history, [answer])
    assert len(history) == 4


def sum_up(chunks):
    chunks = list(chunks)
    total = chunks[0]
    for chunk in chunks[1:]:
        total += chunk
    return total


def test_all_chunks_of_a_stream_have_one_id_the_closing_one_too():
    for _ in range(2):
        chunks = list(make().stream("Hi"))
        assert chunks[-1].chunk_position == "last"
        assert len({chunk.id for chunk in chunks}) == 1
        assert chunks[0].id != "same"


def test_events_have_the_id_of_the_message():
    async def events():
        return [event async for event in make().astream_events("Hi", version="v2")]

    seen = [event["data"] for event in asyncio.run(events())]
    ids = {data["chunk"].id for data in seen if "chunk" in data} | {
        data["output"].id for data in seen if "output" in data
    }
    assert len(ids) == 1


def test_choices_have_ids_of_their_own():
    (choices,) = make(service=Service(choices=3)).generate([[HumanMessage("Hi")]], n=3).generations
    assert len({choice.message.id for choice in choices}) == 3


# What is booked


@pytest.mark.parametrize("streaming", [False, True])
def test_an_answer_without_a_model_is_booked_under_the_one_that_was_asked_for(streaming):
    with get_cost_callback() as cost:
        answer = make(streaming=streaming).invoke("Hi")
    assert answer.response_metadata["model_name"] == MODEL
    assert list(cost.by_model) == [MODEL]


def test_an_answer_that_names_its_model_keeps_it():
    assert make(service=Service(model="gpt-4o-2026")).invoke("Hi").response_metadata["model_name"] == "gpt-4o-2026"


def test_the_model_of_one_call_counts():
    assert make().invoke("Hi", model="openai/gpt-4o-mini").response_metadata["model_name"] == "openai/gpt-4o-mini"


@pytest.mark.parametrize(
    ("usage", "tokens", "details"),
    [
        ({"input_tokens": 7, "output_tokens": 2}, (7, 2, 9), {}),
        ({"input_tokens": 7, "output_tokens": 2, "total_tokens": 9}, (7, 2, 9), {}),
        ({"prompt_tokens": 0, "input_tokens": 7, "output_tokens": 2}, (7, 2, 9), {}),
        ({"input_tokens": 7, "output_tokens": 2, "cache_read_input_tokens": 5}, (12, 2, 14), {"cache_read": 5}),
        (
            {"input_tokens": 7, "output_tokens": 2, "input_tokens_details": {"cached_tokens": 4}},
            (7, 2, 9),
            {"cache_read": 4},
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cache_creation_tokens": 6}},
            (9, 1, 10),
            {"cache_creation": 6},
        ),
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 1,
                "prompt_tokens_details": {"cache_creation_tokens": 6, "cache_write_tokens": 0},
            },
            (9, 1, 10),
            {"cache_creation": 6},
        ),
    ],
)
@pytest.mark.parametrize("streaming", [False, True])
def test_counts_are_read_under_every_vendors_names(usage, tokens, details, streaming):
    counted = make(service=Service(usage), streaming=streaming).invoke("Hi").usage_metadata
    assert (counted["input_tokens"], counted["output_tokens"], counted["total_tokens"]) == tokens
    assert counted.get("input_token_details", {}) == details


@pytest.mark.parametrize("cls", [ChatAIMLAPI, AIMLAPILLM])
def test_generate_sums_tokens_and_cost_over_all_prompts(cls):
    usage = {
        "prompt_tokens": 3,
        "completion_tokens": 2,
        "total_tokens": 5,
        "prompt_tokens_details": {"cached_tokens": 1},
    }
    model = make(cls, Service(usage))
    prompts = ["one", "two"] if cls is AIMLAPILLM else [[HumanMessage("one")], [HumanMessage("two")]]
    output = model.generate(prompts).llm_output
    counts = output["token_usage"]
    assert (counts["prompt_tokens"], counts["completion_tokens"], counts["total_tokens"]) == (6, 4, 10)
    assert output["model_name"] == MODEL
    assert output["cost"] == {"usd": 0.004, "credits": 8000}
    if cls is ChatAIMLAPI:
        assert counts["prompt_tokens_details"] == {"cached_tokens": 2}


def test_streamed_counts_that_come_apart_are_put_together():
    def service(_):
        def chunk(delta, **facts):
            return {
                "id": "c",
                "choices": [{"index": 0, "delta": delta, "finish_reason": "stop" if not delta else None}],
                **facts,
            }

        chunks = [chunk({"content": "Hi"}, usage={"input_tokens": 7}), chunk({}, usage={"output_tokens": 2})]
        lines = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
        return httpx.Response(200, content=lines, headers={"content-type": "text/event-stream"})

    assert make(service=service, streaming=True).invoke("Hi").usage_metadata["total_tokens"] == 9
