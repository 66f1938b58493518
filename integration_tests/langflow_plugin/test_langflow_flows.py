"""The example flows of the documentation: they are what the components make, hold no secret, and run."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from example_flows import FLOWS, chat_with_memory, written

FOLDER = Path(__file__).parents[2] / "docs" / "flows"
NEWEST = version("lfx") >= "1.13"


@pytest.mark.skipif(not NEWEST, reason="the files carry the sources of the newest release's own components")
@pytest.mark.parametrize("name", FLOWS)
def test_file_is_what_the_components_make(name):
    found = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert found == written(name), "make langflow_flows writes it anew"


@pytest.fixture
def flow_file(tmp_path):
    """A flow's file, made by the release that is tested."""

    def make(name):
        path = tmp_path / f"{name}.json"
        path.write_text(written(name), encoding="utf-8")
        return path

    return make


@pytest.mark.parametrize("name", FLOWS)
def test_secret_fields_hold_names_of_variables(name):
    for node in json.loads(written(name))["data"]["nodes"]:
        fields = [field for field in node["data"]["node"]["template"].values() if isinstance(field, dict)]
        assert {field["value"] for field in fields if field.get("password")} <= {"AIMLAPI_API_KEY", ""}


async def test_flow_that_has_run_with_a_key_is_exported_without_it(configured, monkeypatch):
    monkeypatch.setenv("AIMLAPI_API_KEY", "sk-of-whoever-exports")
    graph = chat_with_memory()
    graph.session_id = "a-session"
    async for _ in graph.async_start(fallback_to_env_vars=True):
        pass
    assert configured.requests[0].key_mask == "…rts"
    exported = json.dumps(graph.dump(), default=repr)
    assert "AIMLAPI_API_KEY" in exported
    assert "sk-of-whoever-exports" not in exported


def run(path, text, service):
    """`lfx run`, as a user has it on the command line."""
    command = [Path(sys.executable).with_name("lfx"), "run", str(path), text, "--format", "json"]
    done = subprocess.run(command, env=os.environ, check=False, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])["result"]


def test_chat_with_memory_runs(configured, flow_file):
    assert run(flow_file("aimlapi_chat_with_memory"), "Say boat", configured) == "boat"
    [request] = configured.requests
    assert request.body["messages"][0]["role"] == "system"
    assert request.body["reasoning_effort"] == "low"


def test_agent_with_images_draws(configured, flow_file):
    answer = run(flow_file("aimlapi_agent_with_images"), "Make a picture of a paper boat in the rain", configured)
    assert "/artefacts/" in answer
    assert [request.path for request in configured.requests] == [
        "/v1/responses",
        "/v1/images/generations",
        "/v1/responses",
    ]
