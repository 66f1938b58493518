"""Jobs: waiting in both colours, stopping, failures, and taking up by id."""

import asyncio
import base64
import threading

import pytest
from langchain_core.exceptions import ModelError

from langchain_aimlapi import (
    AIMLAPIMusicGenerator,
    AIMLAPIVideoGenerator,
    GenerationFailedError,
    GenerationTimeoutError,
    MalformedResponseError,
    RateLimitError,
    ServerError,
    WaitingStoppedError,
    job_from_id,
)
from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.http_library import httpx

MODEL = "google/veo-3.1-t2v"
FILM = b"\0\0\0\x18ftypisom\0\0\0\0isommp41"


@pytest.fixture
def director(make):
    return make(AIMLAPIVideoGenerator, MODEL)


@pytest.mark.parametrize("colour", ["sync", "async", "await"])
async def test_a_job_from_submission_to_result(director, service, colour):
    seen = []
    if colour == "sync":
        job = director.submit("A boat")
        result = job.wait(on_progress=lambda job: seen.append(job.status))
    else:
        job = await director.asubmit("A boat")
        waiting = job if colour == "await" else job.wait_async(on_progress=lambda job: seen.append(job.status))
        result = await waiting
    assert seen == ([] if colour == "await" else ["generating", "completed"])
    assert (job.id, job.done, job.failed, job.status) == ("a/b:c", True, False, "completed")
    assert result.cost == job.cost == {"usd": 0.5, "credits": 9}
    assert (result.job_id, result.model, len(result)) == ("a/b:c", MODEL, 1)
    assert (result.video.mime_type, result.video.suggested_name()) == ("video/mp4", "boat.mp4")
    assert service.requests[1].url.query == b"generation_id=a%2Fb%3Ac"
    assert service.requests[1].url.path == "/v2/video/generations"


async def test_an_asynchronous_callback_is_awaited(director):
    seen = []

    async def tell(job):
        await asyncio.sleep(0)
        seen.append(job.status)

    await director.agenerate("A boat", on_progress=tell)
    assert seen == ["generating", "completed"]


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_failure_is_an_error_although_the_status_is_200(director, service, colour):
    service.replies = [{"id": "a/b:c", "status": "error", "error": {"detail": [{"msg": "no face was found"}]}}]
    with pytest.raises(GenerationFailedError, match="no face was found") as caught:
        _ = director.generate("A boat") if colour == "sync" else await director.agenerate("A boat")
    assert caught.value.job_id == "a/b:c"
    assert isinstance(caught.value, ModelError)  # so that no agent's retry pays for another one
    assert not caught.value.is_retryable


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_time_that_runs_out_is_an_error_with_the_id(director, service, colour):
    service.replies = [{"status": "generating"}]
    with pytest.raises(GenerationTimeoutError) as caught:
        _ = (
            director.generate("A boat", wait_timeout=0.05)
            if colour == "sync"
            else await director.agenerate("A boat", wait_timeout=0.05)
        )
    assert isinstance(caught.value, ModelError)
    service.replies = [{"status": "succeeded", "video": ["https://cdn.example/b.mp4"]}]
    assert director.job_from_id(caught.value.job_id).wait(interval=0.001).video.url.endswith("b.mp4")


def test_waiting_can_be_stopped_from_another_thread_and_begun_again(director, service):
    service.replies = [{"status": "generating"}]
    job = director.submit("A boat")
    threading.Timer(0.05, job.stop_waiting).start()
    with pytest.raises(WaitingStoppedError) as caught:
        job.wait(interval=30)
    assert caught.value.job_id == job.id
    assert isinstance(caught.value, ModelError)
    service.replies = [{"status": "completed", "video": {"url": "https://cdn.example/c.mp4"}}]
    assert job.wait(interval=0.001).video.url.endswith("c.mp4")


async def test_waiting_asynchronously_is_cancelled_like_any_task(director, service):
    service.replies = [{"status": "generating"}]
    job = await director.asubmit("A boat")
    task = asyncio.create_task(job.wait_async(interval=30))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    polls = service.polls
    await asyncio.sleep(0.02)
    assert service.polls == polls


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_polls_may_fail_for_a_moment(director, service, colour):
    down = httpx.Response(503, json={"message": "down", "statusCode": 503})
    service.replies = [down, down, *service.replies]
    result = director.generate("A boat") if colour == "sync" else await director.agenerate("A boat")
    assert result.video.url


def test_polls_that_go_on_failing_are_an_error_with_the_id(director, service):
    service.replies = [httpx.Response(503, json={"message": "down", "statusCode": 503})]
    with pytest.raises(ServerError, match="generation a/b:c may go on"):
        director.generate("A boat")
    assert service.polls == 5


def test_a_result_that_is_not_there_yet(director):
    with pytest.raises(ValueError, match=r"wait\(\) for it"):
        director.submit("A boat").result()


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_state_can_be_asked_for_once(director, colour):
    job = director.submit("A boat")
    job = job.refresh() if colour == "sync" else await job.arefresh()
    assert (job.status, job.done) == ("generating", False)
    assert "generating" in repr(job)


def test_a_job_of_another_process(service):
    client = httpx.Client(transport=httpx.MockTransport(service.handle))
    job = job_from_id(MODEL, "a/b:c", api_key="key", http_client=client)
    assert (job.status, job.cost) == ("unknown", None)
    assert job.wait(interval=0.001).cost is None
    music = job_from_id("stable-audio", "x", api_key="key")
    assert (music.family, music.path) == ("music", "/v2/generate/audio")
    assert job_from_id("acme/new", "x", api_key="key", family="music", path="/older").path == "/older"


def test_an_older_address(make, service):
    path = "/v2/generate/video/google/generation"
    make(AIMLAPIVideoGenerator, MODEL, path=path).generate("A boat")
    assert {request.url.path for request in service.requests} == {path}


def test_minimax_tells_the_length_beside_the_file(make, service):
    service.submitted = {"generation_id": "g", "status": "queued"}
    service.replies = [
        {
            "id": "g",
            "status": "completed",
            "audio_file": {"url": "https://cdn.example/t.mp3", "content_type": "application/octet-stream"},
            "extra_info": {"music_duration": 61500},
        }
    ]
    result = make(AIMLAPIMusicGenerator, "minimax/music-2.0").sing("la la la la la", "pop with loud drums")
    assert (result.audio.duration, result.audio.mime_type, result.job_id) == (61.5, "audio/mpeg", "g")
    block = {"type": "audio", "url": "https://cdn.example/t.mp3", "mime_type": "audio/mpeg"}
    assert result.audio.content_block() == block
    assert "t.mp3" in result._repr_html_()


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_film_that_comes_inside_the_answer_needs_no_download(director, service, colour, tmp_path):
    inside = "data:video/mp4;base64," + base64.b64encode(FILM).decode()
    service.replies = [{"id": "a", "status": "completed", "video": [{"url": inside}]}]
    job = director.submit("A boat")
    path = job.download(tmp_path) if colour == "sync" else await job.adownload(tmp_path)
    assert (path.suffix, path.read_bytes()) == (".mp4", FILM)
    film = job.result().video
    assert (film.url, film.mime_type) == (None, "video/mp4")
    assert film.content_block() == {
        "type": "video",
        "base64": base64.b64encode(FILM).decode(),
        "mime_type": "video/mp4",
    }
    assert f'src="{inside}"' in job.result()._repr_html_()
    assert "ZmlsbQ" not in repr(job.result().raw)


def test_a_film_whose_base64_is_broken_is_an_error(director, service):
    service.replies = [{"id": "a", "status": "completed", "video": "data:video/mp4;base64,A"}]
    with pytest.raises(MalformedResponseError, match="base64 is broken"):
        director.generate("A boat")


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_submission_that_is_refused_with_status_200(director, service, colour):
    service.submitted = {"error": {"message": "429 slow down", "code": 429}}
    with pytest.raises(RateLimitError):
        _ = director.submit("A boat") if colour == "sync" else await director.asubmit("A boat")


def test_a_submission_that_has_failed_at_once_is_a_failed_job(director, service):
    service.submitted = {"id": "a", "status": "error", "error": {"message": "no funds upstream"}}
    job = director.submit("A boat")
    assert job.failed
    with pytest.raises(GenerationFailedError, match="no funds upstream"):
        job.wait()
    assert service.polls == 0


def test_answers_that_are_no_generation_are_errors(director, service):
    service.submitted = {"message": "model is busy", "statusCode": 503, "status": "error"}
    with pytest.raises(ServerError):
        director.submit("A boat")
    service.submitted = ["x"]
    with pytest.raises(MalformedResponseError):
        director.submit("A boat")
    service.submitted = {"status": "queued"}
    with pytest.raises(MalformedResponseError, match="no id"):
        director.submit("A boat")


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_download_waits_and_saves(director, service, colour, tmp_path, monkeypatch):
    monkeypatch.setattr(Downloader, "iter_bytes", lambda self, url: iter_pieces())
    monkeypatch.setattr(Downloader, "aiter_bytes", lambda self, url: aiter_pieces())
    job = director.submit("A boat")
    path = job.download(tmp_path) if colour == "sync" else await job.adownload(tmp_path)
    assert (path.name, path.read_bytes()) == ("boat.mp4", FILM)


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_download_waits_no_longer_than_it_may_and_tells_how_far_it_is(director, service, colour, tmp_path):
    service.replies, seen = [{"id": "a", "status": "generating"}], []
    job = director.submit("A boat")
    limits = {"timeout": 0.05, "on_progress": lambda job: seen.append(job.status)}
    with pytest.raises(GenerationTimeoutError):
        _ = job.download(tmp_path, **limits) if colour == "sync" else await job.adownload(tmp_path, **limits)
    assert set(seen) == {"generating"}


def iter_pieces():
    yield FILM


async def aiter_pieces():
    yield FILM


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_download_that_cannot_be_saved_is_not_waited_for(director, service, colour, tmp_path):
    job = director.submit("A boat")
    (tmp_path / "boat.mp4").write_bytes(b"mine")
    for path, error in ((tmp_path / "boat.mp4", FileExistsError), (tmp_path / "none" / "boat.mp4", FileNotFoundError)):
        with pytest.raises(error):
            _ = job.download(path) if colour == "sync" else await job.adownload(path)
    assert service.polls == 0
    assert (tmp_path / "boat.mp4").read_bytes() == b"mine"
