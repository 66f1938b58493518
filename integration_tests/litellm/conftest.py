"""Tests of the LiteLLM provider, in LiteLLM's own environment: `make integration_test` makes it and runs them there."""

import importlib
import importlib.util
import os
import warnings

import pytest

# The price list inside LiteLLM's wheel: nothing here talks to the network, and importing does not wait for it.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

_spec = importlib.util.find_spec("litellm")
HAS_LITELLM = _spec is not None and _spec.origin is not None  # this very folder is no package
collect_ignore_glob = [] if HAS_LITELLM else ["test_litellm_*"]

if HAS_LITELLM:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import litellm

        importlib.import_module("langchain_aimlapi.litellm.provider")  # registers, as a proxy's import does

    litellm.suppress_debug_info = True


def pytest_configure(config):
    if not HAS_LITELLM:
        return  # this file is read in the main environment as well, whose tests stay strict
    # LiteLLM and what it brings along warn about themselves and each other.
    config.addinivalue_line("filterwarnings", "ignore")
    config.addinivalue_line("filterwarnings", "error::langchain_aimlapi.call_params.UnsupportedParameterWarning")


@pytest.fixture
def service(emulator_environment, monkeypatch):
    """The emulator, as the service that the environment names; other vendors' keys are set as well."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai-key-that-must-never-leave")
    return emulator_environment


@pytest.fixture(autouse=True)
def _settings_back(monkeypatch):
    for name in ("drop_params", "api_key", "num_retries", "fallbacks", "context_window_fallbacks"):
        monkeypatch.setattr(litellm, name, getattr(litellm, name), raising=False) if HAS_LITELLM else None
    yield
    if HAS_LITELLM:
        litellm.callbacks, litellm.success_callback, litellm._async_success_callback = [], [], []


@pytest.fixture(params=["sync", "async"])
def colour(request):
    """Both ways to call."""
    return request.param
