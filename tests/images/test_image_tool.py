"""The generator as a tool of an agent, and as an object."""

import copy
import pickle

import pytest
from langchain_tests.unit_tests import ToolsUnitTests
from pydantic import ValidationError

from langchain_aimlapi import AIMLAPIImageGenerator, InvalidRequestError, NotFoundError
from langchain_aimlapi.catalogue import UnknownModelWarning
from langchain_aimlapi.tools.images import ImageResult


class TestStandard(ToolsUnitTests):
    @property
    def tool_constructor(self):
        return AIMLAPIImageGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "flux/schnell", "api_key": "key"}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {"model": "flux/schnell"},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "A paper boat", "aspect_ratio": "1:1"}


class TestStandardEdit(TestStandard):
    @property
    def tool_constructor_params(self):
        return {"model": "reve/edit-image", "api_key": "key"}

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "Make it blue", "image": "https://files.example/a.png"}


def called(tool, **arguments):
    return {"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"}


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_the_agent_gets_a_text_and_the_program_the_pictures(make, service, colour):
    service.reply = {"images": [{"url": "https://cdn.example/a.png", "width": 8, "height": 6}]}
    tool = make()
    call = called(tool, prompt="A boat", aspect_ratio="4:3")
    message = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    assert message.content == "1 picture(s) by flux/dev:\n1. image/png, 8x6 pixels: https://cdn.example/a.png"
    assert isinstance(message.artifact, ImageResult)
    assert service.body == {"model": "flux/dev", "prompt": "A boat", "image_size": "landscape_4_3"}


async def test_a_bare_text_is_the_prompt(make, service):
    make().invoke("A boat")
    await make().ainvoke("A boat")
    assert [body["prompt"] for _, body in service.requests] == ["A boat", "A boat"]


def test_the_agent_is_offered_what_the_model_takes():
    offered = {
        "flux/dev": {"prompt", "aspect_ratio"},
        "openai/gpt-image-1": {"prompt", "image", "aspect_ratio"},
        "alibaba/qwen-image-2-0": {"prompt", "image", "aspect_ratio", "negative_prompt"},
        "topaz-labs/sharpen": {"image"},
        "acme/brand-new": {"prompt", "image", "aspect_ratio", "negative_prompt"},
    }
    assert {model: set(AIMLAPIImageGenerator(model=model).args) for model in offered} == offered


def test_what_the_model_cannot_do_without_the_agent_must_give():
    required = {
        model: AIMLAPIImageGenerator(model=model).args_schema.model_json_schema().get("required", [])
        for model in ("flux/dev", "reve/edit-image", "topaz-labs/sharpen", "acme/brand-new")
    }
    assert required == {
        "flux/dev": ["prompt"],
        "reve/edit-image": ["prompt", "image"],
        "topaz-labs/sharpen": ["image"],
        "acme/brand-new": ["prompt"],
    }


@pytest.mark.parametrize("image", ["/etc/passwd", "a.png", "file:///etc/passwd"])
async def test_the_agent_may_name_no_files_of_this_machine_unless_allowed(make, service, image):
    tool = make("reve/edit-image")
    with pytest.raises(InvalidRequestError, match="not a file of this machine"):
        tool.invoke({"prompt": "Blue", "image": image})
    with pytest.raises(InvalidRequestError, match="not a file of this machine"):
        await tool.ainvoke({"prompt": "Blue", "image": image})
    assert service.requests == []


def test_the_agent_may_name_files_where_that_is_allowed(make, service, png, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(png)
    make("reve/edit-image", allow_file_inputs=True).invoke({"prompt": "Blue", "image": str(path)})
    assert service.body["image_url"].startswith("data:image/png;base64,")


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_pictures_can_be_saved_as_they_are_made(make, service, png, tmp_path, colour):
    import base64

    service.reply = {"data": [{"b64_json": base64.b64encode(png).decode()}]}
    folder = tmp_path / "not" / "there"
    tool = make(save_directory=folder)
    call = called(tool, prompt="A boat")
    message = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    assert message.content.endswith(f"saved as {folder / 'image-inf-1.png'}: bytes in the artifact")
    assert (folder / "image-inf-1.png").read_bytes() == png


def test_several_pictures_are_saved_beside_each_other(make, service, png, tmp_path):
    import base64

    text = base64.b64encode(png).decode()
    service.reply = {"data": [{"b64_json": text}, {"b64_json": text}]}
    make(save_directory=tmp_path, n=2).invoke({"prompt": "A boat"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image-inf-1-2.png", "image-inf-1.png"]


def test_errors_are_of_langchains_kind_too(make, service):
    from langchain_core.exceptions import ModelInvalidRequestError

    with pytest.raises(ModelInvalidRequestError):
        make().generate("A boat", n=9)


def test_a_model_that_is_gone_is_named_with_its_neighbours():
    from langchain_aimlapi.http_library import httpx

    def gone(request):
        return httpx.Response(404, json={"statusCode": 404, "message": "Model 'flux/shnell' not found"})

    tool = AIMLAPIImageGenerator(
        model="flux/shnell", api_key="key", http_client=httpx.Client(transport=httpx.MockTransport(gone))
    )
    warned = pytest.warns(UnknownModelWarning, match="Did you mean 'flux/schnell'")
    with pytest.raises(NotFoundError, match="flux/schnell"), warned:
        tool.generate("A boat")


def test_it_can_be_copied_and_pickled_without_showing_its_key():
    tool = AIMLAPIImageGenerator(model="flux/schnell", api_key="secret-key", size=(640, 480))
    for twin in (copy.deepcopy(tool), pickle.loads(pickle.dumps(tool)), tool.model_copy()):
        assert twin.api_key.get_secret_value() == "secret-key"
        assert twin.size == (640, 480)
        assert twin.args == tool.args
    assert "secret-key" not in repr(tool)


def test_a_copy_for_another_model_offers_what_that_one_takes():
    tool = AIMLAPIImageGenerator(model="flux/schnell")
    assert set(tool.model_copy(update={"model": "topaz-labs/sharpen"}).args) == {"image"}


def test_a_misspelt_setting_is_an_error():
    with pytest.raises(ValidationError, match="qualty"):
        AIMLAPIImageGenerator(model="flux/schnell", qualty="high")
