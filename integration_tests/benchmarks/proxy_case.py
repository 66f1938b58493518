"""One worker of LiteLLM's proxy, as a process: what a call through our route and through OpenAI's costs it.

Linux only: the processor time of another process is read from `/proc`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
from adapters import KEY, MODEL
from measuring import OURS, Case

sys.path.insert(0, str(Path(__file__).parents[1] / "litellm"))
from processes import MASTER_KEY, proxies

OPENAI_ROUTE = "openai/ route"
CALLS, AT_ONCE = 100, 10
_SECONDS_A_TICK = 1 / os.sysconf("SC_CLK_TCK")


def _configuration(url):
    """Two models of one name behind it, and nothing that costs a call beyond that."""
    routes = {OURS: (f"aimlapi/{MODEL}", url), OPENAI_ROUTE: (f"openai/{MODEL}", f"{url}/v1")}
    models = [
        {"model_name": name, "litellm_params": {"model": model, "api_base": f"{base}", "api_key": KEY}}
        for name, (model, base) in routes.items()
    ]
    return json.dumps(
        {
            "model_list": models,
            "litellm_settings": {
                "custom_provider_map": [{"provider": "aimlapi", "custom_handler": "langchain_aimlapi.litellm.handler"}]
            },
            "general_settings": {"master_key": MASTER_KEY},
        }
    )


def _spent(pid):
    """Processor seconds of a process, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _SECONDS_A_TICK


def _pid_of(port):
    """The process that was started with that port."""
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            words = (place / "cmdline").read_bytes().split(b"\0")
            if str(port).encode() in words and any(word.endswith(b"litellm") for word in words):
                return int(place.name)
    raise RuntimeError(f"no proxy on port {port}")


@contextmanager
def running(url):
    """The case, as long as its proxy runs."""
    with tempfile.TemporaryDirectory() as folder, proxies(Path(folder), _configuration(f"{url}/c20")) as (base,):
        pid = _pid_of(base.rpartition(":")[2])
        yield Case("proxy", {name: _subject(base, pid, name) for name in (OURS, OPENAI_ROUTE)})


def _subject(base, pid, name):
    body = {"model": name, "messages": [{"role": "user", "content": "Say something."}]}
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}

    async def ask(client, times):
        for _ in range(times):
            answer = await client.post(f"{base}/v1/chat/completions", json=body, headers=headers)
            assert answer.json()["choices"][0]["message"]["content"], answer.text

    async def calls():
        async with httpx.AsyncClient(timeout=60) as client:
            await asyncio.gather(*(ask(client, CALLS // AT_ONCE) for _ in range(AT_ONCE)))

    def subject():
        before = _spent(pid)
        asyncio.run(calls())
        return _spent(pid) - before, CALLS

    return subject
