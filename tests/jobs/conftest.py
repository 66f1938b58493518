"""A service in memory that takes generations and finishes them."""

import json

import pytest

from langchain_aimlapi.http_library import httpx

VIDEO = "https://cdn.example/boat.mp4?signature=s"


class Service:
    """Answers a submission with an id, and polls with `replies`, the last one again and again."""

    def __init__(self):
        self.requests = []
        self.submitted = {"id": "a/b:c", "status": "queued", "meta": {"usage": {"usd_spent": 0.5, "credits_used": 9}}}
        self.replies = [{"status": "generating"}, {"id": "a/b:c", "status": "completed", "video": {"url": VIDEO}}]
        self.polls = 0

    def handle(self, request):
        self.requests.append(request)
        if request.method == "POST":
            return httpx.Response(200, json=self.submitted, headers={"x-inference-id": "inf-1"})
        reply = self.replies[min(self.polls, len(self.replies) - 1)]
        self.polls += 1
        return reply if isinstance(reply, httpx.Response) else httpx.Response(200, json=reply)

    @property
    def body(self):
        return json.loads(self.requests[0].content)


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def make(service):
    """Makes tools that talk to the service."""
    transport = httpx.MockTransport(service.handle)

    def make_tool(tool, model, **settings):
        patience = {"poll_interval": 0.001} if "poll_interval" in tool.model_fields else {}
        return tool(
            model=model,
            api_key="key",
            max_retries=0,
            http_client=httpx.Client(transport=transport),
            http_async_client=httpx.AsyncClient(transport=transport),
            **{**patience, **settings},
        )

    return make_tool
