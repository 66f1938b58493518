"""Feature recognition: the request, the refusals; LangChain's unit suite for its tool."""

from typing import get_args

import pytest
from langchain_core._api import LangChainBetaWarning
from langchain_tests.unit_tests import ToolsUnitTests

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.vision import FEATURES, ofr_body
from langchain_aimlapi.tools.vision import AIMLAPIFeatureRecognition, Feature

URL = "https://files.example/red-barn.png"


class TestTool(ToolsUnitTests):
    @property
    def tool_constructor(self):
        return AIMLAPIFeatureRecognition

    @property
    def tool_constructor_params(self):
        return {"api_key": "key"}

    @property
    def tool_invoke_params_example(self):
        return {"image_url": URL, "features": ["LABEL_DETECTION"]}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )


def test_it_is_marked_as_experimental():
    with pytest.warns(LangChainBetaWarning, match="may change or be gone"):
        AIMLAPIFeatureRecognition(api_key="key")


def test_the_request_is_google_visions():
    assert ofr_body(URL, ["label_detection", "LABEL_DETECTION", "FACE_DETECTION"]) == {
        "image": {"source": {"imageUri": URL}},
        "features": [{"type": "LABEL_DETECTION"}, {"type": "FACE_DETECTION"}],
    }
    assert ofr_body(URL, "WEB_DETECTION")["features"] == [{"type": "WEB_DETECTION"}]


@pytest.mark.parametrize("features", [[], ["SMELL_DETECTION"], "SMELL"])
def test_what_nobody_can_look_for_is_refused(features):
    with pytest.raises(InvalidRequestError, match="SAFE_SEARCH_DETECTION"):
        ofr_body(URL, features)


def test_a_file_name_is_no_address():
    with pytest.raises(InvalidRequestError, match=r"'/tmp/a.png'"):
        ofr_body("/tmp/a.png", FEATURES)


def test_the_tool_offers_every_feature():
    assert get_args(Feature) == FEATURES
