"""The media classes of version 0.1, on the new code, over HTTP."""

import base64

import pytest

import langchain_aimlapi
from langchain_aimlapi._renamed import RenamedWarning
from langchain_aimlapi.http_library import httpx

COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


def old(name):
    vars(langchain_aimlapi).pop(name, None)  # looked up once: the warning comes with the first use
    with pytest.warns(RenamedWarning, match=f"{name} is "):
        return getattr(langchain_aimlapi, name)


def fetched(address):
    return httpx.get(address).raise_for_status().content


async def said(model, prompt, colour, **params):
    return model.invoke(prompt, **params) if colour == "sync" else await model.ainvoke(prompt, **params)


@COLOURS
async def test_a_prompt_becomes_the_address_of_a_picture(emulator_environment, colour):
    model = old("AimlapiImageModel")(model="flux/schnell", size="64x64", max_retries=0)
    address = await said(model, "A paper boat", colour)
    assert fetched(address).startswith(b"\x89PNG")
    (request,) = [each for each in emulator_environment.requests if each.method == "POST"]
    assert request.path == "/v1/images/generations"
    assert request.body["prompt"] == "A paper boat"
    assert "n" not in request.body


@COLOURS
async def test_the_default_picture_can_come_as_base64(emulator_environment, colour):
    model = old("AimlapiImageModel")(max_retries=0)
    text = await said(model, "A paper boat", colour, response_format="b64_json")
    assert base64.b64decode(text, validate=True).startswith(b"\x89PNG")
    assert emulator_environment.requests[0].model == "openai/gpt-image-1"


def test_several_pictures(emulator_environment):
    model = old("AimlapiImageModel")(model="flux/schnell", max_retries=0)
    found = model.generate_images("A paper boat", n=2)
    assert len(set(found)) == 2
    assert all(fetched(address) for address in found)


@COLOURS
async def test_a_prompt_becomes_the_address_of_a_film(emulator_environment, colour):
    model = old("AimlapiVideoModel")(model="google/veo-3.1-t2v", poll_interval=0.001, max_retries=0)
    address = await said(model, "A paper boat", colour, n=1, response_format="url")
    assert fetched(address)[4:8] == b"ftyp"
    paths = [(each.method, each.path) for each in emulator_environment.requests if "video" in each.path]
    assert paths == [("POST", "/v2/video/generations")] + [("GET", "/v2/video/generations")] * 3
    submitted = next(each for each in emulator_environment.requests if each.method == "POST")
    assert not {"n", "response_format"} & submitted.body.keys()
