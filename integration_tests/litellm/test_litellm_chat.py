"""Answers that are not streamed, through `litellm.completion` and `acompletion`, over sockets."""

import asyncio
import base64

import litellm
import pytest
import samples
from calling import QUESTION, WEATHER, ask, stream_of, text_of
from pydantic import BaseModel

from langchain_aimlapi.catalogue import get_model

MODELS = ["openai/gpt-4o", "anthropic/claude-opus-4.6", "openai/gpt-5-4", "deepseek/deepseek-v4-pro"]


class Report(BaseModel):
    city: str
    degrees: int


@pytest.mark.parametrize("model", MODELS)
async def test_a_question_is_answered_by_models_of_every_dialect(service, colour, model):
    answer = await ask(colour, model=f"aimlapi/{model}", messages=QUESTION, max_tokens=500)
    assert answer.choices[0].message.content == "3*4 = 12."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == model
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
    assert answer._hidden_params["custom_llm_provider"] == "aimlapi"
    assert answer._hidden_params["additional_headers"]["llm_provider-x-inference-id"].startswith("inf-")


IMAGES = {
    "openai/gpt-4o": lambda body: body["messages"][0]["content"][1]["image_url"]["url"],
    "openai/gpt-5-1-codex": lambda body: body["input"][0]["content"][1]["image_url"],
    "anthropic/claude-sonnet-4.5": lambda body: body["messages"][0]["content"][1]["source"]["data"],
    "anthropic/claude-sonnet-4-6": lambda body: body["messages"][0]["content"][1]["source"]["data"],
}


@pytest.mark.parametrize("model", IMAGES)
async def test_an_image_may_be_a_string(service, colour, model):
    url = f"data:image/png;base64,{base64.b64encode(samples.png()).decode()}"
    image = {"type": "image_url", "image_url": url}
    messages = [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, image]}]
    answer = await ask(colour, model=f"aimlapi/{model}", messages=messages, max_tokens=500)
    assert answer.choices[0].message.content
    assert url.endswith(IMAGES[model](service.requests[-1].body))


@pytest.mark.parametrize("model", ["openai/gpt-5-1", "google/gemini-3-5-flash"])
async def test_a_limit_that_leaves_no_room_behind_the_reasoning_cuts_the_answer(service, colour, model):
    call = {"model": f"aimlapi/{model}", "messages": QUESTION, "max_tokens": 2}
    answer = await ask(colour, **call)
    assert answer.choices[0].finish_reason == "length"
    assert not answer.choices[0].message.content
    chunks = await stream_of(colour, **call)
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "length"
    assert not text_of(chunks)


async def test_another_refusal_stays_one(service, colour):
    with pytest.raises(litellm.BadRequestError, match="max_tokens"):
        await ask(colour, model="aimlapi/openai/gpt-5-1", messages=QUESTION, max_tokens=0)


@pytest.mark.parametrize("model", ["anthropic/claude-sonnet-4-6", "anthropic/claude-sonnet-4.5", "openai/gpt-5-4"])
async def test_tokens_of_reasoning_are_told_alike_whole_and_streamed(service, colour, model):
    call = {"model": f"aimlapi/{model}", "messages": QUESTION, "max_tokens": 3000, "reasoning_effort": "low"}
    usages = [(await ask(colour, **call)).usage]
    chunks = await stream_of(colour, **call, stream_options={"include_usage": True})
    usages += [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
    counts = [usage.completion_tokens_details.reasoning_tokens for usage in usages]
    assert len(counts) == 2
    assert 0 < counts[0] == counts[1] < usages[0].completion_tokens


async def test_tools_are_called_and_their_results_taken(service, colour):
    messages = [{"role": "user", "content": "What is the weather in Paris and London?"}]
    for model in ("openai/gpt-4o", "anthropic/claude-opus-4.6"):
        call = {"model": f"aimlapi/{model}", "tools": [WEATHER], "max_tokens": 500}
        first = await ask(colour, **call, messages=messages)
        calls = first.choices[0].message.tool_calls
        assert first.choices[0].finish_reason == "tool_calls"
        assert [call.function.arguments for call in calls] == ['{"city": "Paris"}', '{"city": "London"}']
        results = [{"role": "tool", "tool_call_id": call.id, "content": "21 degrees"} for call in calls]
        last = await ask(colour, **call, messages=[*messages, first.choices[0].message, *results])
        assert "21 degrees" in last.choices[0].message.content


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-opus-4.6", "anthropic/claude-opus-5"])
async def test_a_pydantic_class_is_a_response_format_for_every_model(service, colour, model):
    words = [{"role": "user", "content": "The city is Paris. Degrees: 21."}]
    answer = await ask(colour, model=f"aimlapi/{model}", messages=words, response_format=Report, max_tokens=500)
    assert Report.model_validate_json(answer.choices[0].message.content) == Report(city="Paris", degrees=21)
    assert answer.choices[0].finish_reason == "stop"
    assert not answer.choices[0].message.tool_calls


async def test_reasoning_is_kept_and_goes_back_unchanged(service, colour):
    model = next(
        name
        for name in ("openai/gpt-oss-120b", "openai/gpt-5-1")
        if get_model(name).reasoning_field == "reasoning_details"
    )
    call = {"model": f"aimlapi/{model}", "reasoning_effort": "high", "tools": [WEATHER]}
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    first = await ask(colour, **call, messages=messages)
    message = first.choices[0].message
    details = message.provider_specific_fields["reasoning_details"]
    assert message.reasoning_content
    assert details
    result = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "21 degrees"}
    await ask(colour, **call, messages=[*messages, message, result])
    sent = service.requests[-1].body["messages"][1]
    assert sent["reasoning_details"] == details
    assert "provider_specific_fields" not in sent


async def test_searched_answers_keep_their_citations(service, colour):
    answer = await ask(colour, model="aimlapi/perplexity/sonar", messages=QUESTION)
    assert answer.citations
    assert answer.search_results


async def test_an_openai_key_is_never_sent(service, colour, monkeypatch):
    monkeypatch.delenv("AIMLAPI_API_KEY")
    monkeypatch.setattr(litellm, "api_key", "sk-openai-key-that-must-never-leave")
    with pytest.raises(litellm.AuthenticationError, match=r"No API key.*AIMLAPI_API_KEY"):
        await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION)
    assert service.requests == []


async def test_keys_are_taken_in_the_client_s_order(service, colour, monkeypatch):
    asked = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION}
    monkeypatch.setenv("AIML_API_KEY", "key-two")
    monkeypatch.setenv("AIMLAPI_KEY", "key-three")
    await ask(colour, **asked, api_key="key-of-call")
    await ask(colour, **asked)
    monkeypatch.delenv("AIMLAPI_API_KEY")
    await ask(colour, **asked)
    monkeypatch.delenv("AIML_API_KEY")
    await ask(colour, **asked)
    assert [request.key_mask for request in service.requests] == ["…all", "…key", "…two", "…ree"]


async def test_the_address_of_a_call_may_end_in_v1(service, colour, monkeypatch):
    monkeypatch.delenv("AIMLAPI_API_BASE")
    base = f"{service.base_url}/v1"
    answer = await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION, api_base=base)
    assert answer.choices[0].message.content == "3*4 = 12."


async def test_headers_of_a_call_are_sent(service, colour):
    await ask(colour, model="aimlapi/openai/gpt-4o", messages=QUESTION, extra_headers={"X-Title": "Tests"})
    assert service.requests[-1].headers["x-title"] == "Tests"


def test_many_event_loops_one_after_the_other(service):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION}
    for _ in range(3):
        assert asyncio.run(litellm.acompletion(**call)).choices[0].message.content == "3*4 = 12."


def test_the_service_s_loggers_see_what_was_sent_and_no_key(service):
    from litellm.integrations.custom_logger import CustomLogger

    seen = []

    class Log(CustomLogger):
        def log_pre_api_call(self, model, messages, kwargs):
            seen.append(kwargs)

    litellm.callbacks = [Log()]
    litellm.completion(model="aimlapi/openai/gpt-4o", messages=QUESTION, api_key="secret-key-of-mine")
    told = seen[0]["additional_args"]
    assert told["complete_input_dict"] == service.requests[-1].body
    assert "secret-key-of-mine" not in repr(told)
