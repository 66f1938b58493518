"""For every live speech model: a small and a full request built by our code are valid against that model's schema.

The emulator checks them, over HTTP, and answers in the model's own way.
"""

import io
import re
import wave

import pytest

from langchain_aimlapi import AIMLAPISpeech, InvalidRequestError, find_models
from langchain_aimlapi.media_types import sniff_sound

CARDS = [card for card in find_models(family="tts") if card.endpoint("/v1/tts")]
LIVE = [card for card in CARDS if card.status == "live"]
every_model = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
TEXT = "The train to Lyon leaves from platform four"
STREAMS = ("Deepgram", "ElevenLabs")
CLONERS = ("minimax/", "bytedance/")  # take names of voices that were cloned


def example(rule):  # noqa: PLR0911 - a case a line
    """A value that a rule of the schema allows."""
    if "enum" in rule:
        return rule["enum"][-1]
    if "any_of" in rule:
        return example(rule["any_of"][0])
    if rule.get("type") == "array":
        return [example(rule["items"])]
    if rule.get("type") == "object":
        return {key: example(child) for key, child in rule.get("properties", {}).items()}
    if rule.get("type") in ("integer", "number"):
        return rule.get("max", rule.get("min", 1))
    if rule.get("format") == "uri":
        return "https://files.example/a.wav"
    return {"boolean": True, "string": "text"}[rule["type"]]


@pytest.fixture
def speaker(emulator_environment, card):
    return AIMLAPISpeech(model=card.id, unsupported_params="error", max_retries=0)


def seconds(data):
    with wave.open(io.BytesIO(data)) as file:
        return file.getnframes() / file.getframerate()


def check(speech, emulator, card):
    data = speech.read()
    assert sniff_sound(data) == speech.mime_type == "audio/wav"
    assert seconds(data) == pytest.approx(8 * 0.12)
    assert speech.inference_id
    streamed = card.vendor in STREAMS and emulator.requests[0].body.get("stream") is not False
    assert (speech.cost is None) == streamed
    assert (speech.url is None) == streamed
    assert not any(request.authorized for request in emulator.requests if request.method == "GET")


def test_all_of_them_are_there():
    assert len(LIVE) >= 78
    assert sum(bool(re.match(r"#g1_aura-", card.id)) for card in LIVE) == 56


@every_model
def test_the_smallest_request_is_valid(speaker, card, emulator):
    check(speaker.speak(TEXT), emulator, card)
    assert set(emulator.requests[0].body) <= {"model", "text", "script"}


@every_model
async def test_a_full_request_is_valid(speaker, card, emulator):
    schema = card.endpoint("/v1/tts").parameters
    wanted = {name: example(rule) for name, rule in schema.items() if name not in ("model", "text", "script")}
    speech = await speaker.aspeak(TEXT, **wanted)
    assert await speech.aread()
    assert set(schema) <= set(emulator.requests[0].body)


@every_model
def test_every_voice_is_accepted(speaker, card, emulator):
    voices = speaker.voices
    assert voices or card.id == "bytedance/seed-audio-1-0"
    for voice in (*voices[:1], *voices[-1:]):
        check(speaker.speak(TEXT, voice=voice), emulator, card)


@pytest.mark.parametrize("card", [card for card in CARDS if not card.id.startswith(CLONERS)], ids=lambda card: card.id)
def test_a_voice_that_nobody_has_is_refused_before_anything_is_sent(speaker, card, emulator):
    with pytest.raises(InvalidRequestError, match=r"voice|preset"):
        speaker.speak(TEXT, voice="Nobody")
    assert not emulator.requests
