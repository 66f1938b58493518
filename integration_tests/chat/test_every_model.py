"""Every live and documented chat model: what we send is valid by that model's own schema, or refused with a reason.

The emulator checks each request against the schema, roles and content parts that the model's page documents.
"""

import base64
import json

import pytest
import samples
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi import ChatAIMLAPI, InvalidRequestError, NotFoundError, find_models

AUDIO_ONLY = "qwen3-omni-30b-a3b-captioner"
CARDS = [card for card in find_models(family="chat") if AUDIO_ONLY not in card.id]
UNSERVED = [card for card in CARDS if not card.endpoints or card.not_callable]
CALL = {"name": "get_weather", "args": {"city": "Paris"}, "id": "call_1"}
TOOL_TURNS = [AIMessage("", tool_calls=[CALL]), ToolMessage("21 degrees", tool_call_id="call_1")]
SCHEMA = {
    "title": "Report",
    "description": "A report.",
    "type": "object",
    "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"],
}


def get_weather(city: str) -> str:
    """Look up the weather of a city."""


def conversation(*, tools):
    turns = [SystemMessage("Be brief."), HumanMessage("What is the weather in Paris?")]
    return [*turns, *(TOOL_TURNS if tools else [AIMessage("21 degrees"), HumanMessage("Say it again")])]


def answer(model, messages, *, stream):
    if not stream:
        return model.invoke(messages)
    whole = None
    for chunk in model.stream(messages):
        whole = chunk if whole is None else whole + chunk
    return whole


def chat_model(card, **settings):
    return ChatAIMLAPI(model=card.id, max_tokens=3000, max_retries=0, unsupported_params="error", **settings)


@pytest.fixture(params=[card for card in CARDS if card not in UNSERVED], ids=lambda card: card.id)
def card(request, emulator_environment):
    return request.param


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_conversation_with_a_system_prompt(card, stream):
    message = answer(chat_model(card), conversation(tools=False), stream=stream)
    assert message.text
    if not stream or card.accepts("stream_options") is not False or card.dialect != "chat":
        assert message.usage_metadata["total_tokens"] > 0
    assert message.response_metadata["cost"]["usd"] >= 0
    assert message.response_metadata["finish_reason"] == "stop"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_conversation_with_tools_or_a_clear_refusal(card, stream):
    model = chat_model(card).bind_tools([get_weather], tool_choice="auto")
    if not card.accepts("tools"):
        with pytest.raises(InvalidRequestError, match=r"tool") as caught:
            answer(model, conversation(tools=True), stream=stream)
        assert caught.value.status_code is None, "refused before it was sent"
        return
    called = answer(model, conversation(tools=False)[:2], stream=stream)
    assert [(call["name"], call["args"]) for call in called.tool_calls] == [("get_weather", {"city": "Paris"})]
    assert called.response_metadata["finish_reason"] == "tool_calls"
    if "tool_calls" not in (card.message_shapes or {}).get("assistant", {}).get("keys", ["tool_calls"]) and (
        card.dialect == "chat"
    ):
        with pytest.raises(InvalidRequestError, match="takes no tool calls in a conversation"):
            answer(model, conversation(tools=True), stream=stream)
        return
    assert "21" in answer(model, conversation(tools=True), stream=stream).text
    turns = [HumanMessage("What is the weather in Paris?"), called]
    turns.append(ToolMessage("21 degrees", tool_call_id=called.tool_calls[0]["id"]))
    assert "21" in answer(model, turns, stream=stream).text, "its own turn can be sent back"


@pytest.mark.filterwarnings("ignore:.*cannot be made to call a tool while it reasons")
def test_a_typed_answer_or_a_clear_refusal(card):
    typed = chat_model(card).with_structured_output(SCHEMA)
    if not card.capabilities & {"tools", "structured_output", "json_mode"}:
        with pytest.raises(InvalidRequestError, match="tool") as caught:
            typed.invoke("Call Report: it is 21 degrees in Paris.")
        assert caught.value.status_code is None, "refused before it was sent"
        return
    report = typed.invoke("Call Report: it is 21 degrees in Paris.")
    if card.capabilities & {"tools", "structured_output"}:
        assert report["degrees"] == 21
        assert report.keys() == {"city", "degrees"}
    else:
        json.dumps(report)


@pytest.mark.parametrize("card", UNSERVED, ids=lambda card: card.id)
def test_a_name_that_no_endpoint_serves_is_not_found(card, emulator_environment):
    with pytest.raises(NotFoundError):
        chat_model(card).invoke("Hi")


@pytest.mark.parametrize("name", [name.id for name in find_models(family="chat") if AUDIO_ONLY in name.id])
def test_the_captioner_takes_only_sounds(name, emulator_environment):
    model = ChatAIMLAPI(model=name, max_retries=0)
    sound = {"type": "audio", "base64": base64.b64encode(samples.wav()).decode(), "mime_type": "audio/wav"}
    assert model.invoke([HumanMessage([sound])]).text
    with pytest.raises(InvalidRequestError, match="'text' here, only input_audio"):
        model.invoke([HumanMessage([{"type": "text", "text": "Hi"}])])
