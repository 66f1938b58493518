"""One client in both colours, an assistant and a thread."""

import pytest
from both_colours import GPT, MULTIPLY, Caller

from langchain_aimlapi import AIMLAPIClient


@pytest.fixture(params=["sync", "async"])
async def caller(request, emulator_environment):
    client = AIMLAPIClient(max_retries=0)
    yield Caller(client, asynchronous=request.param == "async")
    client.close()
    await client.aclose()


@pytest.fixture
async def assistant(caller):
    """An assistant with a tool."""
    return await caller.create_assistant({"model": GPT, "instructions": "Be brief.", "tools": [MULTIPLY]})


@pytest.fixture
async def thread(caller):
    """A thread with a question that needs no tool."""
    return await caller.create_thread({"messages": [{"role": "user", "content": "Say hello"}]})
