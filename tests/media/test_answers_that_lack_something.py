"""Answers of media endpoints without what they should have: the error says where that is expected, and what came."""

import pytest

from langchain_aimlapi import MalformedResponseError
from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.api.jobs import JobState, read_job
from langchain_aimlapi.image_results import read_images
from langchain_aimlapi.job_results import read_meshes, read_result
from langchain_aimlapi.ocr_results import read_pages
from langchain_aimlapi.speech_results import read_speech
from langchain_aimlapi.transcripts import read_transcript

CAME = {"choices": [{"text": "hi"}], "cost": {"usd": 0.1}, "inference_id": "inf-1"}
DONE = JobState("g1", "completed", "completed", reply=CAME)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda: read_images(CAME, "flux/dev", Downloader()), "has no picture in it: .* in data, images or output"),
        (lambda: read_meshes(CAME, "triposr", Downloader()), "has no model file in it: .* such as model_mesh"),
        (lambda: read_speech(CAME, {"model": "openai/tts-1"}, Downloader()), "has no sound in it: .* from /v1/tts"),
        (lambda: read_transcript(CAME, {}), "there is no text: .* from /v1/stt"),
        (lambda: read_pages(CAME, "mistral/mistral-ocr-latest"), "has no pages: .* from /v1/ocr"),
        (lambda: read_job(CAME), "no id of a generation: it is expected in id or generation_id"),
        (lambda: read_result(DONE, "veo2", "video", Downloader()), "has no file in it: .* video or audio_file"),
    ],
)
def test_an_answer_without_a_result_says_what_was_expected_and_what_came(read, expected):
    with pytest.raises(MalformedResponseError, match=f"{expected}.*, and it has only choices") as caught:
        read()
    assert caught.value.body["choices"]
