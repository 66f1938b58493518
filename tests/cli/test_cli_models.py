"""The `aimlapi` command: what it prints, and what it says to a mistake."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from langchain_aimlapi.cli import app


def run(*arguments):
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_a_proxy_configuration_holds_the_models_asked_for_and_the_provider():
    done = run("litellm-config", "--vendor", "Anthropic", "--family", "chat", "--api-base", "http://127.0.0.1:8010")
    config = yaml.safe_load(done.stdout)
    names = {entry["model_name"] for entry in config["model_list"]}
    assert done.exit_code == 0
    assert "anthropic/claude-sonnet-4.5" in names
    assert "openai/gpt-4o" not in names
    first = config["model_list"][0]["litellm_params"]
    assert first["model"].startswith("aimlapi/")
    assert (first["api_key"], first["api_base"]) == ("os.environ/AIMLAPI_API_KEY", "http://127.0.0.1:8010")
    assert config["litellm_settings"]["custom_provider_map"][0]["provider"] == "aimlapi"


def test_models_are_listed_for_people_and_for_programs():
    asked = ("models", "--vendor", "OpenAI", "--capability", "tools")
    assert "openai/gpt-4o " in run(*asked).stdout
    rows = [json.loads(line) for line in run(*asked, "--json").stdout.splitlines()]
    assert {"openai/gpt-4o", "gpt-4o"} <= {row["id"] for row in rows}
    assert all("tools" in row["can"].split() and row["vendor"] == "OpenAI" for row in rows)


@pytest.mark.parametrize("command", ["models", "litellm-config"])
def test_a_filter_that_nothing_meets_names_what_there_is(command):
    done = run(command, "--vendor", "Nobody")
    assert done.exit_code == 2
    assert "Nobody" in done.output
    assert "OpenAI" in done.output


def test_the_emulators_options_are_its_own():
    done = run("emulator", "--help")
    assert "--token-delay" in done.output
    assert done.exit_code == 0
