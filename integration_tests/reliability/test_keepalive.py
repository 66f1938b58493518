"""A peer that has vanished is noticed by the system's own probes, on every connection of the package's own."""

import asyncio
import contextlib
import os
import pickle
import shutil
import socket
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from raw_server import RawServer
from wire import LOOPS, Proxy, aask, answer_all, ask, client_for, colours, https, over_tls

from langchain_aimlapi import APIConnectionError, ChatAIMLAPI, Timeouts
from langchain_aimlapi.api import async_network, network

LINUX = sys.platform == "linux"
USUAL = {
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE): 1,
    **(
        {
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE): 60,
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL): 10,
            (socket.IPPROTO_TCP, socket.TCP_KEEPCNT): 3,
            (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT): 120_000,
        }
        if LINUX
        else {}
    ),
}
QUICK = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *([(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)] if LINUX else []),
    *([(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)] if LINUX else []),
    *([(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)] if LINUX else []),
    *([(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 2000)] if LINUX else []),
]


@pytest.fixture
def found(monkeypatch):
    """What each new connection has of the usual options, once it stands."""
    seen = []

    def look(stream):
        connection = stream.get_extra_info("socket")
        seen.append({option: connection.getsockopt(*option) for option in USUAL})

    for module in (network, async_network):
        monkeypatch.setattr(module, "check_peer", look)
    return seen


def run(colour, client, times=1):
    if colour == "sync":
        with client:
            return [ask(client) for _ in range(times)]

    async def all_of_them():
        async with client:
            return [await aask(client) for _ in range(times)]

    with asyncio.Runner(loop_factory=LOOPS[colour]) as runner:
        return runner.run(all_of_them())


@pytest.mark.parametrize("secured", [False, True], ids=["http", "https"])
@colours
def test_connections_ask_whether_the_peer_is_still_there(trusted, found, colour, secured):
    with RawServer(over_tls(trusted) if secured else answer_all) as server:
        assert run(colour, client_for(https(server) if secured else server.url)) == ["hello"]
    assert found == [USUAL]


@colours
def test_connections_to_a_proxy_do_so_too(use_proxy, found, colour):
    proxy = Proxy(None)
    with proxy.server:
        use_proxy("http", proxy.server.url)
        assert run(colour, client_for("http://service.example", allow_http=True)) == ["hello"]
    assert found == [USUAL]


@pytest.mark.parametrize(("options", "kept"), [((), 0), (QUICK[:1], 1)])
@colours
def test_what_is_chosen_is_set_and_nothing_else(found, colour, options, kept):
    with RawServer(answer_all) as server:
        client = client_for(server.url, http_socket_options=options)
        assert run(colour, pickle.loads(pickle.dumps(client))) == ["hello"]
    assert found[0][socket.SOL_SOCKET, socket.SO_KEEPALIVE] == kept
    if LINUX:
        assert found[0][socket.IPPROTO_TCP, socket.TCP_KEEPIDLE] != 60


def test_models_that_choose_otherwise_share_no_connections(found):
    with RawServer(answer_all) as server:
        given = {"model": "openai/gpt-4o", "api_key": "key", "base_url": server.url}
        models = [ChatAIMLAPI(**given), ChatAIMLAPI(**given, http_socket_options=()), ChatAIMLAPI(**given)]
        assert [model.invoke("Hi").text for model in models] == ["hello"] * 3
        for model in models:
            model.client._transport.pools.close()
    assert [each[socket.SOL_SOCKET, socket.SO_KEEPALIVE] for each in found] == [1, 0]


@pytest.mark.parametrize("options", ["keepalive", [1, 2, 3], [(1, 2)], [("a", 1, 2)]])
def test_what_no_socket_takes_is_refused_where_it_is_written(options):
    for make in (client_for, lambda _, **given: ChatAIMLAPI(model="openai/gpt-4o", **given)):
        with pytest.raises(ValueError, match="http_socket_options"):
            make("https://service.example", http_socket_options=options)


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def far_away():
    """Another network namespace, with an address there, and what cuts it off from this one."""
    if not LINUX or os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need Linux, root and iproute2")
    name, here, there = (f"{end}{uuid.uuid4().hex[:8]}" for end in ("far", "h", "t"))
    try:
        ip("netns", "add", name)
        ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
    except subprocess.CalledProcessError as error:
        with contextlib.suppress(subprocess.CalledProcessError):
            ip("netns", "del", name)
        pytest.skip(f"no network namespaces here: {error.stderr.decode().strip()}")
    try:
        ip("addr", "add", "198.18.7.1/30", "dev", here)
        ip("link", "set", here, "up")
        for words in (["addr", "add", "198.18.7.2/30", "dev", there], ["link", "set", there, "up"]):
            ip("-n", name, *words)
        yield name, lambda: ip("-n", name, "link", "set", there, "down")
    finally:
        ip("link", "del", here)  # at once: a namespace goes when its last socket has gone
        ip("netns", "del", name)


SERVER = """
import socket
listener = socket.create_server(("198.18.7.2", 8010))
listener.settimeout(60)
print("ready", flush=True)
connection, _ = listener.accept()
connection.recv(65536)
print("asked", flush=True)
connection.recv(65536)
"""


@colours
def test_a_peer_that_vanished_is_noticed_long_before_the_time_is_up(far_away, colour):
    """The network is cut while an answer is waited for; only the probes can tell."""
    name, cut = far_away
    program = ["ip", "netns", "exec", name, sys.executable, "-c", SERVER]
    client = client_for(
        "http://198.18.7.2:8010",
        allow_http=True,
        http_socket_options=QUICK,
        timeout=Timeouts(first_byte=60, total=60),
    )
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server, ThreadPoolExecutor(1) as pool:
        try:
            assert server.stdout.readline() == "ready\n"
            asking = pool.submit(run, colour, client)
            assert server.stdout.readline() == "asked\n"
            cut()
            error = asking.exception(90)
        finally:
            server.kill()
    assert type(error) is APIConnectionError, "not that the time was up"
