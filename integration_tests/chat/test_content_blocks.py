"""Reasoning, text and tool calls as standard content blocks: the same ones however the answer came."""

import pytest

from langchain_aimlapi import ChatAIMLAPI

QUESTION = "What is 3 plus 4 and what is the weather in Paris?"
MODELS = [
    "openai/gpt-4o",
    "anthropic/claude-sonnet-4.5",
    "alibaba/qwen3.5-flash",
    "openai/gpt-oss-120b",
    "google/gemini-3-5-flash",
    "minimax/m2-1",
]


def add(a: int, b: int) -> int:
    """Add two numbers."""


def get_weather(city: str) -> str:
    """Look up the weather of a city."""


@pytest.fixture(params=MODELS)
def make(request, emulator_environment):
    def make(**settings):
        model = ChatAIMLAPI(model=request.param, max_tokens=3000, max_retries=0, **settings)
        return model.bind_tools([add, get_weather])

    return make


def merged(chunks):
    whole = None
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
    return whole


def comparable(blocks):
    """Blocks without what differs from call to call (ids) and what only chunks have (their index)."""
    return [{key: value for key, value in block.items() if key not in ("id", "index")} for block in blocks]


def test_whole_streamed_and_v1_messages_have_the_same_blocks(make):
    whole = make().invoke(QUESTION)
    expected = comparable(whole.content_blocks)
    calls = [(block["name"], block["args"]) for block in expected if block["type"] == "tool_call"]
    assert calls == [("add", {"a": 3, "b": 4}), ("get_weather", {"city": "Paris"})]
    assert ("reasoning_content" in whole.additional_kwargs) == (expected[0]["type"] == "reasoning")
    assert comparable(merged(make().stream(QUESTION)).content_blocks) == expected
    assert comparable(make(output_version="v1").invoke(QUESTION).content) == expected
    assert comparable(merged(make(output_version="v1").stream(QUESTION)).content) == expected


async def test_asynchronous_answers_have_the_same_blocks(make):
    expected = comparable((await make().ainvoke(QUESTION)).content_blocks)
    assert comparable(merged([chunk async for chunk in make().astream(QUESTION)]).content_blocks) == expected
    v1 = merged([chunk async for chunk in make(output_version="v1").astream(QUESTION)])
    assert comparable(v1.content) == expected


def test_events_of_version_3_end_in_the_same_message(make):
    expected = comparable(make().invoke(QUESTION).content_blocks)
    stream = make().stream_events(QUESTION, version="v3")
    assert comparable(stream.output.content_blocks) == expected


def test_a_streamed_answer_with_text_has_one_text_block(make):
    for version in ("v0", "v1"):
        message = merged(make(output_version=version).stream("Say hello to everybody in the house"))
        blocks = [block for block in message.content_blocks if block["type"] == "text"]
        assert len(blocks) == 1
        assert blocks[0]["text"] == "hello to everybody in the house"


def test_an_answer_can_be_sent_back_and_the_conversation_goes_on(make):
    from langchain_core.messages import HumanMessage, ToolMessage

    for version in ("v0", "v1"):
        model = make(output_version=version)
        for called in (model.invoke(QUESTION), merged(model.stream(QUESTION))):
            results = [ToolMessage(f"result of {call['name']}", tool_call_id=call["id"]) for call in called.tool_calls]
            answer = model.invoke([HumanMessage(QUESTION), called, *results])
            assert "result of add" in answer.text
            assert "result of get_weather" in answer.text
