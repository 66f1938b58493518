"""Standard names to each model's own, and what is refused before anything is sent."""

import pytest

from langchain_aimlapi import InvalidRequestError
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.job_request import PATHS, build_job_call

A, B = "https://files.example/a.png", "https://files.example/b.png"
FILM = "https://files.example/a.mp4"


def body(model, family="video", **params):
    sent = build_job_call(model, {"prompt": "A boat", **params}, family, unsupported_params="error").body
    assert sent.pop("model") == model
    sent.pop("prompt", None)
    return sent


@pytest.mark.parametrize(
    ("model", "given", "sent"),
    [
        ("google/veo-3.1-i2v", {"image": A}, {"image_url": A}),
        ("alibaba/wan-2-7-r2v", {"image": A}, {"first_frame_image": A}),
        ("luma/ray-2", {"image": A}, {"keyframes": {"frame0": {"type": "image", "url": A}}}),
        (
            "luma/ray-2",
            {"image": A, "last_image": B},
            {"keyframes": {"frame0": {"type": "image", "url": A}, "frame1": {"type": "image", "url": B}}},
        ),
        ("pixverse/v5/transition", {"image": A, "last_image": B}, {"image_url": A, "tail_image_url": B}),
        ("google/veo-3.1-reference-to-video", {"image": A}, {"image_urls": [A]}),
        ("google/veo-3.1-reference-to-video", {"reference_images": [A, B]}, {"image_urls": [A, B]}),
        ("kling-video/v1.6/standard/multi-image-to-video", {"image": [A, B]}, {"image_list": [A, B]}),
        (
            "runway/act_two",
            {"image": A, "video": FILM, "aspect_ratio": "9:16", "prompt": None},
            {
                "character": {"type": "image", "url": A},
                "reference": {"type": "video", "url": FILM},
                "frame_size": "720:1280",
            },
        ),
        (
            "runway/gen4_aleph",
            {"video": FILM, "reference_images": [A]},
            {"video_url": FILM, "references": [{"type": "image", "url": A}]},
        ),
        ("alibaba/wan-2-6-r2v", {"video": FILM}, {"video_urls": [FILM]}),
        ("minimax/h3", {"aspect_ratio": "16:9"}, {"ratio": "16:9"}),
        ("google/veo3", {"resolution": "1080p"}, {"resolution": "1080P"}),
        ("blackforestlabs/flux-3-video-t2v", {"resolution": "1080p"}, {"resolution": "fhd"}),
        (
            "beeble/switchx-video-to-video",
            {"video": FILM, "resolution": "720p"},
            {"video_url": FILM, "max_resolution": 720},
        ),
        ("klingai/v2-master-text-to-video", {"duration": "5"}, {"duration": 5}),
        ("google/veo3", {"duration": 8.0}, {"duration": 8}),
        (
            "klingai/kling-video-v1.6-pro-effects",
            {"image": [A, B], "effect": "hug", "prompt": None},
            {"image_url": [A, B], "effect_scene": "hug"},
        ),
        (
            "magic/image-to-video",
            {"image": A, "effect": "Thailand Street", "prompt": None},
            {"image_url": A, "template": "Thailand Street"},
        ),
    ],
    ids=str,
)
def test_films(model, given, sent):
    assert body(model, **given) == sent


@pytest.mark.parametrize(
    ("model", "given", "sent"),
    [
        ("stable-audio", {"duration": 20}, {"seconds_total": 20}),
        ("elevenlabs/eleven_music", {"duration": 12.5}, {"music_length_ms": 12500}),
        (
            "minimax/music-2.6",
            {"instrumental": True, "output_format": "MP3", "sample_rate": 44100},
            {"is_instrumental": True, "audio_setting": {"format": "mp3", "audio_sample_rate": 44100}},
        ),
        (
            "minimax/music-cover",
            {"reference_audio": A, "sample_rate": 16000},
            {"reference_audio_url": A, "audio_setting": {"sample_rate": 16000}},
        ),
    ],
    ids=str,
)
def test_music(model, given, sent):
    assert body(model, "music", **{"prompt": "Slow rain on tin", **given}) == sent


def test_bodies_in_space():
    assert body("magic/image-to-3d", "3d", prompt=None, image=A, back_image=B) == {
        "front_image_url": A,
        "back_image_url": B,
    }
    assert body("tencent/hunyuan-part", "3d", prompt=None, mesh=FILM) == {"mesh_url": FILM}


def test_a_model_that_nobody_knows_gets_the_likeliest_names():
    call = build_job_call("acme/new", {"prompt": "x", "image": A, "duration": 3, "odd": 1}, "video")
    assert call.path == PATHS["video"]
    assert call.body == {"model": "acme/new", "prompt": "x", "image_url": A, "duration": 3, "odd": 1}


@pytest.mark.parametrize(
    ("model", "given", "text"),
    [
        ("google/veo-3.1-t2v", {"duration": 7}, "duration"),
        ("google/veo-3.1-i2v", {}, "needs image_url"),
        ("google/veo-3.1-i2v", {"image": [A, B]}, "one file"),
        ("google/veo-3.1-t2v", {"lyrics": "x"}, "does not know lyrics"),
        ("flux/dev", {}, "makes no films"),
    ],
)
def test_what_the_model_cannot_do_is_refused(model, given, text):
    with pytest.raises(InvalidRequestError, match=text):
        body(model, **given)


def test_what_the_model_does_not_know_is_warned_about_and_sent():
    with pytest.warns(UnsupportedParameterWarning, match="odd_one"):
        call = build_job_call("google/veo-3.1-t2v", {"prompt": "x", "odd_one": 1, "extra_body": {"z": 2}}, "video")
    assert call.body["odd_one"] == 1
    assert call.body["z"] == 2
