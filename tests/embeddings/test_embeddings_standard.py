"""LangChain's own unit tests for embeddings, every flag on."""

from langchain_tests.unit_tests import EmbeddingsUnitTests

from langchain_aimlapi import AIMLAPIEmbeddings


class TestAIMLAPIEmbeddingsUnit(EmbeddingsUnitTests):
    @property
    def embeddings_class(self):
        return AIMLAPIEmbeddings

    @property
    def embedding_model_params(self):
        return {"model": "text-embedding-3-small", "api_key": "test-key"}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {"model": "text-embedding-3-small"},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )
