"""Standard names: those that a model has no field for are refused before anything is paid for, in every family."""

import warnings

import pytest
from pydantic import ValidationError

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIEmbeddings,
    AIMLAPIImageGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPISearch,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
    InvalidRequestError,
)
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.catalogue.lookup import DeprecatedModelWarning
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.file_inputs import read_input
from langchain_aimlapi.image_request import NAMES as IMAGE_NAMES
from langchain_aimlapi.image_request import build_image_call, read_pictures
from langchain_aimlapi.job_request import NAMES as JOB_NAMES
from langchain_aimlapi.job_request import build_job_call
from langchain_aimlapi.media_request import EMBEDDING_NAMES, check_names, place_of
from langchain_aimlapi.speech_request import NAMES as SPEECH_NAMES
from langchain_aimlapi.speech_request import build_speech_call
from langchain_aimlapi.tools.generation import read_inputs
from langchain_aimlapi.transcription_request import NAMES as TRANSCRIPTION_NAMES
from langchain_aimlapi.transcription_request import build_transcription_call

A, B = "https://files.example/a.png", "https://files.example/b.png"
SOUND, FILM = "https://files.example/a.mp3", "https://files.example/a.mp4"
OF_OLD = {"left_image", "back_image", "right_image"}
"""Names of a model that is gone: others may come."""
FAMILIES = [*JOB_NAMES.values(), IMAGE_NAMES, SPEECH_NAMES, TRANSCRIPTION_NAMES, EMBEDDING_NAMES]


def build(family, model, **params):
    """The call of a family's model; files as its surface reads them."""
    if family == "image":
        return build_image_call(model, params, read_pictures(params.pop("image", None)))
    if family == "tts":
        return build_speech_call(model, "Hello", params)
    if family == "stt":
        return build_transcription_call(model, read_input(SOUND, name="audio", max_bytes=1), params)
    if family == "embedding":
        return AIMLAPIEmbeddings(model=model, api_key="k", **params)._common_body(model, "query")
    return build_job_call(model, read_inputs(params, family), family)


@pytest.mark.parametrize("policy", ["warn", "error", "send"])
def test_no_policy_sends_a_name_that_no_model_knows(policy):
    wanted = {"prompt": "p", "image": A, "last_image": B}
    with pytest.raises(InvalidRequestError, match="takes no last_image") as caught:
        build_job_call("pixverse/v5/image-to-video", wanted, "video", unsupported_params=policy)
    text = str(caught.value)
    assert "models that do: pixverse/v5/transition, " in text, "those of the same vendor first"
    assert "It takes: image, " in text
    assert "extra_body" in text
    assert '"send"' not in text
    (issue,) = caught.value.issues
    assert (issue.field, "image" in issue.allowed, "last_image" in issue.allowed) == ("last_image", True, False)


@pytest.mark.parametrize(
    ("family", "model", "given", "name", "able"),
    [
        ("video", "openai/sora-2-t2v", {"prompt": "p", "image": A}, "image", "sora-2-i2v"),
        ("video", "google/veo-3.1-t2v", {"prompt": "p", "audio": SOUND}, "audio", "google/gemini-omni-flash-preview"),
        ("video", "veed/fabric-1.0", {"image": A, "audio": SOUND, "duration": 5}, "duration", ""),
        ("video", "magic/image-to-video", {"prompt": "p", "image": A}, "prompt", ""),
        ("video", "veo2", {"prompt": "p", "camera_fixed": True}, "camera_fixed", "bytedance/"),
        ("music", "stable-audio", {"prompt": "p", "reference_audio": SOUND}, "reference_audio", "minimax"),
        ("music", "google/lyria2", {"prompt": "p", "duration": 9}, "duration", "stable-audio"),
        ("music", "stable-audio", {"prompt": "p", "lyrics": "la"}, "lyrics", "minimax/"),
        ("3d", "triposr", {"image": A, "mesh": A}, "mesh", "tencent/hunyuan-part"),
        ("image", "flux/dev", {"prompt": "p", "image": A}, "pictures", "blackforestlabs/flux-2"),
        ("image", "flux/schnell", {"prompt": "p", "quality": "high"}, "quality", "openai/gpt-image"),
        ("image", "reve/edit-image", {"prompt": "p", "image": A, "size": "512x512"}, "size", "reve/create-image"),
        ("image", "openai/gpt-image-1", {"prompt": "p", "negative_prompt": "x"}, "negative_prompt", "alibaba/"),
        ("tts", "alibaba/qwen3-tts-flash", {"speed": 2}, "speed", "elevenlabs/"),
        ("tts", "hume/octave-2", {"sample_rate": 8000}, "sample_rate", "minimax/"),
        ("stt", "openai/gpt-4o-transcribe", {"diarize": True}, "diarize", "whisper"),
        ("stt", "microsoft/mai-transcribe-1.5", {"language": "en"}, "language", "aai/"),
        ("embedding", "voyage-2", {"dimensions": 64}, "dimensions", "text-embedding-3"),
        ("embedding", "text-embedding-3-small", {"task_type": "CLUSTERING"}, "task_type", "text-multilingual"),
    ],
)
def test_a_name_without_a_field_is_refused_with_models_that_have_one(family, model, given, name, able):
    with pytest.raises(InvalidRequestError, match=f"{model} takes no {name}; models that do: .*{able}") as caught:
        build(family, model, **given)
    assert "It takes: " in str(caught.value)


@pytest.mark.parametrize("names", FAMILIES, ids=lambda names: names.family)
def test_every_standard_name_of_every_model_has_a_field_or_is_refused(names):
    """Each name is some model's: a name that nobody takes would be no standard."""
    cards = [card for card in find_models(family=names.family, status="live") if card.endpoints]
    taken = set()
    for card in cards:
        schema = (card.endpoint(names.path) or card.primary_endpoint).parameters
        for name in names.places:
            if place_of(name, schema, names.places, card.example_parameters):
                check_names([name], card, schema, names)
                taken.add(name)
            else:
                with pytest.raises(InvalidRequestError, match=f"takes no {name}"):
                    check_names([name], card, schema, names)
    assert taken >= names.places.keys() - OF_OLD


def test_a_name_that_only_models_of_old_had_is_refused_too():
    with pytest.raises(InvalidRequestError, match="triposr takes no left_image") as caught:
        build("3d", "triposr", image=A, left_image=B)
    assert "It takes: image, output_format, " in str(caught.value)


def test_what_is_no_standard_name_is_warned_about_as_before():
    with pytest.warns(UnsupportedParameterWarning, match="does not know cfg_scale"):
        call = build_job_call("google/veo-3.1-t2v", {"prompt": "p", "cfg_scale": 1}, "video")
    assert call.body["cfg_scale"] == 1


def test_the_own_voice_of_a_model_is_no_news_to_it():
    assert "voice" not in build("tts", "#g1_aura-athena-en", voice="athena").body


# Several files


@pytest.mark.parametrize(
    ("family", "model", "given", "sent"),
    [
        ("video", "bytedance/seedance-2-0", {"audio": [SOUND, SOUND]}, {"audio_urls": [SOUND, SOUND]}),
        ("video", "bytedance/seedance-2-0", {"video": [FILM, FILM]}, {"video_urls": [FILM, FILM]}),
        ("video", "bytedance/seedance-2-5", {"image": [A, B]}, {"image_urls": [A, B]}),
        ("video", "bytedance/seedance-2-0", {"audio": [SOUND]}, {"audio_url": SOUND}),
        ("video", "bytedance/seedance-2-0", {"audio": SOUND}, {"audio_url": SOUND}),
        ("video", "minimax/h3", {"audio": [SOUND, SOUND], "image": A}, {"audio_urls": [SOUND] * 2, "image_url": A}),
    ],
)
def test_several_files_go_where_several_belong(family, model, given, sent):
    body = build(family, model, prompt="p", **given).body
    assert {name: value for name, value in body.items() if name not in ("model", "prompt")} == sent


def test_several_files_may_be_files_of_this_machine(tmp_path):
    paths = [tmp_path / f"{at}.mp3" for at in range(2)]
    for path in paths:
        path.write_bytes(b"ID3" + bytes(32))
    for given in ({"audio": paths}, {"audio": [path.read_bytes() for path in paths]}, {"audio_urls": paths}):
        body = build("video", "bytedance/seedance-2-0", prompt="p", **given).body
        assert [address[:22] for address in body["audio_urls"]] == ["data:audio/mpeg;base64"] * 2
    mixed = build("video", "bytedance/seedance-2-0", prompt="p", audio=[paths[0], SOUND]).body["audio_urls"]
    assert (mixed[0][:5], mixed[1]) == ("data:", SOUND)


@pytest.mark.parametrize(
    ("model", "given"),
    [
        ("blackforestlabs/flux-3-video-i2v", {"image": [A, B]}),
        ("alibaba/wan-2-6-image-to-video-flash", {"image": A, "last_image": [A, B]}),
    ],
)
def test_a_required_field_and_one_that_only_the_page_shows_take_one_file(model, given):
    """The one was said to be missing though it was given, the other was sent a list."""
    with pytest.raises(InvalidRequestError, match="takes one file here, not 2"):
        build("video", model, prompt="p", **given)


def test_one_field_for_one_file_refuses_several():
    with pytest.raises(InvalidRequestError, match="takes one file here, not 2"):
        build("video", "veed/fabric-1.0", image=A, audio=[SOUND, SOUND])


# Tools


@pytest.mark.parametrize(
    ("tool", "given", "text"),
    [
        (
            AIMLAPIVideoGenerator(model="pixverse/v5/image-to-video", api_key="k"),
            {"prompt": "p", "image": A, "last_image": B},
            "pixverse/v5/image-to-video takes no last_image; models that do: pixverse/v5/transition, ",
        ),
        (
            AIMLAPIMusicGenerator(model="stable-audio", api_key="k"),
            {"prompt": "p", "reference_audio": SOUND},
            "stable-audio takes no reference_audio; models that do: minimax",
        ),
        (
            AIMLAPI3DGenerator(model="triposr", api_key="k"),
            {"image": A, "mesh": A},
            "triposr takes no mesh; models that do: tencent/hunyuan-part",
        ),
        (
            AIMLAPIImageGenerator(model="flux/dev", api_key="k"),
            {"prompt": "p", "image": A},
            "flux/dev takes no image; models that do: ",
        ),
        (
            AIMLAPIVideoGenerator(model="veo2", api_key="k"),
            {"prompt": "p", "seed": 4},
            "seed is no argument of this tool, which takes prompt, aspect_ratio, duration. .* model_kwargs",
        ),
        (AIMLAPISpeech(model="openai/tts-1", api_key="k"), {"text": "Hi", "speed": 2}, "speed is no argument of this"),
        (AIMLAPISearch(model="alibaba/qwen3.6-plus", api_key="k"), {"query": "q", "site": "x"}, "site is no argument"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_tool_refuses_what_it_would_not_send(tool, given, text):
    """LangChain leaves out what a tool has no argument for: a picture would be paid for that is not the one wanted."""
    for call in (given, {"name": tool.name, "args": given, "id": "1", "type": "tool_call"}):
        with pytest.raises(ValidationError, match=text):
            tool.invoke(call)


def test_a_tool_may_be_told_that_something_is_not_given():
    offered = AIMLAPIVideoGenerator(model="pixverse/v5/image-to-video", api_key="k").args_schema
    assert offered.model_validate({"prompt": "p", "image": A, "last_image": None}).image == A
    assert "additionalProperties" not in offered.model_json_schema()


# What the pages' examples use


@pytest.fixture(autouse=True)
def _deprecated_models():
    """Some of the models are deprecated, which is not what these tests are about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecatedModelWarning)
        yield


def used_on_pages():
    cards = find_models(status=("live", "documented", "deprecated"))
    return [(card.id, name) for card in cards for name in card.example_parameters]


@pytest.mark.parametrize(("model", "name"), used_on_pages())
def test_a_parameter_of_the_page_s_own_example_is_accepted(model, name):
    card = get_model(model, warn=False)
    assert card.accepts(name)
    names = next((names for names in FAMILIES if names.family == card.family), None)
    schema = ((names and card.endpoint(names.path)) or card.primary_endpoint).parameters
    assert name not in schema
    required = {field: A for field, rule in schema.items() if rule.get("required") and field != "model"}
    value = 5 if name in ("duration", "guidance_scale") else A
    with warnings.catch_warnings():
        warnings.simplefilter("error", UnsupportedParameterWarning)
        if card.family == "chat":
            call = build_chat_call([{"role": "user", "content": "Hi"}], {"model": model, name: False}, stream=False)
            assert call.body[name] is False
        elif card.family == "embedding":
            AIMLAPIEmbeddings(model=model, api_key="k", model_kwargs={name: "float"})._common_body(model, "document")
        elif card.family == "video":
            wanted = {key: value for key, value in required.items() if key not in ("character", "reference")}
            check_names([name, *wanted], card, schema, names)
        else:
            images = read_pictures(A) if "image_urls" in schema else read_pictures(None)
            build_image_call(model, {"prompt": "p", name: "16:9" if name == "aspect_ratio" else value}, images)


def test_a_standard_name_goes_into_a_field_that_only_the_page_shows():
    flash = build("video", "alibaba/wan-2-6-image-to-video-flash", prompt="p", image=A, last_image=B).body
    assert flash["last_image_url"] == B
    assert build("video", "alibaba/wan2.2-i2v-plus", prompt="p", image=A, duration=5).body["duration"] == 5
    transition = build("video", "pixverse/v5/transition", prompt="p", image=A, last_image=B).body
    assert transition["tail_image_url"] == B, "the schema's own field comes first"


def test_the_warning_of_an_unknown_parameter_says_what_is_known():
    with pytest.warns(UnsupportedParameterWarning) as caught:
        build_job_call("google/veo-3.1-t2v", {"prompt": "p", "fps": 25}, "video")
    text = str(caught[0].message)
    assert "documented schema of google/veo-3.1-t2v does not know fps" in text
    assert "drops" not in text
