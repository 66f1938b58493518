"""Integration tests: real sockets on loopback, against the emulator."""

import pytest

from langchain_aimlapi.emulator import Emulator


@pytest.fixture(scope="session")
def _emulator():
    with Emulator() as server:
        yield server


@pytest.fixture
def emulator(_emulator):
    """The running emulator, its record of requests empty."""
    _emulator.reset()
    return _emulator


@pytest.fixture
def emulator_environment(emulator, monkeypatch):
    """The emulator as the service that the environment names."""
    monkeypatch.setenv("AIMLAPI_API_BASE", emulator.base_url)
    monkeypatch.setenv("AIMLAPI_API_KEY", "emulator-key")
    return emulator
