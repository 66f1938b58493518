"""An error behind the finish reason is an error, however the answer is asked for; what the answer cost is kept."""

import asyncio
import json
import pickle

import pytest
from langchain_core.exceptions import ModelError

from langchain_aimlapi import AIMLAPIError, ChatAIMLAPI
from langchain_aimlapi.http_library import httpx

MODELS = {
    "chat": "openai/gpt-4o",
    "messages": "anthropic/claude-opus-4-1-20250805",
    "responses": "openai/gpt-5-2-codex",
}
META = {"meta": {"usage": {"usd_spent": 0.002, "credits_used": 4000}}}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}


def chat_choice(delta, finish=None, **facts):
    return {"id": "c", "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish, **facts}]}


def framed(*events):
    named = {"response.", "message_", "content_"}
    lines = []
    for event in events:
        kind = event.get("type", "") if isinstance(event, dict) else ""
        name = f"event: {kind}\n" if kind[:9] in named or kind[:8] in named else ""
        lines.append(event if isinstance(event, str) else f"{name}data: {json.dumps(event)}\n\n")
    return "".join(lines)


OUTPUT = [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]}]
BEFORE = {
    "chat": [
        chat_choice({"role": "assistant", "content": "Hel"}),
        chat_choice({"content": "lo"}),
        chat_choice({}, "stop"),
    ],
    "messages": [
        {"type": "message_start", "message": {"id": "m", "model": "m", "content": [], "usage": {"input_tokens": 3}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hello"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
    ],
    "responses": [
        {"type": "response.output_text.delta", "output_index": 0, "delta": "Hello"},
        {
            "type": "response.completed",
            "response": {"id": "r", "output": OUTPUT, "usage": {"input_tokens": 3, "output_tokens": 2}},
        },
    ],
}
AFTER = {
    "chat": [{"id": "c", "choices": [], "usage": USAGE, **META}, "data: [DONE]\n\n"],
    "messages": [{"type": "message_stop", **META}],
    "responses": [{"type": "ping", **META}, "data: [DONE]\n\n"],
}
ERRORS = {
    "object": {"error": {"message": "worker died", "code": 502}},
    "text": {"error": "worker died"},
    "event": 'event: error\ndata: {"message": "worker died"}\n\n',
    "typed event": 'event: error\ndata: {"type": "error", "error": {"message": "worker died"}}\n\n',
    "event of mere text": "event: error\ndata: worker died\n\n",
    "type": {"type": "error", "message": "worker died"},
    "envelope of the service": {"statusCode": 500, "message": "worker died"},
    "vLLM": {"object": "error", "message": "worker died", "code": 500},
    "code": {"code": 50505, "message": "worker died", "data": None},
    "MiniMax": {"base_resp": {"status_code": 1013, "status_msg": "worker died"}},
    "inside a choice": chat_choice({}, error={"message": "worker died", "code": 502}),
    "finish reason": chat_choice({}, "error", native_finish_reason="worker died"),
    "bare line": '{"error": {"message": "worker died"}}\n\n',
}


def model_for(dialect, *events):
    def answer(_):
        return httpx.Response(200, content=framed(*events), headers={"content-type": "text/event-stream"})

    transport = httpx.MockTransport(answer)
    return ChatAIMLAPI(
        model=MODELS[dialect],
        dialect=dialect,
        api_key="secret-key",
        max_retries=0,
        http_client=httpx.Client(transport=transport),
        http_async_client=httpx.AsyncClient(transport=transport),
    )


async def _read_all(model):
    return [chunk async for chunk in model.astream("Hi")]


ASKED = {
    "sync": lambda model: list(model.stream("Hi")),
    "async": lambda model: asyncio.run(_read_all(model)),
    "joined": lambda model: model.model_copy(update={"streaming": True}).invoke("Hi"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("dialect", BEFORE)
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_behind_the_finish_reason_is_raised(error, dialect, asked):
    model = model_for(dialect, *BEFORE[dialect], ERRORS[error], *AFTER[dialect])
    with pytest.raises(AIMLAPIError, match="worker died") as caught:
        ASKED[asked](model)
    assert isinstance(caught.value, ModelError)
    assert caught.value.partial_text == "Hello"
    assert caught.value.cost == {"usd": 0.002, "credits": 4000}
    assert caught.value.usage["completion_tokens"] == 2


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dialect", BEFORE)
def test_without_an_error_the_same_stream_is_an_answer(dialect):
    answer = ASKED["joined"](model_for(dialect, *BEFORE[dialect], *AFTER[dialect]))
    assert answer.content == "Hello"
    assert answer.response_metadata["cost"]["usd"] == 0.002


def test_usage_before_an_error_in_the_middle_is_kept_too():
    events = [chat_choice({"content": "Hel"}), {"choices": [], "usage": USAGE}, ERRORS["object"]]
    with pytest.raises(AIMLAPIError) as caught:
        list(model_for("chat", *events).stream("Hi"))
    assert (caught.value.partial_text, caught.value.usage) == ("Hel", USAGE)


def test_text_and_calls_behind_the_finish_reason_belong_to_the_answer():
    call = {"index": 0, "id": "c1", "function": {"name": "f", "arguments": "{}"}}
    events = [*BEFORE["chat"], chat_choice({"content": "!"}), chat_choice({"tool_calls": [call]}), *AFTER["chat"]]
    answer = ASKED["joined"](model_for("chat", *events))
    assert answer.content == "Hello!"
    assert [call["name"] for call in answer.tool_calls] == ["f"]


def test_what_is_no_error_behind_the_finish_reason_is_passed_over():
    events = [*BEFORE["chat"], {"object": "ping"}, {"code": 0, "message": "success"}, *AFTER["chat"]]
    assert ASKED["joined"](model_for("chat", *events)).content == "Hello"


def test_the_error_keeps_what_was_spent_when_it_travels():
    model = model_for("chat", *BEFORE["chat"], ERRORS["object"], *AFTER["chat"])
    with pytest.raises(AIMLAPIError) as caught:
        ASKED["sync"](model)
    assert pickle.loads(pickle.dumps(caught.value)).cost == {"usd": 0.002, "credits": 4000}
