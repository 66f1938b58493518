"""The speaker as a tool and an object; results of every shape of answer."""

import base64
import copy
import pickle
import tracemalloc

import pytest
from langchain_tests.unit_tests import ToolsUnitTests

from langchain_aimlapi import AIMLAPISpeech, MalformedResponseError
from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.media_types import sniff_sound
from langchain_aimlapi.speech_results import read_speech

WAV = b"RIFF\x24\0\0\0WAVEfmt "
FACTS = {"model": "openai/tts-1", "voice": "coral", "mime_type": "audio/mpeg"}


class TestStandard(ToolsUnitTests):
    @property
    def tool_constructor(self):
        return AIMLAPISpeech

    @property
    def tool_constructor_params(self):
        return {"model": "openai/tts-1", "api_key": "key"}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {"model": "openai/tts-1"},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )

    @property
    def tool_invoke_params_example(self):
        return {"text": "Good morning", "voice": "coral"}


def make(answer, model="openai/tts-1", **settings):
    mock = httpx.MockTransport(lambda _: answer)
    return AIMLAPISpeech(
        model=model,
        api_key="key",
        http_client=httpx.Client(transport=mock),
        http_async_client=httpx.AsyncClient(transport=mock),
        **settings,
    )


def read(audio, **more):
    return read_speech({"audio": audio, **more}, FACTS, Downloader())


def test_every_shape_of_answer_is_read():
    url = "https://cdn.example/s.mp3"
    assert read(url).url == read({"url": url}).url == url
    assert read(url).mime_type == "audio/mpeg"
    assert read({"url": url, "content_type": "audio/wav", "file_name": "a.wav"}).suggested_name() == "a.wav"
    inline = read(f"data:audio/mpeg;base64,{base64.b64encode(WAV).decode()}")
    assert inline.read() == WAV
    assert inline.mime_type == "audio/wav"
    assert "RIFF" not in str(inline.raw)
    full = read({"url": url}, duration=2, sample_rate=24000, usage={"characters": 3}, cost={"usd": 0.1, "credits": 1})
    assert (full.duration, full.sample_rate, full.usage, full.cost["usd"]) == (2.0, 24000, {"characters": 3}, 0.1)


@pytest.mark.parametrize("audio", [None, {}, [], 5, "s.mp3", {"url": None}, {"url": "ftp://a/b"}])
def test_an_answer_without_a_sound_is_an_error(audio):
    with pytest.raises(MalformedResponseError, match="no sound"):
        read(audio)


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_an_empty_sound_is_an_error_and_leaves_no_file(tmp_path, colour):
    speaker = make(httpx.Response(200, headers={"content-type": "audio/mpeg"}))
    with pytest.raises(MalformedResponseError, match="is empty"):
        _ = speaker.speak("Hi") if colour == "sync" else await speaker.aspeak("Hi")
    with pytest.raises(MalformedResponseError, match="is empty"):
        _ = speaker.speak_to_file("Hi", tmp_path) if colour == "sync" else await speaker.aspeak_to_file("Hi", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_directory_that_is_not_there_is_an_error_before_anything_is_paid_for(tmp_path, colour):
    speaker = make(httpx.Response(500))
    path = tmp_path / "none" / "a.wav"
    with pytest.raises(FileNotFoundError, match="none is no directory: make it first"):
        _ = speaker.speak_to_file("Hi", path) if colour == "sync" else await speaker.aspeak_to_file("Hi", path)


def test_the_bytes_say_what_a_sound_is():
    speech = make(httpx.Response(200, content=WAV, headers={"content-type": "audio/mpeg"})).speak("Hi")
    assert speech.mime_type == "audio/wav"
    assert speech.suggested_name().startswith("speech-")
    assert "<audio controls" in speech._repr_html_()
    assert speech.content_block()["mime_type"] == "audio/wav"
    assert base64.b64decode(speech.content_block()["base64"]) == WAV
    assert (sniff_sound(WAV), sniff_sound(b"\1\2\3\4"), sniff_sound(b"")) == ("audio/wav", None, None)


def test_a_notebook_says_why_a_sound_cannot_be_played(tmp_path):
    private = read("https://127.0.0.1/s.mp3")
    assert "private network" in private._repr_html_()
    written = read("https://cdn.example/s.mp3").model_copy(update={"path": tmp_path / "gone.wav"})
    assert "gone.wav" in written._repr_html_()


@pytest.mark.parametrize(
    ("header", "kind", "suffix"),
    [("audio/mp3", "audio/mpeg", ".mp3"), ("audio/L16;rate=24000", "audio/l16", ".pcm"), ("", "audio/wav", ".wav")],
)
def test_a_type_is_told_by_its_usual_word(tmp_path, header, kind, suffix):
    answer = httpx.Response(200, content=b"\1\2\3\4", headers={"content-type": header})
    speech = make(answer, format="wav").speak_to_file("Hi", tmp_path)
    assert (speech.mime_type, speech.path.suffix) == (kind, suffix)


class LongSound(httpx.SyncByteStream):
    """64 MB that are made as they are read."""

    def __iter__(self):
        for number in range(256):
            yield bytes([number]) * 262_144


def test_a_long_sound_goes_to_its_file_through_little_memory(tmp_path):
    answer = httpx.Response(200, stream=LongSound(), headers={"content-type": "audio/wav"})
    speaker = make(answer)
    tracemalloc.start()
    speech = speaker.speak_to_file("Hi", tmp_path / "long.wav")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert speech.path.stat().st_size == 64 * 1024 * 1024
    assert peak < 8 * 1024 * 1024


def test_the_agent_is_told_the_voices():
    assert "alloy, ash" in AIMLAPISpeech(model="openai/tts-1").description
    assert AIMLAPISpeech(model="openai/tts-1", description="Speaks.").description == "Speaks."
    assert AIMLAPISpeech(model="openai/tts-1").voices[0] == "alloy"


def test_it_can_be_copied_and_pickled():
    speaker = AIMLAPISpeech(model="openai/tts-1", api_key="key", voice="coral")
    assert pickle.loads(pickle.dumps(speaker)).voice == copy.deepcopy(speaker).voice == "coral"
    assert "key" not in repr(speaker)
