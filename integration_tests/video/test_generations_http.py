"""The client and the emulator: submit, poll, result, at today's addresses and the older ones."""

import time

import pytest

from langchain_aimlapi import AIMLAPIClient, InvalidRequestError, NotFoundError
from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.http_library import httpx

VIDEO = "/v2/video/generations"
WORDS = {"model": "google/veo-3.1-t2v", "prompt": "A paper boat in the rain"}


@pytest.fixture
def client(emulator_environment):
    with AIMLAPIClient(max_retries=0) as client:
        yield client


def finished(client, path, job_id):
    for _ in range(20):
        state = client.fetch_job(path, job_id)
        if state.done:
            return state
    raise AssertionError(state)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (VIDEO, WORDS),
        ("/v2/generate/video/google/generation", WORDS),
        ("/v1/video/generations", WORDS),
        ("/video/generations", WORDS),
        ("/v2/generate/audio", {"model": "stable-audio", "prompt": "slow rain"}),
    ],
)
def test_every_address(client, path, body):
    state = client.submit_job(path, body)
    assert (state.status, state.phase) == ("queued", "pending")
    assert state.cost["usd"] > 0
    words = [client.fetch_job(path, state.id).status for _ in range(3)]
    assert words == ["queued", "generating", "completed"]
    end = finished(client, path, state.id)
    assert end.cost is None
    content = httpx.get(end.files[0]["url"]).content
    assert content[4:8] == b"ftyp" or content[:4] == b"RIFF"
    assert len(content) == end.files[0]["file_size"]


async def test_asynchronously(client):
    state = await client.asubmit_job(VIDEO, WORDS)
    assert (await client.afetch_job(VIDEO, state.id)).status == "queued"
    await client.aclose()


def test_a_vendor_that_does_not_make_the_model_is_not_found(client):
    with pytest.raises(NotFoundError):
        client.submit_job("/v2/generate/video/kling/generation", WORDS)


@pytest.mark.parametrize("count", range(5))
def test_ids_of_every_form_find_their_way(client, count):
    for _ in range(count):
        client.submit_job(VIDEO, WORDS)
    state = client.submit_job(VIDEO, WORDS)
    assert client.fetch_job(VIDEO, state.id).id == state.id


@pytest.mark.parametrize("model", ["google/veo-3.1-t2v", "klingai/kling-video-v1.6-pro-effects"])
def test_a_failure_comes_with_status_200(client, model):
    body = {"model": model, "prompt": "[emulator: fail]"}
    if "effects" in model:
        body |= {"image_url": "https://files.example/a.png", "effect_scene": "pet_lion"}
    state = finished(client, VIDEO, client.submit_job(VIDEO, body).id)
    assert (state.phase, state.status, state.files) == ("failed", "error", ())


def test_ids_are_the_keys_own_and_unknown_ones_not_found(client, emulator):
    state = client.submit_job(VIDEO, WORDS)
    with AIMLAPIClient(api_key="another-key", max_retries=0) as other, pytest.raises(NotFoundError, match="not found"):
        other.fetch_job(VIDEO, state.id)
    with pytest.raises(NotFoundError):
        client.fetch_job(VIDEO, "nobody's")
    with pytest.raises(InvalidRequestError):
        client.fetch_job(VIDEO, "")


def test_a_request_that_the_schema_forbids_is_refused_and_not_paid(client, emulator):
    with pytest.raises(InvalidRequestError, match="duration"):
        client.submit_job(VIDEO, {**WORDS, "duration": 7})
    with pytest.raises(InvalidRequestError, match="image_url"):
        client.submit_job(VIDEO, {"model": "google/veo-3.1-i2v", "prompt": "x", "image_url": "boat.png"})


def test_it_can_take_seconds_and_addresses_expire():
    with (
        Emulator(job_seconds=0.5, job_polls=0, url_lifetime=0.2) as server,
        AIMLAPIClient(api_key="k", base_url=server.base_url) as client,
    ):
        began, state = time.monotonic(), client.submit_job(VIDEO, WORDS)
        while not state.done:
            time.sleep(0.05)
            state = client.fetch_job(VIDEO, state.id)
        assert time.monotonic() - began >= 0.5
        assert httpx.get(state.files[0]["url"]).status_code == 200
        time.sleep(0.3)
        assert httpx.get(state.files[0]["url"]).status_code == 403
