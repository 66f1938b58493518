"""Every block of docs/litellm.md runs: Python and shell lines here, the YAML in the proxies of the other file."""

import importlib.metadata
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.version import Version
from page import PAGE, blocks
from releases import page_rows, row, with_row
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from test_documents import check_shell_line

from langchain_aimlapi.litellm import register

FAMILIES_PRINTED = {"chat"}
CLIENTS = (Path(__file__).parents[1] / "litellm_clients" / "clients.py").read_text()
"""What `make litellm_clients_test` sets up and runs."""


def run_shell(example):
    for line in example.parsed.splitlines():
        words = shlex.split(line)
        if words[:2] == ["litellm", "--config"]:
            assert words == ["litellm", "--config", "config.yaml"], "what test_litellm_proxy.py runs, and a port"
        elif words[0] == "claude" or (words[0] == "export" and words[1].startswith("ANTHROPIC_")):
            assert words[-1].partition("=")[0] in CLIENTS or words[:2] == ["claude", "-p"]
        elif ">" in words:
            check_printed(words[: words.index(">")])
        else:
            check_shell_line(line)


def check_printed(words):
    done = subprocess.run([sys.executable, *words[1:]], check=True, capture_output=True, text=True, timeout=60)
    config = yaml.safe_load(done.stdout)
    assert len(config["model_list"]) > 20
    assert {entry["model_info"]["mode"] for entry in config["model_list"]} == FAMILIES_PRINTED


@pytest.mark.filterwarnings("ignore")
def test_the_blocks_of_the_page_run(service):
    parsers = [PythonCodeBlockParser(), CodeBlockParser(language="bash", evaluator=run_shell)]
    document = Sybil(parsers=parsers, encoding="utf-8").parse(PAGE)
    try:
        for example in document.examples():
            example.evaluate()
    finally:
        register()
    assert service.requests


def test_every_block_is_of_a_language_that_is_run():
    fences = [
        line.removeprefix("```") for line in PAGE.read_text().splitlines() if line.startswith("```") and line != "```"
    ]
    assert set(fences) == {"python", "bash", "yaml", "toml"}
    sections = [next(iter(yaml.safe_load(text))) for text in blocks("yaml")]
    assert sections == ["model_list", "router_settings", "router_settings", "litellm_settings"]


def test_codex_is_set_up_as_it_is_run():
    told = tomllib.loads(blocks("toml")[0])
    run = tomllib.loads(CLIENTS.partition('CODEX_CONFIG = """\\\n')[2].partition('"""')[0])
    assert told.keys() <= run.keys()
    assert told["model_providers"]["litellm"].keys() <= run["model_providers"]["litellm"].keys()


def test_the_releases_of_the_page_are_those_that_are_tested():
    page = PAGE.read_text()
    lines = [line for path in Path(__file__).parent.glob("constraints*.txt") for line in path.read_text().splitlines()]
    pinned = {line.partition("==")[2] for line in lines if line.startswith("litellm==")}
    assert len(pinned) == 2
    assert set(page_rows(page)) == pinned
    installed = importlib.metadata.version("litellm")
    assert installed in pinned or Version(installed) > max(map(Version, pinned)), "one that nobody has named"


def test_the_row_of_the_installed_release_is_what_it_can_do():
    installed = importlib.metadata.version("litellm")
    rows = page_rows(PAGE.read_text())
    if installed not in rows:
        pytest.skip("the page is about other releases")
    assert rows[installed] == row(), "make litellm_releases"
    assert with_row(PAGE.read_text(), row()) == PAGE.read_text()
