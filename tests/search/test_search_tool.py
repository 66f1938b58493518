"""The search tool and retriever without a network: settings, arguments, copies; LangChain's unit suite."""

import copy
import pickle

import pytest
from langchain_tests.unit_tests import ToolsUnitTests
from pydantic import ValidationError

from langchain_aimlapi import AIMLAPISearch, AIMLAPISearchRetriever
from langchain_aimlapi.api.errors import AuthenticationError, InvalidRequestError
from langchain_aimlapi.tools.search import SearchArguments

SURFACES = pytest.mark.parametrize("surface", [AIMLAPISearch, AIMLAPISearchRetriever])


class TestTool(ToolsUnitTests):
    @property
    def tool_constructor(self):
        return AIMLAPISearch

    @property
    def tool_constructor_params(self):
        return {"model": "perplexity/sonar", "api_key": "key"}

    @property
    def tool_invoke_params_example(self):
        return {"query": "rain on tin", "search_recency_filter": "week"}

    @property
    def init_from_env_params(self):
        return (
            {"AIMLAPI_API_KEY": "key-from-env", "AIMLAPI_API_BASE": "https://service.example"},
            {"model": "perplexity/sonar"},
            {"api_key": "key-from-env", "base_url": "https://service.example"},
        )


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("perplexity/sonar", {"query", "search_domain_filter", "search_recency_filter"}),
        ("openai/gpt-5-5", {"query"}),
    ],
)
def test_an_agent_is_offered_the_filters_that_the_model_knows(model, names):
    assert set(AIMLAPISearch(model=model).args) == names


def test_a_copy_with_another_model_offers_what_that_one_knows():
    tool = AIMLAPISearch(model="perplexity/sonar")
    assert set(tool.model_copy(update={"model": "openai/gpt-5-5"}).args) == {"query"}
    own = AIMLAPISearch(model="perplexity/sonar", args_schema=SearchArguments)
    assert own.model_copy(update={"model": "perplexity/sonar-pro"}).args_schema is SearchArguments


@SURFACES
def test_a_misspelt_option_is_refused(surface):
    with pytest.raises(ValidationError, match="search_recency"):
        surface(model="perplexity/sonar", search_recency="day")
    with pytest.raises(ValidationError, match="search_mode"):
        surface(model="perplexity/sonar", search_mode="papers")


@SURFACES
def test_a_missing_key_is_told_at_the_first_call(surface):
    with pytest.raises(AuthenticationError, match="AIMLAPI_API_KEY"):
        surface(model="perplexity/sonar").search("rain")


@SURFACES
async def test_a_model_without_search_is_refused_before_anything_is_sent(surface):
    searcher = surface(model="openai/gpt-4", api_key="key")
    with pytest.raises(InvalidRequestError, match="not documented to search"):
        searcher.search("rain")
    with pytest.raises(InvalidRequestError, match="not documented to search"):
        await searcher.ainvoke("rain")


@SURFACES
def test_copies_and_pickles_make_a_chat_model_of_their_own(surface):
    searcher = surface(model="perplexity/sonar", api_key="secret-key", search_recency_filter="day")
    assert searcher.chat is searcher.chat
    for twin in (pickle.loads(pickle.dumps(searcher)), copy.deepcopy(searcher), searcher.model_copy()):
        assert twin.chat is not searcher.chat
        assert twin.search_recency_filter == "day"
    assert searcher.model_copy(update={"model": "perplexity/sonar-pro"}).chat.model == "perplexity/sonar-pro"
    assert "secret-key" not in repr(searcher)


def test_k_is_a_number_of_documents():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        AIMLAPISearchRetriever(model="perplexity/sonar", k=0)
