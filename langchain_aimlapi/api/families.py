"""The endpoints of the families beside chat, a class for each; `AIMLAPIClient` has them all.

An answer is the service's JSON object, with what the headers and `meta` say put beside it: `cost` as
`{"usd": float, "credits": int}`, `inference_id`, and `client_request_id` if the call had one.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ForwardRef

from langchain_aimlapi.api.prompts import check_input, check_prompt, check_text
from langchain_aimlapi.api.replies import read_cost, trace_facts
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import calls as api_calls
    from langchain_aimlapi.api import run_events as api_run_events
    from langchain_aimlapi.api import speech as api_speech
    from langchain_aimlapi.api import uploads as api_uploads

    Exchange = tuple[api_calls.Answer, api_calls.Call]
else:
    api_calls = LazyModule("langchain_aimlapi.api.calls")
    api_run_events = LazyModule("langchain_aimlapi.api.run_events")
    api_speech = LazyModule("langchain_aimlapi.api.speech")
    api_uploads = LazyModule("langchain_aimlapi.api.uploads")
    Exchange = tuple[ForwardRef("api_calls.Answer", module=__name__), ForwardRef("api_calls.Call", module=__name__)]

EMBEDDINGS_PATH = "/v1/embeddings"
IMAGES_PATH = "/v1/images/generations"
IMAGE_EDITS_PATH = "/v1/images/edits"


def with_facts(reply: JSON, headers: Mapping[str, str]) -> JSON:
    """The answer with its cost and its ids at top level."""
    cost = read_cost(reply.get("meta"), headers)
    return {**reply, **trace_facts(headers), **({"cost": cost} if cost else {})}


class Posting:
    """What a family needs of the client."""

    def _exchange(self, method: str, path: str, options: RequestOptions, **content: Any) -> Exchange:
        raise NotImplementedError

    async def _aexchange(self, method: str, path: str, options: RequestOptions, **content: Any) -> Exchange:
        raise NotImplementedError

    def _post(self, path: str, body: JSON, options: RequestOptions, files: Iterable[api_uploads.FilePart] = ()) -> JSON:
        raise NotImplementedError

    async def _apost(
        self, path: str, body: JSON, options: RequestOptions, files: Iterable[api_uploads.FilePart] = ()
    ) -> JSON:
        raise NotImplementedError

    def _post_for_sound(
        self, path: str, body: JSON, options: RequestOptions
    ) -> api_speech.SpokenAnswer[Generator[bytes]]:
        raise NotImplementedError

    async def _apost_for_sound(
        self, path: str, body: JSON, options: RequestOptions
    ) -> api_speech.SpokenAnswer[AsyncGenerator[bytes]]:
        raise NotImplementedError

    def _post_for_events(self, path: str, body: JSON, options: RequestOptions) -> Generator[api_run_events.RunEvent]:
        raise NotImplementedError

    async def _apost_for_events(
        self, path: str, body: JSON, options: RequestOptions
    ) -> AsyncGenerator[api_run_events.RunEvent]:
        raise NotImplementedError


class EmbeddingCalls(Posting):
    """Texts to vectors."""

    def embed(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Send texts and return their embeddings as the service answers, with `cost` and ids.

        Args:
            body: `model`, `input` (a text or a list of texts) and the model's own parameters.
                https://docs.aimlapi.com/api-references/embedding-models
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        check_input(body)
        return self._post(EMBEDDINGS_PATH, body, options)

    async def aembed(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`embed`, asynchronously."""
        check_input(body)
        return await self._apost(EMBEDDINGS_PATH, body, options)


class ImageCalls(Posting):
    """Words and pictures to pictures; the service holds a request until they exist, up to a minute."""

    def generate_images(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """Have pictures made and return the service's answer, with `cost` and ids.

        Most vendors put the pictures under `data`, others under `images`: `langchain_aimlapi.image_results` reads both.

        Args:
            body: `model`, usually `prompt`, and the model's own parameters.
                https://docs.aimlapi.com/api-references/image-models
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        check_prompt(body)
        return self._post(IMAGES_PATH, body, options)

    async def agenerate_images(self, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JSON:
        """`generate_images`, asynchronously."""
        check_prompt(body)
        return await self._apost(IMAGES_PATH, body, options)

    def edit_images(
        self, body: JSON, files: Iterable[api_uploads.FilePart] = (), options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """Have pictures edited by one of OpenAI's models and return the service's answer, with `cost` and ids.

        Args:
            body: `model`, `prompt` and the model's own parameters.
            files: The pictures, fields `image` (several: `image[]`, up to 16) and `mask`. With files the call is a form
                (`multipart/form-data`), else JSON.
                https://docs.aimlapi.com/api-references/image-models/openai/gpt-image-1
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        check_text("prompt", body.get("prompt"), "say what is to be changed")
        return self._post(IMAGE_EDITS_PATH, body, options, files)

    async def aedit_images(
        self, body: JSON, files: Iterable[api_uploads.FilePart] = (), options: RequestOptions = DEFAULT_OPTIONS
    ) -> JSON:
        """`edit_images`, asynchronously."""
        check_text("prompt", body.get("prompt"), "say what is to be changed")
        return await self._apost(IMAGE_EDITS_PATH, body, options, files)


__all__ = ["EMBEDDINGS_PATH", "IMAGES_PATH", "IMAGE_EDITS_PATH", "EmbeddingCalls", "ImageCalls", "with_facts"]
