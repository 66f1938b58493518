"""Names that vendors refuse, in agents and calls over HTTP: the caller never meets another name than its own."""

from typing import Generic, TypeVar

import pytest
from langchain.agents import create_agent
from langchain_core.tools import StructuredTool
from pydantic import BaseModel

from langchain_aimlapi import ChatAIMLAPI

T = TypeVar("T")
MODELS = ["openai/gpt-4o", "anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "openai/gpt-5-4"]


def weather_tool(name):
    def look_up(city: str) -> str:
        """Look up the weather of a city."""
        return f"It is 21 degrees in {city}."

    return StructuredTool.from_function(look_up, name=name)


@pytest.mark.parametrize("name", ["weather.look up", "mcp/weather/get", "天气", "w" * 70])
@pytest.mark.parametrize("model", MODELS)
def test_an_agent_calls_a_tool_of_any_name_in_every_turn(emulator_environment, model, name):
    agent = create_agent(
        ChatAIMLAPI(model=model, max_tokens=3000, max_retries=0), [weather_tool(name)], name="User Onboarding Agent"
    )
    question = ("human", "Call the weather tool for the city Paris. What is the weather in Paris?")
    first = agent.invoke({"messages": [question]})
    assert [call["name"] for message in first["messages"] for call in getattr(message, "tool_calls", ())] == [name]
    assert "21" in first["messages"][-1].text
    again = agent.invoke({"messages": [*first["messages"], ("human", "Thank you.")]})
    assert again["messages"][-1].text
    called = set()
    for part, _ in agent.stream({"messages": [question]}, stream_mode="messages"):
        called |= {chunk["name"] for chunk in getattr(part, "tool_call_chunks", ()) if chunk["name"]}
    assert called == {name}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("method", ["function_calling", "json_schema"])
def test_a_generic_class_is_a_schema_by_any_method(emulator_environment, model, method):
    class Box(BaseModel, Generic[T]):
        held: T

    chat = ChatAIMLAPI(model=model, max_tokens=3000, max_retries=0)
    assert isinstance(chat.with_structured_output(Box[int], method=method).invoke("The box holds 4"), Box[int])
