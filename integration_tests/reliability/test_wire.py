"""What lies below the calls, over real sockets: TLS, proxies, a pool's limits, and what is left on a connection."""

import asyncio
import contextlib
import gc
import itertools
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import trustme
from raw_server import RawServer
from wire import (
    ANSWER,
    BODY,
    LARGE,
    LOOPS,
    REPLY,
    Proxy,
    aask,
    answer_all,
    ask,
    asks,
    client_for,
    colours,
    https,
    over_tls,
)

from langchain_aimlapi import APIConnectionError, APITimeoutError, ChatAIMLAPI, Timeouts
from langchain_aimlapi.api.pools import ConnectionPools, shared_pools
from langchain_aimlapi.api.transport import Transport
from langchain_aimlapi.http_library import httpx

with_names = pytest.mark.parametrize("colour", ["sync", "asyncio"])  # uvloop looks names up where no test can follow


@colours
def test_calls_over_tls_are_answered_over_one_connection(trusted, colour):
    handshakes = []
    serve = over_tls(trusted)
    with RawServer(lambda *given: handshakes.append(1) or serve(*given)) as server:
        assert asks(client_for(https(server)), 3, colour) == ["hello"] * 3
    assert len(handshakes) == 1
    assert server.requests[0].startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")


@colours
def test_a_large_request_over_tls_arrives_whole(trusted, colour):
    with RawServer(over_tls(trusted)) as server:
        assert asks(client_for(https(server)), 1, colour, LARGE) == ["hello"]
    assert b"x" * 3_000_000 in server.requests[0]


@colours
def test_a_certificate_that_nobody_vouches_for_ends_the_call_before_the_key_is_sent(trusted, colour):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(stranger)
    with RawServer(over_tls(stranger)) as server:
        with pytest.raises(APIConnectionError, match="certificate verify failed"):
            asks(client_for(https(server)), 1, colour)
        assert not server.requests


@colours
def test_a_certificate_of_another_host_does_the_same(authority, trusted, colour):
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example").configure_cert(other)
    with RawServer(over_tls(other)) as server:
        with pytest.raises(APIConnectionError, match="certificate verify failed"):
            asks(client_for(https(server)), 1, colour)
        assert not server.requests


@colours
def test_a_handshake_that_never_comes_ends_in_time(trusted, colour):
    with (
        RawServer(lambda server, connection: server.wait(connection)) as server,
        pytest.raises(APITimeoutError, match="could not be connected to within") as caught,
    ):
        asks(client_for(https(server), timeout=Timeouts(connect=0.3)), 1, colour)
    assert caught.value.limit == "connect"


@colours
def test_a_server_that_takes_nothing_more_is_noticed(colour):
    def take_nothing(server, connection):
        server.asked.wait(10)

    huge = {**BODY, "messages": [{"role": "user", "content": "x" * 30_000_000}]}
    with (
        RawServer(take_nothing) as server,
        pytest.raises(APITimeoutError, match="stopped taking the request") as caught,
    ):
        asks(client_for(server.url, timeout=Timeouts(write=0.3)), 1, colour, huge)
    server.asked.set()
    assert caught.value.limit == "write"


@pytest.mark.parametrize("delay", [0.0, 0.02])
@colours
def test_an_answer_with_bytes_behind_it_spoils_no_later_call(colour, delay):
    def say_too_much(server, connection):
        while server.read_request(connection):
            connection.sendall(ANSWER + b"left over" * (not delay))
            time.sleep(delay)
            connection.sendall(b"left over" * bool(delay))

    with RawServer(say_too_much) as server:
        assert asks(client_for(server.url), 3, colour, pause=0.1) == ["hello"] * 3


@colours
def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again(colour):
    def answer_once(server, connection):
        server.read_request(connection)
        connection.sendall(ANSWER)

    def wait_for_the_end(server):
        server.hung_up.wait(5)
        server.hung_up.clear()

    with RawServer(answer_once) as server, client_for(server.url) as client:
        for _ in range(3):
            assert (ask(client) if colour == "sync" else asyncio.run(aask(client))) == "hello"
            wait_for_the_end(server)


@colours
def test_a_refusal_that_comes_before_the_request_was_read_is_heard(colour):
    refusal = b'{"message": "Payload too large", "statusCode": 413}'

    def refuse(server, connection):
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 413 No\r\nContent-Length: %d\r\n\r\n" % len(refusal) + refusal)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 20):  # else what the client still sends would tear the answer from its hands
            pass

    with RawServer(refuse) as server, pytest.raises(Exception, match="Payload too large"):
        asks(client_for(server.url), 1, colour, LARGE)


@contextlib.contextmanager
def full_house(address, port):
    """A listener that takes no more connections: whoever comes waits."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(socket.create_server((address, port), backlog=0))
        for _ in range(4):
            guest = stack.enter_context(socket.socket())
            guest.setblocking(False)
            guest.connect_ex((address, port))
        yield


@with_names
def test_the_next_address_is_tried_when_one_refuses(resolve, colour):
    with RawServer(answer_all) as server:
        resolve("127.0.0.9", "127.0.0.1")
        port = server.url.rpartition(":")[2]
        assert asks(client_for(f"http://service.example:{port}", allow_http=True), 1, colour) == ["hello"]


@with_names
def test_the_next_address_is_tried_when_one_says_nothing(resolve, colour):
    with RawServer(answer_all) as server, full_house("127.0.0.9", int(server.url.rpartition(":")[2])):
        resolve("127.0.0.9", "127.0.0.1")
        limits = Timeouts(connect=0.5)
        url = server.url.replace("127.0.0.1", "service.example")
        assert asks(client_for(url, allow_http=True, timeout=limits), 1, colour) == ["hello"]


@with_names
def test_when_no_address_answers_the_error_says_so(resolve, colour):
    resolve("127.0.0.8", "127.0.0.9")
    with pytest.raises(APIConnectionError, match=r"answer from service\.example.*(refused|failed)"):
        asks(client_for("http://service.example:9", allow_http=True), 1, colour)


CANCELLED = [
    ("asyncio", "service.example", ["127.0.0.1"]),
    ("asyncio", "service.example", ["127.0.0.9", "127.0.0.1"]),
    ("asyncio", "service.example", ["127.0.0.1", "127.0.0.9"]),
    ("uvloop", "127.0.0.1", ["127.0.0.1"]),
]


@pytest.mark.parametrize(("loop", "host", "addresses"), CANCELLED)
def test_whoever_is_cancelled_while_connecting_leaves_no_socket_open(resolve, loop, host, addresses):
    """An unclosed socket is a warning, and so an error in these tests."""
    resolve(*addresses)

    async def connect_now_and_then(url):
        client = client_for(url, allow_http=True)
        for number in range(150):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(number * 2e-5):
                    await aask(client)
                await client.aclose()
        await client.aclose()

    with RawServer(answer_all) as server, asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        runner.run(connect_now_and_then(server.url.replace("127.0.0.1", host)))
    gc.collect()


@colours
def test_plain_calls_go_through_the_proxy_of_the_environment_over_one_connection(use_proxy, colour):
    proxy = Proxy(None)
    with proxy.server:
        use_proxy("http", proxy.server.url)
        client = client_for("http://service.example", allow_http=True)
        assert asks(client, 3, colour) == ["hello"] * 3
    assert proxy.asked == [b"POST http://service.example/v1/chat/completions HTTP/1.1"]


@colours
def test_secured_calls_go_through_a_tunnel_that_the_proxy_cannot_look_into(authority, trusted, use_proxy, colour):
    authority.issue_cert("service.example").configure_cert(trusted)
    with RawServer(over_tls(trusted)) as server:
        proxy = Proxy(("127.0.0.1", int(server.url.rpartition(":")[2])))
        with proxy.server:
            use_proxy("https", proxy.server.url)
            assert asks(client_for("https://service.example"), 3, colour) == ["hello"] * 3
    assert proxy.asked == [b"CONNECT service.example:443 HTTP/1.1"]
    assert len(server.requests) == 3
    assert b"key" in server.requests[0]
    assert b"key" not in b"".join(proxy.server.requests)


@colours
def test_a_proxy_that_says_nothing_ends_in_time(use_proxy, colour):
    with RawServer(lambda server, connection: server.wait(connection)) as server:
        use_proxy("https", server.url)
        with pytest.raises(APITimeoutError):
            asks(client_for("https://service.example", timeout=Timeouts(first_byte=0.3, total=2.0)), 1, colour)


@colours
def test_calls_go_through_a_socks_proxy_of_the_environment(use_proxy, colour):
    wanted = []

    def serve(server, connection):
        connection.recv(100)
        connection.sendall(b"\x05\x00")  # no password needed
        wanted.append(connection.recv(100))
        connection.sendall(b"\x05\x00\x00\x01" + bytes(6))  # connected
        answer_all(server, connection)

    with RawServer(serve) as server:
        use_proxy("all", server.url.replace("http://", "socks5://"))
        assert asks(client_for("http://service.example", allow_http=True), 3, colour) == ["hello"] * 3
    assert [request[5:-2] for request in wanted] == [b"service.example"]


def limited(client, most):
    """The client, with no more connections than that."""
    client._transport = Transport(ConnectionPools(httpx.Limits(max_connections=most)))
    return client


def count_connections(opened):
    def serve(server, connection):
        opened.append(1)
        answer_all(server, connection)

    return serve


def test_threads_never_have_more_connections_than_allowed():
    opened = []
    with RawServer(count_connections(opened)) as server, limited(client_for(server.url), 2) as client:
        with ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(lambda _: ask(client), range(200)))
        assert answers == ["hello"] * 200
    assert len(opened) <= 2


async def test_tasks_never_have_more_connections_than_allowed():
    opened = []
    with RawServer(count_connections(opened)) as server:
        async with limited(client_for(server.url), 2) as client:
            answers = await asyncio.gather(*(aask(client) for _ in range(200)))
        assert answers == ["hello"] * 200
    assert len(opened) <= 2


@colours
def test_tools_that_take_the_place_of_httpxs_transports_see_the_calls(monkeypatch, colour):
    """So do recorders of cassettes, mocks of httpx and its instrumentations."""
    seen = []

    def handle(self, request):
        seen.append(request.url)
        return httpx.Response(200, content=REPLY)

    async def ahandle(self, request):
        return handle(self, request)

    with RawServer(answer_all) as server:
        client = client_for(server.url)
        assert (ask(client) if colour == "sync" else asyncio.run(aask(client))) == "hello"
        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", ahandle)
        assert asks(client, 1, colour) == ["hello"]
    assert seen == [f"{server.url}/v1/chat/completions"]
    assert len(server.requests) == 1


def answer_whom_it_knows(server, connection):
    """Whoever asks first is answered ever after, as when answers are one behind."""
    known = None
    while request := server.read_request(connection):
        known = known or request.partition(b"Bearer ")[2].partition(b"\r\n")[0]
        body = REPLY.replace(b"hello", known)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def rotating():
    keys = itertools.cycle(["first-account", "second-account"])
    return lambda: next(keys)


@pytest.mark.parametrize("keys", [["first-account", "second-account"], [rotating()] * 2], ids=["models", "one by one"])
@colours
def test_no_account_is_answered_over_a_connection_of_another(trusted, colour, keys):
    with RawServer(over_tls(trusted, answer_whom_it_knows)) as server:
        models = [ChatAIMLAPI(model="openai/gpt-4o", api_key=key, base_url=https(server)) for key in keys * 2]

        async def all_of_them():
            answers = [(await model.ainvoke("Hi")).text for model in models]
            await shared_pools().aclose()
            return answers

        if colour == "sync":
            answers = [model.invoke("Hi").text for model in models]
            shared_pools().close()
        else:
            with asyncio.Runner(loop_factory=LOOPS[colour]) as runner:
                answers = runner.run(all_of_them())
    assert answers == ["first-account", "second-account"] * 2
