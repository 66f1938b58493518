"""`AIMLAPISearch`: a search of the web by any model of AI/ML API that searches, as a tool of an agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.tools import ArgsSchema, BaseTool
from pydantic import ConfigDict, Field, model_validator

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.search_results import SearchAnswer, described
from langchain_aimlapi.tools.arguments import ToolArguments
from langchain_aimlapi.web_search import WebSearch

if TYPE_CHECKING:
    from langchain_aimlapi._options import SearchToolOptions

__all__ = ["AIMLAPISearch", "SearchAnswer"]


class SearchArguments(ToolArguments):
    """What an agent may say."""

    query: str = Field(description="What to look for: a question or key words.")


class FilteredSearchArguments(SearchArguments):
    """What an agent may say to a model whose searches can be narrowed."""

    search_domain_filter: list[str] | None = Field(
        default=None, description="Hosts to search, such as arxiv.org; leave out for the whole web."
    )
    search_recency_filter: Literal["day", "week", "month", "year"] | None = Field(
        default=None, description="How old a source may be; leave out for any age."
    )


def arguments_for(model: str) -> type[SearchArguments]:
    """What an agent may say to a model: a query, and filters where the model knows them."""
    card = get_model(model, warn=False)
    filters = all(map(card.accepts, ("search_domain_filter", "search_recency_filter")))
    return FilteredSearchArguments if filters else SearchArguments


class AIMLAPISearch(WebSearch, BaseTool):
    """A search of the web: an answer in words, and the sources it is based on.

    Any model that searches can be used, whatever switches its search on: Perplexity's Sonar, Qwen, and the search tools
    of GPT, Claude and Grok. https://docs.aimlapi.com/capabilities/web-search

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPISearch

        found = AIMLAPISearch(model="perplexity/sonar").search("How loud is rain on a tin roof?")
        print(found.text, [source.metadata["url"] for source in found.sources], found.cost)
        ```

    As a tool its answer is the text with numbered sources, and its artifact a `SearchAnswer`, whose `sources` are
    documents.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` when the
            model is not known to search, before anything is sent.
    """

    name: str = "search_web"
    """The tool's name, for the agent."""
    description: str = (
        "Searches the web and answers with a text and numbered sources. "
        "Use it for recent events, facts that change, and whatever needs a source."
    )
    """What the tool is for, for the agent."""
    args_schema: ArgsSchema | None = None
    """What the agent may say. Default: a query, and filters where the model knows them."""
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    """That the tool answers with a text and an artifact."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[SearchToolOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[SearchToolOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    @model_validator(mode="after")
    def _offer_what_the_model_takes(self) -> Self:
        if self.args_schema is None:
            self.args_schema = arguments_for(self.model)
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields; it offers agents what its own model takes."""
        changes = dict(update or {})
        if self.args_schema is arguments_for(self.model) and "model" in changes:
            changes.setdefault("args_schema", arguments_for(changes["model"]))
        return super().model_copy(update=changes, deep=deep)

    def _run(
        self,
        query: str,
        run_manager: CallbackManagerForToolRun | None = None,
        **filters: Any,
    ) -> tuple[str, SearchAnswer]:
        answer = self._search(query, filters, run_manager.get_child() if run_manager else None)
        return described(answer), answer

    async def _arun(
        self,
        query: str,
        run_manager: AsyncCallbackManagerForToolRun | None = None,
        **filters: Any,
    ) -> tuple[str, SearchAnswer]:
        answer = await self._asearch(query, filters, run_manager.get_child() if run_manager else None)
        return described(answer), answer
