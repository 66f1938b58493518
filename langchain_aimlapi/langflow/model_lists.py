"""Which models there are: the service's own list when it can be had, else the catalogue. Needs no lfx."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.catalogue import ModelCard, find_models, get_model
from langchain_aimlapi.catalogue.build.live import rows_from_list
from langchain_aimlapi.catalogue.cards import card_from_row
from langchain_aimlapi.search_request import searches

JSON = dict[str, Any]

PREFERRED = {
    "chat": (
        "gpt-4o-mini",
        "openai/gpt-5-4",
        "anthropic/claude-sonnet-4.6",
        "google/gemini-3-5-flash",
        "deepseek/deepseek-v4-pro",
    ),
    "embedding": ("text-embedding-3-small", "text-embedding-3-large", "alibaba/qwen-text-embedding-v4"),
    "image": ("flux/schnell",),
    "video": ("google/veo-3.1-t2v",),
    "tts": ("openai/gpt-4o-mini-tts",),
    "stt": ("nova-3",),
    "ocr": ("mistral/mistral-ocr-latest",),
    "search": ("perplexity/sonar", "perplexity/sonar-pro"),
}
"""What stands first in lists. Langflow offers the first five of a provider before anybody has chosen, and tries a new
key with the very first one, which should be cheap."""
MODEL_TYPES = {"llm": "chat", "embeddings": "embedding"}
"""Langflow's words for the families that its model pickers know."""
LIST_TIMEOUT = 5.0
KEEP_SECONDS = 60.0
KEEP_FAILURE_SECONDS = 15.0


class ServiceLists:
    """The service's list of models by address, kept for a minute: pickers ask for it whenever a field changes.

    Args:
        clock: Seconds, from any moment on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str | None, tuple[float, list[ModelCard] | None]] = {}

    def cards(self, base_url: str | None = None, *, fresh: bool = False, **connection: Any) -> list[ModelCard] | None:
        """The models of the service's list; None when it cannot be had.

        Args:
            base_url: Address of the service, where it is not the usual one.
            fresh: Whether to ask even if a list is kept.
            **connection: Further arguments of the client, such as an `http_client`.
        """
        with self._lock:
            until, kept = self._kept.get(base_url, (0.0, None))
        if not fresh and self._clock() < until:
            return kept
        found = fetch_cards(base_url=base_url, **connection)
        with self._lock:
            kept_for = KEEP_FAILURE_SECONDS if found is None else KEEP_SECONDS
            self._kept[base_url] = (self._clock() + kept_for, found)
        return found

    def forget(self) -> None:
        """Ask anew next time."""
        with self._lock:
            self._kept.clear()


SERVICE_LISTS = ServiceLists()


def fetch_cards(**connection: Any) -> list[ModelCard] | None:
    """Ask the service for its list, without a key: it needs none, and the address may be anybody's."""
    settings: JSON = {"timeout": LIST_TIMEOUT, "max_retries": 0, **connection, "api_key": lambda: ""}
    try:
        with AIMLAPIClient(**settings) as client:
            listed = client.list_models(include="all").get("data")
    except Exception:  # noqa: BLE001 - a list that cannot be had is none, whatever the reason
        return None
    return cards_of(listed) if isinstance(listed, list) and listed else None


def cards_of(listed: Iterable[Any]) -> list[ModelCard]:
    """The models of rows of the service's list: as the catalogue has them, else as the row says."""
    rows = rows_from_list(listed)
    known = {name: get_model(name, warn=False) for name in rows}
    return [
        card if card.known and card.id == name else card_from_row(name, {**rows[name], "status": "live"})
        for name, card in known.items()
    ]


def belongs(card: ModelCard, family: str) -> bool:
    """Whether a model is of a family; `"search"` are the chat models that search the web."""
    return card.family == family or (family == "search" and card.family == "chat" and searches(card))


def catalogue_cards(family: str) -> list[ModelCard]:
    """The models of a family that the catalogue believes can be called."""
    return [card for card in find_models(status=("live", "documented")) if belongs(card, family)]


def family_cards(family: str, cards: Iterable[ModelCard] | None) -> list[ModelCard]:
    """The models of a family, the preferred ones first; the catalogue's if `cards` is None or has none of them."""
    found = [card for card in cards or () if belongs(card, family)] or catalogue_cards(family)
    return in_order(family, (card for card in found if not card.not_callable))


def model_names(family: str, cards: Iterable[ModelCard] | None = None) -> list[str]:
    """The names of `family_cards`."""
    return [card.id for card in family_cards(family, cards)]


def in_order(family: str, cards: Iterable[ModelCard]) -> list[ModelCard]:
    """Preferred models first, the others by name."""
    ranks = {name: rank for rank, name in enumerate(PREFERRED.get(family, ()))}
    return sorted(cards, key=lambda card: (ranks.get(card.id, len(ranks)), card.id.lower()))


def picker_rows(model_type: str, cards: Iterable[ModelCard] | None = None) -> list[JSON]:
    """Rows for Langflow's model pickers.

    Args:
        model_type: `"llm"` or `"embeddings"`.
        cards: The service's list; None for the catalogue.
    """
    family = MODEL_TYPES.get(model_type)
    if family is None:
        return []
    preferred = PREFERRED[family]
    return [_picker_row(card, model_type, default=card.id in preferred) for card in family_cards(family, cards)]


def _picker_row(card: ModelCard, model_type: str, *, default: bool) -> JSON:
    return {
        "name": card.id,
        "icon": "AIML",
        "model_type": model_type,
        "tool_calling": "tools" in card.capabilities,
        "reasoning": fixed_temperature(card),
        "search": "web_search" in card.capabilities,
        "preview": False,
        "not_supported": False,
        "deprecated": card.status in ("deprecated", "retired"),
        "default": default,
        "created": 0,
    }


def fixed_temperature(card: ModelCard) -> bool:
    """Whether a model thinks and takes no temperature: what Langflow's word `reasoning` decides is just that."""
    return "reasoning" in card.capabilities and card.accepts("temperature") is False
