"""Claude's own request shape, as its page documents it, and its documented reply."""

import base64

import pytest
import samples
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi import ChatAIMLAPI, InvalidRequestError

CLAUDE = "anthropic/claude-3.5-sonnet"

pytestmark = pytest.mark.filterwarnings("ignore::langchain_aimlapi.catalogue.DeprecatedModelWarning")


def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@pytest.fixture
def claude(emulator_environment):
    return ChatAIMLAPI(model=CLAUDE, temperature=0.7, max_tokens=100, stop=["END", "STOP"], max_retries=0)


def sent(emulator):
    return emulator.requests[-1].body


def test_the_system_prompt_is_a_parameter_and_stop_words_are_stop_sequences(claude, emulator):
    answer = claude.invoke([SystemMessage("Be brief."), HumanMessage("Say hello")])
    body = sent(emulator)
    assert body["system"] == "Be brief."
    assert body["stop_sequences"] == ["END", "STOP"]
    assert body["temperature"] == 0.7
    assert body["messages"] == [{"role": "user", "content": "Say hello"}]
    assert not body.keys() & {"stop", "stream_options", "n", "response_format"}
    assert answer.text == "hello"


def test_the_documented_reply_is_read_as_any_other(claude, emulator):
    answer = claude.invoke("Say hello")
    facts = answer.response_metadata
    assert (facts["finish_reason"], facts["native_finish_reason"]) == ("stop", "end_turn")
    assert "reasoning_content" not in answer.additional_kwargs, "an empty text is no reasoning"
    assert [block["type"] for block in answer.content_blocks] == ["text"]
    assert facts["cost"]["usd"] > 0


def test_the_reply_came_with_status_201(emulator_environment):
    with ChatAIMLAPI(model=CLAUDE).client as client:
        call = client._call("POST", "/v1/chat/completions", "key", _options(), _body())
        assert client._transport.send(call, client.retry_policy).status_code == 201


def _options():
    from langchain_aimlapi import RequestOptions

    return RequestOptions()


def _body():
    return {"model": CLAUDE, "messages": [{"role": "user", "content": "Hi"}]}


def test_tools_have_an_input_schema_and_results_are_in_a_user_turn(claude, emulator):
    history = [HumanMessage("What is 2 + 3?")]
    history.append(claude.bind_tools([add], tool_choice="any").invoke(history))
    body = sent(emulator)
    assert body["tools"][0]["name"] == "add"
    assert body["tools"][0]["input_schema"]["properties"].keys() == {"a", "b"}
    assert body["tool_choice"] == {"type": "any"}

    call = history[-1].tool_calls[0]
    history.append(ToolMessage("5", tool_call_id=call["id"]))
    answer = claude.bind_tools([add]).invoke(history)
    turns = sent(emulator)["messages"]
    assert turns[1]["content"][-1] == {"type": "tool_use", "id": call["id"], "name": "add", "input": {"a": 2, "b": 3}}
    assert turns[2]["role"] == "user"
    assert turns[2]["content"] == [{"type": "tool_result", "tool_use_id": call["id"], "content": "5"}]
    assert "5" in answer.text


def test_a_failed_tool_is_marked_as_an_error(claude, emulator):
    call = {"name": "add", "args": {"a": 1, "b": 1}, "id": "c1"}
    failed = ToolMessage("overflow", tool_call_id="c1", status="error")
    claude.bind_tools([add]).invoke([HumanMessage("1 + 1?"), AIMessage("", tool_calls=[call]), failed])
    assert sent(emulator)["messages"][-1]["content"][0]["is_error"] is True


def test_a_picture_goes_as_a_base64_source(claude, emulator):
    data = base64.b64encode(samples.png(8, 6)).decode()
    picture = {"type": "image", "base64": data, "mime_type": "image/png"}
    answer = claude.invoke([HumanMessage([{"type": "text", "text": "Describe the picture."}, picture])])
    part = sent(emulator)["messages"][0]["content"][1]
    assert part == {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    assert "8" in answer.text
    assert "6" in answer.text


def test_a_picture_by_url_is_refused_before_it_is_sent(claude, emulator):
    picture = {"type": "image", "url": "https://example.org/cat.png"}
    with pytest.raises(InvalidRequestError, match=r"takes images only as base64.*cat\.png"):
        claude.invoke([HumanMessage([picture])])
    assert emulator.requests == []


def test_a_temperature_above_1_is_refused_with_its_range(claude, emulator):
    with pytest.raises(InvalidRequestError, match=r"temperature must be a number from 0 to 1 .*not 1\.5"):
        claude.invoke("Hi", temperature=1.5)
    assert emulator.requests == []


def test_streaming_gives_the_same_answer_as_invoke(claude):
    whole = None
    for chunk in claude.stream("Say hello to the world"):
        whole = chunk if whole is None else whole + chunk
    answer = claude.invoke("Say hello to the world")
    assert whole.text == answer.text
    assert whole.usage_metadata == answer.usage_metadata
    assert whole.response_metadata.keys() == answer.response_metadata.keys()
    assert whole.response_metadata["native_finish_reason"]


def test_a_typed_answer_comes_through_a_forced_tool(emulator_environment):
    schema = {
        "title": "Person",
        "description": "A person.",
        "type": "object",
        "properties": {"age": {"type": "integer"}},
    }
    model = ChatAIMLAPI(model=CLAUDE, max_tokens=100)
    answer = model.with_structured_output({**schema, "required": ["age"]}).invoke("Bob is 41 years old.")
    assert answer == {"age": 41}
    assert sent(emulator_environment)["tool_choice"] == {"type": "tool", "name": "Person"}


def test_a_document_for_a_model_that_takes_none_is_refused_before_it_is_sent(claude, emulator):
    document = {"type": "file", "base64": base64.b64encode(samples.pdf()).decode(), "mime_type": "application/pdf"}
    with pytest.raises(InvalidRequestError, match=r"'document' here, only image, text"):
        claude.invoke([HumanMessage([document])])
    assert emulator.requests == []


def test_thoughts_of_another_model_do_not_stand_in_the_way(claude, emulator):
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
    history = [HumanMessage("Hi"), AIMessage([thought, {"type": "text", "text": "Hello"}]), HumanMessage("Say goodbye")]
    assert claude.invoke(history).text == "goodbye"
    assert sent(emulator)["messages"][1]["content"] == [{"type": "text", "text": "Hello"}]


def test_a_system_prompt_that_is_a_parameter_stands_before_that_of_the_messages(claude, emulator):
    claude.invoke([SystemMessage("Be kind."), HumanMessage("Say hello")], system="Be brief.")
    assert sent(emulator)["system"] == "Be brief.\n\nBe kind."
