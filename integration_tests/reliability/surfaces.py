"""The package's surfaces, each as a call that gives the text it got: `answers.TEXT` when all is well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from faulty import answers
from faulty.fault import Fault
from faulty.server import FaultServer
from outcomes import Result
from running import QUESTION, Surface, acall_often, call_often, settings

from langchain_aimlapi import AIMLAPIClient, AIMLAPIEmbeddings, AIMLAPIVideoGenerator, ChatAIMLAPI
from langchain_aimlapi.api.limits import SizeLimits

FILM = "google/veo-3.1-t2v"
LIMITS = SizeLimits(line=2**20, event=2**20, answer=2**24)
"""Less than the default, so that the tests need not send so much."""
MODELS = {"chat": "openai/gpt-4o", "messages": "anthropic/claude-sonnet-4.5", "responses": "openai/gpt-5-1"}


def run(server: FaultServer, fault: Fault, surface: Surface) -> Result:
    """Make the calls with a client of their own, which is closed behind them."""
    given = {**settings(server, fault, surface), "size_limits": LIMITS}
    if surface.asynchronous:
        return asyncio.run(_arun(surface, given, fault))
    with AIMLAPIClient(**given) as client:
        return call_often(surface.call({**given, "client": client}), fault)


async def _arun(surface: Surface, given: dict[str, Any], fault: Fault) -> Result:
    async with AIMLAPIClient(**given) as client:
        return await acall_often(surface.call({**given, "client": client}), fault)


def with_client(surface: Any, given: dict[str, Any]) -> Any:
    """The LangChain object, on the client whose connections are this call's own."""
    surface.client = given["client"]
    return surface


def chat_model(dialect: str, given: dict[str, Any]) -> ChatAIMLAPI:
    """A model in one of the dialects."""
    connection = {name: value for name, value in given.items() if name not in ("client", "headers")}
    return with_client(ChatAIMLAPI(model=MODELS[dialect], dialect=dialect, max_tokens=100, **connection), given)


def chat(dialect: str) -> Iterator[Surface]:
    """The four ways to ask a chat model."""

    def invoke(given: dict[str, Any]) -> Callable[[], Iterator[str]]:
        model = chat_model(dialect, given)
        return lambda: iter([model.invoke(QUESTION).text])

    def stream(given: dict[str, Any]) -> Callable[[], Iterator[str]]:
        model = chat_model(dialect, given)
        return lambda: (chunk.text for chunk in model.stream(QUESTION))

    def ainvoke(given: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
        model = chat_model(dialect, given)

        async def once() -> AsyncIterator[str]:
            yield (await model.ainvoke(QUESTION)).text

        return once

    def astream(given: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
        model = chat_model(dialect, given)

        async def pieces() -> AsyncIterator[str]:
            async for chunk in model.astream(QUESTION):
                yield chunk.text

        return pieces

    yield Surface(f"{dialect} invoke", dialect, invoke)
    yield Surface(f"{dialect} ainvoke", dialect, ainvoke, asynchronous=True)
    yield Surface(f"{dialect} stream", f"{dialect} stream", stream)
    yield Surface(f"{dialect} astream", f"{dialect} stream", astream, asynchronous=True)


def _call_text(message: Any) -> str:
    """`answers.TEXT` if the message makes the right tool call."""
    told = [(call["name"], call["args"]) for call in message.tool_calls]
    wrong = message.invalid_tool_calls or told != [("look_up", {"city": "Paris"})]
    return f"{told} {message.invalid_tool_calls}" if wrong else answers.TEXT


def tool_stream(given: dict[str, Any]) -> Callable[[], Iterator[str]]:
    """A streamed tool call, put together."""
    model = chat_model("chat", given)

    def call() -> Iterator[str]:
        whole: Any = None
        for chunk in model.stream(QUESTION):
            whole = chunk if whole is None else whole + chunk
        yield _call_text(whole)

    return call


def tool_astream(given: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
    """The same, asynchronously."""
    model = chat_model("chat", given)

    async def call() -> AsyncIterator[str]:
        whole: Any = None
        async for chunk in model.astream(QUESTION):
            whole = chunk if whole is None else whole + chunk
        yield _call_text(whole)

    return call


def _vectors_text(vectors: list[list[float]]) -> str:
    return answers.TEXT if vectors == [list(vector) for vector in answers.VECTORS] else str(vectors)


def _embeddings(given: dict[str, Any]) -> AIMLAPIEmbeddings:
    connection = {name: value for name, value in given.items() if name not in ("client", "headers")}
    return with_client(AIMLAPIEmbeddings(model="text-embedding-3-small", **connection), given)


def embed(given: dict[str, Any]) -> Callable[[], Iterator[str]]:
    """Two texts to vectors."""
    model = _embeddings(given)
    return lambda: iter([_vectors_text(model.embed_documents(["a", "b"]))])


def aembed(given: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
    """The same, asynchronously."""
    model = _embeddings(given)

    async def once() -> AsyncIterator[str]:
        yield _vectors_text(await model.aembed_documents(["a", "b"]))

    return once


def _films(given: dict[str, Any]) -> AIMLAPIVideoGenerator:
    connection = {name: value for name, value in given.items() if name not in ("client", "headers")}
    return with_client(AIMLAPIVideoGenerator(model=FILM, poll_interval=0.01, **connection), given)


def _film_text(url: str | None) -> str:
    return answers.TEXT if url == answers.FILM else str(url)


def film(given: dict[str, Any]) -> Callable[[], Iterator[str]]:
    """A film: submitted and waited for."""
    tool = _films(given)
    return lambda: iter([_film_text(tool.submit(QUESTION).wait(timeout=30).video.url)])


def afilm(given: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
    """The same, asynchronously."""
    tool = _films(given)

    async def once() -> AsyncIterator[str]:
        job = await tool.asubmit(QUESTION)
        yield _film_text((await job.wait_async(timeout=30)).video.url)

    return once


SURFACES = (
    *chat("chat"),
    *chat("messages"),
    *chat("responses"),
    Surface("tool stream", "tool stream", tool_stream),
    Surface("tool astream", "tool stream", tool_astream, asynchronous=True),
    Surface("embed_documents", "embeddings", embed),
    Surface("aembed_documents", "embeddings", aembed, asynchronous=True),
    Surface("submit", "job", film),
    Surface("asubmit", "job", afilm, asynchronous=True),
    Surface("wait", "poll", film),
    Surface("wait_async", "poll", afilm, asynchronous=True),
)
