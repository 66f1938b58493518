"""What tools cost is added up too: what the service took off the account, once."""

import pytest
from langchain.agents import create_agent

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIImageGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPISearch,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
    ChatAIMLAPI,
    GenerationFailedError,
    get_cost_callback,
)

PICTURE = "https://files.example/a.png"


def called(name, **arguments):
    return {"type": "tool_call", "id": "call-1", "name": name, "args": arguments}


def tools():
    return {
        "picture": (AIMLAPIImageGenerator(model="openai/gpt-image-1"), {"prompt": "A boat"}),
        "film": (AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", poll_interval=0.01), {"prompt": "A boat"}),
        "music": (AIMLAPIMusicGenerator(model="stable-audio", poll_interval=0.01), {"prompt": "Rain"}),
        "mesh": (AIMLAPI3DGenerator(model="triposr"), {"image": PICTURE}),
        "search": (AIMLAPISearch(model="perplexity/sonar"), {"query": "What is new?"}),
        "speech": (AIMLAPISpeech(model="openai/tts-1"), {"text": "Hello"}),
    }


@pytest.mark.parametrize("name", sorted(tools()))
@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_call_by_an_agent_is_paid_for_once(emulator_environment, name, colour):
    tool, arguments = tools()[name]
    before = emulator_environment.balance
    with get_cost_callback() as cost:
        call = called(tool.name, **arguments)
        answer = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    assert answer.artifact is not None
    assert cost.total.calls == 1
    if not cost.total.unpriced_calls:
        assert cost.total.usd == pytest.approx(before - emulator_environment.balance, abs=1e-9)
    assert cost.total.unpriced_calls == (1 if answer.artifact.cost is None else 0)


def test_an_agent_and_its_tools_are_one_bill(emulator_environment):
    before = emulator_environment.balance
    draw = AIMLAPIImageGenerator(model="openai/gpt-image-1")
    agent = create_agent(ChatAIMLAPI(model="openai/gpt-4o"), [draw])
    with get_cost_callback() as cost:
        reply = agent.invoke({"messages": [("human", f"Call {draw.name} with the prompt 'a red boat'")]})
    assert any(message.type == "tool" for message in reply["messages"])
    assert cost.by_model["openai/gpt-image-1"].calls == 1
    assert cost.total.usd == pytest.approx(before - emulator_environment.balance, abs=1e-9)


def test_a_tool_that_fails_is_no_call(emulator_environment):
    film, _ = tools()["film"]
    with get_cost_callback() as cost, pytest.raises(GenerationFailedError):
        film.invoke(called(film.name, prompt="[emulator: fail]"))
    assert cost.total.calls == 0
