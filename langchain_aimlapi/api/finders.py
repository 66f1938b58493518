"""The retired search engine Bagoodex: a question, then what was found for it; `AIMLAPIClient` has the calls.

The service lists the engine as no longer supported and answers that it is not found. The calls are kept for accounts
that still have it, and say what to use instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Required, TypedDict, cast

from langchain_aimlapi.api.errors import InvalidRequestError, NotFoundError
from langchain_aimlapi.api.families import Exchange, Posting
from langchain_aimlapi.api.reading import read_list, read_object, read_reply, unreadable
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON, Cost

ENGINE = "bagoodex/bagoodex-search-v1"
CHAT_PATH = "/v1/chat/completions"
FINDERS_PATH = "/v1/bagoodex/"
_SEARCH = 'AIMLAPISearch(model="perplexity/sonar")'
_INSTEAD = {
    "answer": f"{_SEARCH}.search(query)",
    "links": f"the sources that {_SEARCH}.search(query) returns",
    "images": f"the images that {_SEARCH}.search(query, return_images=True) returns",
    "videos": f'{_SEARCH}.search(query, search_domain_filter=["youtube.com"])',
    "weather": 'ChatAIMLAPI(model="perplexity/sonar").with_structured_output(schema)',
    "local-map": 'ChatAIMLAPI(model="perplexity/sonar").with_structured_output(schema)',
    "knowledge": 'ChatAIMLAPI(model="perplexity/sonar").with_structured_output(schema)',
}


class EngineAnswer(TypedDict, total=False):
    """What the engine says; `id` is what the finders want. `reply` is the service's whole answer."""

    id: Required[str]
    text: Required[str]
    cost: Cost
    inference_id: str
    reply: Required[dict[str, Any]]


class FoundImage(TypedDict, total=False):
    """A picture: its page and that page's name, its own address, its title."""

    source: str
    source_name: str
    original: str
    title: str


class FoundVideo(TypedDict, total=False):
    """A film: its address, a small picture of it, its title."""

    link: str
    thumbnail: str
    title: str


class TemperatureRange(TypedDict, total=False):
    """The highest and lowest temperature of a day, as texts."""

    high: str
    low: str


class DayForecast(TypedDict, total=False):
    """The weather of a day. Numbers are texts."""

    day: str
    temperature: TemperatureRange
    weather: str
    humidity: str
    precipitation: str
    wind: str
    thumbnail: str


class HourForecast(TypedDict, total=False):
    """The weather of an hour. Numbers are texts."""

    time: str
    temperature: str
    weather: str
    humidity: str
    precipitation: str
    wind: str
    thumbnail: str


class FoundWeather(TypedDict, total=False):
    """The weather of a place. Numbers are texts; empty when the question was not about weather."""

    type: str
    temperature: str
    unit: str
    precipitation: str
    humidity: str
    wind: str
    location: str
    date: str
    weather: str
    thumbnail: str
    forecast: list[DayForecast]
    hourly_forecast: list[HourForecast]


class FoundMap(TypedDict, total=False):
    """A map: its address and a picture of it; empty when the question names no place."""

    link: str
    image: str


class FinderCalls(Posting):
    """The retired search engine. Every finder takes the `id` of an answer of `search_bagoodex`."""

    def search_bagoodex(
        self, query: str, *, ip: str | None = None, options: RequestOptions = DEFAULT_OPTIONS
    ) -> EngineAnswer:
        """Ask the search engine.

        Args:
            query: The question; `"exact words"`, `site:example.org` and `-word` work in it.
            ip: Address on the internet of the person who asks, for an answer that fits the place. The engine remembers
                it for two weeks.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If there is no question, or `ip` is no address.
            NotFoundError: If the service has no such engine any more; the text names what to use instead.
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits, as for every call.
        """
        with _named_replacement("answer"):
            return _answer(self._exchange("POST", CHAT_PATH, options, body=_question(query, ip)))

    async def asearch_bagoodex(
        self, query: str, *, ip: str | None = None, options: RequestOptions = DEFAULT_OPTIONS
    ) -> EngineAnswer:
        """`search_bagoodex`, asynchronously."""
        with _named_replacement("answer"):
            return _answer(await self._aexchange("POST", CHAT_PATH, options, body=_question(query, ip)))

    def find_links(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> list[str]:
        """The addresses that an answer is based on; empty when there are none.

        Args:
            followup_id: The `id` of an answer of `search_bagoodex`.
            options: What differs for this call.

        Raises:
            InvalidRequestError: If there is no id.
            NotFoundError: If the service does not know the id, or has no such engine any more.
            AIMLAPIError: The leaf of the tree that fits, as for every call.
        """
        return cast("list[str]", self._find_list("links", followup_id, options))

    async def afind_links(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> list[str]:
        """`find_links`, asynchronously."""
        return cast("list[str]", await self._afind_list("links", followup_id, options))

    def find_images(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> list[FoundImage]:
        """Pictures for an answer; arguments and errors as for `find_links`."""
        return cast("list[FoundImage]", self._find_list("images", followup_id, options))

    async def afind_images(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> list[FoundImage]:
        """`find_images`, asynchronously."""
        return cast("list[FoundImage]", await self._afind_list("images", followup_id, options))

    def find_videos(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> list[FoundVideo]:
        """Films for an answer; arguments and errors as for `find_links`."""
        return cast("list[FoundVideo]", self._find_list("videos", followup_id, options))

    async def afind_videos(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> list[FoundVideo]:
        """`find_videos`, asynchronously."""
        return cast("list[FoundVideo]", await self._afind_list("videos", followup_id, options))

    def find_weather(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> FoundWeather:
        """The weather that an answer is about; arguments and errors as for `find_links`."""
        return cast("FoundWeather", self._find_object("weather", followup_id, options))

    async def afind_weather(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> FoundWeather:
        """`find_weather`, asynchronously."""
        return cast("FoundWeather", await self._afind_object("weather", followup_id, options))

    def find_local_map(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> FoundMap:
        """A map of the place that an answer is about; arguments and errors as for `find_links`."""
        return cast("FoundMap", self._find_object("local-map", followup_id, options))

    async def afind_local_map(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> FoundMap:
        """`find_local_map`, asynchronously."""
        return cast("FoundMap", await self._afind_object("local-map", followup_id, options))

    def find_knowledge(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> dict[str, Any]:
        """Facts on what an answer is about: `title`, `type`, `description`, and what the engine knows, such as `born`.

        Arguments and errors as for `find_links`.
        """
        return self._find_object("knowledge", followup_id, options)

    async def afind_knowledge(self, followup_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> dict[str, Any]:
        """`find_knowledge`, asynchronously."""
        return await self._afind_object("knowledge", followup_id, options)

    def _find_list(self, kind: str, followup_id: str, options: RequestOptions) -> list[Any]:
        with _named_replacement(kind):
            return read_list(*self._exchange("GET", FINDERS_PATH + kind, options, params=_query(followup_id)))

    async def _afind_list(self, kind: str, followup_id: str, options: RequestOptions) -> list[Any]:
        with _named_replacement(kind):
            return read_list(*await self._aexchange("GET", FINDERS_PATH + kind, options, params=_query(followup_id)))

    def _find_object(self, kind: str, followup_id: str, options: RequestOptions) -> JSON:
        with _named_replacement(kind):
            return read_object(*self._exchange("GET", FINDERS_PATH + kind, options, params=_query(followup_id)))

    async def _afind_object(self, kind: str, followup_id: str, options: RequestOptions) -> JSON:
        with _named_replacement(kind):
            return read_object(*await self._aexchange("GET", FINDERS_PATH + kind, options, params=_query(followup_id)))


def _question(query: str, ip: str | None) -> JSON:
    if not query.strip():
        raise InvalidRequestError("query is empty: say what to look for")
    if ip:
        _check_ip(ip)
    body: JSON = {"model": ENGINE, "messages": [{"role": "user", "content": query}]}
    return {**body, "ip": ip} if ip else body


def _check_ip(ip: str) -> None:
    try:
        ip_address(ip)
    except ValueError:
        raise InvalidRequestError(
            f"ip is {ip!r}, which is no address on the internet: give one like 192.0.2.7"
        ) from None


def _query(followup_id: str) -> JSON:
    if not followup_id.strip():
        raise InvalidRequestError("followup_id is empty: search_bagoodex answers with it, as id")
    return {"followup_id": followup_id.strip()}


def _answer(exchange: Exchange) -> EngineAnswer:
    reply = read_reply(*exchange)
    try:
        text, answer_id = reply["choices"][0]["message"]["content"], reply["id"]
    except (LookupError, TypeError):
        raise unreadable("it has no text, or no id to go on with", *exchange) from None
    known = {key: reply[key] for key in ("cost", "inference_id") if key in reply}
    return cast("EngineAnswer", {"id": str(answer_id), "text": text or "", **known, "reply": reply})


@contextmanager
def _named_replacement(kind: str) -> Iterator[None]:
    """Say what to use instead when the service has no such engine."""
    try:
        yield
    except NotFoundError as error:
        error.message += f". The service has retired the search engine Bagoodex: use {_INSTEAD[kind]} instead"
        raise
