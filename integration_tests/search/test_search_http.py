"""Searches over HTTP: LangChain's suites, agents, options, what happens without sources."""

import pytest
from langchain.agents import create_agent
from langchain_tests.integration_tests import RetrieversIntegrationTests, ToolsIntegrationTests

from langchain_aimlapi import AIMLAPISearch, AIMLAPISearchRetriever, ChatAIMLAPI, get_cost_callback
from langchain_aimlapi.errors import InvalidRequestError, ModelNotFoundError, RateLimitError

SONAR = "perplexity/sonar"
COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])
pytestmark = pytest.mark.usefixtures("emulator_environment")


class TestTool(ToolsIntegrationTests):
    @property
    def tool_constructor(self):
        return AIMLAPISearch

    @property
    def tool_constructor_params(self):
        return {"model": SONAR}

    @property
    def tool_invoke_params_example(self):
        return {"query": "rain on tin", "search_recency_filter": "week", "search_domain_filter": ["noise.example"]}


class TestRetriever(RetrieversIntegrationTests):
    @property
    def retriever_constructor(self):
        return AIMLAPISearchRetriever

    @property
    def retriever_constructor_params(self):
        return {"model": SONAR}

    @property
    def retriever_query_example(self):
        return "How loud is rain on a tin roof?"


async def search(searcher, colour, query="rain on tin", **params):
    if colour == "sync":
        return searcher.search(query, **params)
    return await searcher.asearch(query, **params)


async def retrieve(retriever, colour, query, **params):
    if colour == "sync":
        return retriever.invoke(query, **params)
    return await retriever.ainvoke(query, **params)


@COLOURS
async def test_a_search_with_every_option_of_perplexity(emulator, colour):
    searcher = AIMLAPISearch(
        model=SONAR,
        search_context_size="low",
        search_domain_filter=["noise.example", "rain.example"],
        search_after_date_filter="2026-01-02",
        user_location={"country": "FR"},
        return_images=True,
        return_related_questions=True,
        model_kwargs={"max_tokens": 200},
    )
    answer = await search(searcher, colour, search_recency_filter="year", client_request_id="mine-1")
    body = emulator.requests[-1].body
    assert body["search_after_date_filter"] == "1/2/2026"
    assert body["max_tokens"] == 200
    assert [source.metadata["url"] for source in answer.sources] == [
        "https://noise.example/emulator",
        "https://rain.example/emulator/2",
        "https://noise.example/emulator/3",
    ]
    assert {source.metadata["date"] for source in answer.sources} == {"2026-01-02"}
    assert len(answer.images) == 3
    assert "rain on tin" in answer.related_questions[0]
    assert answer.cost["usd"] > 0
    assert answer.usage["total_tokens"] > 0
    assert answer.inference_id.startswith("inf-")
    assert answer.client_request_id == "mine-1"


@COLOURS
async def test_an_answer_without_sources_gives_none(colour):
    answer = await search(AIMLAPISearch(model=SONAR), colour, "rain [emulator: no sources]")
    assert answer.text
    assert answer.sources == []
    assert await retrieve(AIMLAPISearchRetriever(model=SONAR), colour, "rain [emulator: no sources]") == []


@COLOURS
async def test_options_of_a_call_reach_the_search_of_a_retriever(emulator, colour):
    retriever = AIMLAPISearchRetriever(model=SONAR, k=2)
    found = await retrieve(retriever, colour, "rain", search_domain_filter=["rain.example"])
    assert [source.metadata["number"] for source in found] == [1, 2]
    assert found[0].metadata["source"].startswith("https://rain.example/")
    assert {source.metadata["model"] for source in found} == {SONAR}
    assert len({source.metadata["inference_id"] for source in found}) == 1
    assert found[0].metadata["cost"] == found[1].metadata["cost"]
    assert found[0].metadata["cost"]["usd"] > 0


@COLOURS
async def test_errors_of_the_service_pass_through(colour):
    tool = AIMLAPISearch(model=SONAR, default_headers={"X-Emulator-Fault": "status=429"}, max_retries=0)
    with pytest.raises(RateLimitError):
        await search(tool, colour)
    gone = AIMLAPISearch(model="acme/seer", model_kwargs={"web_search_options": {}})
    with pytest.raises(ModelNotFoundError, match="acme/seer"):
        await search(gone, colour)


def test_what_the_model_does_not_know_is_told_and_can_be_refused(emulator):
    tool = AIMLAPISearch(model="openai/gpt-5-5", unsupported_params="error")
    with pytest.raises(InvalidRequestError, match="search_recency_filter"):
        tool.search("rain", search_recency_filter="day")
    assert emulator.requests == []


@COLOURS
async def test_the_tool_answers_an_agent_with_sources_and_keeps_them_as_artifact(colour):
    agent = create_agent(ChatAIMLAPI(model="openai/gpt-4o"), [AIMLAPISearch(model=SONAR)])
    question = {"messages": [("user", "Search the web for rain on tin roofs")]}
    with get_cost_callback() as spent:
        state = agent.invoke(question) if colour == "sync" else await agent.ainvoke(question)
    (told,) = [message for message in state["messages"] if message.type == "tool"]
    assert "[1] A made-up source" in told.content
    assert told.artifact.sources[0].metadata["url"] == "https://example.com/emulator"
    assert {model: made.calls for model, made in spent.by_model.items()} == {"gpt-4o": 2, "sonar": 1}


@COLOURS
async def test_the_model_behind_is_seen_by_callbacks(colour):
    with get_cost_callback() as spent:
        await retrieve(AIMLAPISearchRetriever(model=SONAR), colour, "rain")
        await retrieve(AIMLAPISearch(model=SONAR), colour, {"query": "rain"})
    assert spent.total.calls == 2
    assert spent.total.usd > 0
