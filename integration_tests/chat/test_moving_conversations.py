"""A conversation that one vendor's model made goes on with any other's: nothing refused, nothing readable lost."""

import base64
import functools

import pytest
import samples
from langchain.agents import create_agent
from langchain.agents.middleware import ModelFallbackMiddleware
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.catalogue import get_model

MODELS = {
    "Anthropic": "anthropic/claude-sonnet-4.5",
    "Anthropic, Messages": "anthropic/claude-opus-4.7",
    "Anthropic, chat": "anthropic/claude-opus-5",
    "OpenAI": "gpt-4o-mini",
    "OpenAI, Responses": "openai/gpt-5-pro",
    "Google": "google/gemini-2.5-flash",
    "Google, Gemini 3": "google/gemini-3-5-flash",
    "Mistral AI": "mistralai/mistral-small-2603",
    "Moonshot": "moonshot/kimi-k2-6",
    "DeepSeek": "deepseek/deepseek-v4-flash",
    "Alibaba Cloud": "alibaba/qwen3-235b-a22b-thinking-2507",
    "xAI": "x-ai/grok-4-3",
}
VENDORS = {get_model(name).vendor for name in MODELS.values()}
PNG = base64.b64encode(samples.png()).decode()
PDF = base64.b64encode(samples.pdf()).decode()
LINK = {"type": "file", "url": "https://example.com/report.csv", "mime_type": "text/csv"}
IMAGE = {"type": "image", "base64": PNG, "mime_type": "image/png"}


def get_weather(city: str) -> str:
    """Get the weather in a city."""
    return f"It is 21 degrees in {city}."


def model_of(name, **settings):
    return ChatAIMLAPI(model=name, max_tokens=3000, max_retries=0, timeout=60, **settings)


def answer(model, messages, *, stream):
    if not stream:
        return model.invoke(messages)
    chunks = list(model.stream(messages))
    return functools.reduce(lambda whole, chunk: whole + chunk, chunks)


def thinking(name):
    """What makes a model think."""
    return {"reasoning_effort": "low"} if "reasoning_effort" in (get_model(name).parameters or {}) else {}


def searching(name):
    """The vendor's own search, for the endpoints that answer with what it did."""
    dialect = get_model(name).dialect
    tools = {"responses": {"type": "web_search_preview"}}
    tools["messages"] = {"type": "web_search_20250305", "name": "web_search"}
    return [tools[dialect]] if dialect in tools else []


def shown(name):
    """What a user shows the model."""
    can = get_model(name).capabilities
    document = {"type": "file", "base64": PDF, "mime_type": "application/pdf", "filename": "tea.pdf"}
    return [*([IMAGE] if "vision" in can else []), *([document] if "file_input" in can else [])]


def calls_of_tools(name, *, stream):
    """A turn with two calls of the model's own, and what the tools returned: text, a link, an image."""
    question = HumanMessage("What is the weather in Paris and London?")
    asked = answer(model_of(name).bind_tools([get_weather]), [question], stream=stream)
    assert len(asked.tool_calls) == 2
    first, second = asked.tool_calls
    results = [
        ToolMessage([{"type": "text", "text": "Paris has 21 degrees."}, LINK, IMAGE], tool_call_id=first["id"]),
        ToolMessage("London has rain.", tool_call_id=second["id"], name=second["name"]),
    ]
    told = answer(model_of(name).bind_tools([get_weather]), [question, asked, *results], stream=stream)
    return [question, asked, *results, told]


def broken_turns(maker):
    """A custom tool's call, broken calls and orphans, as any of the models may have left them."""
    custom = {"name": "run", "args": {"__arg1": "print(40 + 2)"}, "id": "functions.run:7", "type": "tool_call"}
    cut = {"type": "invalid_tool_call", "name": "look", "args": '{"path": "/etc/mot', "id": "c" * 50, "error": None}
    made = functools.partial(AIMessage, response_metadata=maker)
    return [
        HumanMessage("Run it."),
        made("", tool_calls=[custom], additional_kwargs={"tool_call_extras": {custom["id"]: {"type": "custom"}}}),
        ToolMessage("42", tool_call_id=custom["id"]),
        made("Let me look.", invalid_tool_calls=[cut]),
        HumanMessage("Well?"),
        made("", invalid_tool_calls=[{**cut, "id": ""}]),
        ToolMessage("The arguments are broken.", tool_call_id="", status="error"),
        made("I was interrupted.", tool_calls=[{"name": "look", "args": {"path": "/var"}, "id": "c9"}]),
        HumanMessage("Go on."),
        ToolMessage("A result of long ago.", tool_call_id="gone", name="look"),
        made(" "),
    ]


def readable(message):
    """What somebody who reads on must not miss."""
    yield from (part for part in message.text.split("\n") if part.strip())
    for call in (*message.tool_calls, *message.invalid_tool_calls) if isinstance(message, AIMessage) else ():
        yield call["name"]
        yield call["args"] if isinstance(call["args"], str) else str(next(iter(call["args"].values()), ""))


def strings(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)


@functools.cache
def history_of(name, *, stream):
    """What a model made: text, reasoning, tool calls, its vendor's search, and what went wrong."""
    model = model_of(name, **thinking(name))
    first = [
        SystemMessage([{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]),
        HumanMessage([{"type": "text", "text": "Say 'I see it' about this."}, *shown(name)]),
    ]
    told = answer(model, first, stream=stream)
    search = searching(name)
    question = HumanMessage("Search the web for news about tea.")
    found = [question, answer(model_of(name).bind_tools(search), [question], stream=stream)] if search else []
    return [*first, told, *calls_of_tools(name, stream=stream), *found, *broken_turns(told.response_metadata)]


def plain_bodies(emulator):
    return ["\n".join(strings(request.body)) for request in emulator.requests if request.method == "POST"]


@pytest.mark.filterwarnings("ignore:Conversation for")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("maker", MODELS.values(), ids=MODELS)
def test_any_other_model_goes_on_and_misses_nothing(emulator_environment, maker, stream):
    history = history_of(maker, stream=stream)
    expected = [words for message in history for words in readable(message)]
    for name in MODELS.values():
        emulator_environment.reset()

        message = answer(model_of(name), [*history, HumanMessage("Say 'goes on'.")], stream=stream)

        assert "goes on" in message.text
        (body,) = plain_bodies(emulator_environment)
        assert [words for words in expected if words not in body] == []
        assert "report.csv" in body


@pytest.mark.filterwarnings("ignore:Conversation for")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("target", MODELS.values(), ids=MODELS)
def test_an_agent_falls_back_in_the_middle_of_its_work(emulator_environment, target, stream):
    """The first model fails after its tool was called: the next one takes over within the turn."""
    for maker in MODELS.values():
        if maker == target:
            continue
        emulator_environment.reset()
        question = [*history_of(maker, stream=stream), HumanMessage("What is the weather in Paris and London?")]
        asked = answer(model_of(maker).bind_tools([get_weather]), question, stream=stream)
        agent = create_agent(
            model_of("acme/not-there"), [get_weather], middleware=[ModelFallbackMiddleware(model_of(target))]
        )
        results = [ToolMessage(get_weather(**call["args"]), tool_call_id=call["id"]) for call in asked.tool_calls]

        state = agent.invoke({"messages": [*question, asked, *results]})

        assert "21 degrees in London" in state["messages"][-1].text
        assert "21 degrees in Paris" in plain_bodies(emulator_environment)[-1]


@pytest.mark.filterwarnings("ignore:Conversation for")
@pytest.mark.parametrize("maker", MODELS.values(), ids=MODELS)
def test_a_model_gets_its_own_reasoning_back(emulator_environment, maker):
    """What moving costs elsewhere is not lost at home: the sealed parts of the model's own turn are sent again."""
    conversation = [HumanMessage("Say 'tea'.")]
    told = model_of(maker, **thinking(maker)).invoke(conversation)

    emulator_environment.reset()
    model_of(maker, **thinking(maker)).invoke([*conversation, told, HumanMessage("Say 'more'.")])

    details = told.additional_kwargs.get("reasoning_details") or ()
    seals = [detail.get("signature") or detail.get("data") or detail.get("encrypted_content") for detail in details]
    (body,) = plain_bodies(emulator_environment)
    assert all(seal in body for seal in seals if seal)
