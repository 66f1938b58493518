"""LangChain, LiteLLM and Langflow integrations for AI/ML API (https://aimlapi.com).

Names are imported when they are first asked for: importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from langchain_aimlapi._renamed import RENAMED, REPLACED, warn_of_old_name
from langchain_aimlapi._version import __version__

if TYPE_CHECKING:
    from langchain_aimlapi.api import AIMLAPIClient, Attribution, RequestOptions, RetryPolicy
    from langchain_aimlapi.api.downloads import DownloadError
    from langchain_aimlapi.callbacks import CostCallbackHandler, Spending, get_cost_callback
    from langchain_aimlapi.catalogue import ModelCard, find_models, get_model
    from langchain_aimlapi.chat_models import ChatAIMLAPI
    from langchain_aimlapi.embeddings import AIMLAPIEmbeddings
    from langchain_aimlapi.errors import (
        AIMLAPIError,
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        ContextOverflowError,
        IncompleteStreamError,
        InvalidRequestError,
        MalformedResponseError,
        NotFoundError,
        OutOfCreditsError,
        PermissionDeniedError,
        QuotaExceededError,
        RateLimitError,
        ServerError,
        UpstreamRefusalError,
    )
    from langchain_aimlapi.llms import AIMLAPILLM
    from langchain_aimlapi.tools.images import AIMLAPIImageGenerator
    from langchain_aimlapi.tools.speech import AIMLAPISpeech

_HOMES = {
    "langchain_aimlapi.api": ("AIMLAPIClient", "Attribution", "RequestOptions", "RetryPolicy"),
    "langchain_aimlapi.api.downloads": ("DownloadError",),
    "langchain_aimlapi.callbacks": ("CostCallbackHandler", "Spending", "get_cost_callback"),
    "langchain_aimlapi.catalogue": ("ModelCard", "find_models", "get_model"),
    "langchain_aimlapi.chat_models": ("ChatAIMLAPI",),
    "langchain_aimlapi.embeddings": ("AIMLAPIEmbeddings",),
    "langchain_aimlapi.errors": (
        "AIMLAPIError",
        "APIConnectionError",
        "APIStatusError",
        "APITimeoutError",
        "AuthenticationError",
        "ContextOverflowError",
        "IncompleteStreamError",
        "InvalidRequestError",
        "MalformedResponseError",
        "NotFoundError",
        "OutOfCreditsError",
        "PermissionDeniedError",
        "QuotaExceededError",
        "RateLimitError",
        "ServerError",
        "UpstreamRefusalError",
    ),
    "langchain_aimlapi.llms": ("AIMLAPILLM",),
    "langchain_aimlapi.tools.images": ("AIMLAPIImageGenerator",),
    "langchain_aimlapi.tools.speech": ("AIMLAPISpeech",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AIMLAPILLM",
    "AIMLAPIClient",
    "AIMLAPIEmbeddings",
    "AIMLAPIError",
    "AIMLAPIImageGenerator",
    "AIMLAPISpeech",
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "Attribution",
    "AuthenticationError",
    "ChatAIMLAPI",
    "ContextOverflowError",
    "CostCallbackHandler",
    "DownloadError",
    "IncompleteStreamError",
    "InvalidRequestError",
    "MalformedResponseError",
    "ModelCard",
    "NotFoundError",
    "OutOfCreditsError",
    "PermissionDeniedError",
    "QuotaExceededError",
    "RateLimitError",
    "RequestOptions",
    "RetryPolicy",
    "ServerError",
    "Spending",
    "UpstreamRefusalError",
    "__version__",
    "find_models",
    "get_cost_callback",
    "get_model",
]


def __getattr__(name: str) -> Any:
    if name in RENAMED:
        value = getattr(sys.modules[__name__], RENAMED[name])
        warn_of_old_name(name, RENAMED[name])
        globals()[name] = value
        return value
    if name in REPLACED:
        home, new = REPLACED[name]
        warn_of_old_name(name, new)
        globals()[name] = getattr(importlib.import_module(home), name)
        return globals()[name]
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
