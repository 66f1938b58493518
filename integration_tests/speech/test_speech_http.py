"""Speech over HTTP against the emulator: LangChain's own suite, files, pieces, failures."""

import pytest
from langchain_tests.integration_tests import ToolsIntegrationTests

from langchain_aimlapi import (
    AIMLAPISpeech,
    APIConnectionError,
    APIStatusError,
    DownloadError,
    InvalidRequestError,
    OutOfCreditsError,
    ServerError,
)
from langchain_aimlapi.emulator import Emulator

BINARY, JSON = "deepgram/aura-2", "openai/tts-1"
EACH = pytest.mark.parametrize("model", [BINARY, JSON])
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


class Emulated(ToolsIntegrationTests):
    model_id = ""

    @pytest.fixture(autouse=True)
    def _service(self, emulator_environment):
        """The emulator, through the environment."""

    @property
    def tool_constructor(self):
        return AIMLAPISpeech

    @property
    def tool_constructor_params(self):
        return {"model": self.model_id}

    @property
    def tool_invoke_params_example(self):
        return {"text": "Good morning"}


class TestBinary(Emulated):
    model_id = BINARY


class TestJson(Emulated):
    model_id = JSON


async def to_file(speaker, colour, *args, **settings):
    method = speaker.speak_to_file if colour == "sync" else speaker.aspeak_to_file
    return method(*args, **settings) if colour == "sync" else await method(*args, **settings)


@COLOURS
@EACH
async def test_a_sound_is_written_to_a_file_that_is_never_overwritten_unasked(
    emulator_environment, tmp_path, model, colour
):
    speaker, path = AIMLAPISpeech(model=model), tmp_path / "a.wav"
    speech = await to_file(speaker, colour, "One two three", path)
    assert speech.path == path
    assert speech.read() == path.read_bytes() == await speech.aread()
    assert speech.mime_type == "audio/wav"
    assert speech.inline is None
    sent = len(emulator_environment.requests)
    with pytest.raises(FileExistsError):
        await to_file(speaker, colour, "One", path)
    assert len(emulator_environment.requests) == sent
    longer = path.stat().st_size
    await to_file(speaker, colour, "One", path, overwrite=True)
    assert path.stat().st_size < longer
    named = await to_file(speaker, colour, "One", tmp_path)
    assert named.path.parent == tmp_path
    assert named.path != path
    assert len(list(tmp_path.iterdir())) == 2


@COLOURS
@EACH
async def test_a_sound_comes_in_pieces(emulator_environment, model, colour):
    speaker = AIMLAPISpeech(model=model)
    text = "A text of many words " * 5
    if colour == "sync":
        pieces = list(speaker.iter_speech(text))
    else:
        pieces = [piece async for piece in speaker.aiter_speech(text)]
    assert len(pieces) > 1
    assert b"".join(pieces).startswith(b"RIFF")


@COLOURS
async def test_a_sound_that_breaks_off_leaves_no_file(emulator_environment, tmp_path, colour):
    speaker = AIMLAPISpeech(model=BINARY, default_headers={"X-Emulator-Fault": "cut-after=1"})
    with pytest.raises(APIConnectionError):
        await to_file(speaker, colour, "Good morning", tmp_path / "a.wav")
    assert list(tmp_path.iterdir()) == []


@EACH
def test_errors_are_typed(emulator_environment, model):
    speaker = AIMLAPISpeech(model=model, max_retries=0, default_headers={"X-Emulator-Fault": "status=503"})
    with pytest.raises(ServerError):
        speaker.speak("Good morning")
    broke = AIMLAPISpeech(model=model, api_key="out-of-credits")
    with pytest.raises(OutOfCreditsError):
        broke.speak("Good morning")
    with pytest.raises(InvalidRequestError, match="voice"):
        AIMLAPISpeech(model=model).speak("Good morning", extra_body={"voice": "Nobody"})
    with pytest.raises(APIStatusError):
        AIMLAPISpeech(model=model, default_headers={"X-Emulator-Fault": "body=error-200"}).speak("Good morning")


def test_an_address_that_expired_is_an_error_of_its_own(monkeypatch):
    with Emulator(url_lifetime=0) as emulator:
        speech = AIMLAPISpeech(model=JSON, base_url=emulator.base_url, api_key="k").speak("Good morning")
        with pytest.raises(DownloadError, match="kept for minutes to days"):
            speech.read()


def test_bare_samples_are_called_bare_samples(emulator_environment, tmp_path):
    speech = AIMLAPISpeech(model=BINARY, format="pcm").speak("Good morning")
    assert speech.mime_type == "audio/l16"
    assert not speech.read().startswith(b"RIFF")
    assert speech.save(tmp_path).suffix == ".pcm"


@COLOURS
async def test_a_files_ending_sets_the_format_unless_somebody_has(emulator_environment, tmp_path, colour):
    await to_file(AIMLAPISpeech(model=JSON), colour, "Good morning", tmp_path / "a.wav")
    await to_file(AIMLAPISpeech(model=JSON, format="flac"), colour, "Good morning", tmp_path / "b.wav")
    await to_file(AIMLAPISpeech(model=JSON), colour, "Good morning", tmp_path)
    bodies = [request.body for request in emulator_environment.requests if request.path == "/v1/tts"]
    assert [body.get("response_format") for body in bodies] == ["wav", "flac", None]


@COLOURS
async def test_a_format_of_elevenlabs_is_heeded(emulator_environment, tmp_path, colour):
    speaker = AIMLAPISpeech(model="elevenlabs/v3_alpha", format="pcm")
    speech = await to_file(speaker, colour, "Good morning", tmp_path)
    assert speech.path.suffix == ".pcm"
    assert not speech.read().startswith(b"RIFF")
    assert speech.cost["usd"] > 0  # an answer with an address says what it cost


def test_the_unversioned_address_answers_too(emulator):
    from langchain_aimlapi.http_library import httpx

    answer = httpx.post(
        f"{emulator.base_url}/tts", json={"model": JSON, "text": "Hi"}, headers={"authorization": "Bearer k"}
    )
    assert answer.json()["audio"]["content_type"] == "audio/wav"


@COLOURS
async def test_the_tool_saves_and_says_where(emulator_environment, tmp_path, colour):
    tool = AIMLAPISpeech(model=JSON, save_directory=tmp_path)
    call = {"name": "speak", "args": {"text": "Good morning", "voice": "coral"}, "id": "1", "type": "tool_call"}
    message = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    (path,) = tmp_path.iterdir()
    assert str(path) in message.content
    assert message.artifact.voice == "coral"
    assert message.artifact.cost["usd"] > 0
