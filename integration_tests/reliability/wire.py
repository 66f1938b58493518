"""What tests of the wire share: a question and its answer, TLS, and a proxy."""

import asyncio
import contextlib
import socket
import threading
import time

import pytest
import uvloop
from raw_server import RawServer

from langchain_aimlapi import AIMLAPIClient
from langchain_aimlapi.api.dialects import CHAT

BODY = {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}
LARGE = {**BODY, "messages": [{"role": "user", "content": "x" * 3_000_000}]}
REPLY = b'{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(REPLY) + REPLY


def ask(client, body=BODY):
    return client.chat(CHAT, body)["choices"][0]["message"]["content"]


async def aask(client, body=BODY):
    return (await client.achat(CHAT, body))["choices"][0]["message"]["content"]


def asks(client, count, colour, body=BODY, pause=0.0):
    """The answers to some questions, one after the other, of a client that is closed afterwards."""
    if colour == "sync":
        with client:
            return [ask(client, body) for _ in range(count) if time.sleep(pause) is None]

    async def all_of_them():
        async with client:
            return [await aask(client, body) for _ in range(count) if await asyncio.sleep(pause) is None]

    with asyncio.Runner(loop_factory=LOOPS[colour]) as runner:
        return runner.run(all_of_them())


def answer_all(server, connection):
    while server.read_request(connection):
        connection.sendall(ANSWER)


def _has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


IPV6 = _has_ipv6()
LOOPS = {"asyncio": None, "uvloop": uvloop.new_event_loop}
colours = pytest.mark.parametrize("colour", ["sync", *LOOPS])


def over_tls(context, serve=answer_all):
    def wrapped(server, connection):
        with context.wrap_socket(connection, server_side=True) as secured:
            serve(server, secured)

    return wrapped


def https(server):
    return server.url.replace("http://", "https://")


def client_for(url, **settings):
    return AIMLAPIClient(api_key="key", base_url=url, **{"max_retries": 0, **settings})


class Proxy:
    """Answers what is asked for plainly, and connects through to the real host for the rest."""

    def __init__(self, target, answer=ANSWER):
        self.target = target
        self.answer = answer
        self.asked = []
        self.server = RawServer(self.serve)

    def serve(self, server, connection):
        request = server.read_request(connection)
        self.asked.append(request.split(b"\r\n")[0])
        if not request.startswith(b"CONNECT"):
            while request:
                connection.sendall(self.answer)
                request = server.read_request(connection)
            return
        with socket.create_connection(self.target) as onward:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=self.pump, args=(onward, connection))
            back.start()
            self.pump(connection, onward)
            back.join(5)

    @staticmethod
    def pump(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
