"""`AIMLAPISearchRetriever`: what models of AI/ML API find on the web, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from langchain_aimlapi.document_loaders._blobs import said, share
from langchain_aimlapi.search_results import SearchAnswer
from langchain_aimlapi.web_search import WebSearch

if TYPE_CHECKING:
    from langchain_aimlapi._options import RetrieverOptions

__all__ = ["AIMLAPISearchRetriever"]


class AIMLAPISearchRetriever(WebSearch, BaseRetriever):
    """The sources that a model finds on the web, as documents.

    Every search is a whole answer of the model and costs as much; `search` returns the answer together with the
    sources. How many sources there are is the model's choice; an answer without any gives an empty list.
    https://docs.aimlapi.com/capabilities/web-search

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPISearchRetriever

        retriever = AIMLAPISearchRetriever(model="perplexity/sonar", k=3)
        for source in retriever.invoke("How loud is rain on a tin roof?"):
            print(source.metadata["url"], source.page_content)
        ```

    Documents: `page_content` is the source's snippet, else its title, else its address; `metadata` has `source` and
    `url` (the address), `number`, as far as the model tells them `title`, `date`, `last_updated` and `snippet`, and of
    the search `model`, `inference_id` and `cost`, the document's share of it.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` when the
            model is not known to search, before anything is sent.
    """

    k: int | None = Field(default=None, ge=1)
    """Most documents to return; None for all."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[RetrieverOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[RetrieverOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None, **params: Any
    ) -> list[Document]:
        answer = self._search(query, params, run_manager.get_child())
        return _documents(answer, k or self.k)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None, **params: Any
    ) -> list[Document]:
        answer = await self._asearch(query, params, run_manager.get_child())
        return _documents(answer, k or self.k)


def _documents(answer: SearchAnswer, k: int | None) -> list[Document]:
    """The first sources, with what is known of the search they come from."""
    found = answer.sources[:k]
    facts = {"model": answer.model, "inference_id": answer.inference_id, "cost": share(answer.cost, len(found))}
    return [source.model_copy(update={"metadata": {**source.metadata, **said(facts)}}) for source in found]
