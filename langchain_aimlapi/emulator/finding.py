"""What the emulated search engine Bagoodex finds for a question that it was asked: made-up pages. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.citations import Source, found
from langchain_aimlapi.emulator.conversation import Conversation, Turn
from langchain_aimlapi.emulator.replies import Reply
from langchain_aimlapi.emulator.state import State

Json = dict[str, Any]
ENGINE = "bagoodex/bagoodex-search-v1"
SITE = "The emulator"
_PLACE = re.compile(r"\bin ([A-Z]\w+)")


def remember_search(state: State, key: str, request: ChatRequest, reply: Reply) -> None:
    """Keep a question to a search engine under the id of its answer."""
    if request.card.family == "search":
        state.store_response(key, reply.head.id, [{"query": request.conversation.question.text}])


def finding(kind: str, query: str) -> Any:
    """What is found for a question; an empty list or object where the question is of no such kind."""
    pages = found(Conversation(ENGINE, "", (Turn("user", query),)))
    return FINDERS[kind](query, pages)


def _links(_query: str, pages: tuple[Source, ...]) -> list[str]:
    return [page.url for page in pages]


def _images(_query: str, pages: tuple[Source, ...]) -> list[Json]:
    return [
        {"source": page.url, "original": f"{page.url}.png", "title": page.title, "source_name": SITE} for page in pages
    ]


def _videos(_query: str, pages: tuple[Source, ...]) -> list[Json]:
    return [{"link": f"{page.url}.mp4", "thumbnail": f"{page.url}.png", "title": page.title} for page in pages]


def _weather(query: str, _pages: tuple[Source, ...]) -> Json:
    if "weather" not in query.lower():
        return {}
    sky = {"weather": "Emulated", "humidity": "50%", "precipitation": "0%", "wind": "5 km/h", "thumbnail": ""}
    day = {"day": "Monday", "temperature": {"high": "20", "low": "10"}, **sky}
    hour = {"time": "12:00", "temperature": "18", **sky}
    head = {"type": "weather_result", "temperature": "18", "unit": "Celsius", "date": "Monday, 12:00"}
    return {**head, **sky, "location": _place(query), "forecast": [day], "hourly_forecast": [hour]}


def _local_map(query: str, pages: tuple[Source, ...]) -> Json:
    if not _PLACE.search(query) or not pages:
        return {}
    return {"link": f"{pages[0].url}/map", "image": f"{pages[0].url}/map.png"}


def _knowledge(query: str, pages: tuple[Source, ...]) -> Json:
    if not query.lower().startswith(("who", "what")) or not pages:
        return {}
    return {"title": query.rstrip("?").rpartition(" ")[2], "type": "Emulated", "description": pages[0].text}


def _place(query: str) -> str:
    named = _PLACE.search(query)
    return named[1] if named else "Nowhere"


FINDERS: Mapping[str, Callable[[str, tuple[Source, ...]], Any]] = {
    "links": _links,
    "images": _images,
    "videos": _videos,
    "weather": _weather,
    "local-map": _local_map,
    "knowledge": _knowledge,
}
