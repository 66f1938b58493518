"""A fault is the matter of one call: not of the next one on the same connections, nor of those beside it."""

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from faulty import FAULTS, FaultServer
from faulty.answers import TEXT
from faulty.fault import SHORT, Port
from running import KEY, QUESTION

from langchain_aimlapi import AIMLAPIClient, AIMLAPIError, ChatAIMLAPI

QUICK = [fault for fault in FAULTS.values() if fault.port is Port.USUAL and fault.timeout != SHORT]
BESIDE = 40
GOOD = FAULTS["status-201"]


def model(server, fault, **settings):
    """A model without retries, so that what fails is seen."""
    settings = {"max_retries": 0, **settings}
    return ChatAIMLAPI(model="openai/gpt-4o", api_key=KEY, base_url=server.url(fault, shared=True), **settings)


@pytest.fixture
def on_one_pool(fault_server):
    """A function that makes a model for a fault; all of them use one client's connections."""
    with AIMLAPIClient(api_key=KEY, base_url=fault_server.url(GOOD, shared=True), max_retries=0) as client:

        def make(fault, max_retries=0):
            made, url = model(fault_server, fault), fault_server.url(fault, shared=True)
            made.client = AIMLAPIClient(api_key=KEY, base_url=url, max_retries=max_retries)
            made.client._transport = client._transport
            return made

        yield make


@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_the_next_call_on_the_same_connections_is_answered(on_one_pool, fault):
    faulty = on_one_pool(fault)
    good = on_one_pool(GOOD, max_retries=1)  # a server may close a kept connection just when it is used again
    ask(faulty, "stream" if fault.surfaces <= {"chat stream", "messages stream", "responses stream"} else "invoke")
    assert good.invoke(QUESTION).text == TEXT
    assert "".join(chunk.text for chunk in good.stream(QUESTION)) == TEXT


def ask(faulty, way):
    """A call that may fail in the way that the package's calls fail."""
    with contextlib.suppress(AIMLAPIError):
        list(faulty.stream(QUESTION)) if way == "stream" else faulty.invoke(QUESTION)


async def aread(faulty):
    """A stream, read to its end."""
    async for _ in faulty.astream(QUESTION):
        pass


def test_threads_do_not_wait_for_one_that_gets_no_answer():
    with FaultServer() as server:
        slow, good = model(server, FAULTS["silent"], timeout=60), model(server, GOOD)
        waiting = threading.Thread(target=ask, args=(slow, "invoke"))
        waiting.start()
        with ThreadPoolExecutor(BESIDE) as pool:
            texts = list(pool.map(lambda _: good.invoke(QUESTION).text, range(BESIDE)))
        assert texts == [TEXT] * BESIDE
        assert waiting.is_alive()
    waiting.join(10)  # the server has hung up
    assert not waiting.is_alive()


async def test_tasks_do_not_wait_for_one_that_gets_no_answer(fault_server):
    slow, good = model(fault_server, FAULTS["silent"], timeout=60), model(fault_server, GOOD)
    waiting = asyncio.create_task(slow.ainvoke(QUESTION))
    answers = await asyncio.gather(*(good.ainvoke(QUESTION) for _ in range(BESIDE)))
    assert [answer.text for answer in answers] == [TEXT] * BESIDE
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize(
    "name", ["reset-before-status", "stream-cut", "close-in-headers", "short-length", "status-500"]
)
def test_a_loop_that_met_a_fault_does_not_hurt_the_next_one(fault_server, name):
    faulty = model(fault_server, FAULTS[name])
    good = model(fault_server, GOOD, max_retries=1)  # a server may close a kept connection just when it is used again

    async def fail():
        call = aread(faulty) if name.startswith("stream") else faulty.ainvoke(QUESTION)
        with pytest.raises(AIMLAPIError):
            await call
        return (await good.ainvoke(QUESTION)).text

    assert [asyncio.run(fail()) for _ in range(3)] == [TEXT] * 3
