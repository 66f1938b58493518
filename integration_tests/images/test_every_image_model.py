"""For every live image model: a small and a full request built by our code are valid against that model's schema.

The emulator checks them, over HTTP, and answers in the model's own shape.
"""

import pytest
import samples

from langchain_aimlapi import AIMLAPIImageGenerator, find_models
from langchain_aimlapi.media_types import pixel_size, sniff

CARDS = find_models(family="image", status="live")
every_model = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
PICTURE = samples.png(64, 48)


def schema_of(card):
    return card.endpoint("/v1/images/generations").parameters


def needed(schema):
    """What the model cannot do without, in the standard names."""
    wanted = {}
    if schema.get("prompt", {}).get("required"):
        wanted["prompt"] = "A paper boat in the rain"
    if any(schema.get(name, {}).get("required") for name in ("image", "image_url", "image_urls")):
        wanted["image"] = PICTURE
    if schema.get("mode", {}).get("required"):
        wanted["mode"] = schema["mode"]["enum"][-1]
    return wanted


def example(rule):
    """A value that a rule of the schema allows."""
    if "enum" in rule:
        return rule["enum"][-1]
    if "any_of" in rule:
        return example(rule["any_of"][0])
    if rule["type"] == "array":
        return [example(rule["items"])]
    if rule["type"] == "object":
        return {key: example(child) for key, child in rule["properties"].items()}
    if rule["type"] in ("integer", "number"):
        return rule.get("max", rule.get("min", 1))
    return {"boolean": True, "string": "text"}[rule["type"]]


STANDARD = {
    "model",
    "prompt",
    "image",
    "image_url",
    "image_urls",
    "image_size",
    "size",
    "aspect_ratio",
    "n",
    "num_images",
}


def everything(card):
    """All that the model takes: what has a standard name under that, the rest under the model's own."""
    schema = schema_of(card)
    wanted = {name: example(rule) for name, rule in schema.items() if name not in STANDARD} | needed(schema)
    wanted |= {name: "https://files.example/a.png" for name in ("alpha_url", "reference_image_url") if name in schema}
    if not schema.keys().isdisjoint({"n", "num_images"}):
        wanted["n"] = 1
    if not schema.keys().isdisjoint({"image_size", "size", "aspect_ratio"}):
        wanted["aspect_ratio"] = "1:1"
    if not schema.keys().isdisjoint({"image", "image_url", "image_urls"}):
        wanted["image"] = PICTURE
    if "prompt" in schema:
        wanted["prompt"] = "A paper boat in the rain"
    return wanted


@pytest.fixture
def painter(emulator_environment, card):
    return AIMLAPIImageGenerator(model=card.id, unsupported_params="error", max_retries=0)


def check(result, emulator):
    assert result.inference_id
    assert result.cost["usd"] > 0
    for image in result:
        data = image.read()
        assert sniff(data) == image.mime_type
        if image.width and image.mime_type not in ("image/svg+xml", "image/tiff"):
            assert pixel_size(data) == (image.width, image.height)
    downloads = [request for request in emulator.requests if request.method == "GET"]
    assert not any(request.authorized for request in downloads)


@every_model
def test_the_smallest_request_is_valid(painter, card, emulator):
    check(painter.generate(**needed(schema_of(card))), emulator)


@every_model
def test_a_full_request_is_valid(painter, card, emulator):
    check(painter.generate(**everything(card)), emulator)
    sent = next(request for request in emulator.requests if request.method == "POST").body
    left_out = set(schema_of(card)) - set(sent)
    assert left_out <= {"image_size", "size", "aspect_ratio", "image_url", "image_urls"}, left_out


@every_model
async def test_the_tool_makes_a_picture(painter, card, emulator):
    arguments = {key: value for key, value in needed(schema_of(card)).items() if key in painter.args}
    if "image" in arguments:
        arguments["image"] = "https://files.example/a.png"
    painter.model_kwargs = {key: value for key, value in needed(schema_of(card)).items() if key == "mode"}
    message = await painter.ainvoke({"name": painter.name, "args": arguments, "id": "1", "type": "tool_call"})
    check(message.artifact, emulator)
    assert message.artifact.image.url in message.content


@pytest.mark.parametrize(
    "card", [card for card in CARDS if card.endpoint("/v1/images/edits")], ids=lambda card: card.id
)
@pytest.mark.parametrize("count", [1, 2])
def test_the_form_of_an_edit_is_valid(painter, card, emulator, count):
    mask = samples.png(64, 48)
    result = painter.edit(
        "Make it blue",
        [PICTURE] * count,
        mask=mask,
        n=3,
        size="1024x1536",
        quality="high",
        output_format="webp",
        background="opaque",
        output_compression=50,
    )
    assert len(result) == 3
    check(result, emulator)
    post = emulator.requests[0]
    assert post.path == "/v1/images/edits"
    assert post.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert result.image.mime_type == "image/webp"
