"""The calls of the retired search engine, against a transport in memory."""

import json

import pytest

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError, NotFoundError
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import httpx

COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
HEADERS = {"x-inference-id": "inf-1"}
GONE = {"message": "Model not found", "statusCode": 404}
LISTS = ("find_links", "find_images", "find_videos")
OBJECTS = ("find_weather", "find_local_map", "find_knowledge")
PATHS = dict(zip((*LISTS, *OBJECTS), ("links", "images", "videos", "weather", "local-map", "knowledge"), strict=True))
ANSWER = {"id": "abc", "choices": [{"message": {"role": "assistant", "content": "Loud."}}]}


def make_client(answer, seen=None):
    def handle(request):
        if seen is not None:
            seen.append(request)
        return answer

    mock = httpx.MockTransport(handle)
    return AIMLAPIClient(
        api_key="key",
        retry_policy=RetryPolicy(max_retries=0),
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
    )


async def call(client, colour, name, *args, **kwargs):
    if colour == "sync":
        return getattr(client, name)(*args, **kwargs)
    return await getattr(client, f"a{name}")(*args, **kwargs)


@COLOURS
async def test_a_question(colour):
    seen = []
    meta = {"meta": {"usage": {"credits_used": 4, "usd_spent": 0.000002}}}
    client = make_client(httpx.Response(201, json=ANSWER | meta, headers=HEADERS), seen)
    answer = await call(client, colour, "search_bagoodex", "site:example.org rain", ip="192.0.2.7")
    assert (answer["id"], answer["text"], answer["inference_id"]) == ("abc", "Loud.", "inf-1")
    assert answer["cost"] == {"usd": 0.000002, "credits": 4}
    body = json.loads(seen[0].content)
    assert (seen[0].url.path, body["ip"]) == ("/v1/chat/completions", "192.0.2.7")
    assert body["messages"] == [{"role": "user", "content": "site:example.org rain"}]
    await call(client, colour, "search_bagoodex", "rain")
    assert "ip" not in json.loads(seen[1].content)


@COLOURS
async def test_what_is_no_address_on_the_internet_is_refused(colour):
    with pytest.raises(InvalidRequestError, match="ip is 'nowhere'"):
        await call(make_client(httpx.Response(200, json=ANSWER)), colour, "search_bagoodex", "rain", ip="nowhere")


@COLOURS
@pytest.mark.parametrize("name", PATHS)
async def test_a_finder_asks_at_its_address_and_returns_what_it_gets(colour, name):
    seen = []
    told = [{"title": "T", "new": 1}] if name in LISTS else {"title": "T", "new": 1}
    client = make_client(httpx.Response(200, json=told), seen)
    assert await call(client, colour, name, "a/b c") == told
    assert seen[0].url.path == f"/v1/bagoodex/{PATHS[name]}"
    assert dict(seen[0].url.params) == {"followup_id": "a/b c"}


@COLOURS
@pytest.mark.parametrize("name", PATHS)
async def test_nothing_found_is_empty(colour, name):
    empty = [] if name in LISTS else {}
    assert await call(make_client(httpx.Response(200, json=empty)), colour, name, "abc") == empty


@COLOURS
@pytest.mark.parametrize("name", PATHS)
async def test_another_kind_of_answer_is_no_finding(colour, name):
    wrong = {} if name in LISTS else []
    with pytest.raises(MalformedResponseError, match="no JSON"):
        await call(make_client(httpx.Response(200, json=wrong)), colour, name, "abc")


REPLACEMENTS = {
    "search_bagoodex": r"AIMLAPISearch\(model=\"perplexity/sonar\"\)",
    "find_links": "sources",
    "find_images": "return_images=True",
    "find_videos": "youtube.com",
    "find_weather": "with_structured_output",
    "find_local_map": "with_structured_output",
    "find_knowledge": "with_structured_output",
}


@COLOURS
@pytest.mark.parametrize("name", REPLACEMENTS)
async def test_what_is_gone_names_its_replacement(colour, name):
    client = make_client(httpx.Response(404, json=GONE, headers=HEADERS))
    told = f"Model not found.*has retired the search engine Bagoodex.*{REPLACEMENTS[name]}.*inf-1"
    with pytest.raises(NotFoundError, match=told):
        await call(client, colour, name, "abc")


@COLOURS
@pytest.mark.parametrize("name", REPLACEMENTS)
async def test_an_empty_question_or_id_is_refused_before_anything_is_sent(colour, name):
    seen = []
    with pytest.raises(InvalidRequestError, match="is empty"):
        await call(make_client(httpx.Response(200, json={}), seen), colour, name, " ")
    assert seen == []


@COLOURS
@pytest.mark.parametrize("broken", [{}, {"choices": []}, {"choices": [{"message": {"content": "x"}}]}, {"id": "x"}])
async def test_an_answer_without_text_or_id_cannot_be_gone_on_with(colour, broken):
    with pytest.raises(MalformedResponseError):
        await call(make_client(httpx.Response(200, json=broken)), colour, "search_bagoodex", "rain")


@COLOURS
async def test_an_error_with_status_200_is_an_error(colour):
    failed = httpx.Response(200, json={"error": {"message": "down"}})
    with pytest.raises(Exception, match="down"):
        await call(make_client(failed), colour, "find_links", "abc")
