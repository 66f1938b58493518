"""Image models over HTTP against the emulator: LangChain's own suite, files, failures."""

import io
import os

import pytest
import samples
from langchain_tests.integration_tests import ToolsIntegrationTests

from langchain_aimlapi import (
    AIMLAPIImageGenerator,
    DownloadError,
    InvalidRequestError,
    MalformedResponseError,
    OutOfCreditsError,
    PermissionDeniedError,
    ServerError,
)
from langchain_aimlapi.emulator import Emulator
from langchain_aimlapi.media_types import pixel_size

LIVE_KEY = os.environ.get("AIMLAPI_API_KEY", "")


class Emulated(ToolsIntegrationTests):
    model_id = ""

    @pytest.fixture(autouse=True)
    def _service(self, emulator_environment):
        """The emulator, through the environment."""

    @property
    def tool_constructor(self):
        return AIMLAPIImageGenerator

    @property
    def tool_constructor_params(self):
        return {"model": self.model_id}


class TestNew(Emulated):
    model_id = "flux/schnell"

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "A paper boat", "aspect_ratio": "16:9"}


class TestEdit(Emulated):
    model_id = "reve/edit-image"

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "Make it blue", "image": "https://files.example/a.png"}


@pytest.mark.parametrize(
    ("model", "settings", "size"),
    [
        ("flux/dev", {"size": "640x512"}, (640, 512)),
        ("openai/gpt-image-1", {"aspect_ratio": "2:3"}, (1024, 1536)),
        ("bytedance/seedream-4-5", {"size": "2K", "aspect_ratio": "16:9"}, (2720, 1536)),
        ("flux-pro/v1.1", {"size": "portrait_4_3", "output_format": "jpg"}, (768, 1024)),
        ("blackforestlabs/flux-2", {"size": (1024, 512), "output_format": "webp"}, (1024, 512)),
    ],
)
def test_the_picture_has_the_size_that_was_asked_for(emulator_environment, model, settings, size):
    picture = AIMLAPIImageGenerator(model=model, **settings).generate("A paper boat").image
    assert pixel_size(picture.read()) == size


def test_prompts_seeds_and_numbers_make_different_pictures(emulator_environment):
    painter = AIMLAPIImageGenerator(model="flux/schnell")
    results = [painter.generate("A boat", n=2), painter.generate("A ship"), painter.generate("A boat", seed=5)]
    pictures = [image.read() for result in results for image in result]
    assert len(set(pictures)) == 4
    assert painter.generate("A boat").image.read() == pictures[0]


@pytest.mark.parametrize(
    ("model", "params"),
    [
        ("openai/gpt-image-1", {"response_format": "b64_json"}),
        ("imagen-3.0-generate-002", {"convert_base64_to_url": False}),
    ],
)
def test_bytes_in_the_answer_need_no_download(emulator_environment, model, params):
    picture = AIMLAPIImageGenerator(model=model).generate("A boat", **params).image
    assert picture.url is None
    assert pixel_size(picture.read()) == (picture.width, picture.height)
    assert [request.method for request in emulator_environment.requests] == ["POST"]


async def test_pictures_are_saved_and_sent_back_in(emulator_environment, tmp_path):
    first = await AIMLAPIImageGenerator(model="flux/schnell").agenerate("A boat")
    path = await first.image.asave(tmp_path / "boat.png")
    editor = AIMLAPIImageGenerator(model="openai/gpt-image-1")
    with path.open("rb") as file:
        for source in (path, file, path.read_bytes(), io.BytesIO(path.read_bytes()), first.image):
            result = await editor.aedit("Make it blue", source)
            assert result.image.read()
    edits = [request for request in emulator_environment.requests if request.path == "/v1/images/edits"]
    assert len(edits) == 5
    assert all(path.read_bytes() in request.content for request in edits)
    assert not any(request.authorized for request in emulator_environment.requests if request.method == "GET")


def test_an_address_of_a_private_network_is_not_fetched_for_an_edit(emulator_environment):
    with Emulator() as other:
        editor = AIMLAPIImageGenerator(model="openai/gpt-image-1")
        with pytest.raises(DownloadError, match="private network"):
            editor.edit("Make it blue", f"{other.base_url}/v1/models")
        assert other.requests == []


def test_upscaling_makes_pictures_larger(emulator_environment):
    upscaler = AIMLAPIImageGenerator(model="bytedance/dreamina-creative-upscale")
    assert pixel_size(upscaler.upscale(samples.png(64, 48), resolution="4k").image.read()) == (4096, 3072)


def test_an_address_expires():
    with Emulator(url_lifetime=0) as server:
        painter = AIMLAPIImageGenerator(model="flux/schnell", base_url=server.base_url, api_key="key")
        picture = painter.generate("A boat").image
        with pytest.raises(DownloadError, match="cannot be fetched any more"):
            picture.read()


def test_a_picture_larger_than_allowed_is_not_fetched(emulator_environment):
    painter = AIMLAPIImageGenerator(model="flux/schnell", max_bytes=1000)
    with pytest.raises(DownloadError, match="more than 1,000 bytes"):
        painter.generate("A boat").image.read()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("body=no-choices", MalformedResponseError),
        ("body=truncated", MalformedResponseError),
        ("body=error-200", ServerError),
        ("wrapped=400", InvalidRequestError),
        ("status=403;message=The key may not do this", PermissionDeniedError),
    ],
)
@pytest.mark.parametrize("model", ["flux/schnell", "openai/gpt-image-1"])
async def test_what_goes_wrong_is_a_typed_error(emulator_environment, model, fault, kind):
    headers = {"X-Emulator-Fault": fault}
    painter = AIMLAPIImageGenerator(model=model, max_retries=0, default_headers=headers)
    with pytest.raises(kind):
        painter.generate("A boat")
    with pytest.raises(kind):
        await painter.agenerate("A boat")


def test_a_form_is_sent_again_after_a_passing_fault(emulator_environment):
    headers = {"X-Emulator-Fault": "status=503;times=1;key=form"}
    editor = AIMLAPIImageGenerator(model="openai/gpt-image-1", default_headers=headers)
    picture = samples.png(64, 48)
    assert editor.edit("Blue", io.BytesIO(picture)).image.read()
    posts = [request for request in emulator_environment.requests if request.method == "POST"]
    assert [picture in request.content for request in posts] == [True, True]


def test_pictures_are_paid_for(emulator_environment):
    AIMLAPIImageGenerator(model="flux/dev").generate("A boat", n=2)
    assert emulator_environment.balance == pytest.approx(100 - 2 * 0.033)
    with pytest.raises(OutOfCreditsError):
        AIMLAPIImageGenerator(model="flux/dev", api_key="out-of-credits").generate("A boat")


async def test_an_agent_draws(emulator_environment):
    from langchain.agents import create_agent

    from langchain_aimlapi import ChatAIMLAPI

    agent = create_agent(ChatAIMLAPI(model="openai/gpt-4o"), [AIMLAPIImageGenerator(model="flux/schnell")])
    state = await agent.ainvoke({"messages": [("human", "Generate an image of a paper boat")]})
    drawn = [message.artifact for message in state["messages"] if message.type == "tool"]
    assert len(drawn) == 1
    assert drawn[0].image.read().startswith(b"\x89PNG")
    assert drawn[0].image.url in state["messages"][-1].text


@pytest.mark.live
@pytest.mark.skipif(not LIVE_KEY, reason="needs AIMLAPI_API_KEY")
class TestLive(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPIImageGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "flux/schnell", "api_key": LIVE_KEY}

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "A paper boat"}
