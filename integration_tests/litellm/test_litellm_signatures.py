"""Gemini's thought signatures come back with their calls, whichever way a program takes through LiteLLM."""

import json

import litellm
import pytest
from calling import WEATHER, ask, stream_of
from test_litellm_messages import TOOL, streamed_message

MODELS = ["google/gemini-3-5-flash", "google/gemini-2.5-pro"]
QUESTION = [{"role": "user", "content": "What is the weather in Paris?"}]
RESULT = "18 degrees"
FUNCTION = {"type": "function", **WEATHER["function"]}


def given_by(service):
    """The id and the signature of the call in the service's last answer, as they were sent."""
    told = service.requests[-1].body["messages"][1]["tool_calls"][0]
    return told["id"], told["extra_content"]["google"]["thought_signature"]


def is_signed_by_its_model(service):
    """Whether the call went back with a signature that the model itself has made."""
    call_id, signature = given_by(service)
    result = service.requests[-1].body["messages"][2]
    assert result["tool_call_id"] == call_id
    assert "__thought__" not in call_id
    return signature != "skip_thought_signature_validator"


def minimal(call):
    """What clients keep of a tool call."""
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.function.name, "arguments": call.function.arguments},
    }


def second_turn(calls):
    results = [{"role": "tool", "tool_call_id": call["id"], "content": RESULT} for call in calls]
    return [*QUESTION, {"role": "assistant", "content": None, "tool_calls": calls}, *results]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("kept", [minimal, lambda call: call.model_dump()], ids=["minimal", "all"])
async def test_chat(service, colour, model, streamed, kept):
    call = {"model": f"aimlapi/{model}", "tools": [WEATHER]}
    if streamed:
        answer = litellm.stream_chunk_builder(await stream_of(colour, **call, messages=QUESTION), messages=QUESTION)
    else:
        answer = await ask(colour, **call, messages=QUESTION)
    (made,) = answer.choices[0].message.tool_calls
    assert made.id.partition("__thought__")[2]
    assert await ask(colour, **call, messages=second_turn([kept(made)]))
    assert is_signed_by_its_model(service)


async def test_a_chunk_says_it_as_litellm_s_own_provider_does(service, colour):
    chunks = await stream_of(colour, model=f"aimlapi/{MODELS[0]}", messages=QUESTION, tools=[WEATHER])
    fragments = [call for chunk in chunks if chunk.choices for call in chunk.choices[0].delta.tool_calls or ()]
    first = fragments[0]
    assert first.provider_specific_fields == {"thought_signature": first.id.partition("__thought__")[2]}
    assert not any(fragment.id for fragment in fragments[1:])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("streamed", [False, True])
async def test_messages(service, model, streamed):
    call = {"model": f"aimlapi/{model}", "max_tokens": 500, "tools": [TOOL]}
    if streamed:
        blocks, _ = await streamed_message(**call, messages=QUESTION)
    else:
        blocks = (await litellm.anthropic.messages.acreate(**call, messages=QUESTION))["content"]
    (used,) = [block for block in blocks if block["type"] == "tool_use"]
    assert "__thought__" not in used["id"]
    result = {"type": "tool_result", "tool_use_id": used["id"], "content": RESULT}
    turns = [*QUESTION, {"role": "assistant", "content": [used]}, {"role": "user", "content": [result]}]
    assert await litellm.anthropic.messages.acreate(**call, messages=turns)
    assert is_signed_by_its_model(service)


@pytest.mark.parametrize("model", MODELS)
async def test_a_client_of_messages_that_loses_it_is_answered_all_the_same(service, model):
    call = {"model": f"aimlapi/{model}", "max_tokens": 500, "tools": [TOOL]}
    answer = await litellm.anthropic.messages.acreate(**call, messages=QUESTION)
    (used,) = [block for block in answer["content"] if block["type"] == "tool_use"]
    kept = {key: used[key] for key in ("type", "id", "name", "input")}
    result = {"type": "tool_result", "tool_use_id": used["id"], "content": RESULT}
    turns = [*QUESTION, {"role": "assistant", "content": [kept]}, {"role": "user", "content": [result]}]
    assert await litellm.anthropic.messages.acreate(**call, messages=turns)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("streamed", [False, True])
async def test_responses(service, model, streamed):
    call = {"model": f"aimlapi/{model}", "tools": [FUNCTION]}
    if streamed:
        stream = await litellm.aresponses(**call, input=QUESTION, stream=True)
        events = [event async for event in stream]
        answer = events[-1].response
    else:
        answer = await litellm.aresponses(**call, input=QUESTION)
    (made,) = [item for item in answer.output if item.type == "function_call"]
    kept = {"type": "function_call", "call_id": made.call_id, "name": made.name, "arguments": made.arguments}
    result = {"type": "function_call_output", "call_id": made.call_id, "output": RESULT}
    assert await litellm.aresponses(**call, input=[*QUESTION, kept, result])
    assert is_signed_by_its_model(service)


async def test_another_vendor_s_model_gets_neither_signature_nor_a_long_id(service, colour):
    answer = await ask(colour, model=f"aimlapi/{MODELS[0]}", messages=QUESTION, tools=[WEATHER])
    turns = second_turn([minimal(call) for call in answer.choices[0].message.tool_calls])
    assert await ask(colour, model="aimlapi/openai/gpt-4o", messages=turns, tools=[WEATHER])
    sent = json.dumps(service.requests[-1].body)
    assert "thought" not in sent
