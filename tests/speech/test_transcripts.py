"""Transcripts of every documented shape, and the call that asks for them."""

import io

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError, MalformedResponseError
from langchain_aimlapi.file_inputs import read_input
from langchain_aimlapi.transcription_request import build_transcription_call
from langchain_aimlapi.transcripts import read_transcript


def channel(text, **more):
    return {"alternatives": [{"transcript": text, "confidence": 0.9, **more}]}


def test_deepgram_tells_seconds_by_channel():
    words = [
        {"word": "hi", "punctuated_word": "Hi.", "start": 0.5, "end": 0.9, "speaker": 0},
        {"word": "hello", "start": 1, "end": 1.5, "speaker": 1},
    ]
    results = {"channels": [{**channel("hi hello", words=words), "detected_language": "en"}, channel("")]}
    found = read_transcript({"result": {"metadata": {"duration": 2}, "results": results}}, {"model": "nova-3"})
    assert (found.text, found.duration, found.language, found.model) == ("hi hello", 2.0, "en", "nova-3")
    turns = [(turn.text, turn.start, turn.end, turn.speaker, turn.channel) for turn in found.segments]
    assert turns == [("Hi.", 0.5, 0.9, "0", 0), ("hello", 1.0, 1.5, "1", 0)]


def test_utterances_count_more_than_words():
    turn = {"transcript": "hi", "start": 0.1, "end": 0.2, "channel": 1, "speaker": 3, "confidence": 1}
    found = read_transcript({"output": {"results": {"channels": [channel("hi")], "utterances": [turn]}}}, {})
    assert [(each.text, each.channel, each.speaker) for each in found.segments] == [("hi", 1, "3")]


def test_assemblyai_tells_milliseconds():
    words = [{"text": "Hi,", "start": 500, "end": 900, "speaker": None}, {"text": "you.", "start": 900, "end": 1250}]
    payload = {"status": "completed", "text": "Hi, you.", "words": words, "language_code": "en", "audio_duration": 2}
    found = read_transcript({"result": payload}, {})
    assert [(each.text, each.start, each.end) for each in found.segments] == [("Hi, you.", 0.5, 1.25)]
    assert found.duration == 2.0
    turns = [{"speaker": "A", "text": "Hi", "start": 0, "end": 1000}]
    assert read_transcript({"result": {**payload, "utterances": turns}}, {}).segments[0].speaker == "A"


def test_others_tell_the_text_only():
    found = read_transcript({"result": {"text": "Hi.", "usage": {"seconds": 3, "cost": 0.1}}}, {})
    assert (found.segments[0].text, found.segments[0].start, found.duration) == ("Hi.", None, 3.0)
    assert read_transcript({"result": "Hi."}, {}).text == "Hi."
    assert read_transcript({"result": {"text": ""}}, {}).segments == []


@pytest.mark.parametrize("reply", [{}, {"result": None}, {"result": {}}, {"result": {"results": {}}}, {"output": []}])
def test_a_finished_answer_without_a_text_is_an_error(reply):
    with pytest.raises(MalformedResponseError):
        read_transcript(reply, {})


@pytest.mark.parametrize(
    ("model", "wanted", "sent"),
    [
        ("nova-3", {"diarize": True, "multichannel": True}, {"diarize": True, "multichannel": True}),
        ("#g1_nova-2-general", {"multichannel": True, "language": "de"}, {"multi_channel": True, "language": "de"}),
        ("aai/universal", {"diarize": True, "language": "de"}, {"speaker_labels": True, "language_code": "de"}),
        ("openai/gpt-4o-transcribe", {"language": "de", "prompt": "names"}, {"language": "de", "prompt": "names"}),
    ],
)
def test_one_set_of_names_for_every_spelling(model, wanted, sent):
    recording = read_input("https://files.example/a.mp3?x=1", name="audio", max_bytes=9)
    call = build_transcription_call(model, recording, wanted, unsupported_params="error")
    assert call.body == {"model": model, "url": "https://files.example/a.mp3?x=1", **sent}
    assert call.part is None


@pytest.mark.parametrize(
    ("model", "given", "part"),
    [
        ("nova-3", None, "audio"),
        ("#g1_whisper-large", None, "audio"),
        ("openai/gpt-4o-transcribe", None, "file"),
        ("openai/gpt-4o-transcribe", "audio", "audio"),
    ],
)
def test_the_file_goes_where_the_model_looks_for_it(model, given, part):
    recording = read_input(io.BytesIO(b"RIFF....WAVE"), name="audio", max_bytes=99)
    assert recording.mime_type == "audio/wav"
    assert build_transcription_call(model, recording, {"file_field": given}).part == part


def test_a_chat_model_transcribes_nothing():
    with pytest.raises(InvalidRequestError, match="transcribes nothing"):
        build_transcription_call("openai/gpt-4o", read_input(b"RIFF", name="audio", max_bytes=9), {})


def test_what_comes_through_a_pipe_is_read_once_and_measured():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    assert read_input(Pipe(b"RIFF....WAVE"), name="audio", max_bytes=12).read() == b"RIFF....WAVE"
    with pytest.raises(InvalidRequestError, match="at most 11 can be sent"):
        read_input(Pipe(b"RIFF....WAVE"), name="audio", max_bytes=11)
    with pytest.raises(InvalidRequestError, match="mode 'rb'"):
        read_input(io.StringIO("text"), name="audio", max_bytes=11)
