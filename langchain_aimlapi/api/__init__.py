"""The service: addresses, requests, answers, errors. Imports httpx, pydantic and the standard library only.

The client, and httpx with it, is loaded when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.requests import Attribution, RequestOptions
from langchain_aimlapi.api.retry import RetryPolicy

if TYPE_CHECKING:
    from langchain_aimlapi.api.client import AIMLAPIClient

__all__ = ["AIMLAPIClient", "Attribution", "RequestOptions", "RetryPolicy"]


def __getattr__(name: str) -> Any:
    if name != "AIMLAPIClient":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = importlib.import_module("langchain_aimlapi.api.client").AIMLAPIClient
    return value
