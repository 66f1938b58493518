"""The service's own catalogue over HTTP: list, one model, its schema, how fast it is."""

import jsonschema
import pytest

from langchain_aimlapi import (
    AIMLAPIClient,
    ChatAIMLAPI,
    InvalidRequestError,
    NotFoundError,
    RequestOptions,
    find_models,
)

COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
CHAT = "openai/gpt-4o"


@pytest.fixture
def client(emulator):
    with AIMLAPIClient(base_url=emulator.base_url, max_retries=0) as client:
        yield client


async def ask(client, name, colour, *args, **query):
    if colour == "sync":
        return getattr(client, name)(*args, **query)
    try:
        return await getattr(client, f"a{name}")(*args, **query)
    finally:
        await client.aclose()


@COLOURS
async def test_the_list_and_what_it_includes(client, colour, emulator):
    rows = (await ask(client, "list_models", colour, include=["pricing", "capabilities"], capabilities="tools"))["data"]
    assert rows
    assert all("tools" in row["capabilities"] and "pricing" in row and "modalities" not in row for row in rows)
    assert not emulator.requests[-1].authorized


@COLOURS
async def test_one_model_by_any_name(client, colour):
    row = (await ask(client, "get_model", colour, "OpenAI/GPT-4o"))["data"]
    assert row["id"] == CHAT
    with pytest.raises(NotFoundError, match="no/such-model"):
        await ask(client, "get_model", colour, "no/such-model")


@COLOURS
@pytest.mark.parametrize("model", [CHAT, "anthropic/claude-sonnet-4.5"])
async def test_a_schema_accepts_what_the_model_is_sent(client, colour, emulator, model):
    ChatAIMLAPI(model=model, base_url=emulator.base_url, api_key="any", temperature=0.5, max_tokens=50).invoke("Hello")
    sent = emulator.requests[-1]
    document = await ask(client, "get_model_schema", colour, model)
    schema = document["paths"][sent.path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validate({**sent.body, "model": model}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**sent.body, "model": model, "temperature": 7}, schema)


@COLOURS
async def test_a_schema_that_there_is_not(client, colour):
    with pytest.raises(NotFoundError):
        await ask(client, "get_model_schema", colour, CHAT, "openai/image-generations")
    with pytest.raises(NotFoundError):
        await ask(client, "get_model_schema", colour, "no/such-model")


@COLOURS
async def test_metrics_are_those_of_the_calls_that_were_served(client, colour, emulator):
    assert (await ask(client, "get_model_metrics", colour))["models"] == []
    model = ChatAIMLAPI(model=CHAT, base_url=emulator.base_url, api_key="any", max_retries=0)
    model.invoke("Hello")
    with pytest.raises(NotFoundError):
        model.invoke("Hello", model="no/such-model")
    told = await ask(client, "get_model_metrics", colour)
    assert [(row["alias"], row["endpoint"], set(row["metrics"])) for row in told["models"]] == [
        (CHAT, "/v1/chat/completions", {"tps", "duration_ms"})
    ]
    list(model.stream("Hello"))
    row = (await ask(client, "get_model_metrics", colour, [CHAT]))["models"][0]
    figures = row["metrics"]["ttft_ms"]
    assert 0 < figures["p50"] <= figures["p99"] <= row["metrics"]["duration_ms"]["p99"]
    assert (await ask(client, "get_model_metrics", colour, ["OPENAI/GPT-4O"]))["models"] == []


def test_metrics_know_no_other_parameter(client):
    with pytest.raises(InvalidRequestError, match="model"):
        client._ask("GET", "/models/metrics", RequestOptions(), needs_key=False, params={"model": CHAT})


@pytest.mark.parametrize("family", ["chat", "image", "video", "embedding"])
def test_every_listed_model_has_a_schema_where_it_is_documented(client, family):
    cards = [card for card in find_models(family=family, status="live") if card.primary_endpoint][:15]
    rows = {row["id"]: row for row in client.list_models()["data"]}
    for card in cards:
        document = client.get_model_schema(card.id, rows[card.id]["type"])
        assert list(document["paths"]) == [card.primary_endpoint.path]
