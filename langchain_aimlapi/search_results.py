"""Answers of models that search the web to text and sources: every vendor's shape of citations, as documents. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from langchain_core.documents import Document
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from pydantic import BaseModel, Field

JSON = dict[str, Any]

_OTHER_NAMES = {
    "link": "url",
    "publish_date": "date",
    "page_age": "date",
    "cited_text": "snippet",
    "content": "snippet",
}
"""Vendors' words for the fields of a source."""
_LEFT_OUT = frozenset({"type", "encrypted_content", "encrypted_index", "start_index", "end_index", "index"})
_WEB = ("https://", "http://")


class SearchAnswer(BaseModel):
    """What a search found.

    Attributes:
        text: The model's answer; numbers in brackets in it count the sources from 1, where the vendor writes such.
        sources: What it is based on, in the vendor's order. `page_content` is the source's snippet, else its title,
            else its address; `metadata` has `source` and `url` (the address), `number`, and as far as the vendor tells
            them `title`, `date`, `last_updated`, `snippet`, and whatever else it says. Empty when it named none.
        images: Pictures that were found, as the service describes them; only when asked for.
        related_questions: What might be asked next; only when asked for.
        model: The model that was asked.
        cost: What it cost, `{"usd": float, "credits": int}`.
        usage: The tokens.
        inference_id: The service's id for its support.
        client_request_id: Your id, if you gave one.
        message: The whole answer.
    """

    text: str
    sources: list[Document] = Field(default_factory=list)
    images: list[dict[str, Any]] = Field(default_factory=list)
    related_questions: list[str] = Field(default_factory=list)
    model: str = ""
    cost: dict[str, float | int] | None = None
    usage: UsageMetadata | None = None
    inference_id: str | None = None
    client_request_id: str | None = None
    message: AIMessage | None = Field(default=None, repr=False)

    def __str__(self) -> str:
        return described(self)


def read_search(message: AIMessage, model: str) -> SearchAnswer:
    """The answer of a model that has searched.

    Args:
        message: What `ChatAIMLAPI` returned.
        model: The model that was asked.
    """
    told = message.response_metadata
    return SearchAnswer(
        text=str(message.text) or str(message.additional_kwargs.get("refusal") or ""),
        sources=read_sources(message),
        images=[image for image in _list(told.get("images")) if isinstance(image, dict)],
        related_questions=[question for question in _list(told.get("related_questions")) if isinstance(question, str)],
        model=model,
        cost=told.get("cost"),
        usage=message.usage_metadata,
        inference_id=told.get("inference_id"),
        client_request_id=told.get("client_request_id"),
        message=message,
    )


def read_sources(message: AIMessage) -> list[Document]:
    """The sources of an answer, each address once; empty when the answer names none.

    Read are Perplexity's `citations` and `search_results`, Alibaba's `search_info`, Zhipu's `web_search`, annotations
    of OpenAI's form, what searches of `/v1/responses` list, and results and citations of `/v1/messages`.
    """
    found: dict[str, JSON] = {}
    for source in _told_sources(message):
        url = source.get("url")
        if isinstance(url, str) and url.startswith(_WEB):
            known = found.setdefault(url, {})
            known.update({key: value for key, value in source.items() if known.get(key) in (None, "")})
    return [_document(source, number) for number, source in enumerate(found.values(), 1)]


def described(answer: SearchAnswer) -> str:
    """What an agent is told of a search: the answer, then the sources with their numbers."""
    if not answer.sources:
        return f"{answer.text}\n\nThe search named no sources."
    return "\n".join([answer.text, "", "Sources:", *map(_line, answer.sources)])


def _line(source: Document) -> str:
    facts = source.metadata
    day = facts.get("date") or facts.get("last_updated")
    return f"[{facts['number']}] {facts.get('title') or ''} {facts['url']}{f' ({day})' if day else ''}".replace(
        "]  ", "] "
    )


def _document(source: JSON, number: int) -> Document:
    url = source["url"]
    text = next((text for key in ("snippet", "title") if isinstance(text := source.get(key), str) and text), url)
    return Document(page_content=text, metadata={"source": url, "number": number, **source})


def _told_sources(message: AIMessage) -> Iterator[JSON]:
    """Everything that names a source; `citations` first, since numbers in the text count them."""
    told, beside = message.response_metadata, message.additional_kwargs
    yield from _sources(told.get("citations"))
    yield from _sources(told.get("search_results"))
    yield from _sources(_dict(told.get("search_info")).get("search_results"))
    yield from _sources(told.get("web_search"))
    yield from _sources(_annotations(beside.get("annotations")))
    yield from _sources(_searched_pages(beside.get("output_items")))
    yield from _sources(_result_blocks(beside.get("content_blocks")))


def _sources(listed: Any) -> Iterator[JSON]:
    for source in _list(listed):
        if isinstance(source, str):
            yield {"url": source}
        elif isinstance(source, dict):
            kept = {key: value for key, value in source.items() if key not in _LEFT_OUT and value not in (None, "")}
            yield {**{_OTHER_NAMES[key]: value for key, value in kept.items() if key in _OTHER_NAMES}, **_rest(kept)}


def _rest(source: JSON) -> JSON:
    return {key: value for key, value in source.items() if key not in _OTHER_NAMES}


def _annotations(annotations: Any) -> list[JSON]:
    """Citations in OpenAI's form; those of files are no sources on the web."""
    cited = (part for part in _list(annotations) if isinstance(part, dict) and part.get("type") == "url_citation")
    return [_dict(part.get("url_citation")) or part for part in cited]


def _searched_pages(items: Any) -> list[Any]:
    """What the searches of `/v1/responses` looked at."""
    return [
        page
        for item in _list(items)
        if isinstance(item, dict) and item.get("type") == "web_search_call"
        for page in _list(_dict(item.get("action")).get("sources"))
    ]


def _result_blocks(blocks: Any) -> list[Any]:
    """What the searches of `/v1/messages` found; a search that failed has an object there and no list."""
    return [
        result
        for block in _list(blocks)
        if isinstance(block, dict) and block.get("type") == "web_search_tool_result"
        for result in _list(block.get("content"))
    ]


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _dict(value: Any) -> JSON:
    return value if isinstance(value, dict) else {}
