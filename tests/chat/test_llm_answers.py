"""What a text model makes of the service's answers; the service is played by a function."""

import json

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.rate_limiters import InMemoryRateLimiter

from langchain_aimlapi import AIMLAPILLM, APIStatusError, CostCallbackHandler
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"


def completion(*texts, cost=0.5):
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    choices = [
        {"index": index, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        for index, text in enumerate(texts)
    ]
    meta = {"meta": {"usage": {"usd_spent": cost, "credits_used": round(cost * 2_000_000)}}} if cost else {}
    return {"id": "chat-1", "object": "chat.completion", "model": "gpt-4o", "choices": choices, "usage": usage, **meta}


class Service:
    """Answers a prompt with itself, `n` times; a prompt that begins with `fail` with an error."""

    def __init__(self, cost=0.5):
        self.cost = cost
        self.bodies = []

    def __call__(self, request):
        body = json.loads(request.content)
        self.bodies.append(body)
        prompt = body["messages"][-1]["content"]
        if prompt.startswith("fail"):
            return httpx.Response(400, json={"message": "no"})
        return httpx.Response(200, json=completion(*[prompt] * body.get("n", 1), cost=self.cost))


@pytest.fixture
def service():
    return Service()


def text_model(service, **settings):
    transport = httpx.MockTransport(service)
    return AIMLAPILLM(
        model=MODEL,
        api_key="key",
        http_client=httpx.Client(transport=transport),
        http_async_client=httpx.AsyncClient(transport=transport),
        **settings,
    )


def test_the_prompt_is_one_message_of_the_user(service):
    text_model(service, max_tokens=9).invoke("Hello", stop=["x"], temperature=0.5)
    (body,) = service.bodies
    assert body == {
        "model": body["model"],
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": 9,
        "stop": ["x"],
        "temperature": 0.5,
    }


def test_every_prompt_has_its_choices_and_its_cost_once_and_the_result_has_the_sum(service):
    result = text_model(service).generate(["one", "two"], n=2)
    assert [[choice.text for choice in choices] for choices in result.generations] == [["one", "one"], ["two", "two"]]
    first, second = result.generations[0]
    assert first.generation_info["cost"] == {"usd": 0.5, "credits": 1_000_000}
    assert first.generation_info["usage_metadata"]["total_tokens"] == 7
    assert first.generation_info["finish_reason"] == second.generation_info["finish_reason"] == "stop"
    assert not second.generation_info.keys() & {"cost", "usage_metadata", "token_usage"}
    assert result.llm_output == {
        "model_name": "gpt-4o",
        "token_usage": {"prompt_tokens": 6, "completion_tokens": 8, "total_tokens": 14},
        "cost": {"usd": 1.0, "credits": 2_000_000},
    }


def test_a_sum_of_money_is_not_stated_when_an_answer_did_not_say_its_price():
    result = text_model(Service(cost=None)).generate(["one"])
    assert "cost" not in result.llm_output
    assert result.llm_output["token_usage"]["total_tokens"] == 7


async def test_one_bad_prompt_of_several_is_the_error_that_the_chat_model_would_raise(service):
    llm = text_model(service)
    with pytest.raises(APIStatusError, match="no"):
        llm.generate(["one", "fail"])
    with pytest.raises(APIStatusError, match="no"):
        await llm.agenerate(["fail", "two"])


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_bad_input_of_a_batch_does_not_take_the_paid_answers_of_the_others_along(service, colour):
    llm, cost = text_model(service), CostCallbackHandler()
    inputs, options = ["one", "fail", "three"], {"config": {"callbacks": [cost]}, "return_exceptions": True}
    answers = llm.batch(inputs, **options) if colour == "sync" else await llm.abatch(inputs, **options)
    assert (answers[0], answers[2]) == ("one", "three")
    assert isinstance(answers[1], APIStatusError)
    assert (cost.total.calls, cost.total.usd) == (2, 1.0)


async def test_a_cached_answer_is_given_again_without_a_call(service):
    llm = text_model(service, cache=InMemoryCache())
    assert {llm.invoke("one"), await llm.ainvoke("one")} == {"one"}
    assert len(service.bodies) == 1


async def test_each_prompt_waits_for_the_rate_limiter(service):
    taken = []

    class Limiter(InMemoryRateLimiter):
        def acquire(self, *, blocking=True):
            taken.append("sync")
            return True

        async def aacquire(self, *, blocking=True):
            taken.append("async")
            return True

    llm = text_model(service, rate_limiter=Limiter())
    llm.generate(["one", "two"])
    await llm.agenerate(["one"])
    assert taken == ["sync", "sync", "async"]


async def test_with_streaming_switched_off_a_stream_is_the_whole_answer_in_one_piece(service):
    llm = text_model(service, disable_streaming=True)
    assert list(llm.stream("one")) == ["one"]
    assert [piece async for piece in llm.astream("one")] == ["one"]
    assert not any("stream" in body for body in service.bodies)


def test_several_choices_are_not_streamed_behind_the_scenes(service):
    result = text_model(service, streaming=True, n=2).generate(["one"])
    assert len(result.generations[0]) == 2
    assert "stream" not in service.bodies[0]
