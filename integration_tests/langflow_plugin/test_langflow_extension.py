"""Langflow finds the extension, installed as a checkout or as a wheel, and can offer its components."""

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from lfx.extension.loader import load_installed_extensions

import langchain_aimlapi

ROOT = Path(langchain_aimlapi.__file__).parent / "langflow"
REPOSITORY = ROOT.parents[1]
EXPECTED = {
    "AIMLAPIChatModelComponent",
    "AIMLAPIEmbeddingsComponent",
    "AIMLAPIImageComponent",
    "AIMLAPIModerationComponent",
    "AIMLAPIOCRComponent",
    "AIMLAPISearchComponent",
    "AIMLAPISpeechComponent",
    "AIMLAPITranscriptionComponent",
    "AIMLAPIVideoComponent",
}
FOUND_IN_WHEEL = """
import json, sys
from importlib.metadata import Distribution
from pathlib import Path
import langchain_aimlapi
from lfx.base.models.provider_registry import is_registered
from lfx.extension.loader import load_installed_extensions

site = Path(sys.argv[1])
assert Path(langchain_aimlapi.__file__).is_relative_to(site), langchain_aimlapi.__file__
[result] = load_installed_extensions([Distribution.at(next(site.glob("*.dist-info")))])
problems = [each.message for each in (*result.errors, *result.warnings)]
print(json.dumps([sorted(loaded.class_name for loaded in result.components), problems, is_registered("AI/ML API")]))
"""


def test_lfx_finds_nothing_wrong():
    command = [Path(sys.executable).with_name("lfx"), "extension", "validate", str(ROOT), "--execute-imports"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok" in done.stdout + done.stderr


@pytest.mark.timeout(300)
@pytest.mark.skipif(version("lfx") < "1.13", reason="types are checked against the newest release's")
def test_types_hold_against_those_of_lfx():
    """In the main environment, which has no lfx, whatever comes from it is Any to mypy."""
    options = ["--config-file", str(REPOSITORY / "pyproject.toml"), "--allow-untyped-calls"]
    command = [sys.executable, "-m", "mypy", *options, "-p", "langchain_aimlapi.langflow"]
    done = subprocess.run(command, cwd=REPOSITORY, check=False, capture_output=True, text=True, timeout=290)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_component_is_found():
    [result] = [result for result in load_installed_extensions() if result.bundle == "aimlapi"]
    assert result.errors == []
    assert {loaded.class_name for loaded in result.components} == EXPECTED
    assert {loaded.namespaced_id for loaded in result.components} == {f"ext:aimlapi:{n}@official" for n in EXPECTED}


def test_wheel_is_found_as_well(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True, timeout=110)
    site = tmp_path / "site"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    done = subprocess.run(
        [sys.executable, "-c", FOUND_IN_WHEEL, str(site)],
        env={**os.environ, "PYTHONPATH": str(site)},
        check=False,
        capture_output=True,
        text=True,
        timeout=110,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [sorted(EXPECTED), [], True]


# Templates: what Langflow's pages are given of each component


@pytest.fixture
def template(component_class):
    return component_class().to_frontend_node()["data"]["node"]["template"]


def test_key_is_a_global_variable_and_no_text(template):
    key = template["api_key"]
    assert (key["value"], key["load_from_db"], key["password"]) == ("AIMLAPI_API_KEY", True, True)


def test_model_can_be_chosen_typed_and_refreshed(template):
    model = template["model_name"]
    assert model["options"]
    assert model["value"] == model["options"][0]
    assert model["combobox"]
    assert model["refresh_button"]


def test_every_field_says_what_it_is(component_class):
    assert component_class.description
    for field in component_class.inputs:
        assert field.display_name, field.name
    own = [field for field in component_class.inputs if field.name not in ("input_value", "show_progress_bar")]
    assert [field.name for field in own if not field.info] == []


def test_source_in_the_template_makes_the_same_component(component_class, template):
    from lfx.custom.validate import create_class

    made = create_class(template["code"]["value"], component_class.__name__)
    assert [field.name for field in made.inputs] == [field.name for field in component_class.inputs]
