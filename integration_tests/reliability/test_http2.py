"""Answers that share a connection of HTTP/2, with a client of the user's own: the end of one is not that of another."""

import asyncio
from importlib import import_module
from importlib.util import find_spec

import h2.config
import h2.connection
import h2.events
import pytest
from raw_server import RawServer
from wire import BODY, client_for

from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.http_library import SUPPORTED

EVENT = b'data: {"choices": [{"index": 0, "delta": {"content": "%s"}, "finish_reason": %s}]}\n\n'
LIBRARIES = [import_module(name) for name in SUPPORTED if find_spec(name)]


class Speaker:
    """Leaves a stream open behind its `[DONE]`; the first one goes on only when the list of models is asked for."""

    def __init__(self):
        self.connections = 0

    def __call__(self, server, connection):
        self.connections += 1
        self.held = []
        self.protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.protocol.initiate_connection()
        while True:
            connection.sendall(self.protocol.data_to_send())
            data = connection.recv(65536)
            if not data:
                return
            for event in self.protocol.receive_data(data):
                self.take(event)

    def take(self, event):
        if isinstance(event, h2.events.DataReceived):
            self.protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.RequestReceived):
            path, kind = dict(event.headers)[b":path"], b"text/event-stream"
            models = path.startswith(b"/v1/models")
            kind = b"application/json" if models else kind
            self.protocol.send_headers(event.stream_id, [(b":status", b"200"), (b"content-type", kind)])
            if models:
                self.protocol.send_data(event.stream_id, b'{"data": []}', end_stream=True)
                self.protocol.send_data(
                    self.held[0], EVENT % (b"end", b'"stop"') + b"data: [DONE]\n\n", end_stream=True
                )
            elif not self.held:
                self.held.append(event.stream_id)
                self.protocol.send_data(event.stream_id, EVENT % (b"begin ", b"null"))
            else:
                self.protocol.send_data(event.stream_id, EVENT % (b"whole", b'"stop"') + b"data: [DONE]\n\n")


def text_of(chunk):
    return chunk["choices"][0]["delta"].get("content") or "" if chunk.get("choices") else ""


def read_sync(client):
    slow = client.stream_chat(CHAT, BODY)
    begin = text_of(next(slow))
    whole = "".join(map(text_of, client.stream_chat(CHAT, BODY)))
    assert client.list_models() == {"data": []}
    return whole, begin + "".join(map(text_of, slow))


async def read_async(client):
    slow = await client.astream_chat(CHAT, BODY)
    begin = text_of(await anext(slow))
    whole = "".join([text_of(chunk) async for chunk in await client.astream_chat(CHAT, BODY)])
    assert await client.alist_models() == {"data": []}
    return whole, begin + "".join([text_of(chunk) async for chunk in slow])


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.__name__)
@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_stream_that_is_over_leaves_the_connection_to_the_others(library, colour):
    speaker = Speaker()
    with RawServer(speaker) as server:
        if colour == "sync":
            with library.Client(http1=False, http2=True) as own:
                texts = read_sync(client_for(server.url, http_client=own))
        else:

            async def read():
                async with library.AsyncClient(http1=False, http2=True) as own:
                    return await read_async(client_for(server.url, http_async_client=own))

            texts = asyncio.run(read())
    assert texts == ("whole", "begin end")
    assert speaker.connections == 1
