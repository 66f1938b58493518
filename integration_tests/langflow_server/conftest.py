"""A real Langflow on loopback, with this package installed in it: `make langflow_test` makes its environment."""

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from langchain_aimlapi.emulator import Emulator

HERE = Path(__file__).parent
FLOWS = HERE.parents[1] / "docs" / "flows"
START_SECONDS = 600
HAS_LANGFLOW = importlib.util.find_spec("langflow") is not None
collect_ignore_glob = [] if HAS_LANGFLOW else ["test_*"]


def pytest_configure(config):
    if HAS_LANGFLOW:
        config.addinivalue_line("filterwarnings", "ignore")  # Langflow and its many parts warn about each other


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(folder, base_url):
    """Langflow's settings: nothing leaves the machine, and the emulator's host may be called."""
    address = httpx.URL(base_url)
    allowed = f"{address.host},{address.netloc.decode()}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIML", "LANGFLOW_"))}
    return {
        **kept,
        "AIMLAPI_API_BASE": base_url,
        "DO_NOT_TRACK": "true",
        "LANGFLOW_AUTO_LOGIN": "true",
        "LANGFLOW_SKIP_AUTH_AUTO_LOGIN": "true",
        "LANGFLOW_CONFIG_DIR": str(folder / "config"),
        "LANGFLOW_CREATE_STARTER_PROJECTS": "false",
        "LANGFLOW_DATABASE_URL": f"sqlite:///{folder / 'langflow.db'}",
        "LANGFLOW_PROVIDER_CREDENTIAL_ALLOWED_HOSTS": allowed,
        "LANGFLOW_SSRF_ALLOWED_HOSTS": allowed,
        "LANGFLOW_STORE": "false",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def _emulator():
    """The service; its streams are slow enough to be watched.

    It is not at 127.0.0.1, for which Langflow puts the address of the host when it believes that it is in a container.
    """
    with Emulator(host="127.0.0.2", token_delay=0.03) as server:
        yield server


@pytest.fixture(scope="session")
def langflow_address(tmp_path_factory, _emulator):
    """The address of a Langflow that runs until the tests are done."""
    folder = tmp_path_factory.mktemp("langflow")
    port = _free_port()
    log = folder / "langflow.log"
    command = [Path(sys.executable).with_name("langflow"), "run", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--no-open-browser"],
            env=_environment(folder, _emulator.base_url),
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(process)


def _wait_until_healthy(address, process, log):
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(base_url=address, timeout=5) as asking:
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if asking.get("/health").is_success:
                    return
            time.sleep(1)
    raise RuntimeError(f"Langflow did not start:\n{log.read_text(errors='replace')[-5000:]}")


def _end(process):
    """End Langflow and the workers that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 15)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait(10)


@pytest.fixture
def langflow(langflow_address, emulator):
    """The running Langflow, without a stored key."""
    from langflow_rest import Langflow

    server = Langflow(langflow_address)
    server.forget_key()
    yield server
    server.http.close()


@pytest.fixture(scope="session")
def chromium():
    """Debian's browser."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    return found


@pytest.fixture
def here():
    """The folder of the browser's script."""
    return HERE


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Where screenshots go: LANGFLOW_SCREENSHOTS, or a folder that is thrown away."""
    folder = Path(os.environ.get("LANGFLOW_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _with_picked_model(flow, without, model):
    """The flow with a model that was chosen in an agent's picker, in place of a component."""
    nodes = [node for node in flow["data"]["nodes"] if node["id"] != without]
    edges = [edge for edge in flow["data"]["edges"] if edge["source"] != without]
    for node in nodes:
        field = node["data"]["node"]["template"].get("model")
        if field and field.get("type") == "model":
            field |= {"value": [model], "options": [model], "_connection_mode": False}
            node["data"]["_connectionMode"] = False
    return {**flow, "data": {**flow["data"], "nodes": nodes, "edges": edges}}


@pytest.fixture
def flow(langflow):
    """Stores an example flow of the documentation in Langflow; its id."""

    def store(name, without=None, model=None):
        found = json.loads((FLOWS / f"{name}.json").read_text(encoding="utf-8"))
        return langflow.upload(_with_picked_model(found, without, model) if model else found, name)

    return store
