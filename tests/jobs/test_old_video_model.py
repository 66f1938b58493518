"""The class of version 0.1, on the new code."""

import pytest

import langchain_aimlapi
from langchain_aimlapi._renamed import RenamedWarning
from langchain_aimlapi.http_library import httpx


@pytest.fixture
def old_class(monkeypatch):
    monkeypatch.delitem(vars(langchain_aimlapi), "AimlapiVideoModel", raising=False)
    with pytest.warns(RenamedWarning, match="AimlapiVideoModel is AIMLAPIVideoGenerator now"):
        return langchain_aimlapi.AimlapiVideoModel


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_a_prompt_becomes_an_address(old_class, service, colour):
    transport = httpx.MockTransport(service.handle)
    model = old_class(
        api_key="key",
        poll_interval=0.001,
        tags=["old"],
        http_client=httpx.Client(transport=transport),
        http_async_client=httpx.AsyncClient(transport=transport),
    )
    url = model.invoke("A boat", n=1) if colour == "sync" else await model.ainvoke("A boat", response_format="url")
    assert url == "https://cdn.example/boat.mp4?signature=s"
    assert service.body == {"model": "google/veo3", "prompt": "A boat"}
    assert service.requests[0].url.path == "/v2/video/generations"


def test_the_key_is_not_shown(old_class):
    assert "secret" not in repr(old_class(api_key="secret-key"))
