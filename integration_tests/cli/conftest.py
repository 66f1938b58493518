"""The command in an empty directory, with the emulator as the service."""

import signal

import pytest
from cli_command import Command


@pytest.fixture
def aimlapi(emulator, tmp_path, monkeypatch):
    """The command, with the emulator that all tests share."""
    monkeypatch.chdir(tmp_path)
    for name in ("AIMLAPI_CHAT_MODEL", "AIMLAPI_DEBUG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Command(tmp_path, emulator.base_url)


@pytest.fixture(autouse=True, scope="session")
def _interruptible():
    """What a background job starts ignores interrupts, and so would the commands that tests interrupt."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
