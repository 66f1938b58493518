"""The class of version 0.1, on the new code."""

import pytest

import langchain_aimlapi
from langchain_aimlapi._renamed import RenamedWarning
from langchain_aimlapi.http_library import httpx


@pytest.fixture
def old_class(monkeypatch):
    monkeypatch.delitem(vars(langchain_aimlapi), "AimlapiImageModel", raising=False)
    with pytest.warns(RenamedWarning, match="AimlapiImageModel is AIMLAPIImageGenerator now"):
        return langchain_aimlapi.AimlapiImageModel


@pytest.fixture
def make_old(old_class, service):
    transport = httpx.MockTransport(service.handle)
    clients = {
        "http_client": httpx.Client(transport=transport),
        "http_async_client": httpx.AsyncClient(transport=transport),
    }
    return lambda **settings: old_class(api_key="key", **clients, **settings)


async def test_a_prompt_becomes_an_address(make_old, service):
    model = make_old(tags=["old"])
    assert model.invoke("A boat") == "https://cdn.example/a.png?signature=s"
    assert await model.ainvoke("A boat") == "https://cdn.example/a.png?signature=s"
    assert service.requests == [("/v1/images/generations", {"model": "openai/gpt-image-1", "prompt": "A boat"})] * 2
    assert model.model == "openai/gpt-image-1"


def test_several_pictures_and_bytes(make_old, service, png):
    import base64

    text = base64.b64encode(png).decode()
    service.reply = {"data": [{"b64_json": text}, {"b64_json": text}]}
    model = make_old(model="x-ai/grok-imagine-image")
    assert model.generate_images("A boat", n=2, response_format="b64_json") == [text, text]
    assert service.body["n"] == 2
    assert service.body["response_format"] == "b64_json"


def test_the_key_is_not_shown(old_class):
    assert "secret" not in repr(old_class(model="flux/dev", api_key="secret-key"))
