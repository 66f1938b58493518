"""LiteLLM's Router over two addresses: retries, cooldowns and fallbacks of streamed calls."""

import asyncio

import litellm
import pytest
from calling import LONG_QUESTION, QUESTION, since, text_of
from litellm import Router

from langchain_aimlapi.emulator import Emulator


@pytest.fixture
def second(service):
    with Emulator() as other:
        yield other


def deployment(base, name="chat", model="openai/gpt-4o", **more):
    return {"model_name": name, "litellm_params": {"model": f"aimlapi/{model}", "api_base": base, **more}}


def limited(base, fault, name="chat", model="openai/gpt-4o", **more):
    headers = {"X-Emulator-Fault": fault}
    return deployment(base, name, model, extra_headers=headers, **more)


async def text(router, colour, **call):
    call = {"model": "chat", "messages": QUESTION, "stream": True, **call}
    if colour == "async":
        return text_of([chunk async for chunk in await router.acompletion(**call)])
    return text_of(router.completion(**call))


async def test_8_of_8_streamed_calls_succeed_beside_a_deployment_that_answers_429(service, second, colour):
    router = Router(
        model_list=[limited(service.base_url, "status=429"), deployment(second.base_url)],
        num_retries=10,
        retry_after=0,
        cooldown_time=600,
    )
    texts = [await text(router, colour) for _ in range(8)]
    assert texts == ["3*4 = 12."] * 8
    assert len(second.requests) == 8


async def test_8_calls_at_once_succeed(service, second):
    router = Router(
        model_list=[limited(service.base_url, "status=429"), deployment(second.base_url)], num_retries=10, retry_after=0
    )
    assert await asyncio.gather(*(text(router, "async") for _ in range(8))) == ["3*4 = 12."] * 8


async def test_a_deployment_that_fails_cools_down(service, second, colour):
    router = Router(
        model_list=[limited(service.base_url, "status=429"), deployment(second.base_url)],
        num_retries=10,
        retry_after=0,
        cooldown_time=600,
        allowed_fails=0,
    )
    for _ in range(40):
        await text(router, colour)
    assert len(service.requests) <= 5, "after its 429 it is left alone, as soon as LiteLLM has noted it"


async def test_the_router_s_own_retries_are_the_only_ones(service, colour):
    router = Router(model_list=[limited(service.base_url, "status=500")], num_retries=0)
    with pytest.raises(litellm.InternalServerError):
        await text(router, colour)
    assert len(service.requests) == 1


async def test_a_context_window_error_goes_to_the_larger_model(service, second, colour):
    fault = "status=400;message=This model's maximum context length is 8000 tokens"
    router = Router(
        model_list=[
            limited(service.base_url, fault),
            deployment(second.base_url, "large", "anthropic/claude-opus-4-6"),
        ],
        context_window_fallbacks=[{"chat": ["large"]}],
        num_retries=0,
    )
    assert await text(router, colour) == "3*4 = 12."
    assert [request.model for request in second.requests] == ["anthropic/claude-opus-4-6"]


async def test_a_refused_content_goes_to_the_other_model(service, second, colour):
    router = Router(
        model_list=[
            limited(service.base_url, "status=400;message=Blocked by the content policy"),
            deployment(second.base_url, "other"),
        ],
        content_policy_fallbacks=[{"chat": ["other"]}],
        num_retries=0,
    )
    assert await text(router, colour) == "3*4 = 12."


async def test_a_timeout_goes_to_the_fallback(service, second, colour):
    router = Router(
        model_list=[
            limited(service.base_url, "delay=60", timeout=0.3, stream_timeout=0.3),
            deployment(second.base_url, "spare"),
        ],
        fallbacks=[{"chat": ["spare"]}],
        num_retries=0,
    )
    assert await text(router, colour) == "3*4 = 12."
    assert len(second.requests) == 1


async def test_whole_answers_fall_back_too(service, second, colour):
    router = Router(
        model_list=[limited(service.base_url, "status=500"), deployment(second.base_url, "spare")],
        fallbacks=[{"chat": ["spare"]}],
        num_retries=0,
    )
    call = {"model": "chat", "messages": QUESTION}
    answer = await router.acompletion(**call) if colour == "async" else router.completion(**call)
    assert answer.choices[0].message.content == "3*4 = 12."
    assert answer._hidden_params["response_cost"] > 0


async def test_a_stream_that_breaks_in_the_middle_is_not_passed_off_as_an_answer(service, colour):
    router = Router(model_list=[limited(service.base_url, "end-after=3")], num_retries=0)
    with pytest.raises(Exception, match=r"stream ended before the answer did|'prefix'"):
        await text(router, colour, messages=LONG_QUESTION)


@since((1, 106), "reports the price of a deployment that an earlier Router had as well")
async def test_the_router_knows_prices_and_abilities(service, colour):
    router = Router(model_list=[deployment(service.base_url)])
    info = router.get_model_group_info("chat")
    assert info.supports_function_calling
    assert info.max_input_tokens > 0
    assert info.input_cost_per_token > 0
