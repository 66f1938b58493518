"""LangChain's model profiles, out of the catalogue."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.catalogue import ModelCard, get_model
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_core import language_models as core_language_models
else:
    core_language_models = LazyModule("langchain_core.language_models")


def model_profile(name: str) -> core_language_models.ModelProfile | None:
    """What a model can do, in LangChain's words; None for a name that the catalogue lacks.

    A key is left out where nobody says. Warns once when the model is deprecated.

    Args:
        name: The model's name or an alias.
    """
    card = get_model(name)
    if not card.known or card.family != "chat":
        return None
    return {key: [*value] if isinstance(value, tuple) else value for key, value in _facts(card.id)}  # type: ignore[return-value]


@cache
def _facts(name: str) -> tuple[tuple[str, Any], ...]:
    """What is known about a model, kept: each model object has a profile of its own made of it."""
    card = get_model(name, warn=False)
    facts = {**_identity(card), **_limits(card), **_modalities(card), **_abilities(card)}
    return tuple((key, value) for key, value in facts.items() if value is not None)


def _identity(card: ModelCard) -> dict[str, Any]:
    return {
        "name": card.name,
        "status": card.status,
        "release_date": card.release_date,
        "open_weights": card.open_weights,
    }


def _limits(card: ModelCard) -> dict[str, Any]:
    return {
        "max_input_tokens": card.max_input_tokens or card.context_window,
        "max_output_tokens": card.max_output_tokens,
    }


def _modalities(card: ModelCard) -> dict[str, Any]:
    parts = {kind for shape in (card.message_shapes or {}).values() for kind in shape.get("content", ())}
    words = {word.partition("(")[0] for word in parts}
    takes_images = "vision" in card.capabilities
    return {
        "text_inputs": True,
        "text_outputs": True,
        "image_inputs": takes_images,
        "image_url_inputs": takes_images and "image_url" in words,
        "pdf_inputs": "file_input" in card.capabilities,
        "audio_inputs": "audio_input" in card.capabilities,
        "video_inputs": "video_input" in card.capabilities,
        "audio_outputs": "audio_output" in card.capabilities,
        "image_outputs": "image" in card.output_modalities,
    }


def _abilities(card: ModelCard) -> dict[str, Any]:
    has = card.capabilities
    return {
        "tool_calling": "tools" in has,
        "tool_choice": bool(card.accepts("tool_choice")),
        "structured_output": "structured_output" in has,
        "reasoning_output": "reasoning" in has,
        "reasoning_effort_levels": card.reasoning_efforts or None,
        "temperature": "temperature" in has,
        "attachment": "file_input" in has,
    }
