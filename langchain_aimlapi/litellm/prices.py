"""The catalogue in LiteLLM's cost-map form: limits, prices and abilities of every model. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.catalogue import ModelCard, find_models
from langchain_aimlapi.litellm.supported import takes

JSON = dict[str, Any]

PROVIDER = "aimlapi"
PREFIX = f"{PROVIDER}/"
STATUSES = ("live", "documented", "orphan", "deprecated", "retired")
CALLABLE_FAMILIES = ("chat", "embedding", "image")
"""The families that LiteLLM can hand to a provider of its users; `docs/litellm.md` says what to do with the others."""
MODES = {
    "chat": "chat",
    "embedding": "embedding",
    "image": "image_generation",
    "video": "video_generation",
    "tts": "audio_speech",
    "stt": "audio_transcription",
    "moderation": "moderation",
    "ocr": "ocr",
    "search": "search",
}
"""Families and LiteLLM's word for each; a family without one keeps its own."""
ABILITIES = {
    "tools": ("supports_function_calling", "supports_tool_choice"),
    "structured_output": ("supports_response_schema",),
    "reasoning": ("supports_reasoning",),
    "vision": ("supports_vision",),
    "file_input": ("supports_pdf_input",),
    "audio_input": ("supports_audio_input",),
    "video_input": ("supports_video_input",),
    "audio_output": ("supports_audio_output",),
    "web_search": ("supports_web_search",),
    "streaming": ("supports_native_streaming",),
}
ASKED_FOR_BY = {
    "supports_function_calling": "tools",
    "supports_tool_choice": "tool_choice",
    "supports_response_schema": "response_format",
    "supports_reasoning": "reasoning_effort",
    "supports_web_search": "web_search_options",
}
"""By ability: OpenAI's parameter that asks for it."""
_MILLION = 1_000_000
_PRICE = re.compile(r"cost_per_|token_cost|^tiered_pricing$")
"""How LiteLLM names prices: `input_cost_per_token`, `cache_read_input_token_cost`, …"""


def cost_map() -> dict[str, JSON]:
    """An entry for every name of the catalogue, under LiteLLM's name for it."""
    return {PREFIX + card.id: cost_entry(card) for card in find_models(status=STATUSES)}


def callable_models() -> list[str]:
    """LiteLLM's names of the models that can be called through it today, in order."""
    return [PREFIX + card.id for card in callable_cards(find_models(family=CALLABLE_FAMILIES))]


def callable_cards(cards: Iterable[ModelCard]) -> list[ModelCard]:
    """Those of the models that the service was not seen to refuse."""
    return [card for card in cards if not card.not_callable and card.endpoints]


def cost_entry(card: ModelCard) -> JSON:
    """What LiteLLM wants to know of a model; what nobody knows is left out."""
    entry: JSON = {
        "litellm_provider": PROVIDER,
        "mode": MODES.get(card.family, card.family),
        "max_tokens": card.max_output_tokens or card.context_window,
        "max_input_tokens": card.max_input_tokens or card.context_window,
        "max_output_tokens": card.max_output_tokens,
        "output_vector_size": card.dimensions,
        **_prices(card),
    }
    return {**{key: value for key, value in entry.items() if value is not None}, **_abilities(card)}


def _prices(card: ModelCard) -> JSON:
    prices = card.prices
    if prices is None:
        return {}
    return {
        "input_cost_per_token": _per_token(prices.input),
        "output_cost_per_token": _per_token(prices.output),
        "cache_read_input_token_cost": _per_token(prices.cache_read),
        "output_cost_per_image": prices.per_image,
    }


def _per_token(per_million: float | None) -> float | None:
    return None if per_million is None else per_million / _MILLION


def _abilities(card: ModelCard) -> dict[str, bool]:
    """What a chat model can do.

    Where a parameter asks for it, the model's page decides: an ability that no call may ask for is none, and what every
    call may ask for is one. Of a model without a page the catalogue's word is taken, and everything may be sent.
    """
    if card.family != "chat":
        return {}
    told = {name: word in card.capabilities for word, names in ABILITIES.items() for name in names}
    told["supports_response_schema"] |= told["supports_function_calling"]
    if card.parameters is not None:
        told |= {ability: takes(card, name) for ability, name in ASKED_FOR_BY.items()}
    told["supports_prompt_caching"] = card.prices is not None and card.prices.cache_read is not None
    return {**told, "supports_system_messages": True}


def deployment_params(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What LiteLLM knows of the deployment that is called: handlers of images find it with the logging object only."""
    return given.get("litellm_params") or getattr(given.get("logging_obj"), "litellm_params", None) or {}


def has_own_prices(litellm_params: Mapping[str, Any] | None) -> bool:
    """Whether the deployment that was called has prices of its own, zero among them.

    Args:
        litellm_params: The deployment's parameters, with its `model_info` in the metadata, as a handler gets them.

    Example:
        >>> has_own_prices({"input_cost_per_token": 0}), has_own_prices({"metadata": {"model_info": {"id": "1"}}})
        (True, False)
    """
    params = litellm_params or {}
    infos = [(params.get(place) or {}).get("model_info") or {} for place in ("metadata", "litellm_metadata")]
    return any(value is not None and _PRICE.search(name) for told in (params, *infos) for name, value in told.items())
