"""Runs the command: in processes of its own where that matters.

A process takes a second to begin, so what has to do neither with processes nor with terminals runs in this one.
"""

import os
import subprocess
import sys

from typer.testing import CliRunner

from langchain_aimlapi.cli import app

RUN = (sys.executable, "-m", "langchain_aimlapi.cli")
OURS = ("AIML", "NO_COLOR", "FORCE_COLOR")


class Command:
    """Runs `aimlapi`."""

    def __init__(self, folder, base_url):
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.service = {"AIMLAPI_API_BASE": base_url, "AIMLAPI_API_KEY": "emulator-key"}
        self.environment = {**inherited, **self.service}

    def __call__(self, *words, code=0, env=None, **options):
        """Run it here to its end, which must have this exit code; `input` is its standard input, empty by default."""
        done = CliRunner().invoke(app, [*map(str, words)], env={**self.service, **(env or {})}, **options)
        assert done.exit_code == code, (done.stderr, done.exception)
        assert "Traceback" not in done.stderr
        return done

    def process(self, *words, code=0, env=None, **options):
        """Run it to its end in a process of its own."""
        with self.start(*words, env={**self.environment, **(env or {})}, text=True, **options) as running:
            stdout, stderr = running.communicate(timeout=60)
        assert running.returncode == code, stderr
        return subprocess.CompletedProcess(words, code, stdout, stderr)

    def start(self, *words, **options):
        """Begin to run it in a process of its own."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        settings = {"cwd": self.folder, "env": self.environment, **streams, **options}
        return subprocess.Popen([*RUN, *map(str, words)], **settings)

    def path(self, name):
        """A file in its directory."""
        return self.folder / name
