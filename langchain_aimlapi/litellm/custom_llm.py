"""LiteLLM's handler for AI/ML API: what comes from LiteLLM goes out through the service's client, and back."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from functools import lru_cache
from itertools import chain
from typing import Any

from litellm.llms.custom_llm import CustomLLM
from litellm.types.utils import EmbeddingResponse, ImageResponse, ModelResponse

from langchain_aimlapi.api import AIMLAPIClient
from langchain_aimlapi.api.config import ALLOW_HTTP_VARIABLE, API_KEY_VARIABLES, BASE_URL_VARIABLES
from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.api.families import IMAGE_EDITS_PATH
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.chat_request import ChatCall
from langchain_aimlapi.image_request import ImageCall
from langchain_aimlapi.litellm import media
from langchain_aimlapi.litellm.answers import OWN_PRICES, ChunkMaker, fill_response, marked
from langchain_aimlapi.litellm.background import BackgroundStream, run_in_background
from langchain_aimlapi.litellm.call_order import CallOrder
from langchain_aimlapi.litellm.chat_call import make_chat_call
from langchain_aimlapi.litellm.cut_answers import acut_chunks, cut_chunks, cut_completion
from langchain_aimlapi.litellm.errors import litellm_errors
from langchain_aimlapi.litellm.wire_chunks import book_cost, wire_chunk

JSON = dict[str, Any]

_ENVIRONMENT = (*API_KEY_VARIABLES, *BASE_URL_VARIABLES, ALLOW_HTTP_VARIABLE)
_SIGNING = ("messages", "claude")
"""The dialects of models that sign their reasoning."""
_CLIENTS = 64
"""As many clients are kept: a proxy may call with a key for each of its users."""


class AIMLAPIHandler(CustomLLM):
    """Chat, embeddings and images of AI/ML API for LiteLLM.

    The methods take LiteLLM's arguments by name. The handler holds nothing: every call has the client for its key and
    address, on connections that the process shares. Without `api_key` the environment's `AIMLAPI_API_KEY`,
    `AIML_API_KEY` or `AIMLAPI_KEY` is used and never another vendor's, nor `litellm.api_key`.
    """

    def completion(self, **given: Any) -> ModelResponse:  # type: ignore[override]
        """Answer a conversation."""
        with litellm_errors(given["model"]):
            call = chat_call(given, stream=False)
            try:
                answer = client_of(given).chat(call.dialect, call.body, call.options)
            except AIMLAPIError as error:
                answer = cut_completion(error)
            return _finish(given, call, answer)

    async def acompletion(self, **given: Any) -> ModelResponse:  # type: ignore[override]
        """`completion`, asynchronously."""
        with litellm_errors(given["model"]):
            call = chat_call(given, stream=False)
            try:
                answer = await client_of(given).achat(call.dialect, call.body, call.options)
            except AIMLAPIError as error:
                answer = cut_completion(error)
            return _finish(given, call, answer)

    def streaming(self, **given: Any) -> Iterator[Any]:  # type: ignore[override]
        """Answer a conversation in chunks; the request has been sent when this returns."""
        with litellm_errors(given["model"]):
            call = chat_call(given, stream=True)
            try:
                chunks = client_of(given).stream_chat(call.dialect, call.body, call.options)
            except AIMLAPIError as error:
                chunks = cut_chunks(error)
        return _chunks(chunks, call, given)

    def astreaming(self, **given: Any) -> AsyncIterator[Any]:  # type: ignore[override]
        """`streaming`, for an event loop; LiteLLM calls it in a worker thread, which waits until the stream is open."""
        return BackgroundStream(run_in_background(self.open_stream(given)))

    async def open_stream(self, given: JSON) -> AsyncGenerator[Any]:
        """Send the request of a streamed answer and return its chunks, which belong to the running event loop."""
        with litellm_errors(given["model"]):
            call = chat_call(given, stream=True)
            try:
                chunks = await client_of(given).astream_chat(call.dialect, call.body, call.options)
            except AIMLAPIError as error:
                chunks = acut_chunks(error)
        return _achunks(chunks, call, given)

    def embedding(self, **given: Any) -> EmbeddingResponse:  # type: ignore[override]
        """Turn texts into vectors."""
        with litellm_errors(given["model"]):
            body, options = _embedding_call(given)
            reply = client_of(given).embed(body, options)
            return media.fill_embeddings(given, reply, body)

    async def aembedding(self, **given: Any) -> EmbeddingResponse:  # type: ignore[override]
        """`embedding`, asynchronously."""
        with litellm_errors(given["model"]):
            body, options = _embedding_call(given)
            reply = await client_of(given).aembed(body, options)
            return media.fill_embeddings(given, reply, body)

    def image_generation(self, **given: Any) -> ImageResponse:  # type: ignore[override]
        """Make pictures."""
        with litellm_errors(given["model"]):
            return _send_images(given, media.image_call(given))

    async def aimage_generation(self, **given: Any) -> ImageResponse:  # type: ignore[override]
        """`image_generation`, asynchronously."""
        with litellm_errors(given["model"]):
            return await _asend_images(given, media.image_call(given))

    def image_edit(self, **given: Any) -> ImageResponse:  # type: ignore[override]
        """Change pictures."""
        with litellm_errors(given["model"]):
            return _send_images(given, media.image_edit_call(given))

    async def aimage_edit(self, **given: Any) -> ImageResponse:  # type: ignore[override]
        """`image_edit`, asynchronously."""
        with litellm_errors(given["model"]):
            return await _asend_images(given, media.image_edit_call(given))


def _embedding_call(given: JSON) -> tuple[JSON, RequestOptions]:
    body, options = media.embedding_call(given)
    log_request(given, body, given["input"])
    return body, options


def _send_images(given: JSON, call: ImageCall) -> ImageResponse:
    log_request(given, call.body, given.get("prompt"))
    client = client_of(given)
    edits = call.path == IMAGE_EDITS_PATH
    reply = (
        client.edit_images(call.body, call.files, call.options)
        if edits
        else client.generate_images(call.body, call.options)
    )
    return media.fill_images(given, reply, client.base_url)


async def _asend_images(given: JSON, call: ImageCall) -> ImageResponse:
    log_request(given, call.body, given.get("prompt"))
    client = client_of(given)
    edits = call.path == IMAGE_EDITS_PATH
    reply = await (
        client.aedit_images(call.body, call.files, call.options)
        if edits
        else client.agenerate_images(call.body, call.options)
    )
    return await media.afill_images(given, reply, client.base_url)


def client_of(given: JSON) -> AIMLAPIClient:
    """The client for one call; calls with the same key and address have the same."""
    return _client(given.get("api_key"), given.get("api_base"), tuple(map(os.environ.get, _ENVIRONMENT)))


@lru_cache(_CLIENTS)
def _client(api_key: str | None, api_base: str | None, environment: tuple[str | None, ...]) -> AIMLAPIClient:
    del environment  # the client looks itself; another environment wants another client
    return AIMLAPIClient(api_key, api_base, share_connections=True)


def chat_call(given: JSON, *, stream: bool) -> ChatCall:
    """The call that the arguments of LiteLLM's handler methods ask for."""
    call = make_chat_call(
        given["model"],
        given["messages"],
        given["optional_params"],
        stream=stream,
        headers=given.get("headers"),
        timeout=given.get("timeout"),
    )
    log_request(given, call.body, given["messages"])
    return call


def log_request(given: JSON, body: JSON, told: Any) -> None:
    """Tell LiteLLM's loggers what is about to be sent; the key is not theirs to know."""
    logging = given.get("logging_obj")
    if logging is not None:
        facts = {"complete_input_dict": body, "api_base": client_of(given).base_url, "headers": {}}
        logging.pre_call(input=told, api_key="", additional_args=facts)


def log_answer(given: JSON, answer: JSON, body: JSON, told: Any) -> None:
    """Tell LiteLLM's loggers what came back."""
    logging = given.get("logging_obj")
    if logging is not None:
        facts = {"complete_input_dict": body}
        logging.post_call(input=told, api_key="", original_response=json.dumps(answer), additional_args=facts)


def _finish(given: JSON, call: ChatCall, completion: JSON) -> ModelResponse:
    log_answer(given, completion, call.body, given["messages"])
    return fill_response(given["model_response"], marked(given, call.read(completion)), given["model"])


class _Reader:
    """What both colours do with each neutral chunk."""

    def __init__(self, call: ChatCall, given: JSON) -> None:
        self._read = call.chunk_reader()
        self._given = given
        self._order = CallOrder()
        self._logging = given.get("logging_obj")
        self._maker = ChunkMaker(given["model"], given.get("created"), signs=call.dialect.name in _SIGNING)

    def read(self, chunk: JSON) -> Iterator[Any]:
        """LiteLLM's chunks for a neutral one."""
        chunk = marked(self._given, chunk) if chunk.get("cost") else chunk
        if chunk.get("cost") and not chunk.get(OWN_PRICES):
            book_cost(self._logging, chunk["cost"]["usd"])
        ordered = self._order.sort(self._read(chunk))
        return map(wire_chunk, chain.from_iterable(map(self._maker.make, ordered)))


def _chunks(chunks: Generator[JSON], call: ChatCall, given: JSON) -> Generator[Any]:
    reader = _Reader(call, given)
    with closing(chunks), litellm_errors(given["model"]):
        for chunk in chunks:
            yield from reader.read(chunk)


async def _achunks(chunks: AsyncGenerator[JSON], call: ChatCall, given: JSON) -> AsyncGenerator[Any]:
    reader = _Reader(call, given)
    async with aclosing(chunks):
        with litellm_errors(given["model"]):
            async for chunk in chunks:
                for made in reader.read(chunk):
                    yield made
