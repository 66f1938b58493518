"""Agents, typed answers in pieces, and models that change at run time, over HTTP."""

import pytest
from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_core.runnables import ConfigurableField
from pydantic import BaseModel
from typing_extensions import TypedDict

from langchain_aimlapi import ChatAIMLAPI

MODELS = [
    "openai/gpt-4o",
    "anthropic/claude-sonnet-4.5",
    "alibaba/qwen3.5-flash",
    "openai/gpt-5-4",
    "claude-opus-4-latest",
]


class Weather(BaseModel):
    """The weather of a city."""

    city: str
    degrees: int


class WeatherDict(TypedDict):
    """The weather of a city."""

    city: str
    degrees: int


def get_weather(city: str) -> str:
    """Look up the weather of a city."""
    return f"It is 21 degrees in {city}."


def model_of(name, **settings):
    return ChatAIMLAPI(model=name, max_tokens=3000, max_retries=0, **settings)


@pytest.mark.parametrize("name", MODELS)
def test_an_agent_gives_its_answer_as_an_object_by_way_of_a_tool(emulator_environment, name):
    agent = create_agent(model_of(name), [get_weather], response_format=ToolStrategy(Weather))
    result = agent.invoke({"messages": [("human", "The weather of Paris is 21 degrees")]})
    assert result["structured_response"] == Weather(city="Paris", degrees=21)


@pytest.mark.parametrize("name", ["openai/gpt-4o", "alibaba/qwen3.5-flash", "openai/gpt-5-4"])
@pytest.mark.parametrize("tools", [[], [get_weather]], ids=["no tools", "a tool"])
def test_an_agent_gives_its_answer_as_an_object_by_the_models_own_schema(emulator_environment, name, tools):
    agent = create_agent(model_of(name), tools, response_format=ProviderStrategy(Weather))
    result = agent.invoke({"messages": [("human", "It is 21 degrees in Paris. What is the weather in Paris?")]})
    assert result["structured_response"] == Weather(city="Paris", degrees=21)


@pytest.mark.parametrize("name", MODELS)
async def test_an_agent_streams_its_tokens_and_its_steps(emulator_environment, name):
    agent = create_agent(model_of(name), [get_weather])
    question = {"messages": [("human", "What is the weather in Paris?")]}
    tokens = [message.text async for message, _ in agent.astream(question, stream_mode="messages") if message.text]
    assert "21 degrees in Paris" in "".join(tokens)


@pytest.mark.parametrize("schema", [Weather.model_json_schema(), WeatherDict], ids=["JSON schema", "TypedDict"])
@pytest.mark.parametrize("name", MODELS)
def test_a_typed_answer_grows_while_it_is_streamed(emulator_environment, name, schema):
    grown = list(model_of(name).with_structured_output(schema).stream("It is 21 degrees in Paris."))
    assert len(grown) > 1
    assert grown[-1] == {"city": "Paris", "degrees": 21}


def test_settings_change_at_run_time(emulator_environment):
    model = model_of("openai/gpt-4o").configurable_fields(
        model=ConfigurableField(id="model"), temperature=ConfigurableField(id="temperature")
    )
    model.invoke("Say hello", config={"configurable": {"model": "gpt-4o-mini", "temperature": 0.25}})
    body = emulator_environment.requests[-1].body
    assert (body["model"], body["temperature"]) == ("gpt-4o-mini", 0.25)


def test_a_rate_limiter_is_waited_for(emulator_environment):
    limiter = InMemoryRateLimiter(requests_per_second=1000, check_every_n_seconds=0.001)
    asked = []
    acquire = limiter.acquire
    limiter.acquire = lambda **kwargs: asked.append(1) or acquire(**kwargs)
    model = model_of("openai/gpt-4o", rate_limiter=limiter)
    model.invoke("Say hello")
    list(model.stream("Say hello"))
    assert len(asked) == 2


def test_the_services_own_list_of_chat_models_needs_no_key(emulator_environment, monkeypatch):
    monkeypatch.delenv("AIMLAPI_API_KEY")
    rows = ChatAIMLAPI.list_models(include="pricing")
    names = {row["id"] for row in rows}
    assert {"openai/gpt-4o", "anthropic/claude-sonnet-4.5", "openai/gpt-5-4"} <= names | {
        alias for row in rows for alias in row.get("aliases", ())
    }
    assert not any("image" in row["type"] for row in rows)


def test_vendors_own_tools_go_as_they_are(emulator_environment):
    bash = {"type": "bash_20250124", "name": "bash"}
    for name in ("anthropic/claude-opus-4-8", "claude-opus-4-latest"):
        model_of(name).bind_tools([bash, get_weather]).invoke([("system", "Be brief."), ("human", "Say hello")])
        body = emulator_environment.requests[-1].body
        assert body["tools"][0] == bash
        assert body["tools"][1]["input_schema"]["properties"].keys() == {"city"}
        assert body["system"] == "Be brief."
    search = {"type": "web_search_preview"}
    model_of("openai/gpt-4o", dialect="responses").bind_tools([search]).invoke("Say hello")
    assert emulator_environment.requests[-1].body["tools"] == [search]
