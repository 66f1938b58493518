"""Which vendor's rules a model has, and how a vendor's refusal reaches the caller. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.catalogue import ModelCard
from langchain_aimlapi.emulator.errors import VendorRefusalError
from langchain_aimlapi.emulator.vendors import reply_style

ALIBABA = "alibaba"
ANTHROPIC = "anthropic"
DEEPSEEK = "deepseek"
GOOGLE = "google"
MISTRAL = "mistral"
MOONSHOT = "moonshot"
OPENAI = "openai"
XAI = "xai"
_VENDORS: Mapping[str, tuple[str, str]] = {
    # the catalogue's vendor → our key, and what the id of a model has in it that the vendor itself serves
    "Alibaba Cloud": (ALIBABA, ""),
    "Anthropic": (ANTHROPIC, ""),
    "DeepSeek": (DEEPSEEK, ""),
    "Google": (GOOGLE, "gemini"),
    "Mistral AI": (MISTRAL, ""),
    "Moonshot": (MOONSHOT, ""),
    "OpenAI": (OPENAI, ""),
    "xAI": (XAI, ""),
}


def vendor_of(card: ModelCard) -> str:
    """The vendor whose rules a model has; empty for open models, which anybody serves, and where no rules are known.

    Args:
        card: The model.
    """
    vendor, mark = _VENDORS.get(card.vendor or "", ("", ""))
    return vendor if mark in card.id.lower() and "gpt-oss" not in card.id else ""


def behind_gateway(card: ModelCard, parameters: Mapping[str, Any]) -> bool:
    """Whether another gateway stands between the service and the vendor, which makes some things good by itself."""
    return reply_style(card, parameters) == "generic"


def refuse_first(faults: Iterable[str]) -> None:
    """Refuse with the first fault, if there is one.

    Raises:
        VendorRefusalError: There is one.
    """
    for fault in faults:
        raise VendorRefusalError(fault)
