"""For every live transcription model: requests built by our code, by address and as a file, are valid."""

import asyncio
import io

import pytest
import samples
from langchain_core.documents.base import Blob
from test_every_speech_model import example

from langchain_aimlapi import (
    AIMLAPITranscriber,
    AIMLAPITranscriptionLoader,
    InvalidRequestError,
    NotFoundError,
    find_models,
)
from langchain_aimlapi.api.errors import GenerationFailedError, GenerationTimeoutError
from langchain_aimlapi.emulator import Emulator

CARDS = [card for card in find_models(family="stt") if card.endpoint("/v1/stt/create")]
every_model = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
ADDRESS = "https://files.example/meeting.mp3"
RECORDING = samples.wav(seconds=4.0)
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


def make(model="nova-3", **settings):
    given = {"unsupported_params": "error", "max_retries": 0, "poll_interval": 0.001, **settings}
    return AIMLAPITranscriber(model=model, **given)


def times(card):
    """Whether the model tells times."""
    return not card.id.startswith(("openai/", "microsoft/"))


def check(transcript, card):
    assert transcript.text.split()
    assert transcript.generation_id
    assert transcript.inference_id
    assert transcript.cost["usd"] > 0
    assert transcript.model == card.id
    if times(card):
        assert transcript.words[-1].end <= transcript.duration
        assert transcript.segments[0].start == 0.0
    else:
        assert [segment.start for segment in transcript.segments] == [None]


def test_all_of_them_are_there():
    assert sum(card.status == "live" for card in CARDS) >= 23


@every_model
def test_an_address_is_transcribed(emulator_environment, card):
    check(make(card.id).transcribe(ADDRESS), card)
    assert emulator_environment.requests[0].body == {"model": card.id, "url": ADDRESS}


@every_model
async def test_a_file_is_transcribed(emulator_environment, card):
    transcript = await make(card.id).atranscribe(RECORDING)
    check(transcript, card)
    assert transcript.duration in (4.0, None)
    sent = emulator_environment.requests[0]
    assert sent.headers["content-type"].startswith("multipart/form-data")
    field = b"file" if card.id.startswith("openai/") else b"audio"
    assert b'name="' + field + b'"; filename="audio.wav"\r\nContent-Type: audio/wav' in sent.content


@every_model
@pytest.mark.parametrize("source", [ADDRESS, RECORDING], ids=["address", "file"])
def test_a_full_request_is_valid(emulator_environment, card, source):
    schema = card.endpoint("/v1/stt/create").parameters
    wanted = {name: example(rule) for name, rule in schema.items() if name not in ("model", "url", "audio", "file")}
    check(make(card.id).transcribe(source, **wanted), card)


@every_model
def test_speakers_are_told_apart_where_the_model_can(emulator_environment, card):
    if not times(card):
        with pytest.raises(InvalidRequestError, match="takes no diarize; models that do: "):
            make(card.id, diarize=True).transcribe(RECORDING)
        return
    names = ["A", "B"] if card.vendor == "AssemblyAI" else ["0", "1"]
    transcript = make(card.id, diarize=True, language="en").transcribe(RECORDING)
    assert [segment.speaker for segment in transcript.segments] == names
    assert transcript.segments[1].start >= transcript.segments[0].end


@COLOURS
@pytest.mark.parametrize("model", ["nova-3", "aai/universal", "openai/gpt-4o-transcribe"])
async def test_documents_have_times_speakers_and_their_share_of_the_cost(emulator_environment, tmp_path, model, colour):
    path = tmp_path / "meeting.wav"
    path.write_bytes(RECORDING)
    settings = {} if model.startswith("openai/") else {"diarize": True}
    loader = AIMLAPITranscriptionLoader([path, ADDRESS + "?signature=s"], transcriber=make(model, **settings))
    documents = loader.load() if colour == "sync" else await loader.aload()
    assert {document.metadata["source"] for document in documents} == {str(path), ADDRESS}
    assert len(documents) == (2 if model.startswith("openai/") else 5)
    assert all(document.metadata["cost"]["usd"] > 0 for document in documents)
    assert ("speaker" in documents[0].metadata) == bool(settings)
    assert ("start" in documents[0].metadata) == bool(settings)


@COLOURS
async def test_a_blob_is_parsed_whole(emulator_environment, colour):
    blob = Blob.from_data(RECORDING, path="a.wav", metadata={"meeting": 7})
    parser = make(split="whole")
    documents = parser.parse(blob) if colour == "sync" else [each async for each in parser.alazy_parse(blob)]
    (document,) = documents
    assert document.metadata["meeting"] == 7
    assert document.metadata["source"] == "a.wav"
    assert document.metadata["start"] == 0.0


def test_the_same_recording_has_the_same_words_and_another_one_others(emulator_environment):
    texts = [make().transcribe(source).text for source in (RECORDING, io.BytesIO(RECORDING), samples.wav(2.0))]
    assert texts[0] == texts[1] != texts[2]


@COLOURS
async def test_it_can_be_taken_up_by_its_id_and_failure_is_an_error(emulator_environment, colour):
    transcriber = make()
    job = transcriber.submit(ADDRESS)
    assert job.cost["usd"] > 0
    found = transcriber.result_of(job.id) if colour == "sync" else await transcriber.aresult_of(job.id)
    assert found.text
    with pytest.raises(NotFoundError, match="'unknown' not found") as refusal:
        _ = transcriber.result_of("unknown") if colour == "sync" else await transcriber.aresult_of("unknown")
    assert "may go on" not in str(refusal.value), "what nobody knows cannot be taken up"
    emulator_environment.reset()
    refused = transcriber.model_copy(update={"default_headers": {"X-Emulator-Fault": "status=400;message=No"}})
    with pytest.raises(InvalidRequestError, match="The transcript one may go on at the service: result_of goes on"):
        _ = refused.result_of("one") if colour == "sync" else await refused.aresult_of("one")


def test_a_transcription_that_fails_is_an_error_with_its_id(emulator_environment):
    from langchain_aimlapi.emulator.triggers import FAIL

    with pytest.raises(GenerationFailedError, match="fails as asked") as caught:
        make().transcribe(f"https://files.example/{FAIL}.mp3")
    assert caught.value.job_id


@COLOURS
async def test_waiting_ends_with_the_id_to_go_on_with(colour):
    with Emulator(job_seconds=60) as emulator:
        transcriber = make(base_url=emulator.base_url, api_key="k", wait_timeout=0.02)
        with pytest.raises(GenerationTimeoutError, match=r"The transcript \S+ is .* result_of goes on") as caught:
            _ = transcriber.transcribe(ADDRESS) if colour == "sync" else await transcriber.atranscribe(ADDRESS)
        assert caught.value.job_id


async def test_waiting_can_be_cancelled():
    with Emulator(job_seconds=60) as emulator:
        transcriber = make(base_url=emulator.base_url, api_key="k")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(transcriber.atranscribe(ADDRESS), 0.2)


@pytest.mark.parametrize("source", [b"", "data:audio/wav,x", 5, io.StringIO("text")])
def test_what_cannot_be_sent_is_refused_here(emulator_environment, source):
    with pytest.raises(InvalidRequestError):
        make().transcribe(source)
    with pytest.raises(InvalidRequestError, match="at most 10 can be sent"):
        make(max_upload_bytes=10).transcribe(RECORDING)
    assert not emulator_environment.requests
