"""How large a picture is to be: every spelling of the models, as pixels. Pure."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.emulator.family import FamilyCall

PRESETS = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
LONG_SIDES = {"1K": 1024, "1.5K": 1536, "2K": 2048, "4K": 4096}
DEFAULT = (1024, 1024)
Size = tuple[int, int]


def picture_size(call: FamilyCall, source: Size | None) -> Size:
    """Width and height in pixels.

    Args:
        call: The request; explicit sizes win over the model's defaults.
        source: Size of the first input picture, where it is known.
    """
    asked = _asked(call.body)
    if asked is not None:
        return asked
    if source is not None:
        return _grown(source, call.body)
    defaults = {name: call.parameter(name) for name in ("size", "image_size", "aspect_ratio", "resolution")}
    return _asked({name: value for name, value in defaults.items() if value is not None}) or DEFAULT


def _asked(body: dict[str, Any]) -> Size | None:
    size = body.get("image_size") or body.get("size")
    if isinstance(size, dict):
        return int(size.get("width", 1024)), int(size.get("height", 768))
    if isinstance(size, str) and size in PRESETS:
        return PRESETS[size]
    if isinstance(size, str) and "x" in size:
        width, _, height = size.partition("x")
        return int(width), int(height)
    long = LONG_SIDES.get(str(size or body.get("resolution") or "").upper())
    ratio = body.get("aspect_ratio")
    if isinstance(ratio, str) and ":" in ratio:
        return _shaped(ratio, long or 1024)
    return (long, long) if long and size else None


def _shaped(ratio: str, long: int) -> Size:
    width, height = map(float, ratio.split(":"))
    scale = long / max(width, height)
    return round(width * scale), round(height * scale)


def _grown(source: Size, body: dict[str, Any]) -> Size:
    """The input's size, or what an upscaler makes of it."""
    long = LONG_SIDES.get(str(body.get("resolution") or "").upper())
    scale = long / max(source) if long else 1.0
    return max(1, round(source[0] * scale)), max(1, round(source[1] * scale))
