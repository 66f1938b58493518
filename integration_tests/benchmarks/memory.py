"""One task in a process of its own: prints how much memory it had before and how much at the most.

Usage: memory.py streams|download ours|httpx URL
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
from pathlib import Path

import httpx2 as httpx
from adapters import KEY, MODEL
from bench_replies import Recipe

from langchain_aimlapi import ChatAIMLAPI
from langchain_aimlapi.api.downloads import Downloader, DownloadRules

STREAMS = 512
MEGABYTES = 50
RECIPE = Recipe(20, pause=50, gate=STREAMS)


def resident(field):
    """Bytes of memory, now (`VmRSS`) or at the most (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


async def our_streams(url):
    """Many streams open at once."""
    model = ChatAIMLAPI(model=MODEL, base_url=f"{url}/{RECIPE.path()}", api_key=KEY)

    async def read():
        async for _ in model.astream("hi"):
            pass

    await asyncio.gather(*(read() for _ in range(STREAMS)))


async def bare_streams(url):
    """The same with httpx2 and JSON alone."""
    body = {"model": MODEL, "messages": [{"role": "user", "content": "hi"}], "stream": True}
    address = f"{url}/{RECIPE.path()}/v1/chat/completions"
    limits = httpx.Limits(max_connections=1000)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def read():
            async with client.stream("POST", address, json=body) as response:
                async for line in response.aiter_lines():
                    if line.startswith("data: {"):
                        json.loads(line[6:])

        await asyncio.gather(*(read() for _ in range(STREAMS)))


def our_download(url, target):
    """A large file, into a file."""
    rules = DownloadRules(allow_private=True)
    for piece in Downloader(rules).iter_bytes(f"{url}/file/{MEGABYTES}.mp4"):
        target.write(piece)


def bare_download(url, target):
    """The same with httpx2 alone."""
    with httpx.Client() as client, client.stream("GET", f"{url}/file/{MEGABYTES}.mp4") as response:
        for piece in response.iter_bytes():
            target.write(piece)


def main(what, who, url):
    """Do it once, and tell."""
    gc.collect()
    before = resident("VmRSS")
    if what == "streams":
        asyncio.run(our_streams(url) if who == "ours" else bare_streams(url))
    else:
        with tempfile.TemporaryFile() as target:
            (our_download if who == "ours" else bare_download)(url, target)
    print(json.dumps({"before": before, "peak": resident("VmHWM")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
