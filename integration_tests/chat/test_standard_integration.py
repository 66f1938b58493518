"""LangChain's own integration tests for chat models, every flag on, over HTTP against the emulator.

One class per dialect family. The last class runs against the live service when `AIMLAPI_API_KEY` is set.
"""

import os

import httpx
import pytest
import samples
from langchain_tests.integration_tests import ChatModelIntegrationTests

from langchain_aimlapi import ChatAIMLAPI

LIVE_KEY = os.environ.get("AIMLAPI_API_KEY", "")


class Emulated(ChatModelIntegrationTests):
    model_id = ""

    @pytest.fixture(autouse=True)
    def _service(self, emulator_environment):
        """The emulator, through the environment that `chat_model_params` leaves everything else to."""

    @pytest.fixture(autouse=True)
    def _downloads(self, monkeypatch):
        """The suite fetches its pictures and documents from the web; here they are made on the spot."""
        monkeypatch.setattr(httpx, "get", samples.download)
        monkeypatch.setenv("LANGCHAIN_TESTS_USER_AGENT", "langchain-aimlapi tests")

    @property
    def chat_model_class(self):
        return ChatAIMLAPI

    @property
    def chat_model_params(self):
        return {"model": self.model_id, "max_retries": 0}

    @property
    def model_override_value(self):
        return "gpt-4o-mini"

    @property
    def supports_json_mode(self):
        return True

    @property
    def supports_image_inputs(self):
        return True

    @property
    def supports_image_tool_message(self):
        return True

    @property
    def supports_pdf_inputs(self):
        return True

    @property
    def supports_pdf_tool_message(self):
        return True

    @property
    def supports_anthropic_inputs(self):
        return True

    @property
    def supports_image_urls(self):
        return True


class TestOpenAI(Emulated):
    model_id = "openai/gpt-4o"


class TestClaude(Emulated):
    """Claude's own request shape: it has no `response_format`, and takes images as base64 only."""

    model_id = "anthropic/claude-sonnet-4.5"

    @property
    def supports_json_mode(self):
        return False

    @property
    def supports_image_urls(self):
        return False


class TestReasoningContent(Emulated):
    model_id = "alibaba/qwen3.5-flash"

    @property
    def supports_pdf_inputs(self):
        return False

    @property
    def supports_pdf_tool_message(self):
        return False


class TestReasoningDetails(Emulated):
    model_id = "google/gemini-3.1-pro-preview-customtools"


@pytest.mark.live
@pytest.mark.skipif(not LIVE_KEY, reason="needs AIMLAPI_API_KEY")
class TestLive(ChatModelIntegrationTests):
    @property
    def chat_model_class(self):
        return ChatAIMLAPI

    @property
    def chat_model_params(self):
        return {"model": os.environ.get("AIMLAPI_TEST_MODEL", "openai/gpt-4o"), "api_key": LIVE_KEY}

    @property
    def supports_image_inputs(self):
        return True
