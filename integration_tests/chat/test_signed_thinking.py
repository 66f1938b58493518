"""Claude's signed reasoning in the Messages API comes before what it led to, streamed or not, and goes back whole."""

import functools

import pytest
from langchain_core.messages import HumanMessage, ToolMessage

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.catalogue import find_models

MODELS = sorted(card.id for card in find_models(family="chat") if card.dialect == "messages" and not card.not_callable)
THINKING = {"type": "enabled", "budget_tokens": 1024}
OMITTED = {**THINKING, "display": "omitted"}
QUESTION = "What is the weather in Paris?"
REDACT = " [emulator: redact thinking]"


def get_weather(city: str) -> str:
    """Get the weather in a city."""
    return f"It is 21 degrees in {city}."


def model_of(name, thinking=THINKING, **settings):
    return ChatAIMLAPI(model=name, max_tokens=3000, max_retries=0, thinking=thinking, **settings).bind_tools(
        [get_weather]
    )


def streamed(model, messages):
    return functools.reduce(lambda whole, chunk: whole + chunk, model.stream(messages))


def shapes(message):
    """The types of the content blocks, in order."""
    return [block["type"] for block in message.content_blocks]


def second_turn(model, question, answer):
    results = [ToolMessage("21 degrees", tool_call_id=call["id"]) for call in answer.tool_calls]
    return model.invoke([question, answer, *results])


@pytest.mark.parametrize("version", ["v0", "v1"])
@pytest.mark.parametrize("name", MODELS)
def test_reasoning_stands_before_the_call_that_it_led_to_and_goes_back_signed(emulator_environment, name, version):
    model, question = model_of(name, output_version=version), HumanMessage(QUESTION)
    whole, parts = model.invoke([question]), streamed(model, [question])
    assert shapes(whole)[:2] == shapes(parts)[:2] == ["reasoning", "tool_call"]
    signatures = [message.content_blocks[0]["extras"]["signature"] for message in (whole, parts)]
    assert signatures[0] == signatures[1]
    assert second_turn(model, question, parts).text
    first, *_ = emulator_environment.requests[-1].body["messages"][1]["content"]
    assert first == {"type": "thinking", "thinking": parts.content_blocks[0]["reasoning"], "signature": signatures[1]}


@pytest.mark.parametrize("version", ["v0", "v1"])
@pytest.mark.parametrize(
    ("thinking", "asked", "sent"),
    [(OMITTED, QUESTION, "thinking"), (THINKING, QUESTION + REDACT, "redacted_thinking")],
    ids=["omitted", "redacted"],
)
def test_reasoning_that_cannot_be_read_goes_back_as_it_came(emulator_environment, thinking, asked, sent, version):
    model, question = model_of(MODELS[0], thinking, output_version=version), HumanMessage(asked)
    whole, parts = model.invoke([question]), streamed(model, [question])
    assert whole.additional_kwargs["reasoning_details"] == parts.additional_kwargs["reasoning_details"]
    assert "reasoning_content" not in parts.additional_kwargs
    assert second_turn(model, question, parts).text
    first, *_ = emulator_environment.requests[-1].body["messages"][1]["content"]
    assert first["type"] == sent
    assert first == whole.additional_kwargs["reasoning_details"][0]


def test_the_signature_is_there_before_the_call_begins(emulator_environment):
    kinds = []
    for chunk in model_of(MODELS[0]).stream(QUESTION):
        kinds += ["reasoning"] if chunk.additional_kwargs.get("reasoning_content") else []
        kinds += ["signature"] if chunk.additional_kwargs.get("reasoning_details") else []
        kinds += ["call"] if chunk.tool_call_chunks else []
    assert [kind for at, kind in enumerate(kinds) if kind not in kinds[:at]] == ["reasoning", "signature", "call"]
