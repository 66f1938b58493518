"""The command in an empty directory, with the emulator as the service."""

import pytest
from cli_command import Command


@pytest.fixture
def aimlapi(emulator, tmp_path, monkeypatch):
    """The command, with the emulator that all tests share."""
    monkeypatch.chdir(tmp_path)
    for name in ("AIMLAPI_CHAT_MODEL", "AIMLAPI_DEBUG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Command(tmp_path, emulator.base_url)
