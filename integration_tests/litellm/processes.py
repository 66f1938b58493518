"""LiteLLM's proxy and Redis as real processes."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

START_SECONDS = 300
MASTER_KEY = "sk-aimlapi-integration-tests-7d1f0c94"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, log, **settings):
    """A process, ended afterwards with all that it has started."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **settings)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextlib.contextmanager
def redis_server(folder):
    """The port of a Redis of our own."""
    port = free_port()
    command = [
        shutil.which("redis-server"),
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with running(command, folder / "redis.log"):
        _wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close(), folder / "redis.log", 20)
        yield port


@contextlib.contextmanager
def proxies(folder, config, count=1, environment=None):
    """The addresses of proxies that run at the same time with one configuration."""
    config_file = folder / "config.yaml"
    config_file.write_text(config)
    environment = {
        **os.environ,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_TELEMETRY": "False",
        "LITELLM_LOG": "WARNING",
        **(environment or {}),
    }
    command = [str(Path(sys.executable).with_name("litellm")), "--config", str(config_file), "--host", "127.0.0.1"]
    ports = [free_port() for _ in range(count)]
    with contextlib.ExitStack() as stack:
        for number, port in enumerate(ports):
            log = folder / f"proxy-{number}.log"
            stack.enter_context(running([*command, "--port", str(port)], log, env=environment, cwd=folder))
        bases = [f"http://127.0.0.1:{port}" for port in ports]
        for number, base in enumerate(bases):
            _wait(
                lambda base=base: httpx.get(f"{base}/health/liveliness").raise_for_status(),
                folder / f"proxy-{number}.log",
            )
        yield bases


def _wait(probe, log, seconds=START_SECONDS):
    deadline = time.monotonic() + seconds
    while True:
        try:
            probe()
        except (OSError, httpx.HTTPError):
            if time.monotonic() > deadline:
                raise RuntimeError(f"it did not start:\n{log.read_text()[-5000:]}") from None
            time.sleep(0.25)
        else:
            return
