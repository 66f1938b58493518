"""A proxy with our provider in front of the emulator, for clients as users have them: `make litellm_clients_test`."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

LITELLM_TESTS = Path(__file__).parent.parent / "litellm"
sys.path.append(str(LITELLM_TESTS))

from processes import MASTER_KEY, proxies  # noqa: E402

from langchain_aimlapi.litellm.config import to_yaml  # noqa: E402

MODELS = {
    "chat": "openai/gpt-5-5",
    "claude": "anthropic/claude-opus-4-6",
    "messages": "anthropic/claude-sonnet-4-6",
    "responses": "openai/gpt-5-4",
}
"""One model of each dialect; the proxy knows them by the dialect's name."""
OUTCOMES = {}
"""What the table at the end says: client → model → outcome."""


def _has(package):
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


HAS_CLIENTS = _has("openai-agents") and (Path(__file__).parent / "node_modules").is_dir()
collect_ignore_glob = [] if HAS_CLIENTS else ["test_*"]


def pytest_configure(config):
    if HAS_CLIENTS:
        config.addinivalue_line("filterwarnings", "ignore")  # clients warn about themselves and each other


def pytest_runtest_logreport(report):
    if report.when == "call" or report.failed:
        name, _, model = report.nodeid.rpartition("::")[2].removesuffix("]").removeprefix("test_").partition("[")
        OUTCOMES.setdefault(name.replace("_", " "), {})[model] = "right" if report.passed else report.outcome


def pytest_terminal_summary(terminalreporter):
    models = list(MODELS)
    terminalreporter.write_line("\n| client | " + " | ".join(models) + " |")
    terminalreporter.write_line("| --- |" + " --- |" * len(models))
    for client, found in OUTCOMES.items():
        terminalreporter.write_line(f"| {client} | " + " | ".join(found.get(name, "") for name in models) + " |")


def deployment(name, model, base):
    """A model of the service under a name of the proxy's."""
    params = {"model": f"aimlapi/{model}", "api_key": "os.environ/AIMLAPI_API_KEY", "api_base": base}
    return {"model_name": name, "litellm_params": params}


@pytest.fixture(scope="session")
def proxy(_emulator, tmp_path_factory):
    """The proxy's address."""
    config = {
        "model_list": [deployment(name, model, _emulator.base_url) for name, model in MODELS.items()],
        "litellm_settings": {
            "drop_params": True,
            "custom_provider_map": [{"provider": "aimlapi", "custom_handler": "langchain_aimlapi.litellm.handler"}],
        },
    }
    environment = {"AIMLAPI_API_KEY": "emulator-key", "LITELLM_MASTER_KEY": MASTER_KEY}
    with proxies(tmp_path_factory.mktemp("proxy"), to_yaml(config), 1, environment) as (base,):
        yield base


@pytest.fixture(params=list(MODELS))
def model(request):
    """A model of each dialect, by the proxy's name for it."""
    return request.param
