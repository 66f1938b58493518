"""LangChain's `ChatLiteLLM` on top of the provider, and the same prompt through both surfaces of this package."""

import contextlib
import warnings

import litellm
import pytest
from calling import WEATHER
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from langchain_litellm import ChatLiteLLM

from langchain_aimlapi import ChatAIMLAPI, NotFoundError

MODELS = [
    "openai/gpt-4o",
    "openai/gpt-5-1",
    "openai/gpt-5-4",
    "openai/gpt-5-1-codex",
    "anthropic/claude-opus-4.6",
    "anthropic/claude-opus-5",
    "claude-opus-4-latest",
    "alibaba/qwen3.8-max",
    "deepseek/deepseek-v4-pro",
    "meta/muse-spark-1.2",
    "google/gemini-3.1-pro-preview-customtools",
    "acme/model-that-nobody-knows",
]
"""Of all four dialects, with reasoning in every field, and one that the catalogue lacks."""


@tool
def get_weather(city: str) -> str:
    """Get the weather in a city."""
    return f"21 degrees in {city}"


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-opus-4.6"])
async def test_a_conversation_with_tools(service, colour, model):
    chat = ChatLiteLLM(model=f"aimlapi/{model}", max_tokens=500).bind_tools([get_weather])
    messages = [SystemMessage("Be brief."), HumanMessage("What is the weather in Paris?")]
    first = await chat.ainvoke(messages) if colour == "async" else chat.invoke(messages)
    assert [(call["name"], call["args"]) for call in first.tool_calls] == [("get_weather", {"city": "Paris"})]
    results = [get_weather.invoke(call) for call in first.tool_calls]
    messages += [first, *results]
    last = await chat.ainvoke(messages) if colour == "async" else chat.invoke(messages)
    assert "21 degrees in Paris" in last.text
    assert last.usage_metadata["total_tokens"] > 0


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-opus-4.6"])
async def test_a_streamed_conversation(service, colour, model):
    chat = ChatLiteLLM(model=f"aimlapi/{model}", max_tokens=500, streaming=True)
    messages = [HumanMessage("Say one two three")]
    first = [chunk async for chunk in chat.astream(messages)] if colour == "async" else list(chat.stream(messages))
    assert "".join(chunk.text for chunk in first) == "one two three"
    whole = sum(first[1:], first[0])
    assert whole.usage_metadata["total_tokens"] > 0
    last = chat.invoke([*messages, AIMessage(whole.text), HumanMessage("What is 3*4?")])
    assert last.text == "3*4 = 12."


PLAIN = [SystemMessage("Be brief."), HumanMessage("What is the weather in Paris?")]
CALL = {"name": "get_weather", "args": {"city": "Paris"}, "id": "call_1"}
WITH_TOOLS = [*PLAIN, AIMessage("", tool_calls=[CALL]), ToolMessage("21 degrees", tool_call_id="call_1")]
PLAIN_DICTS = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "What is the weather in Paris?"},
]
CALL_DICT = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'},
}
WITH_TOOLS_DICTS = [
    *PLAIN_DICTS,
    {"role": "assistant", "content": None, "tool_calls": [CALL_DICT]},
    {"role": "tool", "tool_call_id": "call_1", "content": "21 degrees"},
]


def both_bodies(service, send_by_langchain, send_by_litellm):
    """What the two surfaces have sent, as bytes; a model that nobody serves is asked all the same."""
    for send, unknown in ((send_by_langchain, NotFoundError), (send_by_litellm, litellm.NotFoundError)):
        with warnings.catch_warnings(), contextlib.suppress(unknown):
            warnings.simplefilter("ignore")
            send()
    first, second = service.requests
    assert first.path == second.path
    return first.content, second.content


@pytest.mark.parametrize("model", MODELS)
def test_both_surfaces_send_the_same_bytes(service, model):
    chat = ChatAIMLAPI(model=model, max_tokens=2000, max_retries=0)
    call = {"model": f"aimlapi/{model}", "max_tokens": 2000, "max_retries": 0}
    ours, theirs = both_bodies(
        service, lambda: chat.invoke(PLAIN), lambda: litellm.completion(**call, messages=PLAIN_DICTS)
    )
    assert ours == theirs


@pytest.mark.parametrize("model", MODELS)
def test_both_surfaces_stream_with_the_same_bytes(service, model):
    chat = ChatAIMLAPI(model=model, max_tokens=2000, max_retries=0, reasoning_effort="low")
    if "reasoning" not in str(litellm.get_supported_openai_params(model, "aimlapi")):
        chat = ChatAIMLAPI(model=model, max_tokens=2000, max_retries=0)
    effort = {"reasoning_effort": chat.reasoning_effort} if chat.reasoning_effort else {}
    call = {"model": f"aimlapi/{model}", "max_tokens": 2000, "max_retries": 0, **effort}
    ours, theirs = both_bodies(
        service,
        lambda: list(chat.stream(PLAIN)),
        lambda: list(litellm.completion(**call, messages=PLAIN_DICTS, stream=True)),
    )
    assert ours == theirs


@pytest.mark.parametrize("model", MODELS)
def test_both_surfaces_send_the_same_tools_and_results(service, model):
    chat = ChatAIMLAPI(model=model, max_tokens=2000, max_retries=0).bind_tools([WEATHER], tool_choice="auto")
    call = {
        "model": f"aimlapi/{model}",
        "max_tokens": 2000,
        "max_retries": 0,
        "tools": [WEATHER],
        "tool_choice": "auto",
    }
    ours, theirs = both_bodies(
        service, lambda: chat.invoke(WITH_TOOLS), lambda: litellm.completion(**call, messages=WITH_TOOLS_DICTS)
    )
    assert ours == theirs
