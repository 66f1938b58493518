"""An answer that could not begin: the limit of tokens left no room for any text behind the reasoning.

The service refuses such a call of a reasoning model with a 400, and answers one with little more room cut. LiteLLM's
`openai/` makes an empty answer that was cut of the refusal: so do we. No tokens are counted: the service tells of none.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any
from uuid import uuid4

from langchain_aimlapi.api.errors import AIMLAPIError

JSON = dict[str, Any]

_WORDS = "max_tokens or model output limit was reached"


def has_no_room(error: AIMLAPIError) -> bool:
    """Whether the service has refused a call since its answer could not have begun within the limit."""
    return error.status_code is not None and _WORDS in error.message


def cut_completion(error: AIMLAPIError) -> JSON:
    """The empty completion in the place of the refusal.

    Raises:
        AIMLAPIError: The error itself, if it says anything else.
    """
    if not has_no_room(error):
        raise error
    message = {"role": "assistant", "content": ""}
    return {**_head(), "choices": [{"index": 0, "message": message, "finish_reason": "length"}]}


def cut_chunks(error: AIMLAPIError) -> Generator[JSON]:
    """The same as a stream of one chunk.

    Raises:
        AIMLAPIError: The error itself, if it says anything else; when called, not with the first chunk.
    """
    if not has_no_room(error):
        raise error
    return (chunk for chunk in [_cut_chunk()])


def acut_chunks(error: AIMLAPIError) -> AsyncGenerator[JSON]:
    """`cut_chunks` for an event loop."""
    if not has_no_room(error):
        raise error
    return _acut_chunks()


async def _acut_chunks() -> AsyncGenerator[JSON]:
    yield _cut_chunk()


def _cut_chunk() -> JSON:
    delta = {"role": "assistant", "content": ""}
    return {**_head(), "choices": [{"index": 0, "delta": delta, "finish_reason": "length"}]}


def _head() -> JSON:
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    return {"id": f"chatcmpl-{uuid4()}", "usage": usage}
