"""Tests of the Langflow plug-in with lfx, which runs Langflow's flows; `make` makes an environment for them."""

import importlib.util
import os
import sys
import tempfile
import warnings
from pathlib import Path

import pytest

HAS_LFX = importlib.util.find_spec("lfx") is not None
collect_ignore_glob = [] if HAS_LFX else ["test_*", "example_flows.py"]

if HAS_LFX:
    sys.path.insert(0, str(Path(__file__).parent))  # for the modules that tests share
    os.environ.update(DO_NOT_TRACK="true", LANGFLOW_CONFIG_DIR=tempfile.mkdtemp(prefix="langflow-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from example_flows import component_classes

        CLASSES = component_classes()  # as Langflow does it when it starts; this registers the provider as well

    from langchain_aimlapi.emulator import Emulator
    from langchain_aimlapi.langflow.model_lists import SERVICE_LISTS


def pytest_configure(config):
    if HAS_LFX:
        config.addinivalue_line("filterwarnings", "ignore")  # lfx and what it brings along warn about each other
        config.addinivalue_line("filterwarnings", "error::langchain_aimlapi.call_params.UnsupportedParameterWarning")


def _host():
    """In a container Langflow takes 127.0.0.1 for the machine around it, but not the rest of the loopback network."""
    from lfx.utils.util import get_container_host

    return "127.0.0.2" if get_container_host() else "127.0.0.1"


@pytest.fixture(scope="session")
def _emulator():
    with Emulator(host=_host()) as server:
        yield server


@pytest.fixture
def service(emulator, monkeypatch):
    """The emulator, at an address that Langflow may use and the environment does not name."""
    for name in ("AIMLAPI_API_KEY", "AIML_API_KEY", "AIMLAPI_KEY", "AIMLAPI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGFLOW_SSRF_ALLOWED_HOSTS", _host())
    SERVICE_LISTS.forget()
    return emulator


@pytest.fixture
def configured(service, monkeypatch):
    """The emulator, and key and address as whoever runs the server has set them."""
    monkeypatch.setenv("AIMLAPI_API_KEY", "emulator-key")
    monkeypatch.setenv("AIMLAPI_API_BASE", service.base_url)
    monkeypatch.setenv("LANGFLOW_PROVIDER_CREDENTIAL_ALLOWED_HOSTS", f"http://{_host()}")
    return service


@pytest.fixture
def component(service):
    """Makes a component of the extension that is connected with the emulator."""

    def make(name, **fields):
        made = CLASSES[name]()
        made.set(**{"api_key": "users-own-key", "base_url": service.base_url, **fields})
        return made

    return make


@pytest.fixture(params=sorted(CLASSES) if HAS_LFX else [])
def component_class(request):
    """Every component, one after the other."""
    return CLASSES[request.param]
