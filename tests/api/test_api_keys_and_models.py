"""The client's calls of the catalogue and of keys, against a transport in memory."""

import logging
import traceback

import pytest
from pydantic import SecretStr

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError, NotFoundError, ServerError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import httpx

NEW_KEY = "b747e891847f4c3fa0f6cce1cfd79bf9"
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


def make_client(answers, seen, **settings):
    def handle(request):
        seen.append((request, request.read()))
        answer = answers[len(seen) - 1]
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    mock = httpx.MockTransport(handle)
    return AIMLAPIClient(
        retry_policy=RetryPolicy(initial_delay=0.0),
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
        **settings,
    )


async def ask(client, name, colour, *args, **query):
    if colour == "sync":
        return getattr(client, name)(*args, **query)
    return await getattr(client, f"a{name}")(*args, **query)


@COLOURS
@pytest.mark.parametrize(
    ("name", "args", "query", "target"),
    [
        ("list_models", (), {"include": "all"}, "/v1/models?include=all"),
        ("list_models", (), {"capabilities": ["tools", "vision"]}, "/v1/models?capabilities=tools&capabilities=vision"),
        ("list_models", (), {"details": True}, "/v1/models?details=true"),
        ("get_model", ("openai/gpt-4o",), {}, "/model/openai/gpt-4o"),
        ("get_model", ("#g1_whisper-large",), {}, "/model/%23g1_whisper-large"),
        (
            "get_model_schema",
            ("openai/gpt-4o",),
            {},
            "/docs-json?model=openai%2Fgpt-4o&endpoint=openai%2Fchat-completions",
        ),
        ("get_model_metrics", (), {}, "/models/metrics"),
        ("get_model_metrics", ("openai/gpt-5",), {}, "/models/metrics?aliases=openai%2Fgpt-5"),
        ("get_model_metrics", (["a/b", "c,d"],), {}, "/models/metrics?aliases=a%2Fb&aliases=c%2Cd"),
    ],
)
async def test_the_catalogue_needs_no_key(colour, name, args, query, target):
    seen = []
    assert await ask(make_client([{"data": []}], seen), name, colour, *args, **query) == {"data": []}
    request, _ = seen[0]
    assert request.url.raw_path.decode() == target
    assert "authorization" not in request.headers


@COLOURS
@pytest.mark.parametrize("model", ["", "  ", "../v1/keys", "a/../b", "/a", "a//b", "."])
async def test_a_name_that_leads_elsewhere_is_not_sent(colour, model):
    seen = []
    with pytest.raises(InvalidRequestError, match="model must be the name of a model"):
        await ask(make_client([], seen), "get_model", colour, model)
    assert seen == []


async def test_metrics_take_100_names():
    seen = []
    with pytest.raises(InvalidRequestError, match="101 names"):
        make_client([], seen).get_model_metrics(str(number) for number in range(101))
    assert seen == []


def test_an_unknown_model_is_a_typed_error():
    answer = httpx.Response(404, json={"statusCode": 404, "message": "Model 'x' not found"})
    with pytest.raises(NotFoundError, match="'x' not found"):
        make_client([answer], []).get_model("x")


@COLOURS
@pytest.mark.parametrize(
    ("name", "args", "method", "path", "body"),
    [
        ("list_keys", (), "GET", "/v1/keys", b""),
        ("get_latest_key", (), "GET", "/v1/key", b""),
        ("create_key", (), "POST", "/v1/keys", b"{}"),
        ("create_key", ({"name": "a", "scopes": None},), "POST", "/v1/keys", b'{"name":"a","scopes":null}'),
        ("update_key", ("b747e891", {"disabled": True}), "PATCH", "/v1/keys/b747e891", b'{"disabled":true}'),
        ("replace_key", ("a/b?c#d%", {"name": "a"}), "PUT", "/v1/keys/a%2Fb%3Fc%23d%25", b'{"name":"a"}'),
        ("delete_key", ("b747e891",), "DELETE", "/v1/keys/b747e891", b""),
    ],
)
async def test_keys(colour, name, args, method, path, body):
    seen = []
    assert await ask(make_client([{"data": []}], seen, api_key="management"), name, colour, *args) == {"data": []}
    request, content = seen[0]
    assert (request.method, request.url.raw_path.decode(), content) == (method, path, body)
    assert request.headers["authorization"] == "Bearer management"


@COLOURS
async def test_a_new_key_is_shown_to_nobody(colour, caplog):
    caplog.set_level(logging.DEBUG)
    row = {"prefix": NEW_KEY[:8], "key": NEW_KEY}
    client = make_client([{"data": row}, {"data": [row]}], [], api_key="management")
    made, listed = await ask(client, "create_key", colour), await ask(client, "list_keys", colour)
    for text in (repr(made), str(made), repr(listed), caplog.text):
        assert NEW_KEY not in text
    assert made["data"]["key"] == SecretStr(NEW_KEY)
    assert listed["data"][0]["key"].get_secret_value() == NEW_KEY
    assert make_client([], [], api_key=made["data"]["key"])


@COLOURS
@pytest.mark.parametrize("content", [f'{{"data": {{"key": "{NEW_KEY}"', f'["{NEW_KEY}"]'])
async def test_a_new_key_is_not_in_the_error_of_an_answer_that_cannot_be_read(colour, content):
    client = make_client([httpx.Response(200, text=content)], [], api_key="management")
    with pytest.raises(MalformedResponseError, match="list_keys tells") as caught:
        await ask(client, "create_key", colour)
    told = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value)) + repr(caught.value)
    assert NEW_KEY not in told


@COLOURS
async def test_a_key_is_not_made_twice(colour):
    seen = []
    client = make_client([httpx.Response(503), {"data": {}}], seen, api_key="management")
    with pytest.raises(ServerError):
        await ask(client, "create_key", colour)
    assert len(seen) == 1
    options = RequestOptions(max_retries=1)
    assert await ask(client, "create_key", colour, {}, options) == {"data": {}}


@COLOURS
@pytest.mark.parametrize("name", ["update_key", "replace_key", "delete_key"])
@pytest.mark.parametrize("prefix", [NEW_KEY, "", "short"])
async def test_a_whole_key_never_stands_in_an_address(colour, name, prefix):
    seen = []
    with pytest.raises(InvalidRequestError, match="first 8 characters") as caught:
        await ask(
            make_client([], seen, api_key="management"), name, colour, prefix, *([{}] if name != "delete_key" else [])
        )
    assert seen == []
    assert NEW_KEY not in str(caught.value)
