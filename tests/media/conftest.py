"""A service that counts requests, and surfaces of every family that talk to it."""

import pytest

from langchain_aimlapi.http_library import httpx


class Service:
    """Answers with what `answer` returns, and keeps the requests."""

    def __init__(self):
        self.requests = []
        self.answer = lambda request: httpx.Response(200, json={})

    def handle(self, request):
        request.read()
        self.requests.append(request)
        return self.answer(request)


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def make(service):
    """Makes surfaces that talk to the service, for files as for answers."""
    transport = httpx.MockTransport(service.handle)

    def make_surface(kind, **settings):
        clients = {
            "http_client": httpx.Client(transport=transport),
            "http_async_client": httpx.AsyncClient(transport=transport),
        }
        return kind(api_key="key", max_retries=0, **clients, **settings)

    return make_surface
