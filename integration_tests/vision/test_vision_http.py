"""Pictures: described by chat models that see, as the page tells; feature recognition, as older clients sent it."""

import base64

import pytest
from langchain_core.messages import HumanMessage
from langchain_tests.integration_tests import ToolsIntegrationTests
from pydantic import BaseModel, Field

from integration_tests.samples import png
from langchain_aimlapi import AIMLAPIClient, ChatAIMLAPI, find_models
from langchain_aimlapi.api.errors import APIStatusError, InvalidRequestError, NotFoundError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.vision import FEATURES
from langchain_aimlapi.tools.vision import AIMLAPIFeatureRecognition

URL = "https://files.example/red-barn-face.png"
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
SEEING = [card.id for card in find_models(family="chat", capability="vision", status="live") if not card.not_callable]
pytestmark = pytest.mark.usefixtures("emulator_environment")


class TestTool(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPIFeatureRecognition

    @property
    def tool_constructor_params(self):
        return {}

    @property
    def tool_invoke_params_example(self):
        return {"image_url": URL, "features": ["LABEL_DETECTION", "FACE_DETECTION"]}


async def recognize(colour, *args):
    client = AIMLAPIClient(max_retries=0)
    return client.recognize_features(*args) if colour == "sync" else await client.arecognize_features(*args)


@COLOURS
async def test_every_feature_has_its_answer_and_its_cost(colour):
    seen = await recognize(colour, URL, FEATURES)
    assert [label["description"] for label in seen["labelAnnotations"]] == ["red", "barn", "face"]
    assert len(seen["faceAnnotations"]) == 1
    assert len([key for key in seen if key.endswith(("Annotation", "Annotations", "webDetection"))]) == len(FEATURES)
    assert seen["cost"] == {"usd": 0.0135, "credits": 27000}
    assert seen["inference_id"].startswith("inf-")


@COLOURS
async def test_an_endpoint_that_is_gone_names_what_to_use(colour):
    with pytest.raises(NotFoundError, match=r"no longer documents.*sees pictures"):
        await recognize(colour, URL, FEATURES, RequestOptions(headers={"X-Emulator-Fault": "status=404"}))


@COLOURS
async def test_the_tool_in_both_colours(colour):
    tool = AIMLAPIFeatureRecognition()
    call = {"type": "tool_call", "name": tool.name, "id": "1", "args": {"image_url": URL}}
    message = tool.invoke(call) if colour == "sync" else await tool.ainvoke(call)
    assert '"barn"' in message.content
    assert "cost" not in message.content
    assert message.artifact["cost"]["credits"] == 3000


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"image": {"source": {"imageUri": URL}}},
        {"image": {"source": {"imageUri": "file"}}, "features": [{"type": "LABEL_DETECTION"}]},
        {"image": {"source": {"imageUri": URL}}, "features": [{"type": "SMELL"}]},
        {"image": {"source": {"imageUri": URL}}, "features": ["LABEL_DETECTION"]},
    ],
)
def test_the_emulator_refuses_other_shapes(body):
    with pytest.raises(InvalidRequestError, match="Body validation error"):
        AIMLAPIClient(max_retries=0)._post("/vision", body, RequestOptions())


# Image analysis: a picture in a chat message


class Seen(BaseModel):
    """What is in a picture."""

    width: int = Field(description="Width in pixels.")
    colour: str


def asking(text, **picture):
    return HumanMessage([{"type": "text", "text": text}, {"type": "image", **picture}])


async def ask(model, colour, message):
    return model.invoke([message]) if colour == "sync" else await model.ainvoke([message])


@pytest.mark.parametrize("model", SEEING)
def test_every_model_that_sees_takes_a_picture_of_this_machine(model):
    data = base64.b64encode(png(8, 6)).decode()
    answer = ChatAIMLAPI(model=model).invoke([asking("What is this?", base64=data, mime_type="image/png")])
    assert "8" in answer.text
    assert "PNG" in answer.text


@COLOURS
async def test_a_picture_at_an_address_and_a_typed_description(emulator, colour):
    model = ChatAIMLAPI(model="openai/gpt-4o").with_structured_output(Seen)
    seen = await ask(model, colour, asking("The width is 640 and the colour: red", url=URL))
    assert seen.width == 640
    part = emulator.requests[-1].body["messages"][0]["content"][1]
    assert part == {"type": "image_url", "image_url": {"url": URL}}


@COLOURS
async def test_a_model_that_sees_nothing_refuses_a_picture(colour):
    with pytest.raises(APIStatusError):
        await ask(ChatAIMLAPI(model="openai/gpt-4"), colour, asking("What is this?", url=URL))
