"""The service: addresses, requests, answers, errors. Imports httpx, pydantic and the standard library only."""

from langchain_aimlapi.api.client import AIMLAPIClient
from langchain_aimlapi.api.requests import Attribution, RequestOptions
from langchain_aimlapi.api.retry import RetryPolicy

__all__ = ["AIMLAPIClient", "Attribution", "RequestOptions", "RetryPolicy"]
