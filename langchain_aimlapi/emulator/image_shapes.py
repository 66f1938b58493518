"""The shapes of image answers, by model. Pure.

Most answers have the pictures under ``data``, those of models hosted elsewhere under ``images``, some under both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from langchain_aimlapi.emulator.family import FamilyCall

Json = dict[str, Any]

_ONLY_IMAGES = re.compile(
    r"flux(-pro|-realism|/dev|/schnell|/kontext|-pro/v1)|stable-diffusion-v3|recraft|imagen4/preview|gemini-2\.5-flash-image$"
)
_BOTH = re.compile(r"seedream-v4|/uso$|flux/srpo|gemini-2\.5-flash-image-edit|nano-banana-edit")
_MEASURES = ("width", "height", "content_type")


def image_body(call: FamilyCall, items: list[Json], created: int) -> Json:
    """The answer's body without ``meta``.

    Args:
        call: The request.
        items: The pictures: ``url`` or ``b64_json``, and ``width``, ``height``, ``content_type``, ``file_name``,
            ``file_size``.
        created: Unix time, seconds.
    """
    name = call.card.id
    if _ONLY_IMAGES.search(name):
        return _images(call, items)
    data: Json = {"data": [_entry(call, item) for item in items]}
    if _BOTH.search(name):
        return _images(call, items) | data
    stamp = created * 1000 if call.card.vendor in ("Alibaba Cloud", "Microsoft") else created
    return {"created": stamp, **data, **_extras(call)}


def _images(call: FamilyCall, items: list[Json]) -> Json:
    known = ("url", "width", "height", "content_type", "file_name", "file_size")
    return {
        "images": [{key: item[key] for key in known if item.get(key) is not None} for item in items],
        "timings": {"inference": 0.5},
        "seed": call.body.get("seed", 7),
        "has_nsfw_concepts": [False] * len(items),
        "prompt": call.body.get("prompt", ""),
        **({"description": "A mosaic."} if re.search("gemini|banana", call.card.id) else {}),
    }


def _entry(call: FamilyCall, item: Json) -> Json:
    entry = {"url": item.get("url"), "b64_json": item.get("b64_json")}
    if call.card.vendor != "OpenAI":  # whose entries are OpenAI's own
        entry |= {name: item[name] for name in _MEASURES}
    for pattern, extra in _ENTRY_EXTRAS.items():
        if pattern in call.card.id:
            entry |= extra(call, item)
    return entry


_ENTRY_EXTRAS: Mapping[str, Callable[[FamilyCall, Json], Json]] = {
    "imagen": lambda call, item: {"mime_type": item["content_type"], "prompt": f"{call.body['prompt']}, in detail"},
    "reve/": lambda call, _: {"request_id": call.inference_id, "content_violation": False},
    "seedream-": lambda _, item: {"size": f"{item['width']}x{item['height']}"},
    "grok": lambda call, item: {"mime_type": item["content_type"], "revised_prompt": f"{call.body['prompt']}."},
    "dall-e-3": lambda call, _: {"revised_prompt": f"{call.body['prompt']}, in detail"},
}


def _extras(call: FamilyCall) -> Json:
    if "gpt-image" not in call.card.id:
        return {}
    tokens = len(str(call.body.get("prompt", "")).split())
    usage = {
        "input_tokens": tokens,
        "output_tokens": 1056,
        "total_tokens": tokens + 1056,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": tokens},
    }
    names = ("background", "output_format", "quality", "size")
    return {**{name: call.parameter(name) for name in names}, "usage": usage}
