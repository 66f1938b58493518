"""Tools for agents, one file per family; each also has plain methods for programs without an agent."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_aimlapi.tools.images import AIMLAPIImageGenerator
    from langchain_aimlapi.tools.models_3d import AIMLAPI3DGenerator
    from langchain_aimlapi.tools.music import AIMLAPIMusicGenerator
    from langchain_aimlapi.tools.search import AIMLAPISearch
    from langchain_aimlapi.tools.speech import AIMLAPISpeech
    from langchain_aimlapi.tools.videos import AIMLAPIVideoGenerator
    from langchain_aimlapi.tools.vision import AIMLAPIFeatureRecognition

_HOMES = {
    "AIMLAPI3DGenerator": "langchain_aimlapi.tools.models_3d",
    "AIMLAPIFeatureRecognition": "langchain_aimlapi.tools.vision",
    "AIMLAPIImageGenerator": "langchain_aimlapi.tools.images",
    "AIMLAPIMusicGenerator": "langchain_aimlapi.tools.music",
    "AIMLAPISearch": "langchain_aimlapi.tools.search",
    "AIMLAPISpeech": "langchain_aimlapi.tools.speech",
    "AIMLAPIVideoGenerator": "langchain_aimlapi.tools.videos",
}

__all__ = [
    "AIMLAPI3DGenerator",
    "AIMLAPIFeatureRecognition",
    "AIMLAPIImageGenerator",
    "AIMLAPIMusicGenerator",
    "AIMLAPISearch",
    "AIMLAPISpeech",
    "AIMLAPIVideoGenerator",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
