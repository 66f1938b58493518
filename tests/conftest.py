"""Unit tests: no sockets, and no key or address from the machine they run on."""

import pytest
from pytest_socket import disable_socket

from langchain_aimlapi.api.config import API_KEY_VARIABLES, BASE_URL_VARIABLE


def pytest_runtest_setup():
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in (*API_KEY_VARIABLES, BASE_URL_VARIABLE, "OPENAI_API_KEY", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.delenv(name, raising=False)
