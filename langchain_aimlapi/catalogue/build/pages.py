"""What the pages' own programs and transcripts show, and the specifications lack.

Three kinds of gap: a name that a page calls and no specification has, though another spelling of the model, or another
speed of it, has one; an older spelling; a parameter that a page's example sends although the request schema lacks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

SAME_REQUEST = {
    "veed/fabric-1.0-fast": "veed/fabric-1.0",
    "openai/gpt-5": "openai/gpt-5-2025-08-07",
    "minimax/speech-2-5-hd-preview": "minimax/speech-2.5-hd-preview",
    "kling-video/v3/turbo/pro/image-to-video": "klingai/video-v3-turbo-pro-image-to-video",
    "kling-video/v3/turbo/pro/text-to-video": "klingai/video-v3-turbo-pro-text-to-video",
    "kling-video/v3/turbo/standard/image-to-video": "klingai/video-v3-standard-turbo-image-to-video",
    "kling-video/v3/turbo/standard/text-to-video": "klingai/video-v3-standard-turbo-text-to-video",
}
"""Names that pages call, and the name whose requests they take."""
FURTHER_ENDPOINTS = {"openai/gpt-5-2": ("openai/gpt-5-1", "/v1/responses")}
"""Names that the service's own SDK calls at a further endpoint, and the name whose requests they take there."""
OLDER_SPELLINGS = {"sber-ai/kandinsky5-distill-t2v": ("sber-ai/kandinsky5-distill",)}
"""Names that programs of older pages use, by the name of today."""
_KLING_1 = ("kling-video/v1/standard", "kling-video/v1/pro", "kling-video/v1.6/standard", "kling-video/v1.6/pro")
_USED = {
    "aspect_ratio": ("bytedance/seedream-3.0",),
    "duration": ("alibaba/wan2.2-i2v-plus",),
    "enable_thinking": (
        "alibaba/qwen3-235b-a22b-thinking-2507",
        "alibaba/qwen3-coder-480b-a35b-instruct",
        "alibaba/qwen3-next-80b-a3b-instruct",
        "alibaba/qwen3-next-80b-a3b-thinking",
    ),
    "encoding_format": (  # `float`, which is what they all answer
        "voyage-2",
        "voyage-code-2",
        "voyage-finance-2",
        "voyage-large-2",
        "voyage-large-2-instruct",
        "voyage-law-2",
        "voyage-multilingual-2",
        "text-multilingual-embedding-002",
        "alibaba/qwen-text-embedding-v3",
        "alibaba/qwen-text-embedding-v4",
    ),
    "first_frame_image": (
        "video-01",
        "video-01-live2d",
        "minimax/hailuo-02",
        "minimax/hailuo-2.3",
        "minimax/hailuo-2.3-fast",
    ),
    "guidance_scale": ("blackforestlabs/flux-2-pro-edit",),
    "last_image_url": ("pixverse/v5/transition", "alibaba/wan-2-6-image-to-video-flash"),
    "ratio": (
        "gen3a_turbo",
        "runway/gen4_turbo",
        "runway/gen4_aleph",
        "runway/act_two",
        *(f"{name}/{way}-to-video" for name in _KLING_1 for way in ("text", "image")),
    ),
    "tail_image_url": (
        "google/veo-3-1-lite-generate-preview",
        "google/veo-3.1-lite-generate-001",
        "veo-3.1-lite-generate-001",
        "alibaba/wan-2-6-image-to-video-flash",
    ),
}
"""Parameters that examples send, and the models on whose pages they do."""


def with_pages(catalogue: Json) -> dict[str, Any]:
    """The collected records with what the pages show."""
    records = {record["id"]: dict(record) for record in catalogue["models"]}
    for name, record in records.items():
        if name in OLDER_SPELLINGS:
            record["aliases"] = [*(record.get("aliases") or ()), *OLDER_SPELLINGS[name]]
    for name, twin in SAME_REQUEST.items():
        if twin in records:
            records[name] = _called(name, records.get(name), records[twin])
    for name, (twin, path) in FURTHER_ENDPOINTS.items():
        if name in records and twin in records:
            records[name]["endpoints"] = _with(records[name]["endpoints"], records[twin]["endpoints"], path)
    for parameter, names in _USED.items():
        for name in names:
            if name in records:
                records[name]["example_parameters"] = [*records[name].get("example_parameters", ()), parameter]
    return {**catalogue, "models": list(records.values())}


def _with(own: list[Json], others: list[Json], path: str) -> list[Json]:
    """The endpoints with the other's at a path, unless there is an own one."""
    return [*own, *(each for each in others if each["path"] == path and path not in [e["path"] for e in own])]


def _called(name: str, record: Json | None, twin: Json) -> dict[str, Any]:
    """The record of a name that a page calls; one that has a specification of its own is left alone."""
    if record is not None and record.get("endpoints"):
        return dict(record)
    own = record or {"id": name, "vendor": twin["vendor"], "family": twin["family"], "status": "documented"}
    return {**own, "endpoints": twin["endpoints"]}
