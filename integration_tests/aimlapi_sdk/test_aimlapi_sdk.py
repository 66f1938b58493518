"""The service's own SDK (`aimlapi-sdk-python`): what it has of OpenAI's, and its videos, speech and transcription."""

import aimlapi
import openai_calls
import pytest
import samples

QUICK = {"poll_interval": 0.01, "poll_timeout": 60}
IMAGE = {"image_url": "https://files.example/a.png"}
TRANSCRIBERS = ("#g1_whisper-large", "#g1_nova-2-general", "aai/universal", "openai/gpt-4o-transcribe")
VOICES = {"openai/tts-1": "alloy", "alibaba/qwen3-tts-flash": "Cherry", "hume/octave-2": "Vince Douglas"}


@pytest.fixture
def client(emulator):
    with aimlapi.AIMLAPI(api_key="k", base_url=f"{emulator.base_url}/v1", max_retries=0) as made:
        yield made


@pytest.fixture
async def async_client(emulator):
    async with aimlapi.AsyncAIMLAPI(api_key="k", base_url=f"{emulator.base_url}/v1", max_retries=0) as made:
        yield made


def recording():
    return ("a.wav", samples.wav(), "audio/wav")


class TestAIMLAPI(openai_calls.OpenAICalls):
    @pytest.mark.parametrize(
        ("model", "extra"),
        [
            ("google/veo-3.1-t2v", {"duration": "8", "aspect_ratio": "9:16"}),
            ("minimax/hailuo-02", {"extra_body": {"resolution": "1080P"}}),
            ("kling-video/v1/pro/text-to-video", {"duration": 5, "negative_prompt": "rain"}),
            ("ltxv/ltxv-2", {"extra_body": {"fps": "25"}}),
            ("klingai/video-v2-6-pro-text-to-video", {}),
            ("klingai/video-o1-image-to-video", {"extra_body": IMAGE}),
            ("blackforestlabs/flux-3-video-t2v", {}),
        ],
    )
    def test_videos_are_polled_to_their_end(self, client, model, extra):
        """The SDK waits while a job is `queued` or `generating`, and takes any other word for the end."""
        heard = []
        made = client.videos.generate_with_polling(
            model=model, prompt="A boat", return_bytes=True, status_callback=heard.append, **extra, **QUICK
        )
        assert made[4:8] == b"ftyp"
        words = dict.fromkeys(state["status"] for state in heard)
        assert list(words)[:2] == ["queued", "generating"]
        assert heard[-1]["status"] in ("completed", "succeeded")

    def test_runways_videos_are_lists_of_urls(self, client):
        done = client.videos.generate_with_polling(
            model="runway/gen4_turbo", prompt="A boat", extra_body=IMAGE, **QUICK
        )
        assert done["video"][0].startswith("http://127.0.0.1:")

    @pytest.mark.parametrize("model", VOICES)
    def test_speech(self, client, model):
        spoken = client.audio.speech.create(model=model, input="Hello there", voice=VOICES[model])
        assert spoken.read().startswith(b"RIFF")

    def test_speech_that_is_streamed_elsewhere(self, client):
        """Deepgram's and ElevenLabs' answer in bytes, which the SDK does not read, unless `stream` is false."""
        for model, voice in (("deepgram/aura", "asteria"), ("elevenlabs/eleven_multilingual_v2", "Rachel")):
            for no in (False, "false"):
                spoken = client.audio.speech.create(model=model, input="Hi", voice=voice, extra_body={"stream": no})
                assert spoken.read().startswith(b"RIFF")

    @pytest.mark.parametrize("model", [*TRANSCRIBERS, "microsoft/mai-transcribe-1.5"])
    def test_transcriptions_are_polled_to_their_end(self, client, model):
        done = client.audio.transcriptions.create(model=model, file=recording(), **QUICK)
        assert done["status"] == "completed"
        assert done["result"]

    def test_images_are_fetched_for_their_bytes(self, client):
        (image,) = client.images.generate(
            model="blackforestlabs/flux-2", prompt="A boat", response_format="b64_json"
        ).data
        assert image.b64_json


def test_the_programs_of_its_own_readme(client, emulator):
    pirate = {"role": "developer", "content": "Talk like a pirate."}
    answer = client.chat.completions.create(model="gpt-4o", messages=[pirate, *openai_calls.HELLO])
    assert answer.choices[0].message.content == "hello"
    response = client.responses.create(model="openai/gpt-5-2", instructions="Be brief.", input="Say hello")
    assert response.output_text == "hello"
    azure = {"azure_endpoint": emulator.base_url, "api_version": "2024-10-21", "max_retries": 0}
    with aimlapi.AzureAIMLAPI(api_key="k", **azure) as other:
        answer = other.chat.completions.create(model="openai/gpt-4o", messages=openai_calls.HELLO)
        assert answer.choices[0].message.content == "hello"


async def test_async(async_client):
    answer = await async_client.chat.completions.create(model="openai/gpt-5", messages=openai_calls.HELLO)
    assert answer.choices[0].message.content == "hello"
    assert (await async_client.responses.create(model="openai/gpt-5-5", input="Say hello")).output_text == "hello"
    video = await async_client.videos.generate_with_polling(
        model="minimax/hailuo-02", prompt="A boat", return_bytes=True, **QUICK
    )
    assert video[4:8] == b"ftyp"
    done = await async_client.audio.transcriptions.create(model="aai/universal", file=recording(), **QUICK)
    assert done["status"] == "completed"
    spoken = await async_client.audio.speech.create(model="openai/tts-1", input="Hello there", voice="alloy")
    assert spoken.read().startswith(b"RIFF")
