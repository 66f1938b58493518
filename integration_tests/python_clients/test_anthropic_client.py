"""Anthropic's client for Python, at the service's Messages endpoint."""

import anthropic
import openai_calls
import pytest

CLAUDE = "claude-sonnet-4-5"
TOOL = {"name": "toCelsius", "input_schema": openai_calls.SCHEMA}


@pytest.fixture
def client(emulator):
    with anthropic.Anthropic(api_key="k", base_url=emulator.base_url, max_retries=0) as made:
        yield made


def test_messages(client):
    answer = client.messages.create(model=CLAUDE, max_tokens=64, messages=openai_calls.HELLO, system="Be brief.")
    assert (answer.content[0].text, answer.stop_reason) == ("hello", "end_turn")
    assert answer.usage.input_tokens > 0


def test_messages_streamed(client):
    with client.messages.stream(model=CLAUDE, max_tokens=64, messages=openai_calls.HELLO) as stream:
        assert "".join(stream.text_stream) == "hello"
        assert stream.get_final_message().usage.output_tokens > 0


def test_a_tool_s_call_goes_back_as_the_client_has_it(client):
    messages = [{"role": "user", "content": openai_calls.QUESTION}]
    asked = client.messages.create(model=CLAUDE, max_tokens=64, messages=messages, tools=[TOOL])
    call = asked.content[-1]
    assert (asked.stop_reason, call.name, call.input) == ("tool_use", "toCelsius", {"fahrenheit": 256})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "124.4"}
    messages += [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
    answer = client.messages.create(model=CLAUDE, max_tokens=64, messages=messages, tools=[TOOL])
    assert "124.4" in answer.content[0].text


async def test_async(emulator):
    async with (
        anthropic.AsyncAnthropic(api_key="k", base_url=emulator.base_url, max_retries=0) as client,
        client.messages.stream(model=CLAUDE, max_tokens=64, messages=openai_calls.HELLO) as stream,
    ):
        assert "".join([text async for text in stream.text_stream]) == "hello"
