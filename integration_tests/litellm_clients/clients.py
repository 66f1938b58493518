"""The command-line clients and the AI SDK as processes, each in a home of its own, talking to the proxy alone."""

import json
import os
import subprocess
from pathlib import Path

from processes import MASTER_KEY

HERE = Path(__file__).parent
PROGRAMS = HERE / "node_modules" / ".bin"
SECONDS = 240


def run_program(command, folder, **environment):
    """The lines that a program prints; its own home, no key and no setting of whoever runs the tests."""
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_COLOR": "1"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=work,
        env={**known, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.stdout.strip(), done.stderr[-3000:]
    return done.stdout.splitlines()


def events_of(lines):
    return [json.loads(line) for line in lines if line.startswith("{")]


def claude_code(base, model, folder, prompt, *options):
    """The events of `claude -p`."""
    command = [PROGRAMS / "claude", *options, "-p", prompt, "--output-format", "stream-json", "--verbose"]
    return events_of(
        run_program(
            [*command, "--allowedTools", "Bash", "--max-turns", "4"],
            folder,
            ANTHROPIC_BASE_URL=base,
            ANTHROPIC_AUTH_TOKEN=MASTER_KEY,
            ANTHROPIC_MODEL=model,
            ANTHROPIC_DEFAULT_HAIKU_MODEL=model,
            CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1",
            CLAUDE_CODE_MAX_RETRIES="0",
        )
    )


CODEX_CONFIG = """\
model = "{model}"
model_provider = "litellm"

[model_providers.litellm]
name = "LiteLLM"
base_url = "{base}/v1"
env_key = "LITELLM_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0

[analytics]
enabled = false
"""


def codex(base, model, folder, prompt, *, resume=False):
    """The events of `codex exec`, or of `codex exec resume --last`."""
    home = folder / "codex"
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text(CODEX_CONFIG.format(model=model, base=base))
    options = ["--json", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"]
    command = [PROGRAMS / "codex", "exec", *(["resume", "--last"] if resume else []), *options, prompt]
    return events_of(run_program(command, folder, CODEX_HOME=str(home), LITELLM_KEY=MASTER_KEY))


def ai_sdk(base, kind, model, folder):
    """What `ai_sdk.mjs` prints: which cities the tool was called with, and what came of both turns."""
    command = ["node", HERE / "ai_sdk.mjs", kind, model]
    return json.loads(run_program(command, folder, PROXY_BASE=base, PROXY_KEY=MASTER_KEY)[-1])
