"""Measures CPU time per call as ratios to a bare httpx client, in one interleaved run against one server.

Machines are noisy, so nothing here is a test: each round measures every subject once, a ratio compares two subjects of
the same round, and the median over the rounds is printed. The server (the emulator) is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx

from langchain_aimlapi import ChatAIMLAPI

MODEL = "openai/gpt-4o"
PROMPT = "Say " + " ".join(f"word{number}" for number in range(200))


@contextmanager
def server():
    """The emulator in its own process, so that its work is not counted here."""
    command = [sys.executable, "-m", "langchain_aimlapi.emulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def bare(client, url, *, stream):
    """What any client must do: send the body, read the answer, parse its JSON."""
    body = {"model": MODEL, "messages": [{"role": "user", "content": PROMPT}], "stream": stream}
    headers = {"Authorization": "Bearer key"}
    if not stream:
        return client.post(f"{url}/v1/chat/completions", json=body, headers=headers).json()
    with client.stream("POST", f"{url}/v1/chat/completions", json=body, headers=headers) as response:
        return [json.loads(line[6:]) for line in response.iter_lines() if line.startswith("data: {")]


def subjects(url):
    """What is measured, by name: a function that makes one call."""
    client = httpx.Client()
    model = ChatAIMLAPI(model=MODEL, base_url=url, api_key="key")
    return {
        "bare invoke": lambda: bare(client, url, stream=False),
        "ChatAIMLAPI.invoke": lambda: model.invoke(PROMPT),
        "bare stream": lambda: bare(client, url, stream=True),
        "ChatAIMLAPI.stream": lambda: list(model.stream(PROMPT)),
        "constructor": lambda: ChatAIMLAPI(model=MODEL, base_url=url, api_key="key"),
    }


def cpu_seconds(call, repeats):
    """CPU time of one call, over some repeats."""
    begin = time.process_time()
    for _ in range(repeats):
        call()
    return (time.process_time() - begin) / repeats


def measure(rounds, repeats):
    """CPU seconds by subject, one number a round."""
    with server() as url:
        calls = subjects(url)
        for call in calls.values():
            call()
        return [{name: cpu_seconds(call, repeats) for name, call in calls.items()} for _ in range(rounds)]


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    results = measure(options.rounds, options.repeats)
    print(f"median CPU time of {options.rounds} rounds, {options.repeats} calls each; answers of 200 words")
    for name in results[0]:
        milliseconds = statistics.median(row[name] for row in results) * 1000
        print(f"  {name:<20} {milliseconds:8.2f} ms")
    for kind in ("invoke", "stream"):
        ratios = [row[f"ChatAIMLAPI.{kind}"] / row[f"bare {kind}"] for row in results]
        print(f"  ChatAIMLAPI.{kind} / bare {kind}: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
