"""OpenAI's and Anthropic's clients for Python, and OpenAI's agents, through the proxy: streamed, two turns."""

import json

import agents
import anthropic
import openai
import pytest
from processes import MASTER_KEY, START_SECONDS

pytestmark = pytest.mark.timeout(2 * START_SECONDS)
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOL = {"name": "get_weather", "description": "Get the weather in a city."}
QUESTION = {"role": "user", "content": "What is the weather in Paris and London?"}
SECOND = {"role": "user", "content": "What is the weather in Oslo?"}
THINKING = {"type": "enabled", "budget_tokens": 2000}


def weather_in(city: str) -> str:
    return f"21 degrees in {city}"


def turn_of_openai_s(client, model, messages):
    """One question answered: the messages grow, the last answer is returned with the usage of each stream."""
    used = []
    for _ in range(4):
        with client.chat.completions.stream(
            model=model,
            messages=messages,
            tools=[{"type": "function", "function": {**TOOL, "parameters": SCHEMA, "strict": True}}],
            stream_options={"include_usage": True},
        ) as stream:
            answer = stream.get_final_completion()
        message = answer.choices[0].message
        used.append(answer.usage)
        messages.append(message.to_dict())
        if not message.tool_calls:
            return message.content, used
        messages.extend(
            {
                "role": "tool",
                "tool_call_id": call.id,
                "content": weather_in(json.loads(call.function.arguments)["city"]),
            }
            for call in message.tool_calls
        )
    raise AssertionError(messages)


def test_openai_client_chat_completions(proxy, model):
    with openai.OpenAI(base_url=f"{proxy}/v1", api_key=MASTER_KEY, max_retries=0) as client:
        messages = [QUESTION]
        said, used = turn_of_openai_s(client, model, messages)
        assert ("in Paris" in said, "in London" in said, len(used)) == (True, True, 2)
        assert all(usage.prompt_tokens and usage.completion_tokens for usage in used)
        messages.append(SECOND)
        said, used = turn_of_openai_s(client, model, messages)
        assert ("in Oslo" in said, len(used)) == (True, 2)


def turn_of_anthropic_s(client, model, messages):
    """The same; the kinds of blocks of each answer are returned as well."""
    kinds = []
    for _ in range(4):
        with client.messages.stream(
            model=model,
            max_tokens=4000,
            messages=messages,
            thinking=THINKING,
            tools=[{**TOOL, "input_schema": SCHEMA}],
        ) as stream:
            answer = stream.get_final_message()
        kinds.append([block.type for block in answer.content])
        assert (answer.usage.input_tokens > 0, answer.usage.output_tokens > 0) == (True, True)
        assert "" not in [block.text for block in answer.content if block.type == "text"]
        if model == "messages":
            assert all(block.signature for block in answer.content if block.type == "thinking")
        messages.append({"role": "assistant", "content": [block.to_dict() for block in answer.content]})
        calls = [block for block in answer.content if block.type == "tool_use"]
        if not calls:
            return answer.content[-1].text, kinds
        results = [
            {"type": "tool_result", "tool_use_id": call.id, "content": weather_in(call.input["city"])} for call in calls
        ]
        messages.append({"role": "user", "content": results})
    raise AssertionError(messages)


def test_anthropic_client(proxy, model):
    with anthropic.Anthropic(base_url=proxy, api_key=MASTER_KEY, max_retries=0) as client:
        messages = [QUESTION]
        said, kinds = turn_of_anthropic_s(client, model, messages)
        assert ("in Paris" in said, "in London" in said) == (True, True)
        assert [kind for kind in kinds[0] if kind != "thinking"] == ["tool_use", "tool_use"]
        if model in ("claude", "messages"):
            assert kinds[0][0] == "thinking"
        messages.append(SECOND)
        said, _ = turn_of_anthropic_s(client, model, messages)
        assert "in Oslo" in said


async def turn_of_agents(model, asked):
    run = agents.Runner.run_streamed(
        agents.Agent(
            name="weather",
            model=model,
            model_settings=agents.ModelSettings(include_usage=True),  # else chat completions are asked for none
            tools=[
                agents.function_tool(weather_in, name_override="get_weather", description_override="Get the weather.")
            ],
        ),
        asked,
    )
    async for _ in run.stream_events():
        pass
    return run


async def agents_run(proxy, model, api):
    kinds = {"chat": agents.OpenAIChatCompletionsModel, "responses": agents.OpenAIResponsesModel}
    agents.set_tracing_disabled(disabled=True)
    async with openai.AsyncOpenAI(base_url=f"{proxy}/v1", api_key=MASTER_KEY, max_retries=0) as client:
        made = kinds[api](model=model, openai_client=client)
        first = await turn_of_agents(made, QUESTION["content"])
        assert ("in Paris" in first.final_output, "in London" in first.final_output) == (True, True)
        usage = first.context_wrapper.usage
        assert (usage.requests, usage.input_tokens > 0, usage.output_tokens > 0) == (2, True, True)
        second = await turn_of_agents(made, [*first.to_input_list(), SECOND])
        assert "in Oslo" in second.final_output


async def test_openai_agents_responses(proxy, model):
    await agents_run(proxy, model, "responses")


async def test_openai_agents_chat_completions(proxy, model):
    await agents_run(proxy, model, "chat")
