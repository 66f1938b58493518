"""LiteLLM's proxy as real processes: two of them with one Redis, called by the official OpenAI client and by hand."""

import contextlib
import json
import shutil
import time

import httpx
import openai
import pytest
import redis
import samples
from calling import QUESTION, WEATHER, WEATHER_QUESTION
from page import page_yaml
from processes import MASTER_KEY, START_SECONDS, proxies, redis_server

from langchain_aimlapi.litellm.config import model_list, proxy_config, to_yaml
from langchain_aimlapi.litellm.media import hands_on_edits
from langchain_aimlapi.litellm.wire_chunks import release

pytestmark = pytest.mark.timeout(2 * START_SECONDS)  # the first test waits for the proxies
HEADERS = {"Authorization": f"Bearer {MASTER_KEY}"}
CACHE_SECONDS = 1
"""How long a proxy trusts its own memory before it asks Redis again; 10 by default."""
COOLDOWN_SECONDS = 600
LIMIT = 3
"""Calls a minute of the deployment that has such a limit."""
HAS_REDIS = shutil.which("redis-server") is not None


def deployment(name, model, **params):
    return {
        "model_name": name,
        "litellm_params": {"model": f"aimlapi/{model}", "api_key": "os.environ/AIMLAPI_API_KEY", **params},
    }


def configuration(base, redis_port):
    """The page's own configuration, deployments made from the catalogue, and some to fail and to be watched over."""
    config = page_yaml("model_list")
    made = model_list(vendor="OpenAI", family=("chat", "embedding", "image"), api_base=base)
    config["model_list"] += [
        *made,
        deployment("refused", "openai/gpt-4o", api_base=base, api_key="bad-key"),
        deployment("own-price", "openai/gpt-4o", api_base=base, input_cost_per_token=1e-3, output_cost_per_token=2e-3),
        deployment("free", "openai/gpt-4o", api_base=base, input_cost_per_token=0, output_cost_per_token=0),
        deployment("limited", "openai/gpt-4o", api_base=base, rpm=LIMIT),
        deployment("cooling", "openai/gpt-4o", api_base=base, extra_headers={"X-Emulator-Fault": "status=429"}),
    ]
    assert config["litellm_settings"] == proxy_config([])["litellm_settings"]
    config["litellm_settings"] |= {"num_retries": 0, "default_redis_batch_cache_expiry": CACHE_SECONDS}
    config["router_settings"] = {
        "num_retries": 0,
        "allowed_fails": 0,
        "allowed_fails_policy": {"RateLimitErrorAllowedFails": 0},  # for a group with one deployment
        "cooldown_time": COOLDOWN_SECONDS,
    }
    if redis_port:
        config["router_settings"] |= page_yaml("router_settings")["router_settings"]
    return to_yaml(config)


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) if HAS_REDIS else contextlib.nullcontext() as port:
        yield port


@pytest.fixture(scope="module")
def bases(_emulator, tmp_path_factory, redis_port):
    folder = tmp_path_factory.mktemp("proxies")
    with contextlib.ExitStack() as stack:
        config = configuration(_emulator.base_url, redis_port)
        if release() < (1, 91):  # such a proxy looks for handlers beside its configuration only
            (folder / "aimlapi_provider.py").write_text("from langchain_aimlapi.litellm import handler\n")
            config = config.replace("langchain_aimlapi.litellm.handler", "aimlapi_provider.handler")
        environment = {
            "AIMLAPI_API_BASE": _emulator.base_url,
            "AIMLAPI_API_KEY": "emulator-key",
            "LITELLM_MASTER_KEY": MASTER_KEY,
            "OPENAI_API_KEY": "sk-openai-key-that-must-never-leave",
            "REDIS_HOST": "127.0.0.1",
            "REDIS_PORT": str(redis_port),
        }
        yield stack.enter_context(proxies(folder, config, 2, environment))


@pytest.fixture
def client(bases, emulator):
    with openai.OpenAI(base_url=f"{bases[0]}/v1", api_key=MASTER_KEY, max_retries=0, timeout=60) as made:
        yield made


@pytest.mark.parametrize(
    "model", ["chat", "openai/gpt-4o", "aimlapi/anthropic/claude-opus-4.6", "aimlapi/openai/gpt-5-4"]
)
def test_chat(client, emulator, model):
    answer = client.chat.completions.create(model=model, messages=QUESTION, max_tokens=500)
    assert answer.choices[0].message.content == "3*4 = 12."
    assert answer.usage.total_tokens > 0
    assert [request.key_mask for request in emulator.requests] == ["…key"]


def test_a_stream_with_tools_and_reasoning(client):
    stream = client.chat.completions.create(
        model="aimlapi/meta/muse-spark-1.2",
        messages=WEATHER_QUESTION,
        tools=[WEATHER],
        reasoning_effort="high",
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    arguments = {}
    for delta in deltas:
        for call in delta.tool_calls or ():
            arguments[call.index] = arguments.get(call.index, "") + (call.function.arguments or "")
    assert [json.loads(text) for text in arguments.values()] == [{"city": "Paris"}, {"city": "London"}]
    assert "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas)
    assert [chunk.usage.total_tokens > 0 for chunk in chunks if chunk.usage] == [True]
    assert len({chunk.id for chunk in chunks}) == 1


def test_messages_in_anthropic_s_form(bases, emulator):
    body = {"model": "aimlapi/openai/gpt-4o", "max_tokens": 500, "messages": QUESTION}
    reply = httpx.post(f"{bases[0]}/v1/messages", headers=HEADERS, json=body, timeout=60).json()
    assert reply["content"][0]["text"] == "3*4 = 12."
    assert reply["stop_reason"] == "end_turn"
    assert reply["usage"]["input_tokens"] > 0
    streamed = httpx.post(f"{bases[0]}/v1/messages", headers=HEADERS, json={**body, "stream": True}, timeout=60).text
    events = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    text = "".join(event["delta"].get("text", "") for event in events if event["type"] == "content_block_delta")
    assert text == "3*4 = 12."
    assert events[-1]["type"] == "message_stop"


def test_responses_in_openai_s_form(client):
    answer = client.responses.create(model="aimlapi/anthropic/claude-opus-4.6", input="What is 3*4?")
    assert answer.output_text == "3*4 = 12."
    events = list(client.responses.create(model="aimlapi/openai/gpt-4o", input="What is 3*4?", stream=True))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "3*4 = 12."
    assert events[-1].type == "response.completed"


def test_embeddings_with_the_client_s_own_defaults(client, emulator):
    for model in ("text-embedding-3-small", "aimlapi/voyage-2"):
        answer = client.embeddings.create(model=model, input=["one", "two"])
        assert len(answer.data) == 2
        assert isinstance(answer.data[0].embedding[0], float)
    assert emulator.requests[0].body["encoding_format"] == "base64", "the client's default"
    answer = client.embeddings.create(model="text-embedding-3-small", input="one", dimensions=256)
    assert len(answer.data[0].embedding) == 256


def test_pictures(client, emulator):
    answer = client.images.generate(model="openai/gpt-image-1", prompt="a red fox", size="1536x1024", quality="low")
    assert answer.data[0].url or answer.data[0].b64_json
    assert (emulator.requests[-1].body["size"], emulator.requests[-1].body["quality"]) == ("1536x1024", "low")


def test_changed_pictures(client, emulator):
    answer = client.images.edit(
        model="openai/gpt-image-1", image=("fox.png", samples.png()), prompt="blue", size="1024x1024"
    )
    assert answer.data[0].url or answer.data[0].b64_json
    assert (b'name="size"' in emulator.requests[-1].content) == hands_on_edits()


def test_the_list_of_models_has_the_wildcard_s(client):
    listed = {model.id for model in client.models.list()}
    assert {"openai/gpt-4o", "aimlapi/openai/gpt-4o", "aimlapi/anthropic/claude-opus-4-6", "aimlapi/voyage-2"} <= listed


def test_the_cost_is_in_a_header(bases, emulator):
    body = {"model": "openai/gpt-4o", "messages": QUESTION}
    balance = emulator.balance
    reply = httpx.post(f"{bases[0]}/v1/chat/completions", headers=HEADERS, json=body, timeout=60)
    assert float(reply.headers["x-litellm-response-cost"]) == pytest.approx(balance - emulator.balance)
    assert reply.headers["llm_provider-x-inference-id"].startswith("inf-")


@pytest.mark.parametrize(("model", "price"), [("own-price", (1e-3, 2e-3)), ("free", (0, 0))])
def test_a_deployment_s_own_price_is_in_the_header(bases, model, price):
    reply = httpx.post(
        f"{bases[0]}/v1/chat/completions", headers=HEADERS, json={"model": model, "messages": QUESTION}, timeout=60
    )
    usage = reply.json()["usage"]
    expected = usage["prompt_tokens"] * price[0] + usage["completion_tokens"] * price[1]
    told = reply.headers.get("x-litellm-response-cost", 0)  # older releases leave the header out where it is 0
    assert float(told) == pytest.approx(expected)


def test_groups_tell_the_abilities_of_their_own_model(bases):
    reply = httpx.get(f"{bases[0]}/model_group/info", headers=HEADERS, timeout=60).json()
    groups = {group["model_group"]: group for group in reply["data"]}
    assert groups["openai/gpt-4o"]["mode"] == "chat"
    assert not groups["openai/gpt-4o"]["supports_reasoning"]
    assert groups["openai/gpt-5-4"]["supports_reasoning"]
    assert groups["text-embedding-3-small"]["mode"] == "embedding"
    assert groups["openai/gpt-image-1"]["mode"] == "image_generation"


def test_a_bad_key_of_the_proxy_s_is_refused(bases, emulator):
    with (
        openai.OpenAI(base_url=f"{bases[0]}/v1", api_key="sk-wrong-key-of-somebody", max_retries=0) as stranger,
        pytest.raises(openai.APIStatusError) as caught,
    ):
        stranger.chat.completions.create(model="openai/gpt-4o", messages=QUESTION)
    assert caught.value.status_code in (400, 401), "400 where the proxy has no database of keys"
    assert emulator.requests == []


def test_a_bad_key_of_the_service_s_is_told(client):
    with pytest.raises(openai.AuthenticationError, match="API key was refused"):
        client.chat.completions.create(model="refused", messages=QUESTION)


def test_the_service_s_refusal_keeps_its_status(client):
    with pytest.raises(openai.NotFoundError, match="no-such-model"):
        client.chat.completions.create(model="aimlapi/acme/no-such-model", messages=QUESTION)
    with pytest.raises(openai.BadRequestError, match="temperature"):
        client.chat.completions.create(model="aimlapi/openai/gpt-5-5", messages=QUESTION, temperature=0.5)


needs_redis = pytest.mark.skipif(not HAS_REDIS, reason="redis-server is not installed (apt-get install redis-server)")


def status_of(base, model):
    body = {"model": model, "messages": QUESTION, "stream": True}
    return httpx.post(f"{base}/v1/chat/completions", headers=HEADERS, json=body, timeout=60).status_code


def minute():
    return int(time.time() // 60)


@needs_redis
def test_two_proxies_share_one_rate_limit(bases, emulator):
    for _ in range(10):  # a count of a minute says nothing of calls that were made in two
        began = minute()
        statuses = [status_of(bases[number % 2], "limited") for number in range(2 * LIMIT + 2)]
        if minute() == began:
            break
        time.sleep(60 - time.time() % 60)
    assert statuses == [200] * LIMIT + [429] * (LIMIT + 2), "so many a minute for both together"


@needs_redis
def test_two_proxies_share_one_cooldown(bases, emulator, redis_port):
    assert status_of(bases[0], "cooling") == 429
    assert len(emulator.requests) == 1
    with redis.Redis(port=redis_port) as store:  # the proxy writes there after its answer
        wait_until(lambda: store.keys("deployment:*:cooldown"))
    time.sleep(CACHE_SECONDS + 0.2)  # at least so long the other may trust what it has read before
    statuses = [status_of(bases[1], "cooling") for _ in range(3)]
    assert statuses == [429] * 3
    assert len(emulator.requests) == 1, "the other proxy knows of the cooldown and leaves the deployment alone"


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} seconds"
        time.sleep(0.05)
