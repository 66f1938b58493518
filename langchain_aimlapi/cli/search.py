"""`aimlapi search`: an answer from the web with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.output import receipt, write_json, write_text
from langchain_aimlapi.cli.params import SEARCH, Params, read_params, said, text_of
from langchain_aimlapi.cli.waiting import working
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import search_results as search_results_module
else:
    search_results_module = LazyModule("langchain_aimlapi.search_results")


Query = Annotated[list[str], typer.Argument(help="What to look for: a question or key words; - reads it.")]
Domains = Annotated[list[str] | None, typer.Option("--domain", help="Only this host, for models that can filter.")]
Recency = Annotated[str | None, typer.Option(help="Only sources of the last day, week, month or year.")]


@service_command
def search(
    caller: Caller,
    query: Query,
    model: Annotated[str, SEARCH.option()] = SEARCH.default,
    domain: Domains = None,
    recency: Recency = None,
    params: Params = None,
) -> None:
    """Search the web: an answer in words, and the sources it is based on."""
    words = text_of(query) or ""
    asked = said(search_domain_filter=domain, search_recency_filter=recency, **read_params(params))
    searcher = caller.make(package.AIMLAPISearch, model=model, timeout=caller.timeout)
    with working(f"{model} is searching", caller):
        answer = searcher.search(words, **asked)
    if caller.as_json:
        write_json(_facts(answer))
    else:
        write_text(str(answer))
    caller.note(receipt(answer))


def _facts(answer: search_results_module.SearchAnswer) -> dict[str, object]:
    facts = answer.model_dump(mode="json", exclude={"message", "sources"}, exclude_none=True)
    return {**facts, "sources": [{**source.metadata, "text": source.page_content} for source in answer.sources]}
