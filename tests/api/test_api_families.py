"""The client's calls of embeddings and images, against a transport in memory."""

import io

import pytest

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.errors import InvalidRequestError, RateLimitError, ServerError
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.api.uploads import FilePart, form_fields
from langchain_aimlapi.http_library import httpx

HEADERS = {"x-inference-id": "inf-1", "x-aimlapi-usd-spent": "0.02", "x-aimlapi-credits-used": "40000"}


def make_client(answer, seen):
    def handle(request):
        seen.append((request, request.read()))
        return answer(len(seen))

    mock = httpx.MockTransport(handle)
    return AIMLAPIClient(
        api_key="key",
        retry_policy=RetryPolicy(initial_delay=0.0),
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
    )


async def call(client, name, *args, colour):
    method = getattr(client, name if colour == "sync" else f"a{name}")
    return method(*args) if colour == "sync" else await method(*args)


@pytest.mark.parametrize("colour", ["sync", "async"])
@pytest.mark.parametrize(("name", "path"), [("embed", "/v1/embeddings"), ("generate_images", "/v1/images/generations")])
@pytest.mark.parametrize("status", [200, 201])
async def test_an_answer_comes_with_cost_and_id(name, path, colour, status):
    seen = []
    client = make_client(lambda _: httpx.Response(status, json={"data": [1]}, headers=HEADERS), seen)
    reply = await call(client, name, {"model": "m"}, colour=colour)
    assert reply == {"data": [1], "cost": {"usd": 0.02, "credits": 40000}, "inference_id": "inf-1"}
    request, content = seen[0]
    assert request.url.path == path
    assert content == b'{"model":"m"}'
    assert request.headers["content-type"] == "application/json"


async def test_credits_have_an_older_name_too():
    answer = httpx.Response(200, json={"meta": {"usage": {"tokens_used": 40000}}})
    assert make_client(lambda _: answer, []).generate_images({})["cost"] == {"usd": 0.02, "credits": 40000}


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_an_edit_is_a_form_and_every_attempt_sends_the_whole_file(colour):
    seen = []
    answers = [httpx.Response(503), httpx.Response(200, json={"data": []})]
    client = make_client(lambda attempt: answers[attempt - 1], seen)
    files = [FilePart("image", "a.png", io.BytesIO(b"first"), "image/png"), FilePart("mask", "m.png", b"second")]
    body = {"model": "openai/gpt-image-1", "n": 2, "size": None}
    await call(client, "edit_images", body, files, colour=colour)
    assert len(seen) == 2
    for request, content in seen:
        assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert b'name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nfirst\r\n' in content
        assert b'name="n"\r\n\r\n2\r\n' in content
        assert b"second" in content
        assert b"size" not in content


async def test_an_edit_without_files_is_json():
    seen = []
    client = make_client(lambda _: httpx.Response(200, json={}), seen)
    client.edit_images({"model": "m"})
    assert seen[0][1] == b'{"model":"m"}'


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_errors_are_typed_and_an_error_inside_a_success_is_raised(colour):
    with pytest.raises(RateLimitError):
        await call(make_client(lambda _: httpx.Response(429), []), "embed", {}, colour=colour)
    failed = {"error": {"message": "upstream failed", "code": 500}}
    with pytest.raises(ServerError, match="upstream failed"):
        await call(make_client(lambda _: httpx.Response(200, json=failed), []), "generate_images", {}, colour=colour)


def test_a_file_that_cannot_be_sent_twice_is_refused():
    with pytest.raises(InvalidRequestError, match="'a' must be bytes or a seekable file"):
        FilePart("image", "a", "text")


def test_fields_of_a_form_are_texts():
    assert form_fields({"a": 1, "b": True, "c": None, "d": ["x", 2], "e": {"k": 1}, "f": "t"}) == {
        "a": "1",
        "b": "true",
        "d": ["x", "2"],
        "e": '{"k":1}',
        "f": "t",
    }
