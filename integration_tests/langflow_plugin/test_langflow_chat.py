"""The chat component: what is sent, what comes back, and reasoning in the Playground."""

import asyncio
import json

import pytest
from example_flows import component_classes
from lfx.components.input_output import ChatInput, ChatOutput
from lfx.events.event_manager import create_default_event_manager
from lfx.graph import Graph
from lfx.schema.legacy_render import legacy_content_blocks

from langchain_aimlapi import ChatAIMLAPI

CHAT = "AIMLAPIChatModelComponent"
THINKERS = ["deepseek/deepseek-v4-pro", "anthropic/claude-sonnet-4.6"]


def reasoning_in(message):
    groups = [block for block in message.content_blocks if block.type == "group"]
    return [leaf.text for group in groups for leaf in group.contents if leaf.type == "reasoning"]


def reasoning_leaves(data):
    """The reasoning that Langflow's pages are sent: what stands in groups of the older shape of its events."""
    leaves = [leaf for group in legacy_content_blocks(data["content_blocks"]) for leaf in group["contents"]]
    return [leaf for leaf in leaves if leaf["type"] == "reasoning"]


async def test_answer(component, service):
    message = await component(CHAT, input_value="Say boat", model_name="gpt-4o-mini").text_response()
    assert message.text == "boat"
    assert reasoning_in(message) == []
    assert message.properties.usage.total_tokens > 0
    assert service.requests[0].key_mask.endswith("key")


@pytest.mark.parametrize("model", THINKERS)
async def test_reasoning_is_shown_beside_the_answer(component, model):
    made = component(CHAT, input_value="Say boat", model_name=model, reasoning_effort="low")
    message = await made.text_response()
    assert message.text == "boat"
    assert "Say boat" in reasoning_in(message)[0]
    assert [block.type for block in message.content_blocks] == ["group", "text"]


async def test_reasoning_can_be_left_out(component):
    made = component(CHAT, input_value="Say boat", model_name=THINKERS[0], show_reasoning=False)
    assert reasoning_in(await made.text_response()) == []


async def test_every_parameter_reaches_the_service(component, service):
    made = component(
        CHAT,
        input_value="Say boat",
        system_message="Be brief.",
        model_name="openai/gpt-4o",
        temperature="0",
        max_tokens=64,
        top_p=0.5,
        stop_sequences=["END"],
        seed=7,
        frequency_penalty=0.5,
        presence_penalty=-0.5,
        json_mode=True,
        model_kwargs={"top_logprobs": "2", "logprobs": "true"},
        unsupported_params="error",
    )
    await made.text_response()
    body = service.requests[0].body
    assert body == {
        "model": "openai/gpt-4o",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say boat"}],
        "temperature": 0,
        "max_tokens": 64,
        "top_p": 0.5,
        "stop": ["END"],
        "seed": 7,
        "frequency_penalty": 0.5,
        "presence_penalty": -0.5,
        "response_format": {"type": "json_object"},
        "top_logprobs": 2,
        "logprobs": True,
    }


async def test_untouched_fields_send_nothing(component, service):
    await component(CHAT, input_value="Say boat", model_name="gpt-4o-mini").text_response()
    assert service.requests[0].body.keys() == {"model", "messages"}


async def test_reasoning_budget_reaches_the_service(component, service):
    made = component(CHAT, input_value="Say boat", model_name="anthropic/claude-sonnet-4.5", reasoning_tokens=2048)
    await made.text_response()
    assert "2048" in json.dumps(service.requests[0].body)


def test_model_output_is_the_model(component):
    model = component(CHAT, model_name="gpt-4o-mini", timeout=33, max_retries=5).build_model()
    assert type(model) is ChatAIMLAPI
    assert (model.timeout, model.max_retries) == (33.0, 5)
    assert model.invoke("Say boat").text == "boat"


def test_model_at_a_typed_address_works_in_several_event_loops(component):
    model = component(CHAT, model_name="gpt-4o-mini").build_model()
    assert [asyncio.run(model.ainvoke(f"Say {word}")).text for word in ("boat", "cat")] == ["boat", "cat"]
    assert model.invoke("Say dog").text == "dog"


@pytest.mark.parametrize("words", ["warm", "1,5"])
def test_temperature_that_is_no_number_is_an_error(component, words):
    with pytest.raises(ValueError, match=f"Temperature must be a number or empty, not '{words}'"):
        component(CHAT, model_name="gpt-4o-mini", temperature=words).build_model()


@pytest.mark.parametrize(("key", "words"), [("bad-key", "API key is invalid"), ("out-of-credits", "run out of funds")])
async def test_error_has_the_services_words(component, key, words):
    with pytest.raises(ValueError, match=words) as caught:
        await component(CHAT, input_value="Hi", model_name="gpt-4o-mini", api_key=key).text_response()
    assert key not in str(caught.value)


# Keys and addresses


@pytest.mark.parametrize("key", ["", None])
def test_environments_key_does_not_stand_in_for_an_empty_field(component, monkeypatch, key):
    monkeypatch.setenv("AIMLAPI_API_KEY", "servers-own-key")
    with pytest.raises(ValueError, match="AI/ML API Key is empty"):
        component(CHAT, model_name="gpt-4o-mini", api_key=key).build_model()


@pytest.mark.parametrize("address", ["http://127.0.0.9:1", "http://169.254.169.254/v1", "http://10.0.0.1"])
def test_private_address_is_refused_unless_it_is_allowed(component, address):
    with pytest.raises(ValueError, match="SSRF"):
        component(CHAT, model_name="gpt-4o-mini", base_url=address).build_model()


def test_servers_own_key_does_not_leave_for_an_address_of_a_users(component, service, monkeypatch):
    monkeypatch.setenv("AIMLAPI_API_KEY", "servers-own-key")
    with pytest.raises(ValueError, match="LANGFLOW_PROVIDER_CREDENTIAL_ALLOWED_HOSTS"):
        component(CHAT, model_name="gpt-4o-mini", api_key="servers-own-key").build_model()
    assert service.requests == []


def test_address_of_the_service_itself_needs_no_leave(component, monkeypatch):
    monkeypatch.setenv("LANGFLOW_SSRF_ALLOWED_HOSTS", "gateway.example")
    monkeypatch.setenv("AIMLAPI_API_KEY", "servers-own-key")
    address = "https://api.aimlapi.com/v1"
    made = component(CHAT, model_name="gpt-4o-mini", api_key="servers-own-key", base_url=address).build_model()
    assert made.base_url == "https://api.aimlapi.com"


# In a flow that streams


def chat_flow(service, **fields):
    chat_input = ChatInput(_id="ChatInput-in")
    chat_input.set(input_value="Say boat")
    model = component_classes()[CHAT](_id="model")
    model.set(
        input_value=chat_input.message_response,
        api_key="users-own-key",
        base_url=service.base_url,
        stream=True,
        **fields,
    )
    chat_output = ChatOutput(_id="ChatOutput-out")
    chat_output.set(input_value=model.text_response)
    graph = Graph(chat_input, chat_output)
    graph.session_id = "a-session"
    return graph


async def events_of(graph):
    queue = asyncio.Queue()
    async for _ in graph.async_start(event_manager=create_default_event_manager(queue)):
        pass
    return [json.loads(queue.get_nowait()[1]) for _ in range(queue.qsize())]


async def test_streamed_answer_comes_token_by_token_after_its_reasoning(service):
    events = await events_of(chat_flow(service, model_name=THINKERS[0], reasoning_effort="low"))
    shown = [event for event in events if event["event"] in ("add_message", "token")]
    texts = [
        [leaf["text"] for leaf in reasoning_leaves(event["data"])]
        for event in shown
        if event["event"] == "add_message" and event["data"]["sender"] == "Machine"
    ]
    whole = texts[-1][0]
    partial = [text[0] for text in texts if text]
    assert "Say boat" in whole
    assert len(partial[0]) < len(whole)
    assert all(whole.startswith(text) for text in partial)
    first_token = next(at for at, event in enumerate(shown) if event["event"] == "token" and event["data"]["chunk"])
    assert any(event["data"].get("content_blocks") for event in shown[:first_token] if event["event"] == "add_message")
    assert "".join(event["data"]["chunk"] for event in shown if event["event"] == "token") == "boat"
    assert service.requests[0].body["stream"] is True


async def test_streamed_reasoning_says_how_long_it_took(service):
    events = await events_of(chat_flow(service, model_name=THINKERS[0]))
    machine = [e["data"] for e in events if e["event"] == "add_message" and e["data"]["sender"] == "Machine"]
    assert reasoning_leaves(machine[-1])[0]["duration"] >= 0


async def test_streamed_answer_without_reasoning(service):
    events = await events_of(chat_flow(service, model_name="gpt-4o-mini"))
    assert "".join(event["data"]["chunk"] for event in events if event["event"] == "token") == "boat"


async def test_error_in_a_stream_has_the_services_words(service):
    graph = chat_flow(service, model_name="gpt-4o-mini#fault=status=400;message=No such thing")
    with pytest.raises(Exception, match="No such thing"):
        await events_of(graph)


# The model list


def test_refresh_lists_what_the_service_has(component, service):
    made = component(CHAT)
    fields = made.to_frontend_node()["data"]["node"]["template"]
    fields["model_name"]["options"] = []
    fields["base_url"]["value"] = service.base_url
    fields = made.update_build_config(fields, "", "model_name")
    assert "gpt-4o-mini" in fields["model_name"]["options"]
    assert [request.path for request in service.requests] == ["/v1/models"]


def test_other_fields_ask_nobody(component, service):
    made = component(CHAT)
    fields = made.to_frontend_node()["data"]["node"]["template"]
    made.update_build_config(fields, "0.5", "temperature")
    assert service.requests == []
