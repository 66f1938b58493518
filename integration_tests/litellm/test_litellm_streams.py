"""Streamed answers, through `litellm.completion(stream=True)` and its asynchronous twin, over sockets."""

import asyncio
import gc
import json

import litellm
import pytest
from calling import (
    LONG_QUESTION,
    QUESTION,
    WEATHER,
    WEATHER_QUESTION,
    Books,
    ask,
    asked_once,
    fault,
    open_stream,
    since,
    stream_of,
    text_of,
)
from pydantic import BaseModel

MODELS = ["openai/gpt-4o", "anthropic/claude-opus-4.6", "claude-opus-4-latest", "openai/gpt-5-4", "alibaba/qwen3.8-max"]


class Report(BaseModel):
    city: str
    degrees: int


@pytest.mark.parametrize("model", MODELS)
async def test_a_stream_says_what_the_whole_answer_says(service, colour, model):
    call = {"model": f"aimlapi/{model}", "messages": QUESTION, "max_tokens": 500}
    chunks = await stream_of(colour, **call, stream_options={"include_usage": True})
    whole = await ask(colour, **call)
    assert text_of(chunks) == whole.choices[0].message.content == "3*4 = 12."
    usages = [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
    assert [usage.total_tokens for usage in usages] == [whole.usage.total_tokens]
    finishes = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason]
    assert finishes == ["stop"]
    assert {type(chunk).__name__ for chunk in chunks} == {"ModelResponseStream"}


@pytest.mark.parametrize("model", MODELS)
async def test_id_and_time_are_the_same_in_every_chunk(service, colour, model):
    chunks = await stream_of(colour, model=f"aimlapi/{model}", messages=LONG_QUESTION, max_tokens=500)
    assert len({chunk.id for chunk in chunks}) == len({chunk.created for chunk in chunks}) == 1
    assert {chunk.model for chunk in chunks} == {model}


async def test_what_is_billed_is_the_service_s_own_count_and_cost(service, colour):
    books = Books()
    litellm.callbacks = [books]
    balance = service.balance
    question, mark = asked_once()
    await stream_of(colour, model="aimlapi/openai/gpt-4o", messages=question)
    _, cost, entry = await books.wait(mark)
    assert cost > 0
    assert cost == pytest.approx(balance - service.balance)
    assert entry["response_cost"] == cost
    assert entry["total_tokens"] > 0
    assert entry["custom_llm_provider"] == "aimlapi"


async def test_reasoning_comes_first_and_whole(service, colour):
    call = {"model": "aimlapi/meta/muse-spark-1.2", "messages": QUESTION, "reasoning_effort": "high"}
    chunks = await stream_of(colour, **call)
    thoughts = "".join(getattr(chunk.choices[0].delta, "reasoning_content", None) or "" for chunk in chunks)
    whole = await ask(colour, **call)
    assert thoughts == whole.choices[0].message.reasoning_content != ""
    assert text_of(chunks) == "3*4 = 12."


async def test_details_of_reasoning_survive_and_go_back(service, colour):
    call = {"model": "aimlapi/meta/muse-spark-1.2", "tools": [WEATHER], "reasoning_effort": "high"}
    chunks = await stream_of(colour, **call, messages=WEATHER_QUESTION)
    fields = [chunk.choices[0].delta.provider_specific_fields for chunk in chunks if chunk.choices]
    details = [found["reasoning_details"] for found in fields if found and "reasoning_details" in found]
    assert len(details) == 1
    message = litellm.stream_chunk_builder(chunks, messages=WEATHER_QUESTION).choices[0].message
    answer = {**message.model_dump(), "provider_specific_fields": {"reasoning_details": details[0]}}
    results = [{"role": "tool", "tool_call_id": one.id, "content": "mild"} for one in message.tool_calls]
    await ask(colour, **call, messages=[*WEATHER_QUESTION, answer, *results])
    assert service.requests[-1].body["messages"][1]["reasoning_details"] == details[0]


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-opus-4.6", "openai/gpt-5-4"])
@pytest.mark.parametrize("oddity", ["", "tool-index=null", "tool-repeat-name", "split=7"])
async def test_tool_calls_are_whole(service, colour, model, oddity):
    headers = fault(oddity) if oddity and model == "openai/gpt-4o" else {}
    chunks = await stream_of(
        colour,
        model=f"aimlapi/{model}",
        messages=WEATHER_QUESTION,
        tools=[WEATHER],
        max_tokens=500,
        extra_headers=headers,
    )
    message = litellm.stream_chunk_builder(chunks, messages=WEATHER_QUESTION).choices[0].message
    assert [json.loads(one.function.arguments) for one in message.tool_calls] == [{"city": "Paris"}, {"city": "London"}]
    assert len({one.id for one in message.tool_calls}) == 2
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("model", ["anthropic/claude-opus-4.6", "openai/gpt-4o"])
async def test_a_typed_answer_streams_as_text(service, colour, model):
    words = [{"role": "user", "content": "The city is Paris. Degrees: 21."}]
    chunks = await stream_of(colour, model=f"aimlapi/{model}", messages=words, response_format=Report, max_tokens=500)
    assert Report.model_validate_json(text_of(chunks)) == Report(city="Paris", degrees=21)
    assert chunks[-1].choices[0].finish_reason == "stop"


async def test_citations_are_kept(service, colour):
    chunks = await stream_of(colour, model="aimlapi/perplexity/sonar", messages=QUESTION)
    kept = [chunk for chunk in chunks if getattr(chunk, "citations", None)]
    assert len(kept) == 1
    assert kept[0].search_results


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ("cut-after=3", litellm.APIConnectionError),
        ("end-after=3", litellm.InternalServerError),
        ("malformed-chunk=3", litellm.InternalServerError),
        ("error-chunk=3;kind=error", litellm.exceptions.APIError),
    ],
)
async def test_a_cut_stream_is_an_error_and_never_an_answer(service, colour, broken, error):
    chunks = []
    with pytest.raises((error, litellm.exceptions.MidStreamFallbackError)):
        await stream_of(
            colour, into=chunks, model="aimlapi/openai/gpt-4o", messages=LONG_QUESTION, extra_headers=fault(broken)
        )
    assert text_of(chunks)
    assert not any(chunk.choices[0].finish_reason for chunk in chunks)
    assert len(service.requests) == 1


async def test_the_request_is_sent_and_its_error_raised_before_the_first_chunk_is_asked_for(service, colour):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION, "max_retries": 0}
    with pytest.raises(litellm.RateLimitError):
        await open_stream(colour, **call, extra_headers=fault("status=429"))
    stream = await open_stream(colour, **call)
    assert len(service.requests) == 2
    assert text_of([chunk async for chunk in stream] if colour == "async" else list(stream)) == "3*4 = 12."


@since((1, 91), "opens asynchronous streams in the event loop")
async def test_many_streams_at_once_are_open_at_once(service):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION, "stream": True}
    headers = fault("delay=4")
    opening = [asyncio.create_task(litellm.acompletion(**call, extra_headers=headers)) for _ in range(40)]
    await asyncio.wait(opening, return_when=asyncio.FIRST_COMPLETED)
    assert len(service.requests) == 40, "all have been sent before the first is answered; threads would take turns"
    streams = await asyncio.gather(*opening)
    texts = await asyncio.gather(*(read(stream) for stream in streams))
    assert texts == ["3*4 = 12."] * 40


async def read(stream):
    return text_of([chunk async for chunk in stream])


async def test_a_stream_left_alone_closes_its_connection(service, colour):
    stream = await open_stream(
        colour, model="aimlapi/openai/gpt-4o", messages=LONG_QUESTION, extra_headers=fault("chunk-delay=0.05")
    )
    if colour == "async":
        await anext(stream)
        await stream.aclose()
    else:
        next(stream)
    del stream
    gc.collect()
    answer = await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION)
    assert answer.choices[0].message.content == "3*4 = 12."


async def test_an_answer_cut_at_its_limit_says_so(service, colour):
    chunks = await stream_of(colour, model="aimlapi/openai/gpt-4o", messages=LONG_QUESTION, max_tokens=3)
    assert chunks[-1].choices[0].finish_reason == "length"
