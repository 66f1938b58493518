"""The rows of the model list, made from the catalogue, and the filters on them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from langchain_aimlapi.catalogue import Endpoint, ModelCard, find_models, get_model

Json = dict[str, Any]
SECTIONS = ("pricing", "modalities", "capabilities")
FILTERS = ("id", "type", "tags", "modalities", "input_modalities", "output_modalities", "capabilities")
LISTED = ("live", "documented")
EDITING, EDITS_PATH = "openai/image-editing", "/v1/images/edits"
# The capability words of the service's list, by the catalogue's.
_CAPABILITIES = {
    "file_input": ("file_input",),
    "streaming": ("streaming",),
    "structured_output": ("structured_output",),
    "tools": ("tools", "parallel_tool_calls"),
    "vision": ("vision",),
}
_TYPES = {
    "chat": "openai/chat-completions",
    "image": "openai/image-generations",
    "video": "internal/video-generations/submit",
    "embedding": "openai/embeddings",
    "tts": "internal/text-to-speech",
    "stt": "internal/speech-to-text/submit",
    "ocr": "internal/optical-character-recognition",
    "music": "internal/audio-generations",
}


@cache
def listed_cards() -> tuple[ModelCard, ...]:
    """The models the list shows."""
    return tuple(find_models(status=LISTED))


def model_rows(card: ModelCard, base_url: str, sections: Iterable[str], kinds: set[str]) -> list[Json]:
    """The rows of a model, one for each type; ``kinds`` leaves only those, unless the model has none of them."""
    types = model_types(card)
    chosen = [kind for kind in types if kind in kinds] or types
    return [model_row(card, base_url, kind, sections) for kind in chosen]


def model_row(card: ModelCard, base_url: str, kind: str, sections: Iterable[str] = ()) -> Json:
    """One row, whose document is at the base URL; ``sections`` adds some of `SECTIONS`."""
    document = urlencode({"model": card.id, "endpoint": kind})
    row: Json = {
        "id": card.id,
        "aliases": list(card.aliases),
        "type": kind,
        "info": {
            "name": card.name or card.id,
            "developer": card.vendor,
            "description": "",
            "releasedAt": card.release_date,
            "contextLength": card.context_window,
            "outputMax": card.max_output_tokens,
            "cutoffAt": card.knowledge_cutoff,
            "url": f"https://aimlapi.com/models/{card.id.rpartition('/')[2]}",
            "docsUrl": "https://docs.aimlapi.com/",
            "docsJson": f"{base_url}/docs-json?{document}",
        },
        "tags": [],
    }
    return row | {section: _MAKERS[section](card) for section in SECTIONS if section in sections}


def model_types(card: ModelCard) -> tuple[str, ...]:
    """The endpoint types of a model, the main one first."""
    main = _TYPES.get(card.family, f"internal/{card.family}")
    return (main, EDITING) if card.endpoint(EDITS_PATH) else (main,)


def endpoint_of(card: ModelCard, kind: str | None) -> Endpoint | None:
    """The endpoint of a type, the main one if none is named; None if the model has none."""
    if kind not in (None, *model_types(card)):
        return None
    return card.endpoint(EDITS_PATH) if kind == EDITING else card.primary_endpoint


def select(cards: Iterable[ModelCard], query: Mapping[str, set[str]]) -> Iterator[ModelCard]:
    """The cards that fit: the values of one filter are alternatives, all filters have to hold.

    A word that no model has is ignored, except for an id.
    """
    offered = list(cards)
    known = {name: {value for card in offered for value in _values(card, name)} for name in FILTERS if name in query}
    wanted = {name: words if name == "id" else words & known[name] for name, words in query.items()}
    for card in offered:
        if all(words & _values(card, name) for name, words in wanted.items() if words):
            yield card


def row_by_name(name: str, base_url: str) -> Json | None:
    """The full row of an id or alias in any case."""
    card = card_by_name(name)
    return None if card is None else model_row(card, base_url, model_types(card)[0], SECTIONS)


def card_by_name(name: str) -> ModelCard | None:
    """The model of an id or alias in any case."""
    card = get_model(name, warn=False) if name.strip() else None
    known = card is not None and card.known and name.lower() in {card.id.lower(), *map(str.lower, card.aliases)}
    return card if known else None


def _values(card: ModelCard, name: str) -> set[str]:
    values: Iterable[str] = {
        "id": (card.id, *card.aliases),
        "type": model_types(card),
        "tags": (),
        "modalities": (*card.input_modalities, *card.output_modalities),
        "input_modalities": card.input_modalities,
        "output_modalities": card.output_modalities,
        "capabilities": _capabilities(card),
    }[name]
    return {value.lower() for value in values}


def _capabilities(card: ModelCard) -> list[str]:
    return sorted(word for name in card.capabilities for word in _CAPABILITIES.get(name, ()))


def _modalities(card: ModelCard) -> Json:
    return {"input": list(card.input_modalities), "output": list(card.output_modalities)}


def _pricing(card: ModelCard) -> Json | None:
    prices = card.prices
    if prices is None:
        return None
    amounts = (("provided", prices.input), ("generated", prices.output), ("cached", prices.cache_read))
    units = [
        {"name": origin, "origin": origin, "measure": "token", "price": amount, "per": 1_000_000}
        for origin, amount in amounts
        if amount is not None
    ]
    if prices.per_image is not None:
        units.append({"name": "image", "origin": "generated", "measure": "image", "price": prices.per_image, "per": 1})
    return {"kind": "fixed", "units": units}


_MAKERS = {"pricing": _pricing, "modalities": _modalities, "capabilities": _capabilities}
