"""Pictures for tests, and an image service in memory that keeps what it was sent."""

import json
import struct
import zlib

import pytest

from langchain_aimlapi import AIMLAPIImageGenerator
from langchain_aimlapi.http_library import httpx


def make_png(width=4, height=3):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc8\x1e\x1e" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def png():
    return make_png()


class Service:
    """Answers every request with `reply`."""

    def __init__(self):
        self.requests = []
        self.reply = {
            "data": [{"url": "https://cdn.example/a.png?signature=s"}],
            "meta": {"usage": {"usd_spent": 0.04}},
        }

    def handle(self, request):
        content = request.read()
        body = json.loads(content) if request.headers["content-type"] == "application/json" else content
        self.requests.append((request.url.path, body))
        return httpx.Response(200, json=self.reply, headers={"x-inference-id": "inf-1"})

    @property
    def body(self):
        return self.requests[-1][1]


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def make(service):
    """Makes generators that talk to the service."""
    transport = httpx.MockTransport(service.handle)

    def make_generator(model="flux/dev", **settings):
        return AIMLAPIImageGenerator(
            model=model,
            api_key="key",
            http_client=httpx.Client(transport=transport),
            http_async_client=httpx.AsyncClient(transport=transport),
            **settings,
        )

    return make_generator
