"""What is wanted of a speech model, in the model's own spelling."""

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.speech_request import build_speech_call, format_of_name, voices_of


def body(model, text="Hello", **params):
    built = build_speech_call(model, text, params, unsupported_params="error").body
    return {key: value for key, value in built.items() if key != "model"}


@pytest.mark.parametrize(
    ("model", "wanted", "sent"),
    [
        ("openai/tts-1", {"voice": "coral", "format": "wav"}, {"voice": "coral", "response_format": "wav"}),
        ("hume/octave-2", {"format": "mp3"}, {"format": "mp3"}),
        ("deepgram/aura", {"format": "wav"}, {"encoding": "linear16", "container": "wav"}),
        ("deepgram/aura", {"format": "pcm", "sample_rate": 16000}, {"encoding": "linear16", "container": "none"}),
        ("elevenlabs/v3_alpha", {"format": "mp3", "speed": 1.1}, {"output_format": "mp3_44100_128"}),
        ("minimax/speech-2.8-hd", {"format": "flac", "voice": "Abbess"}, {"audio_setting": {"format": "flac"}}),
        ("bytedance/seed-audio-1-0", {"voice": "v", "speed": 1.5}, {"references": [{"speaker": "v"}]}),
        ("bytedance/seed-audio-1-0", {"format": "opus"}, {"audio_config": {"format": "ogg_opus"}}),
    ],
)
def test_one_set_of_names_for_every_spelling(model, wanted, sent):
    assert body(model, **wanted).items() >= {"text": "Hello", **sent}.items()


def test_values_go_where_the_model_wants_them():
    assert body("deepgram/aura", sample_rate=16000)["sample_rate"] == "16000"
    assert body("elevenlabs/v3_alpha", speed=1.1)["voice_settings"] == {"speed": 1.1}
    spoken = body("minimax/speech-2.8-hd", voice="Abbess", speed=0.8, voice_setting={"pitch": 2})
    assert spoken["voice_setting"] == {"voice_id": "Abbess", "speed": 0.8, "pitch": 2}
    assert body("bytedance/seed-audio-1-0", speed=1.5)["audio_config"] == {"speech_rate": 50}


@pytest.mark.parametrize(
    ("wanted", "streams"),
    [({"format": "pcm"}, False), ({"output_format": "pcm_16000"}, False), ({"format": "pcm", "stream": True}, True)],
)
def test_a_format_that_only_whole_sounds_have_switches_streaming_off(wanted, streams):
    assert body("elevenlabs/v3_alpha", **wanted)["stream"] is streams
    assert "stream" not in body("elevenlabs/v3_alpha")
    assert "stream" not in body("deepgram/aura-2", format="mp3")


@pytest.mark.parametrize(
    ("model", "name", "given", "form"),
    [
        ("openai/tts-1", "a.wav", {}, "wav"),
        ("openai/tts-1", "a.WAV", {}, "wav"),
        ("openai/tts-1", "a.mp3", {}, None),  # made unasked
        ("openai/tts-1", "a.txt", {}, None),
        ("openai/tts-1", "wav", {}, None),  # a directory, perhaps
        ("openai/tts-1", "a.wav", {"response_format": "flac"}, None),
        ("minimax/speech-2.8-hd", "a.flac", {"voice": "Abbess"}, "flac"),
        ("minimax/speech-2.8-hd", "a.flac", {"audio_setting": {"format": "mp3"}}, None),
        ("hume/octave-2", "a.flac", {}, None),  # cannot be made
        ("deepgram/aura-2", "a.mp3", {}, "mp3"),
        ("bytedance/seed-audio-1-0", "a.ogg", {}, "ogg"),
        ("alibaba/qwen3-tts-flash", "a.wav", {}, None),
        ("acme/speaks-9", "a.wav", {}, None),
    ],
)
def test_a_files_ending_asks_for_a_format(model, name, given, form):
    assert format_of_name(model, name, given) == form


def test_vibevoice_reads_a_script_with_several_speakers():
    sent = body("microsoft/vibevoice-7b", voice=["Alice [EN]", "https://files.example/me.wav"])
    assert sent == {
        "script": "Hello",
        "speakers": [{"preset": "Alice [EN]"}, {"audio_url": "https://files.example/me.wav"}],
    }


@pytest.mark.parametrize(
    ("model", "text", "params", "message"),
    [
        ("openai/tts-1", " ", {}, "text is empty"),
        ("openai/tts-1", "a" * 4097, {}, "4,096"),
        ("openai/tts-1", "a", {"speed": 9}, "speed must be"),
        ("openai/tts-1", "a", {"voice": "Nobody"}, "voice must be"),
        ("openai/tts-1", "a", {"pitch": 2}, "does not know pitch"),
        ("alibaba/qwen3-tts-flash", "a", {"format": "mp3"}, "takes no format"),
        ("#g1_aura-athena-en", "a", {"voice": "zeus"}, "has one voice, 'athena'"),
        ("openai/gpt-4o", "a", {}, "does not speak"),
    ],
)
def test_what_the_model_cannot_do_is_refused(model, text, params, message):
    with pytest.raises(InvalidRequestError, match=message):
        body(model, text, **params)


def test_a_model_that_nobody_knows_gets_the_usual_names():
    built = build_speech_call("acme/speaks-9", "Hello", {"voice": "v", "format": "mp3", "timeout": 5})
    assert built.body == {"model": "acme/speaks-9", "text": "Hello", "voice": "v", "response_format": "mp3"}
    assert built.options.timeout == 5


@pytest.mark.parametrize(
    ("model", "params", "kind"),
    [
        ("openai/tts-1", {}, "audio/mpeg"),
        ("inworld/tts-1", {}, "audio/wav"),
        ("deepgram/aura", {"format": "pcm"}, "audio/l16"),
        ("deepgram/aura", {"format": "mp3"}, "audio/mpeg"),
        ("elevenlabs/v3_alpha", {"format": "opus"}, "audio/ogg"),
        ("minimax/speech-2.8-hd", {}, "audio/mpeg"),
        ("alibaba/qwen3-tts-flash", {}, None),
    ],
)
def test_what_the_answer_should_be_is_known(model, params, kind):
    assert build_speech_call(model, "Hello", params).mime_type == kind


def test_voices_come_from_the_catalogue():
    assert len(voices_of("elevenlabs/v3_alpha")) == 53
    assert voices_of("#g1_aura-2-celeste-es") == ["celeste"]
    assert "Wise_Woman" in voices_of("minimax/speech-2.8-hd")
    assert "Bowen [ZH]" in voices_of("microsoft/vibevoice-1.5b")
    assert voices_of("bytedance/seed-audio-1-0") == []
    assert "alloy" in voices_of("openai/tts-1")
