"""A plain httpx client for the running emulator: it knows nothing of the service."""

import json

import pytest

from langchain_aimlapi.http_library import httpx

GPT = "openai/gpt-4o"


class Plain:
    """A bare HTTP client for one emulator."""

    def __init__(self, server):
        self.server = server
        headers = {"Authorization": "Bearer test-key"}
        self.http = httpx.Client(base_url=server.base_url, headers=headers, timeout=20, verify=False)  # plain HTTP

    def chat(self, text="Say hello", model=GPT, *, fault=None, path="/v1/chat/completions", headers=None, **extra):
        """Send one user message; the whole response."""
        body = {"model": model, "messages": [{"role": "user", "content": text}], **extra}
        headers = dict(headers or {})
        if fault:
            headers["X-Emulator-Fault"] = fault
        return self.http.post(path, json=body, headers=headers)

    def lines(self, text="Say hello", **extra):
        """The data of a stream's events, as text."""
        response = self.chat(text, stream=True, **extra)
        assert response.headers["content-type"].startswith("text/event-stream")
        return [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]

    def chunks(self, text="Say hello", **extra):
        """The chunks of a stream that ends as it should."""
        *chunks, done = self.lines(text, **extra)
        assert done == "[DONE]"
        return [json.loads(chunk) for chunk in chunks]


@pytest.fixture
def plain(emulator):
    client = Plain(emulator)
    yield client
    client.http.close()
