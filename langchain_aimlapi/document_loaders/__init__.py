"""Recordings, scans and pictures as LangChain documents: parsers of blobs, and loaders."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_aimlapi.document_loaders.ocr import AIMLAPIOCRLoader, AIMLAPIOCRParser
    from langchain_aimlapi.document_loaders.transcription import AIMLAPITranscriber, AIMLAPITranscriptionLoader

_HOMES = {
    "AIMLAPIOCRLoader": "langchain_aimlapi.document_loaders.ocr",
    "AIMLAPIOCRParser": "langchain_aimlapi.document_loaders.ocr",
    "AIMLAPITranscriber": "langchain_aimlapi.document_loaders.transcription",
    "AIMLAPITranscriptionLoader": "langchain_aimlapi.document_loaders.transcription",
}

__all__ = ["AIMLAPIOCRLoader", "AIMLAPIOCRParser", "AIMLAPITranscriber", "AIMLAPITranscriptionLoader"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
