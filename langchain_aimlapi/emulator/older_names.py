"""Video requests as older pages write them: vendors' own addresses, and what parameters were called there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.catalogue import Endpoint, ModelCard

VENDORS = ("alibaba", "bytedance", "google", "kling", "luma-ai", "minimax", "pixverse", "runway")
"""Those who have an address of their own: `/v2/generate/video/{vendor}/generation`."""
_TODAY = {
    "first_frame_image": "image_url",
    "ratio": "aspect_ratio",
    "last_image_url": "tail_image_url",
    "tail_image_url": "last_image_url",
}


def serves(vendor: str, card: ModelCard) -> bool:
    """Whether a vendor's address serves a model: its own, or one whose maker has no such address."""
    homeless = vendor in VENDORS and not any(_made_by(other, card) for other in VENDORS)
    return homeless or _made_by(vendor, card)


def with_todays_names(body: Mapping[str, Any], card: ModelCard, endpoint: Endpoint, *, older: bool) -> dict[str, Any]:
    """The body with parameters under the names of today's schema.

    Args:
        body: The request.
        card: The model.
        endpoint: Today's endpoint of it.
        older: Whether it came to a vendor's address. At today's, only what the model's own page writes is understood.
    """
    known, named = endpoint.parameters, dict(body)
    for old, new in _TODAY.items():
        spoken = older or old in card.example_parameters
        if spoken and old in named and old not in known and new in known and new not in named:
            named[new] = named.pop(old)
    return named


def _made_by(vendor: str, card: ModelCard) -> bool:
    words = f"{card.id} {card.vendor}".lower().replace(" ", "-")
    return vendor in words
