"""Every status word and answer shape of generations, and the decisions of waiting."""

import pickle

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError, NotFoundError, ServerError
from langchain_aimlapi.api.jobs import (
    GenerationFailedError,
    GenerationTimeoutError,
    JobState,
    Patience,
    Watch,
    read_job,
)

URL = "https://cdn.example/a.mp4?signature=s"


@pytest.mark.parametrize(
    "word", ["queued", "generating", "waiting", "active", "processing", "Queued", "in progress", "IN-QUEUE", ""]
)
def test_words_that_mean_ask_again(word):
    state = read_job({"id": "a", "status": word, "video": None, "error": None}, "a")
    assert (state.phase, state.files, state.done) == ("pending", (), False)


@pytest.mark.parametrize("word", ["completed", "succeeded", "COMPLETED", "brand-new"])
@pytest.mark.parametrize(
    "files",
    [
        {"video": {"url": URL}},
        {"video": {"url": URL, "content_type": "video/mp4", "file_size": 3}},
        {"video": [URL]},
        {"video": [{"url": URL}]},
        {"video": URL},
        {"audio_file": {"url": URL}},
        {"audio_file": {"url": URL}, "error": {"name": "string", "message": "string"}},
    ],
    ids=str,
)
def test_finished_ones_in_every_shape(word, files):
    state = read_job({"id": "a", "status": word, **files})
    state.raise_if_failed()
    assert (state.phase, state.files[0]["url"]) == ("completed", URL)


WORDS = ["aborted", "rejected", "moderated", "content_filtered", "Content Filtered", "nsfw", "brand-new", "42", "null"]


@pytest.mark.parametrize("word", WORDS)
def test_any_other_word_ends_the_waiting_and_is_named(word):
    state = read_job({"id": "a", "status": word, "video": None}, "a")
    with pytest.raises(GenerationFailedError, match=f"ended with status '{word}'"):
        state.raise_if_failed()


@pytest.mark.parametrize("word", ["brand-new", "success", "ok", "completed"])
def test_a_submission_was_taken_whatever_that_is_called(word):
    assert read_job({"id": "a", "status": word}).phase == "pending"
    assert read_job({"id": "a", "status": "rejected"}).phase == "failed"


def test_an_id_that_nobody_knows_is_not_said_to_go_on():
    error = NotFoundError("no")
    watch = Watch(JobState("a", "pending", "unknown"), Patience(), 0.0)
    with pytest.raises(type(error)) as caught:
        watch.failed(error)
    assert "go on" not in str(caught.value)


@pytest.mark.parametrize("word", ["error", "failed", "cancelled", "canceled", "expired", "timeout", "Error"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"name": "Error", "message": "no face was found"}, "no face was found"),
        (
            {"detail": [{"loc": ["body", "image_url"], "msg": "no face was found", "type": "face_detection_error"}]},
            "no face was found",
        ),
        ("no face was found", "no face was found"),
        (None, "without a reason"),
    ],
)
def test_failures_in_every_shape(word, error, said):
    state = read_job({"id": "a", "status": word, "error": error, "inference_id": "i"})
    with pytest.raises(GenerationFailedError, match=said) as caught:
        state.raise_if_failed("acme/film")
    assert (caught.value.job_id, caught.value.model, caught.value.request_id) == ("a", "acme/film", "i")
    assert not caught.value.is_retryable


def test_an_error_without_a_status_is_a_failure():
    assert read_job({"id": "a", "error": {"message": "no"}}).phase == "failed"


def test_finished_without_a_file_is_an_error():
    with pytest.raises(MalformedResponseError, match="no file"):
        read_job({"id": "a", "status": "completed", "video": None}, "a").raise_if_failed()


@pytest.mark.parametrize(
    "reply", [{"id": "x:acme/film"}, {"generation_id": "x:acme/film"}, {"id": None, "generation_id": "x:acme/film"}]
)
def test_the_id_under_either_name(reply):
    assert read_job({**reply, "status": "queued"}).id == "x:acme/film"


def test_a_number_is_an_id_too_and_none_is_an_error():
    assert read_job({"id": 7, "status": "queued"}).id == "7"
    assert read_job({"status": "queued"}, "asked").id == "asked"
    assert read_job({"id": "upstream's own", "status": "queued"}, "asked").id == "asked"
    with pytest.raises(MalformedResponseError, match="no id"):
        read_job({"status": "queued"})


def test_pauses_grow_to_their_limit():
    patience = Patience(interval=1, max_interval=3, growth=2)
    assert [patience.pause(polls) for polls in range(4)] == [1, 2, 3, 3]
    assert Patience().pause(10**9) == 15


@pytest.mark.parametrize("bad", [{"interval": 0}, {"growth": 0.5}, {"timeout": -1}, {"max_interval": 0}])
def test_patience_that_makes_no_sense_is_refused(bad):
    with pytest.raises(ValueError, match="must be"):
        Patience(**bad)


QUEUED = JobState("a", "pending", "queued")


def test_the_last_pause_ends_when_the_time_does():
    watch = Watch(QUEUED, Patience(interval=4, growth=1, timeout=10), now=100)
    assert [watch.pause(now) for now in (100, 104, 108)] == [4, 4, 2]
    with pytest.raises(GenerationTimeoutError, match="'queued' after 10 s") as caught:
        watch.pause(110)
    assert caught.value.job_id == "a"


def test_without_a_timeout_it_waits_on():
    assert Watch(QUEUED, Patience(timeout=None), now=0).pause(10**9) == 5


def test_polls_that_fail_for_a_moment_are_borne_and_others_not():
    watch = Watch(QUEUED, Patience(max_failures=3), now=0)
    watch.failed(ServerError("down"))
    watch.failed(ServerError("down"))
    watch.polled(QUEUED)
    watch.failed(ServerError("down"))
    watch.failed(ServerError("down"))
    with pytest.raises(ServerError, match=r"down\. The generation a may go on"):
        watch.failed(ServerError("down"))
    with pytest.raises(InvalidRequestError):
        watch.failed(InvalidRequestError("no"))
    with pytest.raises(NotFoundError) as unknown:
        watch.failed(NotFoundError("Generation a not found"))
    assert unknown.value.message == "Generation a not found"


def test_errors_can_be_pickled():
    twin = pickle.loads(pickle.dumps(GenerationTimeoutError("late", job_id="a", model="m")))
    assert (twin.job_id, twin.model, str(twin)) == ("a", "m", "late")
