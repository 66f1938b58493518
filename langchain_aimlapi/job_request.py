"""Standard names of films, music and models in space, to the body that one model takes. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.families import IMAGES_PATH
from langchain_aimlapi.api.jobs import AUDIO_PATH, VIDEO_PATH
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.schema_rules import as_typed
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import ModelCard, get_model, wire_id
from langchain_aimlapi.media_request import Policy, StandardNames, check_body, check_names, place_of

JSON = dict[str, Any]
Rule = Mapping[str, Any]
Schema = Mapping[str, Rule]

Family = Literal["video", "music", "3d"]
PATHS: dict[str, str] = {"video": VIDEO_PATH, "music": AUDIO_PATH, "3d": IMAGES_PATH}
"""Where a family is served if the catalogue says nothing else."""
MAKES = {"video": "films", "music": "music", "3d": "models in space"}

PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "video": {
        "image": ("image_url", "first_frame_image", "keyframes.frame0", "character", "image_urls", "image_list"),
        "last_image": ("last_image_url", "tail_image_url", "keyframes.frame1"),
        "reference_images": (
            "image_urls",
            "reference_image_urls",
            "reference_images",
            "image_list",
            "references",
            "reference_image_url",
        ),
        "video": ("video_url", "video_urls", "reference"),
        "audio": ("audio_url", "audio_urls"),
        "aspect_ratio": ("aspect_ratio", "ratio", "frame_size"),
        "resolution": ("resolution", "max_resolution"),
        "generate_audio": ("generate_audio", "generate_audio_switch"),
        "camera_fixed": ("camera_fixed", "camerafixed"),
        "enhance_prompt": ("enhance_prompt", "enable_prompt_expansion"),
        "guidance_scale": ("guidance_scale", "cfg_scale"),
        "effect": ("effect_scene", "template"),
    },
    "music": {
        "duration": ("seconds_total", "music_length_ms"),
        "reference_audio": ("reference_audio_url",),
        "instrumental": ("is_instrumental",),
        "output_format": ("audio_setting.format",),
        "sample_rate": ("audio_setting.audio_sample_rate", "audio_setting.sample_rate"),
        "bitrate": ("audio_setting.bitrate",),
    },
    "3d": {
        "image": ("image_url", "front_image_url"),
        "left_image": ("left_image_url",),
        "back_image": ("back_image_url",),
        "right_image": ("right_image_url",),
        "mesh": ("mesh_url",),
    },
}
"""Standard names of a family, and the fields of models that they stand for, the likeliest first."""
EVERYWHERE: dict[str, tuple[str, ...]] = {
    "video": ("prompt", "duration", "seed", "negative_prompt"),
    "music": ("prompt", "lyrics", "seed", "negative_prompt"),
    "3d": ("output_format",),
}
"""Further standard names of a family: models that take them call them so."""
NAMES = {
    family: StandardNames(family, PATHS[family], {**places, **{name: (name,) for name in EVERYWHERE[family]}})
    for family, places in PLACES.items()
}
FILE_NAMES: dict[str, dict[str, str]] = {
    "video": {"image": "image", "last_image": "image", "reference_images": "image", "video": "video", "audio": "audio"},
    "music": {"reference_audio": "audio"},
    "3d": {"image": "image", "left_image": "image", "back_image": "image", "right_image": "image", "mesh": "model"},
}
"""Standard names that take files, and of which kind."""
FILE_FIELDS: dict[str, dict[str, str]] = {
    family: {place: kind for name, kind in kinds.items() for place in PLACES[family].get(name, ()) if "." not in place}
    for family, kinds in FILE_NAMES.items()
}
"""Models' own fields that take files, and of which kind."""
_PIXELS = {"720p": "hd", "1080p": "fhd"}


@dataclass(frozen=True, slots=True)
class JobCall:
    """A request, ready to send: where, the body, and what concerns the call."""

    path: str
    body: JSON
    options: RequestOptions


def build_job_call(
    model: str,
    params: Mapping[str, Any],
    family: Family,
    *,
    path: str | None = None,
    unsupported_params: Policy = "warn",
) -> JobCall:
    """The call for a film, music or a model in space.

    Args:
        model: The model's name as the user gave it.
        params: Standard names (`PLACES`), any of the model's own, `extra_body`, and what concerns the call rather than
            the body. None means not given. Files are addresses by now.
        family: What the model is to make.
        path: Another address than the catalogue's.
        unsupported_params: What to do with what the model does not know.

    Raises:
        InvalidRequestError: If the model cannot do what is asked for; the text names field, value and range.
    """
    given, options = split_options(params)
    extra = given.pop("extra_body", {})
    card = get_model(model)
    schema = _schema(card, family)
    check_names(given, card, schema, NAMES[family])
    places = PLACES[family]
    body = {"model": wire_id(model), **spell(given, schema, places, card.id, card.example_parameters)}
    checked = check_body(body, schema, card, unsupported_params)
    return JobCall(path or job_path(card, family), {**checked, **extra}, options)


def job_path(card: ModelCard, family: Family) -> str:
    """Where a model is served: today's address if it has that, else the one that the catalogue names."""
    known = card.endpoint(PATHS[family]) or card.primary_endpoint
    return known.path if known else PATHS[family]


def takes(schema: Schema | None, name: str, family: Family) -> bool | None:
    """Whether a model takes a standard name; None when nobody knows."""
    return None if schema is None else place_of(name, schema, PLACES[family]) is not None


def requires(schema: Schema, name: str, family: Family) -> bool:
    """Whether a model cannot do without a standard name."""
    place = place_of(name, schema, PLACES[family])
    return place is not None and bool(schema[place.partition(".")[0]].get("required"))


def schema_of(card: ModelCard, family: Family) -> Schema | None:
    """What a model takes; None when nobody knows."""
    endpoint = card.endpoint(PATHS[family]) or card.primary_endpoint
    return endpoint.parameters if endpoint else None


def _schema(card: ModelCard, family: Family) -> Schema | None:
    if card.known and card.family != family and card.endpoints:
        raise InvalidRequestError(f"{card.id} makes no {MAKES[family]}: it is a model of the family {card.family!r}")
    return schema_of(card, family)


# Names


def spell(
    given: JSON,
    schema: Schema | None,
    places: Mapping[str, tuple[str, ...]],
    model: str = "",
    further: Collection[str] = (),
) -> JSON:
    """Parameters under the model's names, their values as the model has them.

    Args:
        given: By standard names, or by the model's own, which win.
        schema: What the model takes; None if nobody knows: then the likeliest name is used.
        places: Standard names and what they stand for.
        model: The model, for errors.
        further: Fields that the model takes beyond the schema.

    Raises:
        InvalidRequestError: If several files are given where the model takes one.

    Example:
        >>> spell({"aspect_ratio": "16:9"}, {"ratio": {"type": "string"}}, PLACES["video"])
        {'ratio': '16:9'}
    """
    body: JSON = {}
    for name, value in given.items():
        field = _field(name, value, schema, places, further)
        if field is None:
            body[name] = value
            continue
        head, _, inner = field.partition(".")
        rule = _UNKNOWN if schema is None else schema.get(head, _SHOWN)
        rule = rule.get("properties", {}).get(inner, {}) if inner else rule
        fitted = _fitted(name, value, rule, field, model)
        if inner:
            body[head] = {inner: fitted, **body.get(head, {})}
        elif isinstance(body.get(head), list) and isinstance(fitted, list):
            body[head] = [*body[head], *fitted]
        else:
            body[head] = fitted
    return body


_UNKNOWN: Rule = {}
_SHOWN: Rule = {"type": "string"}
"""The rule of a field that only the example of a model's page has."""


def _field(
    name: str, value: Any, schema: Schema | None, places: Mapping[str, tuple[str, ...]], further: Collection[str]
) -> str | None:
    """The field for a value; for several values one that takes a list, if there is one."""
    fields = places.get(name, (name,))
    if schema is None:
        return fields[0]
    single = place_of(name, schema, places, further)
    if isinstance(value, (list, tuple)) and len(value) > 1 and not schema.get(single or "", {}).get("required"):
        lists = {field: rule for field, rule in schema.items() if _takes_list(rule)}
        plural = place_of(name, lists, places)
        if plural is not None:
            return plural
    return single


def _takes_list(rule: Rule) -> bool:
    return any(kind.get("type") == "array" for kind in (rule, *rule.get("any_of", ())))


# Values


def _fitted(name: str, value: Any, rule: Rule, field: str, model: str) -> Any:
    """A value in the model's own form."""
    if field == "music_length_ms" and name == "duration":
        seconds = as_typed(value, {"type": "number"})
        return round(seconds * 1000) if isinstance(seconds, (int, float)) else value
    convert = _CONVERT.get(name)
    return convert(value, rule, model) if convert else value


def _files(value: Any, rule: Rule, model: str) -> Any:
    """Addresses as the field has them: a text, a list, or an object of a kind."""
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    kinds = (rule, *rule.get("any_of", ()))
    array = next((kind for kind in kinds if kind.get("type") == "array"), None)
    single = next((kind for kind in kinds if kind.get("type") != "array" and "any_of" not in kind), None)
    if array is not None and (single is None or len(values) > 1):
        return [_file(each, array.get("items", {})) for each in values]
    if len(values) != 1:
        if not rule:
            return values
        issue = FieldIssue(field="files", message="must be one", received=str(len(values)))
        raise InvalidRequestError(f"{model} takes one file here, not {len(values)}", issues=(issue,))
    return _file(values[0], rule)


def _file(address: Any, rule: Rule) -> Any:
    kinds = [kind for kind in (rule, *rule.get("any_of", ())) if "url" in kind.get("properties", {})]
    if not kinds or not isinstance(address, str):
        return address
    words = [kind["properties"].get("type", {}).get("enum", ["image"])[0] for kind in kinds]
    return {"type": "image" if "image" in words and not _is_film(address) else words[0], "url": address}


def _is_film(address: str) -> bool:
    return address.startswith("data:video/") or address.partition("?")[0].lower().endswith((".mp4", ".mov", ".webm"))


def _word(value: Any, rule: Rule, _model: str) -> Any:
    """The model's own spelling of a word: `720p` and `720P` are the same, and `1080p` is `fhd`, or 1080."""
    allowed = rule.get("enum", ())
    if value in allowed or not isinstance(value, str):
        return value
    for word in (value.lower(), _PIXELS.get(value.lower()), value.lower().removesuffix("p")):
        for known in allowed:
            if word == str(known).lower():
                return known
    return value


def _shape(value: Any, rule: Rule, _model: str) -> Any:
    """An aspect ratio; where a model takes pixels such as `1280:720` instead, those with this ratio."""
    allowed = rule.get("enum", ())
    wanted = _ratio(value)
    if value in allowed or wanted is None:
        return value
    near = [known for known in allowed if (ratio := _ratio(known)) and math.isclose(ratio, wanted, rel_tol=0.01)]
    return near[0] if near else value


def _ratio(value: Any) -> float | None:
    width, _, height = str(value).partition(":")
    return int(width) / int(height) if width.isdigit() and height.isdigit() and int(height) else None


def _whole(value: Any, rule: Rule, _model: str) -> Any:
    """Seconds as the whole number that models take: `5.0` too."""
    if rule.get("type") not in ("integer", "number"):
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else value


_CONVERT: dict[str, Callable[[Any, Rule, str], Any]] = {
    **{name: _files for names in FILE_NAMES.values() for name in names},
    "resolution": _word,
    "output_format": _word,
    "aspect_ratio": _shape,
    "duration": _whole,
}
