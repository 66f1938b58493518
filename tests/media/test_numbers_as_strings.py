"""Numbers and booleans that are written as strings, as forms, environments and the pages' examples have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi import InvalidRequestError
from langchain_aimlapi.api.schema_rules import as_typed
from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.file_inputs import read_input
from langchain_aimlapi.image_request import build_image_call, read_pictures
from langchain_aimlapi.job_request import build_job_call
from langchain_aimlapi.media_request import check_body
from langchain_aimlapi.speech_request import build_speech_call
from langchain_aimlapi.transcription_request import build_transcription_call

A, SOUND = "https://files.example/a.png", "https://files.example/a.mp3"


def build(family, model, **params):
    if family == "image":
        return build_image_call(model, params, read_pictures(None)).body
    if family == "tts":
        return build_speech_call(model, "Hello", params).body
    if family == "stt":
        return build_transcription_call(model, read_input(SOUND, name="audio", max_bytes=1), params).body
    return build_job_call(model, params, family).body


@pytest.mark.parametrize(
    ("family", "model", "wanted", "sent"),
    [
        ("video", "minimax/hailuo-02", {"prompt": "p", "duration": "6"}, {"duration": 6}),
        ("video", "veo2", {"prompt": "p", "duration": "5.0", "seed": "-7"}, {"duration": 5, "seed": -7}),
        ("video", "google/veo-3.1-t2v", {"prompt": "p", "generate_audio": "false"}, {"generate_audio": False}),
        ("video", "klingai/video-v2-6-pro-text-to-video", {"prompt": "p", "cfg_scale": ".5"}, {"cfg_scale": 0.5}),
        ("music", "stable-audio", {"prompt": "p", "duration": "20"}, {"seconds_total": 20}),
        ("music", "elevenlabs/eleven_music", {"prompt": "p", "duration": "12.5"}, {"music_length_ms": 12500}),
        ("3d", "triposr", {"image": A, "foreground_ratio": "0.7"}, {"foreground_ratio": 0.7}),
        ("image", "flux/schnell", {"prompt": "p", "n": "2", "seed": "7"}, {"num_images": 2, "seed": 7}),
        ("image", "reve/create-image", {"prompt": "p", "n": "1"}, {}),
        (
            "image",
            "flux/dev",
            {"prompt": "p", "width": "640", "height": "512"},
            {"image_size": {"width": 640, "height": 512}},
        ),
        (
            "image",
            "flux/dev",
            {"prompt": "p", "image_size": {"width": "640", "height": "512"}},
            {"image_size": {"width": 640, "height": 512}},
        ),
        ("image", "flux-pro", {"prompt": "p", "safety_tolerance": "2"}, {"safety_tolerance": "2"}),
        ("tts", "openai/tts-1", {"speed": "1.5"}, {"speed": 1.5}),
        ("tts", "bytedance/seed-audio-1-0", {"speed": "1.5"}, {"audio_config": {"speech_rate": 50}}),
        ("tts", "deepgram/aura", {"sample_rate": 16000}, {"sample_rate": "16000"}),
        ("stt", "nova-3", {"diarize": "true", "utt_split": "0.8"}, {"diarize": True, "utt_split": 0.8}),
    ],
)
def test_a_number_or_boolean_may_be_a_string_in_every_family(family, model, wanted, sent):
    body = build(family, model, **wanted)
    shown = {name: body[name] for name in body if name not in ("model", "prompt", "text", "url", "image_url")}
    assert shown == sent
    assert [type(value) for value in shown.values()] == [type(value) for value in sent.values()]


@pytest.mark.parametrize(
    ("family", "model", "wanted", "text"),
    [
        ("video", "minimax/hailuo-02", {"prompt": "p", "duration": "7"}, "duration must be one of 6, 10"),
        ("video", "minimax/hailuo-02", {"prompt": "p", "duration": "6s"}, "duration must be .*, not '6s'"),
        (
            "music",
            "elevenlabs/eleven_music",
            {"prompt": "p", "duration": "ten"},
            "music_length_ms must be a whole number",
        ),
        ("image", "flux/schnell", {"prompt": "p", "n": "two"}, "num_images must be a number .*, not 'two'"),
        ("image", "flux/schnell", {"prompt": "p", "n": "9"}, "num_images must be a number from 1 to 4 .*, not 9"),
        ("image", "flux/dev", {"prompt": "p", "width": "wide", "height": "512"}, "two whole numbers"),
        ("tts", "openai/tts-1", {"speed": "quick"}, "speed must be a number"),
        ("stt", "nova-3", {"diarize": "yes"}, "diarize must be true or false"),
    ],
)
def test_what_is_no_number_is_refused(family, model, wanted, text):
    with pytest.raises(InvalidRequestError, match=text):
        build(family, model, **wanted)


def test_every_number_and_boolean_of_every_media_model_may_be_a_string():
    count = 0
    for family in ("image", "video", "music", "3d", "tts", "stt"):
        for card in find_models(family=family, status="live"):
            for name, rule in (card.parameters or {}).items():
                if rule.get("type") not in ("integer", "number", "boolean"):
                    continue
                value = (
                    rule["enum"][-1] if "enum" in rule else rule.get("min", True if rule["type"] == "boolean" else 1)
                )
                schema = {name: {**rule, "required": False}}
                assert check_body({name: str(value).lower()}, schema, card, "error") == {name: value}
                count += 1
    assert count > 1000


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_its_string(number):
    assert as_typed(str(number), {"type": "number"}) == number
    assert as_typed(str(number), {"type": "string"}) == str(number)


@given(st.text())
def test_no_text_breaks_the_reading(text):
    read = as_typed(text, {"any_of": [{"type": "integer"}, {"type": ["boolean", "number"]}]})
    assert read == text or isinstance(read, (int, float))


@pytest.mark.parametrize("text", ["", "nan", "inf", "1e999", "0x10", "1_0", "１２", "--1", "None"])  # noqa: RUF001
def test_what_only_looks_like_a_number_stays_a_string(text):
    assert as_typed(text, {"type": ["number", "boolean"]}) == text
