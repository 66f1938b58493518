"""What tools that mock or record see of the calls, as docs/testing.md says it: over either library, and own clients."""

import asyncio
import re
import subprocess
import sys
from contextlib import nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import respx
import vcr
from raw_server import RawServer
from wire import BODY, REPLY, answer_all, client_for

from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.http_library import SUPPORTED, VARIABLE

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
INSTALLED = [name for name in SUPPORTED if find_spec(name)]
OWN = pytest.mark.parametrize("own", [None, *INSTALLED])
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


def said(url, colour, own):
    """What is answered, over our connections or over a client of the library `own`."""
    if colour == "sync":
        with import_module(own).Client() if own else nullcontext() as given:
            settings = {"http_client": given} if own else {}
            return client_for(url, **settings).chat(CHAT, BODY)["choices"][0]["message"]["content"]

    async def ask():
        settings = {"http_async_client": import_module(own).AsyncClient()} if own else {}
        async with client_for(url, **settings) as client:
            answer = await client.achat(CHAT, BODY)
        for given in settings.values():
            await given.aclose()
        return answer["choices"][0]["message"]["content"]

    return asyncio.run(ask())


@COLOURS
@OWN
def test_cassettes_are_recorded_and_played(tmp_path, colour, own):
    cassette = str(tmp_path / "cassette.yaml")
    with RawServer(answer_all) as server:
        with vcr.use_cassette(cassette):
            assert said(server.url, colour, own) == "hello"
        assert len(server.requests) == 1
    with vcr.use_cassette(cassette, record_mode="none"):
        assert said(server.url, colour, own) == "hello"  # the server is gone


@COLOURS
@OWN
def test_respx_sees_what_clients_of_httpx_send(colour, own):
    with RawServer(answer_all) as server, respx.mock(assert_all_called=False, assert_all_mocked=False) as mocked:
        mocked.post(f"{server.url}/v1/chat/completions").respond(content=REPLY.replace(b"hello", b"mocked"))
        assert said(server.url, colour, own) == ("mocked" if own == "httpx" else "hello")


RECORDED = """
import vcr
from langchain_aimlapi import AIMLAPIClient
with vcr.use_cassette({cassette!r}, record_mode={mode!r}):
    print(AIMLAPIClient(api_key="key", base_url={url!r}, max_retries=0).list_models())
"""


@pytest.mark.parametrize("name", INSTALLED)
def test_cassettes_are_the_same_over_either_library(tmp_path, name):
    def serve(server, connection):
        while server.read_request(connection):
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"data": []}')

    def run(mode, url):
        code = RECORDED.format(cassette=str(tmp_path / "cassette.yaml"), mode=mode, url=url)
        environment = {"PATH": "", VARIABLE: name, "PYTHONWARNINGS": "ignore"}
        return subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True, env=environment
        )

    with RawServer(serve) as server:
        recorded = run("once", server.url)
    played = run("none", server.url)
    assert [recorded.stdout, played.stdout] == ["{'data': []}\n"] * 2, recorded.stderr + played.stderr


def test_the_page_says_what_these_tests_show():
    rows = dict(re.findall(r"^\| ([a-z0-9]+) [^|]*\| (yes|no) \| (?:yes|no) \|", PAGE.read_text(), re.MULTILINE))
    assert rows == {"respx": "no", "vcrpy": "yes"}
