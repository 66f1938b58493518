"""LangChain's own integration tests for chat models, every flag on, over HTTP against the emulator.

One class per dialect family. The last class runs against the live service when `AIMLAPI_API_KEY` is set.
"""

import base64
import itertools
import os
from types import SimpleNamespace

import pytest
import samples
from langchain_core.messages import HumanMessage
from langchain_tests.integration_tests import ChatModelIntegrationTests, chat_models

from langchain_aimlapi import ChatAIMLAPI, get_model
from langchain_aimlapi.profiles import model_profile

LIVE_KEY = os.environ.get("AIMLAPI_API_KEY", "")


NUMBERS = itertools.count()
LONG = "This is a long text that stands at the beginning of every prompt, so that it can be cached. " * 400


@pytest.fixture
def vcr():
    """The suite's streaming benchmark plays back a recording; the emulator, as repeatable as one, is asked itself."""
    return SimpleNamespace(responses=["the emulator's"])


@pytest.mark.filterwarnings("ignore:.*takes no cache_control of a tool")
class Emulated(ChatModelIntegrationTests):
    """A model on the emulator. Flags follow what the model's page documents; nothing is switched off beyond that."""

    model_id = ""

    @pytest.fixture(autouse=True)
    def _service(self, emulator_environment):
        """The emulator, through the environment that `chat_model_params` leaves everything else to."""

    @pytest.fixture(autouse=True)
    def _downloads(self, monkeypatch):
        """The suite fetches its pictures and documents from the web; here they are made on the spot."""
        monkeypatch.setattr(chat_models.httpx, "get", samples.download)  # the library that the suite loads, not ours
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
    def enable_vcr_tests(self):
        return True

    @property
    def card(self):
        return get_model(self.model_id)

    @property
    def supports_json_mode(self):
        return "json_mode" in self.card.capabilities

    @property
    def supports_image_inputs(self):
        return "vision" in self.card.capabilities

    @property
    def supports_image_tool_message(self):
        return self.supports_image_inputs

    @property
    def supports_image_urls(self):
        return bool(model_profile(self.model_id)["image_url_inputs"]) or self.card.dialect == "responses"

    @property
    def supports_pdf_inputs(self):
        return "file_input" in self.card.capabilities

    @property
    def supports_pdf_tool_message(self):
        return self.supports_pdf_inputs

    @property
    def supports_audio_inputs(self):
        return "audio_input" in self.card.capabilities

    @property
    def supports_anthropic_inputs(self):
        return True

    @property
    def supported_usage_metadata_details(self):
        details = ["cache_read_input", "cache_creation_input"]
        counts_thoughts = "reasoning" in self.card.capabilities and self.card.dialect != "messages"
        details += ["reasoning_output"] if counts_thoughts else []
        details += ["audio_input"] if self.supports_audio_inputs else []
        details += ["audio_output"] if "modalities" in (self.card.parameters or {}) else []
        return {"invoke": details, "stream": details}

    def _ask(self, content, *, stream, **settings):
        model = ChatAIMLAPI(**self.chat_model_params, max_tokens=3000, **settings)
        if not stream:
            return model.invoke([HumanMessage(content)])
        whole = None
        for chunk in model.stream([HumanMessage(content)]):
            whole = chunk if whole is None else whole + chunk
        return whole

    def _marked(self, question, number=None):
        """A long beginning, new unless a number is given, and a question."""
        beginning = f"Text {next(NUMBERS) if number is None else number}. {LONG}"
        mark = {"cache_control": {"type": "ephemeral"}} if self.card.vendor == "Anthropic" else {}
        return [{"type": "text", "text": beginning, **mark}, {"type": "text", "text": question}]

    def invoke_with_reasoning_output(self, *, stream=False):
        message = self._ask("What is 6 times 7?", stream=stream, reasoning_effort="low")
        assert message.usage_metadata["output_token_details"]["reasoning"] > 0
        return message

    def invoke_with_cache_creation_input(self, *, stream=False):
        message = self._ask(self._marked("Say hello"), stream=stream)
        assert message.usage_metadata["input_token_details"]["cache_creation"] > 0
        return message

    def invoke_with_cache_read_input(self, *, stream=False):
        number = next(NUMBERS)
        self._ask(self._marked("Say hello", number), stream=stream)
        message = self._ask(self._marked("Say goodbye", number), stream=stream)
        assert message.usage_metadata["input_token_details"]["cache_read"] > 0
        return message

    def invoke_with_audio_input(self, *, stream=False):
        sound = {"type": "audio", "base64": base64.b64encode(samples.wav()).decode(), "mime_type": "audio/wav"}
        return self._ask([{"type": "text", "text": "Describe this sound."}, sound], stream=stream)

    def invoke_with_audio_output(self, *, stream=False):
        spoken = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}
        message = self._ask("Say hello", stream=stream, model_kwargs=spoken)
        assert any(block["type"] == "audio" for block in message.content_blocks)
        return message


class TestOpenAI(Emulated):
    model_id = "openai/gpt-4o"


class TestClaude(Emulated):
    """Claude's own request shape: it has no `response_format`, and takes images as base64 only."""

    model_id = "anthropic/claude-sonnet-4.5"


class TestClaudeOfBothShapes(Emulated):
    model_id = "anthropic/claude-opus-4-8"


class TestReasoningContent(Emulated):
    model_id = "alibaba/qwen3.5-flash"


class TestReasoningDetails(Emulated):
    model_id = "google/gemini-3.1-pro-preview-customtools"


class TestSound(Emulated):
    model_id = "google/gemini-3-5-flash"


@pytest.mark.filterwarnings("ignore::langchain_aimlapi.call_params.UnsupportedParameterWarning")
class TestResponses(Emulated):
    """A model that is served on `/v1/responses` only. That endpoint has no stop words, which is said aloud."""

    model_id = "openai/gpt-5-4"


class TestMessages(Emulated):
    """A model that is served on `/v1/messages` only."""

    model_id = "claude-sonnet-4-latest"


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
