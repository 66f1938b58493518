"""LiteLLM with the provider `aimlapi`: runs in LiteLLM's environment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import litellm
from faulty import answers
from running import QUESTION, Surface

import langchain_aimlapi.litellm.provider  # noqa: F401 - registers

litellm.suppress_debug_info = True
MODEL = "aimlapi/openai/gpt-4o"


def _given(connection: dict[str, Any]) -> dict[str, Any]:
    """A connection in LiteLLM's words."""
    return {
        "model": MODEL,
        "messages": [{"role": "user", "content": QUESTION}],
        "api_key": connection["api_key"],
        "api_base": connection["base_url"],
        "timeout": connection["timeout"],
        "max_retries": connection["max_retries"],
        "extra_headers": connection["headers"],
    }


def completion(connection: dict[str, Any]) -> Callable[[], Iterator[str]]:
    """An answer at once."""

    def call() -> Iterator[str]:
        yield litellm.completion(**_given(connection)).choices[0].message.content or ""

    return call


def acompletion(connection: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
    """The same, asynchronously."""

    async def call() -> AsyncIterator[str]:
        yield (await litellm.acompletion(**_given(connection))).choices[0].message.content or ""

    return call


def _text(chunk: Any) -> str:
    return (chunk.choices[0].delta.content or "") if chunk.choices else ""


def stream(connection: dict[str, Any]) -> Callable[[], Iterator[str]]:
    """A streamed answer."""
    return lambda: map(_text, litellm.completion(**_given(connection), stream=True))


def astream(connection: dict[str, Any]) -> Callable[[], AsyncIterator[str]]:
    """The same, asynchronously."""

    async def call() -> AsyncIterator[str]:
        async for chunk in await litellm.acompletion(**_given(connection), stream=True):
            yield _text(chunk)

    return call


def tool_stream(connection: dict[str, Any]) -> Callable[[], Iterator[str]]:
    """A streamed tool call, put together as LiteLLM does it."""

    def call() -> Iterator[str]:
        whole: Any = litellm.stream_chunk_builder(list(litellm.completion(**_given(connection), stream=True)))
        calls = whole.choices[0].message.tool_calls or []
        told = [(call.function.name, json.loads(call.function.arguments)) for call in calls]
        yield answers.TEXT if told == [("look_up", {"city": "Paris"})] else str(told)

    return call


SURFACES = (
    Surface("completion", "chat", completion),
    Surface("acompletion", "chat", acompletion, asynchronous=True),
    Surface("completion stream", "chat stream", stream),
    Surface("acompletion stream", "chat stream", astream, asynchronous=True),
    Surface("completion tool stream", "tool stream", tool_stream),
)
