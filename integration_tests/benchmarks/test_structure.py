"""What of the speed can be asserted without a clock: connections, and how they are spread."""

import asyncio

import httpx
import pytest
from bench_replies import Recipe
from bench_server import running_server

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.api.pools import DEFAULT_LIMITS


@pytest.fixture(scope="module")
def server():
    with running_server() as url:
        yield url


def connections(server):
    """Connections opened since the last question, and the most that were open at once, without the question's own."""
    stats = httpx.get(f"{server}/stats").json()
    return stats["opened"] - 1, stats["peak"] - 1


def model_for(server, recipe):
    return ChatAIMLAPI(model="gpt-4o", base_url=f"{server}/{recipe.path()}", api_key="key")


def test_streams_one_after_the_other_use_one_connection(server):
    model = model_for(server, Recipe(5))
    assert len(list(model.stream("hi"))) > 5
    connections(server)
    for _ in range(32):
        assert list(model.stream("hi"))
    assert connections(server)[0] == 0


async def test_asynchronous_streams_one_after_the_other_use_one_connection(server):
    model = model_for(server, Recipe(5))
    connections(server)
    for _ in range(32):
        assert [chunk async for chunk in model.astream("hi")]
    assert connections(server)[0] == 1


@pytest.mark.parametrize("calls", [64, 512])
async def test_many_calls_at_once_succeed_and_need_no_more_connections_than_calls(server, calls):
    model = model_for(server, Recipe(2, gate=calls))
    connections(server)
    for _ in range(2):
        answers = await asyncio.gather(*(model.ainvoke("hi") for _ in range(calls)))
        assert {answer.text for answer in answers} == {"benchmark benchmark "}
    opened, peak = connections(server)
    assert opened <= calls
    assert peak <= DEFAULT_LIMITS.max_connections


async def test_a_second_wave_of_calls_needs_no_further_connection(server):
    model = model_for(server, Recipe(2, gate=64))
    await asyncio.gather(*(model.ainvoke("hi") for _ in range(64)))
    connections(server)
    await asyncio.gather(*(model.ainvoke("hi") for _ in range(64)))
    assert connections(server)[0] == 0
