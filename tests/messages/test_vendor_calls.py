"""Calls of a type that only one vendor has go back to it as they came, and to others as calls of functions."""

import pytest
from langchain_core.messages import HumanMessage, ToolMessage

from langchain_aimlapi.api.assembler import ChatAssembler
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire

CALL = {
    "id": "call_1",
    "type": "builtin_function",
    "function": {"name": "$web_search", "arguments": '{"query": "x"}'},
}
KIMI = "moonshotai/kimi-k3"


def whole():
    message = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    reply = {"id": "r", "model": KIMI, "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
    return completion_to_result(CHAT.decode(reply, {})).generations[0].message


def streamed():
    assembler, convert = ChatAssembler({}), ChunkConverter().convert
    first = {**CALL, "index": 0, "function": {"name": "$web_search", "arguments": '{"query"'}}
    second = {"index": 0, "function": {"arguments": ': "x"}'}}
    deltas = [{"role": "assistant", "tool_calls": [first]}, {"tool_calls": [second]}]
    wire = [{"id": "r", "model": KIMI, "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    wire.append({"id": "r", "model": KIMI, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
    chunks = [made for chunk in wire if (made := assembler.feed(chunk))]
    messages = [convert(chunk).message for chunk in (*chunks, assembler.finish(done=True))]
    total = messages[0]
    for message in messages[1:]:
        total += message
    return total


@pytest.mark.parametrize("answer", [whole, streamed])
@pytest.mark.parametrize(("model", "kind"), [(KIMI, "builtin_function"), ("openai/gpt-4o", "function")])
def test_kimis_own_call_goes_back_as_it_came(answer, model, kind):
    message = answer()
    assert message.tool_calls[0]["args"] == {"query": "x"}
    history = messages_to_wire([HumanMessage("Hi"), message, ToolMessage('{"query": "x"}', tool_call_id="call_1")])
    (sent,) = build_chat_call(history, {"model": model}, stream=False).body["messages"][1]["tool_calls"]
    assert sent["type"] == kind
    assert model != KIMI or sent == CALL
