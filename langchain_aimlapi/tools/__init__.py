"""Tools for agents, one file per family; each also has plain methods for programs without an agent."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_aimlapi.tools.images import AIMLAPIImageGenerator
    from langchain_aimlapi.tools.speech import AIMLAPISpeech

_HOMES = {
    "AIMLAPIImageGenerator": "langchain_aimlapi.tools.images",
    "AIMLAPISpeech": "langchain_aimlapi.tools.speech",
}

__all__ = ["AIMLAPIImageGenerator", "AIMLAPISpeech"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
