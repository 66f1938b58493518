"""An agent whose client takes the arguments out of old calls, to save tokens, comes to an end all the same."""

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import ClearToolUsesEdit, ContextEditingMiddleware
from langchain_core.messages import ToolMessage
from langchain_core.tools import tool

from langchain_aimlapi import ChatAIMLAPI


@tool
def get_weather(city: str) -> str:
    """Get the weather in a city."""
    return f"Rain in {city}"


@pytest.mark.parametrize("model", ["openai/gpt-4o", "claude-sonnet-4-5"])
def test_an_agent_with_cleared_inputs_ends(emulator_environment, model):
    edit = ClearToolUsesEdit(trigger=1, keep=0, clear_tool_inputs=True)
    agent = create_agent(ChatAIMLAPI(model=model), [get_weather], middleware=[ContextEditingMiddleware(edits=[edit])])
    question = {"role": "user", "content": "What is the weather in Paris and London?"}
    told = agent.invoke({"messages": [question]}, {"recursion_limit": 15})["messages"]
    assert [message.content for message in told if isinstance(message, ToolMessage)] == [
        "Rain in Paris",
        "Rain in London",
    ]
    assert not told[-1].tool_calls
    assert "Paris" not in str(emulator_environment.requests[-1].body["messages"][1:])
