"""The sums of a run are what the service took off the account."""

import asyncio
import threading

import pytest
from langchain.agents import create_agent
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import get_usage_metadata_callback

from langchain_aimlapi import AIMLAPILLM, AIMLAPIError, ChatAIMLAPI, CostCallbackHandler, get_cost_callback

MODEL, CLAUDE = "openai/gpt-4o", "anthropic/claude-sonnet-4.5"


class Account:
    """The emulator's balance, and what has been taken off it."""

    def __init__(self, emulator):
        self.emulator, self.start = emulator, emulator.balance

    @property
    def spent(self):
        return pytest.approx(self.start - self.emulator.balance, abs=1e-9)


@pytest.fixture
def account(emulator_environment):
    return Account(emulator_environment)


def multiply(a: int, b: int) -> int:
    """Multiply two whole numbers."""
    return a * b


async def test_every_way_of_calling_is_paid_for_once(account):
    chat, llm = ChatAIMLAPI(model=MODEL), AIMLAPILLM(model=MODEL)
    with get_cost_callback() as cost:
        chat.invoke("Hi")
        await chat.ainvoke("Hi")
        list(chat.stream("Hi"))
        [chunk async for chunk in chat.astream("Hi")]
        [event async for event in chat.astream_events("Hi", version="v2")]
        chat.batch(["Hi", "Ho"])
        await chat.abatch(["Hi", "Ho"])
        ChatAIMLAPI(model=MODEL, streaming=True).invoke("Hi")
        ChatAIMLAPI(model=MODEL, output_version="v1").invoke("Hi")
        chat.invoke("Hi", n=2)
        llm.invoke("Hi")
        list(llm.stream("Hi"))
        llm.batch(["Hi", "Ho"])
        llm.generate(["Hi", "Ho"], n=2)
    assert cost.total.calls == 18
    assert cost.total.unpriced_calls == 0
    assert cost.total.usd == account.spent
    assert cost.total.credits == round(cost.total.usd * 2_000_000)


async def test_an_agents_run_is_the_sum_of_its_calls_by_model(account):
    with get_cost_callback() as cost, get_usage_metadata_callback() as usage:
        for model in (MODEL, CLAUDE):
            agent = create_agent(ChatAIMLAPI(model=model, max_tokens=500), [multiply])
            await agent.ainvoke({"messages": [("human", "What is 17 times 23?")]})
    assert cost.total.usd == account.spent
    assert len(cost.by_model) == 2
    assert all(spent.calls == 2 for spent in cost.by_model.values())
    assert usage.usage_metadata == {model: spent.usage for model, spent in cost.by_model.items()}


def test_cached_and_failed_calls_cost_nothing(account):
    chat = ChatAIMLAPI(model=MODEL, cache=InMemoryCache())
    broken = ChatAIMLAPI(model=MODEL, max_retries=0, default_headers={"X-Emulator-Fault": "status=500"})
    with get_cost_callback() as cost:
        chat.invoke("Hi")
        chat.invoke("Hi")
        with pytest.raises(AIMLAPIError):
            broken.invoke("Hi")
    assert cost.total.calls == 1
    assert cost.total.usd == account.spent


def test_a_thread_of_your_own_counts_with_the_handler(account):
    chat, cost = ChatAIMLAPI(model=MODEL), CostCallbackHandler()
    threads = [threading.Thread(target=chat.invoke, args=("Hi", {"callbacks": [cost]})) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cost.total.calls == 6
    assert cost.total.usd == account.spent


async def test_requests_that_a_server_handles_at_once_have_their_own_bills(account):
    chat = ChatAIMLAPI(model=MODEL)

    async def handle(prompt):
        with get_cost_callback() as cost:
            await chat.ainvoke(prompt)
        return cost.total

    short, long = await asyncio.gather(handle("Hi"), handle("Hi " * 200))
    assert (short.calls, long.calls) == (1, 1)
    assert short.input_tokens < long.input_tokens
    assert short.usd + long.usd == account.spent
