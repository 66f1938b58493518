"""LangChain's way to make a model by its name reaches the service."""

import pytest
from langchain.agents import create_agent
from langchain.chat_models import base, init_chat_model

from langchain_aimlapi.registry import register


@pytest.fixture(autouse=True)
def _registered(monkeypatch, emulator_environment):
    monkeypatch.setattr(base, "_BUILTIN_PROVIDERS", dict(base._BUILTIN_PROVIDERS))
    base._get_chat_model_creator.cache_clear()
    register()
    yield
    base._get_chat_model_creator.cache_clear()


def test_a_model_made_by_its_name_answers(emulator):
    model = init_chat_model("aimlapi:openai/gpt-4o", temperature=0)
    assert model.invoke("What is 3*4?").text == "3*4 = 12."
    assert emulator.requests[0].body["temperature"] == 0


def test_a_configurable_model_answers_as_the_model_that_a_call_names(emulator):
    model = init_chat_model(model_provider="aimlapi", max_tokens=100)
    for name in ("openai/gpt-4o", "anthropic/claude-sonnet-4.5"):
        answer = model.invoke("What is 3*4?", config={"configurable": {"model": name}})
        assert "12" in answer.text
    assert [request.body["max_tokens"] for request in emulator.requests] == [100, 100]
    assert emulator.requests[0].model != emulator.requests[1].model


def test_tools_bound_to_a_configurable_model_are_called():
    def multiply(a: int, b: int) -> int:
        """Multiply two whole numbers."""
        return a * b

    model = init_chat_model("aimlapi:openai/gpt-4o", configurable_fields=("temperature",)).bind_tools([multiply])
    call = model.invoke("What is 17 times 23?", config={"configurable": {"temperature": 0.1}}).tool_calls[0]
    assert call["args"] == {"a": 17, "b": 23}


def test_an_agent_made_with_a_models_name_works():
    agent = create_agent("aimlapi:deepseek/deepseek-v4-pro", [])
    assert "12" in agent.invoke({"messages": [("human", "What is 3*4?")]})["messages"][-1].text
