"""Unit tests: no sockets, and no key or address from the machine they run on."""

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket

from langchain_aimlapi.api.config import API_KEY_VARIABLES, BASE_URL_VARIABLES

# How quickly a machine makes examples, beside whatever else it does, says nothing about this package.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_runtest_setup():
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in (
        *API_KEY_VARIABLES,
        *BASE_URL_VARIABLES,
        "OPENAI_API_KEY",
        "LANGSMITH_TRACING",
        "LANGCHAIN_TRACING_V2",
    ):
        monkeypatch.delenv(name, raising=False)
