"""The size of a picture, however the user says it, in the one way that a model understands. Pure.

Models want pixels in one text (`size`), pixels as an object or a word (`image_size`), a shape (`aspect_ratio`) or a
number of thousands of pixels (`resolution`). https://docs.aimlapi.com/api-references/image-models
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.schema_rules import as_typed, refusal
from langchain_aimlapi.call_params import complain
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import media_request as media_request_module
else:
    media_request_module = LazyModule("langchain_aimlapi.media_request")

JSON = dict[str, Any]
Rule = Mapping[str, Any]
Schema = Mapping[str, Rule]

PRESETS = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
"""Pixels of the words for sizes that many models share."""
SIDES = {"1K": 1024, "1.5K": 1536, "2K": 2048, "4K": 4096}
"""Side, in pixels, of the square that has as many pixels as a picture of this resolution."""
SIZE_NAMES = ("size", "width", "height", "aspect_ratio")
TOLERANCE = 0.02
"""How far, as a share, a shape may be from the one asked for."""
STEP = 32
"""Pixels that computed sides are a multiple of; Flux takes no others."""
_PIXELS = re.compile(r"\s*(\d+)\s*[xX*]\s*(\d+)\s*")
_RATIO = re.compile(r"\s*(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)\s*")
Pixels = tuple[int, int]


def spell_size(
    wanted: Mapping[str, Any], schema: Schema | None, model: str, policy: media_request_module.Policy
) -> JSON:
    """The parameters of the body that ask for a size.

    Args:
        wanted: Some of `size` (`"1024x768"`, a pair, a word of the model or of `PRESETS`, `"2K"`), `width` and
            `height`, and `aspect_ratio` (`"16:9"`).
        schema: What the model takes; None when nobody knows.
        model: The model, for texts.
        policy: What to do when the model takes shapes only and exact pixels were asked for.

    Raises:
        InvalidRequestError: If the wishes contradict each other, or the model cannot fulfil them.

    Example:
        ```python
        from langchain_aimlapi.catalogue import get_model
        from langchain_aimlapi.image_sizes import spell_size

        flux, imagen = get_model("flux/dev").parameters, get_model("imagen-3.0-generate-002").parameters
        assert spell_size({"size": "640x512"}, flux, "", "warn") == {"image_size": {"width": 640, "height": 512}}
        assert spell_size({"aspect_ratio": "16:9"}, flux, "", "warn") == {"image_size": "landscape_16_9"}
        assert spell_size({"size": "landscape_16_9"}, imagen, "", "send") == {"aspect_ratio": "16:9"}
        ```
    """
    pixels, word, shape = _read(wanted)
    if schema is None:
        return _as_usual(pixels, word, shape)
    if word is not None:
        found = _spell_word(word, schema)
        if found is not None:
            return found if shape is None else _with_shape(found, word, shape, schema)
        pixels, word = _pixels_of_word(word, shape, schema, model), None
    if pixels is not None:
        return _spell_pixels(pixels, schema, model, policy)
    return _spell_shape(shape, schema, model) if shape is not None else {}


def _read(wanted: Mapping[str, Any]) -> tuple[Pixels | None, str | None, str | None]:
    """Pixels, or a word; and a shape."""
    size, width, height = wanted.get("size"), wanted.get("width"), wanted.get("height")
    if (width is None) != (height is None):
        raise InvalidRequestError("width and height belong together: give both, or an aspect_ratio")
    if size is not None and width is not None:
        raise InvalidRequestError("size and width with height say the same: give one of them")
    pixels = _pixels(size) if width is None else _pixels((width, height))
    shape = wanted.get("aspect_ratio")
    if pixels is not None and shape is not None:
        raise InvalidRequestError("aspect_ratio and a size in pixels contradict each other: give one of them")
    word = size if isinstance(size, str) and pixels is None else None
    return pixels, word, shape


def _pixels(size: Any) -> Pixels | None:
    if size is None:
        return None
    if isinstance(size, str):
        match = _PIXELS.fullmatch(size)
        return (int(match[1]), int(match[2])) if match else None
    if isinstance(size, dict):
        size = (size.get("width"), size.get("height"))
    pair = tuple(as_typed(side, {"type": "integer"}) for side in size) if isinstance(size, (tuple, list)) else ()
    if len(pair) != 2 or not all(type(side) is int and side > 0 for side in pair):  # noqa: PLR2004 - two sides
        raise InvalidRequestError(f"size must be a text such as '1024x768' or two whole numbers, not {size!r}")
    return pair


def _as_usual(pixels: Pixels | None, word: str | None, shape: str | None) -> JSON:
    """OpenAI's names, for a model that nobody knows."""
    size = f"{pixels[0]}x{pixels[1]}" if pixels else word
    return {name: value for name, value in (("size", size), ("aspect_ratio", shape)) if value is not None}


# Words


def _spell_word(word: str, schema: Schema) -> JSON | None:
    """The word in the field that has it, in the model's own case."""
    for name in ("size", "image_size", "resolution", "aspect_ratio"):
        known = next((each for each in _words(schema.get(name, {})) if each.lower() == word.lower()), None)
        if known is not None:
            return {name: known}
    return None


def _words(rule: Rule) -> list[str]:
    branches = [rule, *rule.get("any_of", ())]
    return [word for branch in branches for word in branch.get("enum", ()) if isinstance(word, str)]


def _with_shape(found: JSON, word: str, shape: str, schema: Schema) -> JSON:
    """A word for the number of pixels and a shape together."""
    if "aspect_ratio" in schema:
        return {**found, "aspect_ratio": shape}
    bounds = _bounds(schema)
    if bounds is None or word.upper() not in SIDES:
        raise InvalidRequestError(f"aspect_ratio and size={word!r} contradict each other: give one of them")
    width, height = _shaped(_ratio(shape), SIDES[word.upper()], bounds)
    return {"image_size": {"width": width, "height": height}}


def _pixels_of_word(word: str, shape: str | None, schema: Schema, model: str) -> Pixels:
    """Pixels for a word that the model does not have.

    Raises:
        InvalidRequestError: If it is nobody's word.
    """
    if word in PRESETS and shape is None:
        return PRESETS[word]
    side = SIDES.get(word.upper())
    if side is None:
        known = [each for name in ("size", "image_size", "resolution") for each in _words(schema.get(name, {}))]
        raise refusal(
            "size", word, "pixels such as '1024x768' or one of " + ", ".join(map(repr, known or PRESETS)), model
        )
    return _shaped(_ratio(shape or "1:1"), side, _bounds(schema) or (1, side * 4))


# Pixels


def _spell_pixels(pixels: Pixels, schema: Schema, model: str, policy: media_request_module.Policy) -> JSON:
    width, height = pixels
    if "size" in schema:
        return {"size": f"{width}x{height}"}
    if _bounds(schema) is not None:
        return {"image_size": {"width": width, "height": height}}
    if "aspect_ratio" not in schema:
        return {"size": f"{width}x{height}"}  # unknown to the model, which is told like any other such parameter
    shape = _nearest(width / height, _words(schema["aspect_ratio"]))
    if shape is None:
        raise refusal(
            "size", f"{width}x{height}", "of a shape among " + ", ".join(_words(schema["aspect_ratio"])), model
        )
    text = (
        f"{model} takes shapes, not pixels: {width}x{height} is sent as {shape}, and the picture may be of another size"
    )
    complain(text, policy, (FieldIssue(field="size", message="is not known to the model in pixels"),))
    return {"aspect_ratio": shape, **_resolution(pixels, schema)}


def _resolution(pixels: Pixels, schema: Schema) -> JSON:
    side = math.sqrt(pixels[0] * pixels[1])
    known = [word for word in _words(schema.get("resolution", {})) if word.upper() in SIDES]
    if not known:
        return {}
    return {"resolution": min(known, key=lambda word: abs(math.log(SIDES[word.upper()] / side)))}


def _bounds(schema: Schema) -> tuple[int, int] | None:
    """Least and most pixels of a side, where the model takes pixels; 1 to 100,000 where it does not say."""
    branches = [schema.get("image_size", {}), *schema.get("image_size", {}).get("any_of", ())]
    sides = next((branch["properties"] for branch in branches if "width" in branch.get("properties", {})), None)
    if sides is None:
        return None
    return int(sides["width"].get("min", 1)), int(sides["width"].get("max", 100_000))


# Shapes


def _spell_shape(shape: str, schema: Schema, model: str) -> JSON:
    if "aspect_ratio" in schema:
        return {"aspect_ratio": shape}
    ratio = _ratio(shape)
    preset = next(_presets(ratio, _words(schema.get("image_size", {}))), None)
    if preset is not None:
        return {"image_size": preset}
    bounds = _bounds(schema)
    if bounds is not None:
        width, height = _shaped(ratio, 1024, bounds)
        return {"image_size": {"width": width, "height": height}}
    sizes = _words(schema.get("size", {}))
    if not sizes:
        return {"aspect_ratio": shape}  # unknown to the model
    fitting = [size for size in sizes if _is_near(_size_ratio(size), ratio)]
    if not fitting:
        raise refusal("aspect_ratio", shape, "the shape of one of " + ", ".join(sizes), model)
    return {"size": fitting[0]}


def _presets(ratio: float, words: list[str]) -> Iterator[str]:
    return (word for word in words if word in PRESETS and _is_near(PRESETS[word][0] / PRESETS[word][1], ratio))


def _ratio(shape: Any) -> float:
    match = _RATIO.fullmatch(shape) if isinstance(shape, str) else None
    if match is None or not (float(match[1]) and float(match[2])):
        raise InvalidRequestError(f"aspect_ratio must be a text such as '16:9', not {shape!r}")
    return float(match[1]) / float(match[2])


def _nearest(ratio: float, shapes: list[str]) -> str | None:
    near = [shape for shape in shapes if _RATIO.fullmatch(shape) and _is_near(_ratio(shape), ratio)]
    return min(near, key=lambda shape: abs(_ratio(shape) - ratio), default=None)


def _size_ratio(size: str) -> float:
    pixels = _pixels(size)
    return pixels[0] / pixels[1] if pixels else 0.0


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * other


def _shaped(ratio: float, side: int, bounds: tuple[int, int]) -> Pixels:
    """Sides of a shape with as many pixels as a square, as far as the bounds allow, in steps."""
    low, high = bounds
    width, height = side * math.sqrt(ratio), side / math.sqrt(ratio)
    scale = min(1.0, high / max(width, height))
    scale = max(scale, low / min(width * scale, height * scale) * scale)
    return _step(width * scale), _step(height * scale)


def _step(side: float) -> int:
    return max(STEP, round(side / STEP) * STEP)
