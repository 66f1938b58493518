"""Other packages' chat models on the same server: runs in the environment of the peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from faulty import answers
from langchain_openai import ChatOpenAI
from langchain_openrouter import ChatOpenRouter
from running import QUESTION, Surface

Make = Callable[[dict[str, Any]], Any]


def openai(connection: dict[str, Any]) -> ChatOpenAI:
    """LangChain's chat model for OpenAI."""
    return ChatOpenAI(
        model="gpt-4o",
        api_key=connection["api_key"],
        base_url=connection["base_url"] + "/v1",
        timeout=connection["timeout"],
        max_retries=connection["max_retries"],
        default_headers=connection["headers"],
        stream_usage=True,
    )


def openrouter(connection: dict[str, Any]) -> ChatOpenRouter:
    """LangChain's chat model for OpenRouter; it takes whole milliseconds."""
    return ChatOpenRouter(
        model="openai/gpt-4o",
        api_key=connection["api_key"],
        base_url=connection["base_url"] + "/v1",
        request_timeout=int(connection["timeout"] * 1000),
        max_retries=connection["max_retries"],
    )


def invoke(make: Make) -> Make:
    """An answer at once."""

    def prepare(connection: dict[str, Any]) -> Callable[[], Iterator[str]]:
        model = make(connection)
        return lambda: iter([model.invoke(QUESTION).text])

    return prepare


def stream(make: Make) -> Make:
    """A streamed answer."""

    def prepare(connection: dict[str, Any]) -> Callable[[], Iterator[str]]:
        model = make(connection)
        return lambda: (chunk.text for chunk in model.stream(QUESTION))

    return prepare


def tool_stream(make: Make) -> Make:
    """A streamed tool call, put together."""

    def prepare(connection: dict[str, Any]) -> Callable[[], Iterator[str]]:
        model = make(connection)

        def call() -> Iterator[str]:
            whole: Any = None
            for chunk in model.stream(QUESTION):
                whole = chunk if whole is None else whole + chunk
            told = [(call["name"], call["args"]) for call in whole.tool_calls]
            yield answers.TEXT if told == [("look_up", {"city": "Paris"})] else str(told)

        return call

    return prepare


SURFACES = tuple(
    surface
    for name, make in (("ChatOpenAI", openai), ("ChatOpenRouter", openrouter))
    for surface in (
        Surface(f"{name} invoke", "chat", invoke(make)),
        Surface(f"{name} stream", "chat stream", stream(make)),
        Surface(f"{name} tool stream", "tool stream", tool_stream(make)),
    )
)
