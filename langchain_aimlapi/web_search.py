"""What the search tool and the search retriever share: which model searches, how, and the call of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from langchain_core.callbacks import Callbacks
from langchain_core.runnables import RunnableConfig
from pydantic import Field

from langchain_aimlapi.api.prompts import check_text
from langchain_aimlapi.chat_backed import ChatBacked
from langchain_aimlapi.connection import MODEL_NAMES
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.search_request import search_params
from langchain_aimlapi.search_results import SearchAnswer, read_search

JSON = dict[str, Any]

_OPTIONS = (
    "search_mode",
    "search_context_size",
    "search_domain_filter",
    "search_recency_filter",
    "search_after_date_filter",
    "search_before_date_filter",
    "last_updated_after_filter",
    "last_updated_before_filter",
    "user_location",
    "return_images",
    "return_related_questions",
)


class WebSearch(ChatBacked):
    """A chat model that searches the web, and what is asked of its searches.

    Base class of `AIMLAPISearch` and `AIMLAPISearchRetriever`. Every option has the service's own name; an option that
    the model does not know is told (`unsupported_params`). https://docs.aimlapi.com/capabilities/web-search
    """

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of a model that searches, such as `"perplexity/sonar"`."""
    search_mode: Literal["web", "academic"] | None = None
    """Where to look. Default: the web, though some models' own default is documented as `"academic"`."""
    search_context_size: Literal["low", "medium", "high"] | None = None
    """How much of what was found the model reads."""
    search_domain_filter: list[str] | None = None
    """Hosts to search, such as `["arxiv.org"]`."""
    search_recency_filter: Literal["day", "week", "month", "year"] | None = None
    """How old a source may be."""
    search_after_date_filter: date | str | None = None
    """Only sources published after this day: a date, or a text like `"2026-11-22"`."""
    search_before_date_filter: date | str | None = None
    """Only sources published before this day."""
    last_updated_after_filter: date | str | None = None
    """Only sources changed after this day."""
    last_updated_before_filter: date | str | None = None
    """Only sources changed before this day."""
    user_location: dict[str, str] | None = None
    """Where the answer should fit: `city`, `region`, `country` (two letters), `timezone`."""
    return_images: bool | None = None
    """Whether to return pictures that were found."""
    return_related_questions: bool | None = None
    """Whether to return what might be asked next."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of the model, such as `max_tokens`; with one of `web_search_options`, `enable_search` or
    `tools` in it nothing else switches the search on."""

    def search(self, query: str, **params: Any) -> SearchAnswer:
        """Have the web searched.

        Args:
            query: What to look for, in words.
            **params: Options of the class for this search alone, any parameter of the model, and `client_request_id`,
                `timeout`, `max_retries`, `extra_headers`.

        Raises:
            AIMLAPIError: The leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` before anything is
                sent when the model is not known to search.
        """
        return self._search(query, params)

    async def asearch(self, query: str, **params: Any) -> SearchAnswer:
        """`search`, asynchronously."""
        return await self._asearch(query, params)

    def _search(self, query: str, params: JSON, callbacks: Callbacks = None) -> SearchAnswer:
        message = self.chat.invoke(query, _config(callbacks), **self._params(query, params))
        return read_search(message, self.model)

    async def _asearch(self, query: str, params: JSON, callbacks: Callbacks = None) -> SearchAnswer:
        message = await self.chat.ainvoke(query, _config(callbacks), **self._params(query, params))
        return read_search(message, self.model)

    def _params(self, query: str, params: JSON) -> JSON:
        given = {name: value for name, value in params.items() if value is not None}
        options = {name: getattr(self, name) for name in _OPTIONS}
        with model_errors(self.model):
            check_text("query", query, "say what to look for")
            return search_params(self.model, {**options, **self.model_kwargs, **given})


def _config(callbacks: Callbacks) -> RunnableConfig | None:
    return None if callbacks is None else {"callbacks": callbacks}
