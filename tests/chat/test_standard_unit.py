"""LangChain's own unit tests for chat models, every flag on."""

import pytest
from langchain_core.load import dumpd, load
from langchain_tests.unit_tests import ChatModelUnitTests

from langchain_aimlapi import ChatAIMLAPI


class TestChatAIMLAPIUnit(ChatModelUnitTests):
    @property
    def chat_model_class(self):
        return ChatAIMLAPI

    @property
    def chat_model_params(self):
        return {"model": "openai/gpt-4o", "api_key": "test-key"}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {"model": "openai/gpt-4o"},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )

    @pytest.mark.xfail(reason="core's load() maps only its own packages; our round trip is tested below")
    def test_serdes(self, model, snapshot):
        super().test_serdes(model, snapshot)


def test_a_serialized_model_comes_back_equal_and_without_its_key(monkeypatch):
    model = ChatAIMLAPI(model="openai/gpt-4o", api_key="secret-key", temperature=0.3, max_tokens=5, stop=["x"])
    serialized = dumpd(model)
    assert "secret-key" not in str(serialized)
    monkeypatch.setenv("AIMLAPI_API_KEY", "secret-key")
    loaded = load(
        serialized,
        allowed_objects=[ChatAIMLAPI],
        valid_namespaces=["langchain_aimlapi"],
        secrets_from_env=True,
    )
    assert loaded == model
