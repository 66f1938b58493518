"""An embeddings service in memory: it answers with the length of each text and keeps what it was sent."""

import base64
import json
import struct
import threading

import pytest

from langchain_aimlapi import AIMLAPIEmbeddings
from langchain_aimlapi.http_library import httpx


class Service:
    """Answers embeddings requests; `answer` may be replaced, `failing` names inputs that are refused with a status."""

    def __init__(self):
        self.bodies = []
        self.failing = {}
        self.running = 0
        self.most_running = 0
        self.lock = threading.Lock()
        self.gate = None

    def handle(self, request):
        body = json.loads(request.read())
        with self.lock:
            self.bodies.append(body)
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        try:
            if self.gate:
                self.gate.wait(0.2)
            return self.answer(body)
        finally:
            with self.lock:
                self.running -= 1

    def answer(self, body):
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        status = next((self.failing[text] for text in texts if text in self.failing), None)
        if status:
            return httpx.Response(status, json={"statusCode": status, "message": "No", "requestId": "r"})
        data = [{"index": at, "embedding": self.vector(text, body)} for at, text in enumerate(texts)]
        usage = {"total_tokens": len(texts)}
        meta = {"usage": {"credits_used": 2, "usd_spent": 0.000001}}
        reply = {"data": data[::-1], "usage": usage, "meta": meta}
        content = json.dumps(reply).encode()  # with NaN where a vector has it, as vendors send it
        return httpx.Response(200, content=content, headers={"x-inference-id": f"inf-{len(texts)}"})

    @staticmethod
    def vector(text, body):
        numbers = [float(len(text)), 0.5]
        if body.get("encoding_format") == "base64":
            return base64.b64encode(struct.pack("<2f", *numbers)).decode()
        return numbers

    def texts(self):
        return [body["input"] for body in self.bodies]


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def make(service):
    """Makes embeddings that talk to the service."""
    transport = httpx.MockTransport(service.handle)

    def make_embeddings(model="text-embedding-3-small", **settings):
        settings = {"api_key": "key", "max_retries": 0, **settings}
        return AIMLAPIEmbeddings(
            model=model,
            http_client=httpx.Client(transport=transport),
            http_async_client=httpx.AsyncClient(transport=transport),
            **settings,
        )

    return make_embeddings
