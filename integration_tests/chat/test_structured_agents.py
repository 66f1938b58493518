"""Agents whose answer is an object, with models that have no `response_format` of their own, over HTTP."""

import re

import pytest
from langchain.agents import create_agent
from langchain.agents.factory import FALLBACK_MODELS_WITH_STRUCTURED_OUTPUT
from langchain.agents.structured_output import AutoStrategy, ProviderStrategy, StructuredOutputError, ToolStrategy
from langchain_core.messages import AIMessage
from pydantic import BaseModel, Field

from langchain_aimlapi import ChatAIMLAPI, find_models

DIALECTS = ["anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "anthropic/claude-opus-5", "x-ai/grok-4-5"]
"""A live model without `response_format` of each dialect that has any, and one of another vendor."""
QUESTION = {"messages": [("human", "The weather of Paris is 21 degrees")]}


class Weather(BaseModel):
    """The weather of a city."""

    city: str
    degrees: int
    note: str | None = Field(None, description="Anything else.")


def get_weather(city: str) -> str:
    """Look up the weather of a city."""
    return f"It is 21 degrees in {city}."


def model_of(name, **settings):
    return ChatAIMLAPI(model=name, max_tokens=3000, max_retries=0, **settings)


def taken_for_capable():
    """Names for which LangChain goes by the name: it binds `response_format` whatever our profile says."""
    pattern = re.compile("|".join(FALLBACK_MODELS_WITH_STRUCTURED_OUTPUT))
    cards = (card for card in find_models() if card.dialect != "none" and "tools" in card.capabilities)
    return [card.id for card in cards if pattern.search(card.id) and "structured_output" not in card.capabilities]


@pytest.mark.filterwarnings("error::langchain_aimlapi.call_params.UnsupportedParameterWarning")
@pytest.mark.parametrize("name", taken_for_capable())
def test_a_name_that_langchain_takes_for_capable_answers_all_the_same(emulator_environment, name):
    agent = create_agent(model_of(name), [get_weather], response_format=Weather)
    result = agent.invoke({"messages": [("human", "Call get_weather for Paris, then tell me the weather.")]})
    kinds = [message.type for message in result["messages"]]
    assert kinds == ["human", "ai", "tool", "ai"]
    assert result["structured_response"].degrees == 21


@pytest.mark.parametrize(
    "strategy", [ProviderStrategy(Weather, strict=True), AutoStrategy(Weather), ToolStrategy(Weather)]
)
@pytest.mark.parametrize("version", ["v0", "v1"])
@pytest.mark.parametrize("name", DIALECTS)
async def test_every_way_of_running_an_agent_gives_the_object(emulator_environment, name, version, strategy):
    agent = create_agent(model_of(name, output_version=version), [get_weather], response_format=strategy)
    expected = Weather(city="Paris", degrees=21).model_dump(exclude={"note"})
    for state in (agent.invoke(QUESTION), await agent.ainvoke(QUESTION), *agent.stream(QUESTION, stream_mode="values")):
        answer = state.get("structured_response")
        assert answer is None or answer.model_dump(exclude={"note"}) == expected
    assert answer is not None
    parts = [part async for part in agent.astream(QUESTION, stream_mode=["messages", "values"])]
    assert parts[-1][1]["structured_response"].model_dump(exclude={"note"}) == expected


@pytest.mark.parametrize("name", DIALECTS)
async def test_the_content_is_the_json_streamed_and_not(emulator_environment, name):
    bound = model_of(name).bind_tools([], response_format=Weather)
    said = "It is 21 degrees in Paris."
    whole = bound.invoke(said)
    streamed = sum_of(bound.stream(said))
    events = [
        event["data"]["chunk"] async for event in bound.astream_events(said) if event["event"] == "on_chat_model_stream"
    ]
    for message in (whole, streamed, await bound.ainvoke(said), sum_of(events)):
        assert Weather.model_validate_json(message.text).city == "Paris"
        assert not message.tool_calls
        assert message.response_metadata["finish_reason"] == "stop"


def sum_of(chunks):
    first, *rest = chunks
    for chunk in rest:
        first += chunk
    return first


@pytest.mark.parametrize("name", DIALECTS)
def test_the_answer_goes_back_as_text_in_the_next_turn(emulator_environment, name):
    agent = create_agent(model_of(name), [get_weather], response_format=ProviderStrategy(Weather))
    first = agent.invoke(QUESTION)
    second = agent.invoke({"messages": [*first["messages"], ("human", "It is 7 degrees in Oslo. And in Oslo?")]})
    assert isinstance(first["messages"][-1], AIMessage)
    assert second["structured_response"].degrees == 7


def test_json_mode_and_bound_formats_work_without_a_response_format_of_the_models_own(emulator_environment):
    model = model_of("anthropic/claude-sonnet-4.5")
    assert isinstance(model.with_structured_output(None, method="json_mode").invoke("Say hi as JSON"), dict)
    by_schema = model.with_structured_output(Weather, method="json_schema").invoke("It is 21 degrees in Paris.")
    assert by_schema.city == "Paris"
    form = {"type": "json_schema", "json_schema": {"name": "W", "schema": Weather.model_json_schema()}}
    assert (
        Weather.model_validate_json(model.invoke("It is 21 degrees in Paris.", response_format=form).text).degrees == 21
    )


@pytest.mark.filterwarnings("ignore::langchain_aimlapi.call_params.UnsupportedParameterWarning")
@pytest.mark.parametrize("name", [*DIALECTS[:3], "deepseek/deepseek-v4-pro"])
@pytest.mark.parametrize("strategy", [ToolStrategy(Weather), ProviderStrategy(Weather)], ids=["tool", "provider"])
def test_an_agent_that_reasons_is_not_refused(emulator_environment, name, strategy):
    agent = create_agent(model_of(name, reasoning_effort="low"), [get_weather], response_format=strategy)
    try:
        result = agent.invoke(QUESTION)
    except StructuredOutputError:
        return  # the model may answer in words
    assert result.get("structured_response") is None or result["structured_response"].city == "Paris"
