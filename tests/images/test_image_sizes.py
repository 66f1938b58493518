"""One way to say a size, the models' many ways to be told."""

import warnings

import pytest

from langchain_aimlapi import find_models, get_model
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.call_params import UnsupportedParameterWarning
from langchain_aimlapi.emulator.schema_check import check_value
from langchain_aimlapi.image_sizes import spell_size


def spelt(model, policy="error", **wanted):
    return spell_size(wanted, get_model(model).parameters, model, policy)


def pixels(width, height):
    return {"image_size": {"width": width, "height": height}}


@pytest.mark.parametrize(
    ("model", "wanted", "sent"),
    [
        ("flux/dev", {}, {}),
        ("flux/dev", {"size": "1024x768"}, pixels(1024, 768)),
        ("flux/dev", {"size": (640, 512)}, pixels(640, 512)),
        ("flux/dev", {"size": {"width": 640, "height": 512}}, pixels(640, 512)),
        ("flux/dev", {"width": 1024, "height": 768}, pixels(1024, 768)),
        ("flux/dev", {"size": "LANDSCAPE_4_3"}, {"image_size": "landscape_4_3"}),
        ("flux/dev", {"aspect_ratio": "9:16"}, {"image_size": "portrait_16_9"}),
        ("flux/dev", {"aspect_ratio": "3:2"}, pixels(1248, 832)),
        ("flux/dev", {"size": "1K"}, pixels(1024, 1024)),
        ("openai/gpt-image-1", {"size": "1024x1536"}, {"size": "1024x1536"}),
        ("openai/gpt-image-1", {"aspect_ratio": "3:2"}, {"size": "1536x1024"}),
        ("openai/gpt-image-1", {"width": 1024, "height": 1024}, {"size": "1024x1024"}),
        ("openai/gpt-image-1", {"size": "square_hd"}, {"size": "1024x1024"}),
        ("imagen-3.0-generate-002", {"aspect_ratio": "4:3"}, {"aspect_ratio": "4:3"}),
        ("google/nano-banana-pro", {"size": "2k"}, {"resolution": "2K"}),
        (
            "google/nano-banana-pro",
            {"size": "2K", "aspect_ratio": "16:9"},
            {"resolution": "2K", "aspect_ratio": "16:9"},
        ),
        ("x-ai/grok-imagine-image", {"size": "1K"}, {"resolution": "1k"}),
        ("x-ai/grok-imagine-image", {"size": "auto"}, {"aspect_ratio": "auto"}),
        ("bytedance/seedream-4-5", {"size": "4k"}, {"image_size": "4K"}),
        ("bytedance/seedream-4-5", {"size": "2K", "aspect_ratio": "16:9"}, pixels(2720, 1536)),
        ("bytedance/seedream-4-5", {"aspect_ratio": "1:1"}, pixels(1440, 1440)),
        ("bytedance/dreamina-creative-upscale", {"size": "4K"}, {"resolution": "4k"}),
    ],
)
def test_a_size_is_said_in_the_models_own_way(model, wanted, sent):
    assert spelt(model, **wanted) == sent


@pytest.mark.parametrize(
    ("model", "wanted", "sent"),
    [
        ("imagen-3.0-generate-002", {"size": "1600x900"}, {"aspect_ratio": "16:9"}),
        ("google/nano-banana-pro", {"size": "2048x2048"}, {"aspect_ratio": "1:1", "resolution": "2K"}),
        ("x-ai/grok-imagine-image", {"size": "landscape_4_3"}, {"aspect_ratio": "4:3", "resolution": "1k"}),
    ],
)
def test_pixels_become_a_shape_where_the_model_takes_shapes_only_and_the_user_is_told(model, wanted, sent):
    with pytest.warns(UnsupportedParameterWarning, match="takes shapes, not pixels"):
        assert spelt(model, "warn", **wanted) == sent
    with pytest.raises(InvalidRequestError, match="takes shapes, not pixels"):
        spelt(model, **wanted)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert spelt(model, "send", **wanted) == sent


@pytest.mark.parametrize(
    ("model", "wanted", "text"),
    [
        ("flux/dev", {"width": 5}, "width and height belong together"),
        ("flux/dev", {"size": "5x5", "width": 5, "height": 5}, "say the same"),
        ("flux/dev", {"size": "5x5", "aspect_ratio": "1:1"}, "contradict each other"),
        ("flux/dev", {"size": "square", "aspect_ratio": "4:3"}, "contradict each other"),
        ("flux/dev", {"size": "huge"}, "size must be pixels such as '1024x768' or one of 'square_hd'"),
        ("flux/dev", {"size": (1, 2, 3)}, "two whole numbers"),
        ("flux/dev", {"size": (True, 2)}, "two whole numbers"),
        ("flux/dev", {"size": (-1, 2)}, "two whole numbers"),
        ("flux/dev", {"aspect_ratio": "wide"}, "such as '16:9', not 'wide'"),
        ("flux/dev", {"aspect_ratio": "0:1"}, "such as '16:9'"),
        ("openai/gpt-image-1", {"aspect_ratio": "16:9"}, "the shape of one of 1024x1024, 1024x1536, 1536x1024"),
        ("imagen-3.0-generate-002", {"size": "1000x200"}, "of a shape among 1:1, 9:16"),
    ],
)
def test_what_no_model_can_make_sense_of_is_refused(model, wanted, text):
    with pytest.raises(InvalidRequestError, match=text):
        spelt(model, **wanted)


def test_a_model_that_knows_no_sizes_gets_the_name_that_its_user_is_told_of():
    assert spelt("topaz-labs/sharpen", size="640x480") == {"size": "640x480"}
    assert spelt("topaz-labs/sharpen", aspect_ratio="1:1") == {"aspect_ratio": "1:1"}


def test_an_unknown_model_gets_openais_names():
    assert spell_size({"size": (640, 480)}, None, "acme/new", "warn") == {"size": "640x480"}
    assert spell_size({"size": "2K", "aspect_ratio": "1:1"}, None, "x", "warn") == {"size": "2K", "aspect_ratio": "1:1"}


@pytest.mark.parametrize("shape", ["1:1", "4:3", "16:9", "9:16", "3:2", "21:9"])
def test_every_shape_that_is_not_refused_is_valid_for_every_model(shape):
    for card in find_models(family="image", status="live"):
        schema = card.parameters
        try:
            sent = spell_size({"aspect_ratio": shape}, schema, card.id, "error")
        except InvalidRequestError:
            continue
        for name, value in sent.items():
            if name in schema and name != "aspect_ratio":
                assert check_value(value, schema[name]) == [], (card.id, sent)
