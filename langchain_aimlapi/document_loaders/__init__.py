"""Recordings, scans and pictures as LangChain documents: parsers of blobs, and loaders."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_aimlapi.document_loaders._progress import LoadingProgress, loading_progress
    from langchain_aimlapi.document_loaders.ocr import AIMLAPIOCRLoader, AIMLAPIOCRParser
    from langchain_aimlapi.document_loaders.transcription import AIMLAPITranscriber, AIMLAPITranscriptionLoader

_HOMES = {
    "AIMLAPIOCRLoader": "langchain_aimlapi.document_loaders.ocr",
    "AIMLAPIOCRParser": "langchain_aimlapi.document_loaders.ocr",
    "AIMLAPITranscriber": "langchain_aimlapi.document_loaders.transcription",
    "AIMLAPITranscriptionLoader": "langchain_aimlapi.document_loaders.transcription",
    "LoadingProgress": "langchain_aimlapi.document_loaders._progress",
    "loading_progress": "langchain_aimlapi.document_loaders._progress",
}

__all__ = [
    "AIMLAPIOCRLoader",
    "AIMLAPIOCRParser",
    "AIMLAPITranscriber",
    "AIMLAPITranscriptionLoader",
    "LoadingProgress",
    "loading_progress",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
