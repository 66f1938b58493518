"""The emulated web search: made-up sources, cited at the end of an answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from langchain_aimlapi.emulator.conversation import Conversation
from langchain_aimlapi.emulator.triggers import asks_for_no_sources

SOURCES = 3
HOST = "example.com"
SOURCE_TITLE = "A made-up source of the emulator"
SOURCE_TEXT = "The emulator never searches: this result is made up."
USUAL_DAY = "2025-01-01"


@dataclass(frozen=True)
class Source:
    """A page that a search has found."""

    url: str
    title: str
    text: str = SOURCE_TEXT


@dataclass(frozen=True)
class Citation:
    """A source and the place in the text, in characters, that names it."""

    start: int
    end: int
    source: Source

    def as_fields(self) -> dict[str, Any]:
        """The four fields every shape has."""
        place = {"start_index": self.start, "end_index": self.end}
        return {**place, "title": self.source.title, "url": self.source.url}


def searches(conversation: Conversation) -> bool:
    """Whether an answer in words comes from a search: there is one, and it is not forbidden."""
    choice = conversation.choice
    allowed = choice.mode != "none" and (not choice.names or "web_search" in choice.names)
    return allowed and any(hosted.kind == "web_search" for hosted in conversation.hosted)


def found(conversation: Conversation) -> tuple[Source, ...]:
    """What a search for the question finds: pages of the hosts that were asked for; nothing if that was asked for."""
    if asks_for_no_sources(conversation):
        return ()
    hosts = conversation.hosts or (HOST,)
    pages = ((hosts[number % len(hosts)], f"/{number + 1}" if number else "") for number in range(SOURCES))
    return tuple(Source(f"https://{host}/emulator{page}", f"{SOURCE_TITLE}{page}") for host, page in pages)


def cite(text: str, sources: tuple[Source, ...]) -> tuple[str, tuple[Citation, ...]]:
    """The text with its sources named at the end, and where they are."""
    citations = []
    for source in sources:
        link = f"([{source.title}]({source.url}))"
        text = f"{text} {link}"
        citations.append(Citation(len(text) - len(link), len(text), source))
    return text, tuple(citations)


def told_sources(conversation: Conversation, parameters: Mapping[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The keys of a reply by which Perplexity and Alibaba tell what they found.

    Perplexity's models always search, and list what they found. Where Alibaba's list is, the service does not document:
    it is put where Alibaba's own interface has it.

    Args:
        conversation: What was asked.
        parameters: The schema of the model's parameters.
        body: The request.
    """
    asked = {key: value for key, value in body.items() if key in parameters}
    if asked.get("enable_search") and (asked.get("search_options") or {}).get("enable_source"):
        pages = [{"index": number, **_page(source)} for number, source in enumerate(found(conversation), 1)]
        return {"search_info": {"search_results": pages}}
    return {}


def perplexity_keys(conversation: Conversation, body: dict[str, Any]) -> dict[str, Any]:
    """What a reply of Perplexity's models has beside the choices."""
    sources, day = found(conversation), _day(body.get("search_after_date_filter"))
    told: dict[str, Any] = {
        "citations": [source.url for source in sources],
        "search_results": [{**_page(source), "date": day, "last_updated": day} for source in sources],
    }
    if body.get("return_images"):
        told["images"] = [{"image_url": f"{source.url}.png", "origin_url": source.url} for source in sources]
    if body.get("return_related_questions"):
        told["related_questions"] = [f"What else is known of this: {conversation.question.text[:100]}"]
    return told


def _page(source: Source) -> dict[str, Any]:
    return {"title": source.title, "url": source.url}


def _day(after: str | None) -> str:
    """The day of all sources: the one that was asked for at least."""
    if after is None:
        return USUAL_DAY
    month, day, year = map(int, after.split("/"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # the pattern lets the 31st of February through
        return USUAL_DAY
