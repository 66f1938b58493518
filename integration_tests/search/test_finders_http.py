"""The retired search engine over HTTP: gone, as it is today, and revived."""

import pytest

from langchain_aimlapi import AIMLAPIClient
from langchain_aimlapi.api.errors import NotFoundError, ServerError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.emulator import Emulator

COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
FINDERS = ("find_links", "find_images", "find_videos", "find_weather", "find_local_map", "find_knowledge")
QUESTION = "What is the weather in Lyon?"


@pytest.fixture(scope="module")
def engine():
    with Emulator(revived=["bagoodex/bagoodex-search-v1"]) as server:
        yield AIMLAPIClient(api_key="emulator-key", base_url=server.base_url, max_retries=0)


async def call(client, colour, name, *args, **kwargs):
    if colour == "sync":
        return getattr(client, name)(*args, **kwargs)
    return await getattr(client, f"a{name}")(*args, **kwargs)


@COLOURS
async def test_every_finder_gives_its_type(engine, colour):
    answer = await call(engine, colour, "search_bagoodex", QUESTION, ip="192.0.2.7")
    assert answer["text"]
    assert answer["cost"]["usd"] > 0
    found = {name: await call(engine, colour, name, answer["id"]) for name in FINDERS}
    assert found["find_links"][0] == "https://example.com/emulator"
    assert set(found["find_images"][0]) == {"source", "original", "title", "source_name"}
    assert set(found["find_videos"][0]) == {"link", "thumbnail", "title"}
    weather = found["find_weather"]
    assert (weather["type"], weather["location"], weather["temperature"]) == ("weather_result", "Lyon", "18")
    assert weather["forecast"][0]["temperature"] == {"high": "20", "low": "10"}
    assert weather["hourly_forecast"][0]["time"] == "12:00"
    assert set(found["find_local_map"]) == {"link", "image"}
    assert found["find_knowledge"]["title"] == "Lyon"


@COLOURS
async def test_nothing_found_is_empty(engine, colour):
    answer = await call(engine, colour, "search_bagoodex", "rain [emulator: no sources]")
    found = [await call(engine, colour, name, answer["id"]) for name in FINDERS]
    assert found == [[], [], [], {}, {}, {}]


@COLOURS
async def test_an_id_must_be_of_this_engine(engine, colour):
    with pytest.raises(NotFoundError, match="Follow-up 'unheard-of' not found"):
        await call(engine, colour, "find_links", "unheard-of")


@COLOURS
async def test_a_fault_passes_through(engine, colour):
    faulty = RequestOptions(headers={"X-Emulator-Fault": "status=503"})
    with pytest.raises(ServerError):
        await call(engine, colour, "find_links", "abc", faulty)


@COLOURS
async def test_today_it_is_gone(emulator, colour):
    client = AIMLAPIClient(api_key="emulator-key", base_url=emulator.base_url)
    with pytest.raises(NotFoundError, match=r"no longer supported.*AIMLAPISearch"):
        await call(client, colour, "search_bagoodex", "rain")
    for name in FINDERS:
        with pytest.raises(NotFoundError, match=r"no longer supported.*has retired"):
            await call(client, colour, name, "abc")
