"""For every live model of films, music and 3D: a small and a full request by our code are valid against its schema.

The emulator checks them, over HTTP, and answers in the model's own shape.
"""

import pytest
import samples

from langchain_aimlapi import AIMLAPI3DGenerator, AIMLAPIMusicGenerator, AIMLAPIVideoGenerator, find_models
from langchain_aimlapi.job_request import FILE_NAMES, PLACES, requires, schema_of, takes

TOOLS = {"video": AIMLAPIVideoGenerator, "music": AIMLAPIMusicGenerator, "3d": AIMLAPI3DGenerator}
CARDS = [card for family in TOOLS for card in find_models(family=family, status="live")]
every_model = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
FILES = {
    "image": samples.png(64, 48),
    "video": "https://files.example/a.mp4",
    "audio": samples.wav(),
    "model": "https://files.example/a.glb",
}
WORDS = "A paper boat drifts off in the rain, softly sung"


def example(rule):
    """A value that a rule of the schema allows."""
    if "enum" in rule:
        return rule["enum"][-1]
    if "any_of" in rule:
        return example(rule["any_of"][0])
    if rule["type"] == "array":
        return [example(rule["items"])] * max(1, rule.get("min_items", 1))
    if rule["type"] == "object":
        return {key: example(child) for key, child in rule["properties"].items()}
    if rule["type"] in ("integer", "number"):
        return rule.get("max", rule.get("min", 1))
    return {"boolean": True, "string": "https://files.example/a.png" if rule.get("format") == "uri" else WORDS}[
        rule["type"]
    ]


def fields_of(name, family):
    return {place.partition(".")[0] for place in PLACES[family].get(name, (name,))}


def file_for(name, kind, schema, family):
    """A file, or as many as the field wants."""
    least = max(
        (schema.get(field, {}).get("min_items", 1) for field in fields_of(name, family) & set(schema)), default=1
    )
    many = name == "reference_images" or (name == "image" and "image_url" not in schema and least > 1)
    return [FILES[kind]] * least if many else FILES[kind]


def smallest(card):
    """What the model cannot do without, files under standard names."""
    schema, family = schema_of(card, card.family), card.family
    wanted = {
        name: file_for(name, kind, schema, family)
        for name, kind in FILE_NAMES[family].items()
        if requires(schema, name, family)
    }
    if "image" in wanted and "image_urls" in schema and "image_url" not in schema:
        wanted.pop("reference_images", None)
    if "image_list" in schema and schema["image_list"].get("required"):
        wanted.pop("reference_images", None)
    placed = {field for name in wanted for field in fields_of(name, family)}
    for name, rule in schema.items():
        if rule.get("required") and name not in {"model", *placed}:
            wanted[name] = WORDS if name == "prompt" else example(rule)
    return wanted


def full(card):
    """All that the model takes: files under standard names, the rest under the model's own."""
    schema, family = schema_of(card, card.family), card.family
    wanted = {
        name: file_for(name, kind, schema, family)
        for name, kind in FILE_NAMES[family].items()
        if takes(schema, name, family)
    }
    placed = {field for name in wanted for field in fields_of(name, family)}
    wanted |= {name: example(rule) for name, rule in schema.items() if name not in {"model", *placed}}
    return wanted | ({"prompt": WORDS} if "prompt" in schema else {})


@pytest.fixture
def maker(emulator_environment, card):
    settings = {} if card.family == "3d" else {"poll_interval": 0.001}
    return TOOLS[card.family](model=card.id, unsupported_params="error", max_retries=0, **settings)


def check(result, emulator):
    assert result.inference_id
    assert result.cost["usd"] > 0
    for file in result:
        data = file.read()
        found = {b"RIFF": "audio/wav", b"glTF": "model/gltf-binary"}.get(data[:4], "video/mp4")
        if file.mime_type == "model/obj":
            assert data.startswith(b"v ")
        else:
            assert file.mime_type == found
    downloads = [request for request in emulator.requests if request.path.startswith("/artefacts")]
    assert downloads
    assert not any(request.authorized for request in downloads)


@every_model
def test_the_smallest_request_is_valid(maker, card, emulator):
    check(maker.generate(**smallest(card)), emulator)


@every_model
async def test_a_full_request_is_valid(maker, card, emulator):
    check(await maker.agenerate(**full(card)), emulator)
    sent = emulator.requests[0].body
    left_out = set(schema_of(card, card.family)) - set(sent)
    files = {field for name in FILE_NAMES[card.family] for field in fields_of(name, card.family)}
    assert left_out <= files, left_out


def test_every_live_model_has_a_schema():
    assert not [card.id for card in CARDS if not card.endpoints]
