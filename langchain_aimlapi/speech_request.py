"""What is wanted of a speech model, to the body that is sent: voices, formats, speeds in its own spelling. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.prompts import check_text
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.schema_rules import as_typed
from langchain_aimlapi.api.speech import SPEECH_PATH
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import ModelCard, get_model, wire_id
from langchain_aimlapi.media_request import Policy, StandardNames, check_body, no_field, place_of

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

PLACES = {
    "voice": ("voice", "voice_setting.voice_id", "speakers", "references"),
    "format": ("response_format", "format", "encoding", "output_format", "audio_setting.format", "audio_config.format"),
    "speed": ("speed", "voice_settings.speed", "voice_setting.speed", "audio_config.speech_rate"),
    "sample_rate": ("sample_rate", "audio_setting.sample_rate", "audio_config.sample_rate"),
}
"""Where models take what has one name here; a dot leads into an object."""
NAMES = StandardNames("tts", SPEECH_PATH, PLACES)
_UNKNOWN_MODELS = {"voice": "voice", "format": "response_format", "speed": "speed", "sample_rate": "sample_rate"}
_WORDS = {
    "mp3": ("mp3", "mp3_44100_128"),
    "wav": ("wav", "linear16"),
    "pcm": ("pcm", "linear16", "pcm_24000"),
    "opus": ("opus", "ogg_opus", "opus_48000_128"),
    "ogg": ("ogg_opus", "opus", "opus_48000_128"),
    "mulaw": ("mulaw", "ulaw_8000"),
    "ulaw": ("mulaw", "ulaw_8000"),
    "alaw": ("alaw", "alaw_8000"),
}
_TYPES = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "pcm": "audio/l16",
    "linear16": "audio/wav",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "aac": "audio/aac",
    "mulaw": "audio/basic",
    "ulaw": "audio/basic",
}
_ONE_VOICE = re.compile(r"#g1_aura-(?:2-)?(?P<voice>\w+)-\w\w")


@dataclass(frozen=True, slots=True)
class SpeechCall:
    """A request to speak, ready to send.

    Attributes:
        body: The body.
        options: What concerns the call rather than the body.
        mime_type: What the answer should be, if the request or the model says.
    """

    body: JSON
    options: RequestOptions
    mime_type: str | None


def build_speech_call(
    model: str, text: str, params: Mapping[str, Any], *, unsupported_params: Policy = "warn"
) -> SpeechCall:
    """The call that has a text spoken.

    Args:
        model: The model's name as the user gave it.
        text: What is said.
        params: The standard names `voice`, `format`, `speed` and `sample_rate`, any of the model's own, `extra_body`,
            and what concerns the call rather than the body. None means not given.
        unsupported_params: What to do with what the model does not know.

    Raises:
        InvalidRequestError: If the model cannot do what is asked for; the text names field, value and range.
    """
    check_text("text", text, "there is nothing to say")
    given, options = split_options(params)
    extra = given.pop("extra_body", {})
    card = get_model(model)
    schema = speech_schema(card)
    standard = {name: given.pop(name) for name in PLACES if name in given}
    spelt = _spelt(standard, schema, card)
    field = "script" if schema is not None and "script" in schema and "text" not in schema else "text"
    body = _heeded({"model": wire_id(model), field: text, **_merged(spelt, given)}, schema or {})
    checked = check_body(body, schema, card, unsupported_params)
    return SpeechCall({**checked, **extra}, options, _expected_type(checked, schema or {}))


def speech_schema(card: ModelCard) -> Schema | None:
    """What a model takes; None when nobody knows.

    Raises:
        InvalidRequestError: If the model is known not to speak.
    """
    endpoint = card.endpoint(SPEECH_PATH)
    if endpoint is None and card.endpoints and card.family != "tts":
        raise InvalidRequestError(f"{card.id} does not speak: it is a model of the family {card.family!r}")
    return endpoint.parameters if endpoint else None


def voices_of(model: str) -> list[str]:
    """The voices of a model, as its page lists them; for a model with the voice in its name, that one.

    Args:
        model: The model's name.

    Returns:
        Their names; empty when the page lists none.

    Example:
        ```python
        from langchain_aimlapi.speech_request import voices_of

        assert "coral" in voices_of("openai/tts-1")
        assert voices_of("#g1_aura-athena-en") == ["athena"]
        ```
    """
    card = get_model(model, warn=False)
    alone = _own_voice(card)
    if alone is not None:
        return [alone]
    place = _place("voice", speech_schema(card))
    return [] if place is None else list(dict.fromkeys(_words(place[1])))


def format_of_name(model: str, name: str, given: Mapping[str, Any]) -> str | None:
    """The format that a file's ending asks for; None if it need not be asked for, or the model cannot make it.

    Args:
        model: The model's name.
        name: The file's name.
        given: The parameters of the call; one that has a format already is left alone.

    Example:
        ```python
        from langchain_aimlapi.speech_request import format_of_name

        assert format_of_name("openai/tts-1", "train.wav", {}) == "wav"
        assert format_of_name("openai/tts-1", "train.mp3", {}) is None  # what it makes unasked
        assert format_of_name("openai/tts-1", "train.wav", {"format": "flac"}) is None
        ```
    """
    schema = speech_schema(get_model(model, warn=False)) or {}
    place = _place("format", schema) if schema else None
    word = PurePath(name).suffix[1:].lower()
    said = any(given.get(field.partition(".")[0]) is not None for field in ("format", *PLACES["format"]))
    if place is None or said or word not in _WORDS.keys() | _TYPES.keys():
        return None
    unasked = _TYPES.get(str(place[1].get("default") or "").partition("_")[0])
    can = _format(word, *place) in place[1].get("enum", ())
    return word if can and _TYPES.get(word) != unasked else None


def _own_voice(card: ModelCard) -> str | None:
    found = _ONE_VOICE.fullmatch(card.id)
    return found["voice"] if found else None


def _words(rule: Mapping[str, Any]) -> Iterator[str]:
    """The words that a rule, or a part of it, allows."""
    yield from rule.get("enum", ())
    for part in rule.get("any_of", ()):
        yield from _words(part)
    preset = rule.get("items", {}).get("properties", {}).get("preset")
    yield from _words(preset) if preset else ()


# Standard names


def _spelt(standard: JSON, schema: Schema | None, card: ModelCard) -> JSON:
    body: JSON = {}
    for name, value in standard.items():
        place = _place(name, schema)
        if place is None:
            _refuse(name, value, card, schema or {})
        else:
            body = _merged(body, _put(name, value, *place))
    return body


def _place(name: str, schema: Schema | None) -> tuple[str, Mapping[str, Any]] | None:
    """The path of a standard name in a model's body, and the rule there."""
    if schema is None:
        return _UNKNOWN_MODELS[name], {}
    path = place_of(name, schema, PLACES)
    if path is None:
        return None
    outer, _, inner = path.partition(".")
    return path, schema[outer]["properties"][inner] if inner else schema[outer]


def _refuse(name: str, value: Any, card: ModelCard, schema: Schema) -> None:
    """Say that a model has no place for something; its own voice is no news to it."""
    voice = _own_voice(card)
    if name == "voice" and voice is not None:
        if value == voice:
            return
        issue = FieldIssue(field="voice", message=f"must be {voice!r}", received=str(value), allowed=(voice,))
        raise InvalidRequestError(f"{card.id} has one voice, {voice!r}, not {value!r}", issues=(issue,))
    raise no_field(name, card, schema, NAMES)


def _put(name: str, value: Any, path: str, rule: Mapping[str, Any]) -> JSON:
    outer, _, inner = path.partition(".")
    spelt = _SPELLINGS[name](value, path, rule)
    body: JSON = {outer: {inner: spelt} if inner else spelt}
    if path == "encoding" and spelt == "linear16" and value in ("wav", "pcm"):
        body["container"] = "wav" if value == "wav" else "none"
    return body


def _voice(value: Any, path: str, _rule: Mapping[str, Any]) -> Any:
    if path not in ("speakers", "references"):
        return value
    word = "preset" if path == "speakers" else "speaker"
    voices = value if isinstance(value, (list, tuple)) else [value]
    return [{"audio_url" if str(voice).startswith(("http://", "https://")) else word: voice} for voice in voices]


def _format(value: Any, _path: str, rule: Mapping[str, Any]) -> Any:
    """The model's own word for a format."""
    allowed = rule.get("enum", ())
    return next((word for word in (value, *_WORDS.get(value, ())) if word in allowed), value)


def _speed(value: Any, path: str, _rule: Mapping[str, Any]) -> Any:
    """The speed, 1 being the voice's own; Seed Audio counts in percent above or below that."""
    speed = as_typed(value, {"type": "number"})
    is_number = isinstance(speed, (int, float)) and not isinstance(speed, bool)
    return round((speed - 1) * 100) if path.endswith("speech_rate") and is_number else value


def _sample_rate(value: Any, _path: str, rule: Mapping[str, Any]) -> Any:
    return str(value) if rule.get("type") == "string" else value


_SPELLINGS = {"voice": _voice, "format": _format, "speed": _speed, "sample_rate": _sample_rate}


def _merged(first: JSON, second: JSON) -> JSON:
    """Both bodies; where both have an object, its fields are put together, and the second one's count."""
    nested = {
        key: {**first[key], **value}
        for key, value in second.items()
        if isinstance(value, dict) and isinstance(first.get(key), dict)
    }
    return {**first, **second, **nested}


def _heeded(body: JSON, schema: Schema) -> JSON:
    """The body; ElevenLabs heeds a format only if it need not stream the sound."""
    streams = "output_format" in body and schema.get("stream", {}).get("default") is True
    return {**body, "stream": False} if streams and "stream" not in body else body


def _expected_type(body: JSON, schema: Schema) -> str | None:
    """The MIME type that the request asks for, or that the model makes when nobody asks."""
    place = _place("format", schema)
    if place is None:
        return None
    outer, _, inner = place[0].partition(".")
    value = body.get(outer)
    word = value.get(inner) if inner and isinstance(value, dict) else None if inner else value
    form = str(word or place[1].get("default") or "").partition("_")[0]
    return _TYPES["pcm"] if form == "linear16" and body.get("container") == "none" else _TYPES.get(form)
