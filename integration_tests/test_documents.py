"""Every code block of README, CONTRIBUTING and docs runs: Python for real, shell lines as far as they can here."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from shell_lines import run_line, runs_the_command
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from langchain_aimlapi.api.config import API_KEY_VARIABLES
from langchain_aimlapi.emulator import Emulator

ROOT = Path(__file__).parent.parent
RUN_ELSEWHERE = {"litellm.md"}
"""Pages that need an environment of their own: `integration_tests/litellm/test_litellm_page.py` runs this one."""
LANGFLOW_VARIABLES = ("LANGFLOW_SSRF_ALLOWED_HOSTS", "LANGFLOW_PROVIDER_CREDENTIAL_ALLOWED_HOSTS")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [page for page in PAGES if page.name not in RUN_ELSEWHERE]


def run(*command):
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True, timeout=120)


def check_shell_line(line):
    """Run a line, or the part of it that can run without the network and without starting a server."""
    words = shlex.split(line, comments=True)
    if words[:1] == ["make"]:
        run("make", "--dry-run", *(word for word in words[1:] if "=" not in word))
    elif words[:2] == ["python", "-m"]:
        run(sys.executable, "-m", words[2], "--help")
    elif words[:2] == ["pip", "install"]:
        extras = words[2].partition("[")[2].rstrip("]")
        assert words[2].startswith("langchain-aimlapi")
        known = (ROOT / "pyproject.toml").read_text()
        assert all(f"\n{extra} = " in known for extra in extras.split(",") if extra)
    elif words[:1] == ["export"]:
        assert words[1].partition("=")[0] in (*API_KEY_VARIABLES, "AIMLAPI_API_BASE", *LANGFLOW_VARIABLES)
    elif words[:2] == ["lfx", "run"]:
        assert (ROOT / words[2]).is_file()  # what integration_tests/langflow_plugin runs
    elif words[:1] == ["curl"]:
        assert any("127.0.0.1" in word or "api.aimlapi.com" in word for word in words)
    elif words:
        pytest.fail(f"no way to check this line of a shell block: {line}")


def evaluate_shell(example):
    space = example.namespace
    for line in example.parsed.replace("\\\n", " ").splitlines():
        if runs_the_command(line):
            run_line(line, space["shell_folder"], space.setdefault("shell_variables", {}))
        else:
            check_shell_line(line)


SYBIL = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="shell", evaluator=evaluate_shell),
        CodeBlockParser(language="bash", evaluator=evaluate_shell),
    ],
    encoding="utf-8",
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_blocks_of_a_page_run(page, emulator_environment, recwarn, tmp_path):
    document = SYBIL.parse(page)
    document.namespace["shell_folder"] = tmp_path
    for example in document.examples():
        example.evaluate()


def test_every_fenced_block_is_of_a_language_that_is_run_or_is_plain_text():
    languages = {
        line.strip().removeprefix("```")
        for page in PAGES
        for line in page.read_text().splitlines()
        if line.strip().startswith("```") and line.strip() != "```"
    }
    assert languages <= {"python", "shell", "bash", "text", "json", "yaml", "toml"}


def test_the_demo_runs_without_a_key_and_says_whom_it_talks_to():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIML")}
    done = subprocess.run(
        [sys.executable, "docs/demo.py"],
        check=True,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "emulator on http://127.0.0.1" in done.stdout.splitlines()[0]
    assert "391" in done.stdout
    assert "guests=4" in done.stdout
    assert "8 calls" in done.stdout


def test_the_emulator_of_the_demo_needs_no_argument():
    with Emulator() as server:
        assert server.base_url.startswith("http://127.0.0.1:")
