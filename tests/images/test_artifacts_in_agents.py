"""What a tool has made is found in the second turn of an agent too, whatever keeps its conversation."""

import base64
import json
import sqlite3

import pytest
from langchain.agents import create_agent
from langchain.tools import ToolRuntime, tool
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver

from langchain_aimlapi import (
    AIMLAPIImageGenerator,
    ChatAIMLAPI,
    ImageResult,
    Model3DResult,
    ModerationVerdict,
    MusicResult,
    OCRResult,
    SearchAnswer,
    Speech,
    Transcript,
    VideoResult,
    restore_artifact,
)
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.job_results import GeneratedMesh, GeneratedSound, GeneratedVideo

THREAD = {"configurable": {"thread_id": "1"}}


@tool
def look(runtime: ToolRuntime) -> str:
    """Look at the picture that was drawn last."""
    drawn = [restore_artifact(message) for message in runtime.state["messages"] if message.type == "tool"]
    pictures = [artifact for artifact in drawn if isinstance(artifact, ImageResult)]
    return f"{len(pictures[-1].image.read())} bytes" if pictures else "There is no picture yet"


def leader(request):
    """Calls the tool that the last message of the user names, then says what it returned."""
    last = json.loads(request.content)["messages"][-1]
    message = {"role": "assistant", "content": str(last["content"])}
    if last["role"] == "user":
        arguments = '{"prompt": "a boat"}' if last["content"] == "generate_image" else "{}"
        call = {"id": "c1", "type": "function", "function": {"name": last["content"], "arguments": arguments}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return httpx.Response(200, json={"id": "same", "model": "m", "choices": [choice]})


@pytest.fixture(params=["memory", "sqlite"])
def saver(request):
    if request.param == "memory":
        yield InMemorySaver()
        return
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    yield SqliteSaver(connection)
    connection.close()


@pytest.fixture
def agent(saver, png):
    reply = {"data": [{"b64_json": base64.b64encode(png).decode()}], "meta": {"usage": {"usd_spent": 0.04}}}
    painter = AIMLAPIImageGenerator(
        model="flux/schnell",
        api_key="secret-key",
        http_client=httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=reply))),
    )
    model = ChatAIMLAPI(
        model="openai/gpt-4o",
        api_key="secret-key",
        http_client=httpx.Client(transport=httpx.MockTransport(leader)),
    )
    return create_agent(model, [painter, look], checkpointer=saver)


def test_a_tool_finds_the_picture_of_an_earlier_turn(agent, png):
    agent.invoke({"messages": [HumanMessage("generate_image")]}, THREAD)
    seen = agent.invoke({"messages": [HumanMessage("look")]}, THREAD)["messages"]
    assert [message.text for message in seen if message.name == "look"] == [f"{len(png)} bytes"]
    assert len([message for message in seen if message.type == "ai"]) == 4


def test_a_program_finds_it_in_the_state(agent, png):
    agent.invoke({"messages": [HumanMessage("generate_image")]}, THREAD)
    (drawn,) = (message for message in agent.get_state(THREAD).values["messages"] if message.type == "tool")
    restored = restore_artifact(drawn)
    assert restored.image.read() == png
    assert restored.cost["usd"] == 0.04
    assert restore_artifact(drawn.artifact) == restored


# Every result

FILE = {"url": "https://cdn.example/a", "mime_type": "x/y"}
RESULTS = [
    ImageResult(images=[], model="m"),
    VideoResult(files=[GeneratedVideo(**FILE)], model="m"),
    MusicResult(files=[GeneratedSound(**FILE)], model="elevenlabs/eleven_music"),
    MusicResult(files=[GeneratedSound(url="https://cdn.example/a", mime_type="audio/mpeg")], model="m"),
    Model3DResult(files=[GeneratedMesh(**FILE)], model="m"),
    Speech(inline=b"RIFF", mime_type="audio/wav", model="m"),
    Transcript(text="Hello", model="m"),
    OCRResult(pages=[], model="m"),
    SearchAnswer(text="So", sources=[], model="m", message=AIMessage("So")),
    ModerationVerdict(safe=True, text="safe", model="m", message=AIMessage("safe")),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_result_is_made_again_of_a_message_that_was_kept(result, saver):
    message = ToolMessage("made", tool_call_id="c1", artifact=result)
    kept = saver.serde.loads_typed(saver.serde.dumps_typed(message))
    restored = restore_artifact(kept)
    assert type(restored) is type(result)
    assert restored == result
    assert restore_artifact(result) is result


@pytest.mark.parametrize("other", [None, "text", {"images": []}, {"model": "m"}, [1], 7])
def test_what_is_no_result_stays_what_it_is(other):
    assert restore_artifact(other) == other
    assert restore_artifact(ToolMessage("x", tool_call_id="c", artifact=other)) == other
