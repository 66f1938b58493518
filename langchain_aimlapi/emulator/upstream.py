"""Answers written by another OpenAI-compatible server (llama.cpp, Ollama, vLLM), in the service's dress."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.admission import ChatRequest
from langchain_aimlapi.emulator.answers import Answer
from langchain_aimlapi.emulator.chunks import ChunkWriter, Piece
from langchain_aimlapi.emulator.conversation import Call, Json
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replies import Reply
from langchain_aimlapi.emulator.replying import cost_of, make_head, upstream_name, usage_of
from langchain_aimlapi.emulator.state import Options, State
from langchain_aimlapi.emulator.tokens import Usage
from langchain_aimlapi.emulator.transmission import ConnectionCut
from langchain_aimlapi.emulator.upstream_request import to_openai
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    import ssl
else:
    ssl = LazyModule("ssl")


TIMEOUT = httpx.Timeout(600.0, connect=10.0)
_FINISHES = {"length": "length", "tool_calls": "tool_calls"}


async def relay(request: ChatRequest, state: State, created: int) -> Reply:
    """The upstream's whole answer to a request."""
    client, response = await _send(request, state.options, streamed=False)
    try:
        body = json.loads(await response.aread())
        answers = [_answer(choice) for choice in body["choices"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ServiceError(502, f"The upstream's answer cannot be read: {error!r}") from error
    finally:
        await client.aclose()
    usage = _usage(body.get("usage")) or usage_of(request, answers)
    return Reply(make_head(request, created), tuple(answers), usage, cost_of(request, usage))


async def relay_stream(request: ChatRequest, state: State, created: int) -> AsyncIterator[Json]:
    """The chunks of an upstream's stream. The upstream has accepted the request when this returns."""
    client, response = await _send(request, state.options, streamed=True)
    return _chunks(request, state, created, client, response)


async def _chunks(
    request: ChatRequest, state: State, created: int, client: httpx.AsyncClient, response: httpx.Response
) -> AsyncIterator[Json]:
    writer = ChunkWriter(make_head(request, created), include_usage=request.include_usage)
    reading = Reading()
    try:
        async for line in response.aiter_lines():
            event = _event(line)
            if event is None:
                continue
            for index, piece in reading.take(event):
                if index not in reading.opened:
                    reading.opened.add(index)
                    for chunk in writer.opening(index):
                        yield chunk
                for chunk in writer.piece(piece, index):
                    yield chunk
    finally:
        await response.aclose()
        await client.aclose()
    if not reading.finishes:
        raise ConnectionCut  # the upstream broke off: an invented finish would make half an answer look whole
    usage = reading.usage or usage_of(request, [Answer(text) for text in reading.words.values()])
    cost = cost_of(request, usage)
    state.charge(cost.usd, (usage.prompt, usage.completion))
    for chunk in writer.closing(reading.finishes, usage, cost):
        yield chunk


class Reading:
    """What an upstream's stream has said so far."""

    def __init__(self) -> None:
        self.opened: set[int] = set()
        self.finishes: dict[int, str] = {}
        self.words: defaultdict[int, str] = defaultdict(str)
        self.usage: Usage | None = None
        self._calls: set[tuple[int, int]] = set()

    def take(self, event: Json) -> Iterator[tuple[int, Piece]]:
        """The pieces of one event, each with the index of its choice."""
        self.usage = _usage(event.get("usage")) or self.usage
        for choice in event.get("choices") or ():
            index = choice.get("index", 0)
            for piece in self._pieces(index, choice.get("delta") or {}):
                self.words[index] += piece.text
                yield index, piece
            if choice.get("finish_reason"):
                self.finishes[index] = _FINISHES.get(choice["finish_reason"], "stop")

    def _pieces(self, index: int, delta: Json) -> Iterator[Piece]:
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if reasoning:
            yield Piece("reasoning", str(reasoning))
        if delta.get("content"):
            yield Piece("text", str(delta["content"]))
        for call in delta.get("tool_calls") or ():
            yield from self._call_pieces(index, call)

    def _call_pieces(self, index: int, call: Json) -> Iterator[Piece]:
        at, function = call.get("index") or 0, call.get("function") or {}
        if (index, at) not in self._calls:
            self._calls.add((index, at))
            yield Piece("call", at=at, call=Call(call.get("id") or f"call_{at}", function.get("name", ""), ""))
        if function.get("arguments"):
            yield Piece("arguments", function["arguments"], at)


async def _send(request: ChatRequest, options: Options, *, streamed: bool) -> tuple[httpx.AsyncClient, httpx.Response]:
    """Send the request and wait for the upstream's headers; the client has to be closed by the caller."""
    model = options.upstream_model or upstream_name(request.card)
    body = to_openai({**request.body, "stream": streamed}, request.endpoint.parameters, model)
    headers = {"authorization": f"Bearer {options.upstream_key}"} if options.upstream_key else {}
    client = httpx.AsyncClient(timeout=TIMEOUT, headers=headers, verify=_tls())
    url = f"{(options.upstream or '').rstrip('/')}/chat/completions"
    try:
        response = await client.send(client.build_request("POST", url, json=body), stream=True)
        if response.is_error:
            raise _refusal(response.status_code, (await response.aread()).decode("utf-8", "replace"))
    except httpx.TimeoutException as error:
        await client.aclose()
        raise ServiceError(504, "Generation timeout") from error
    except httpx.HTTPError as error:
        await client.aclose()
        raise ServiceError(502, f"Bad gateway: the upstream cannot be reached: {error}") from error
    except ServiceError:
        await client.aclose()
        raise
    return client, response


@cache
def _tls() -> ssl.SSLContext:
    """Made once: it takes longer than a request to a local server."""
    return httpx.create_ssl_context()


def _refusal(status: int, text: str) -> ServiceError:
    """An upstream's refusal as the service relays it: a 400 stays one, other 4xx hide in a 500."""
    if status in (400, 429):
        return ServiceError(status, f"{status} {text}")
    return ServiceError(500 if status < 500 else 502, f"{status} {text}")


def _answer(choice: Json) -> Answer:
    message = choice["message"]
    calls = tuple(
        Call(call.get("id") or f"call_{at}", call["function"]["name"], call["function"]["arguments"])
        for at, call in enumerate(message.get("tool_calls") or ())
    )
    return Answer(
        text=message.get("content") or "",
        reasoning=message.get("reasoning_content") or message.get("reasoning") or "",
        calls=calls,
        finish=_FINISHES.get(str(choice.get("finish_reason")), "tool_calls" if calls else "stop"),
    )


def _usage(usage: Any) -> Usage | None:
    if not isinstance(usage, dict) or "prompt_tokens" not in usage:
        return None
    details = usage.get("completion_tokens_details") or {}
    return Usage(
        prompt=usage["prompt_tokens"],
        completion=usage.get("completion_tokens", 0),
        reasoning=details.get("reasoning_tokens") or 0,
    )


def _event(line: str) -> Json | None:
    data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
    if not data or data == "[DONE]":
        return None
    try:
        event = json.loads(data)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
