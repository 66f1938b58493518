"""LangChain's standard suite for tools, over HTTP."""

import pytest
from langchain_tests.integration_tests import ToolsIntegrationTests

from langchain_aimlapi import AIMLAPI3DGenerator, AIMLAPIMusicGenerator, AIMLAPIVideoGenerator


@pytest.mark.usefixtures("emulator_environment")
class TestVideo(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPIVideoGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "klingai/video-v2-6-pro-image-to-video", "poll_interval": 0.001}

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "The boat drifts off", "image": "https://files.example/a.png"}


@pytest.mark.usefixtures("emulator_environment")
class TestMusic(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPIMusicGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "elevenlabs/eleven_music", "poll_interval": 0.001}

    @property
    def tool_invoke_params_example(self):
        return {"prompt": "Slow rain on tin", "duration": 10.0}


@pytest.mark.usefixtures("emulator_environment")
class Test3D(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPI3DGenerator

    @property
    def tool_constructor_params(self):
        return {"model": "triposr"}

    @property
    def tool_invoke_params_example(self):
        return {"image": "https://files.example/a.png"}
