"""The form in which LiteLLM's stream wrapper takes chunks from a provider of its users.

From 1.91 on it takes its own chunk objects. Older releases take dicts with text and token counts only; beside these,
an `original_chunk` is looked at, as it is for providers that speak OpenAI's form: in there everything else travels.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from litellm.types import utils as types_utils
else:
    types_utils = LazyModule("litellm.types.utils")


FIRST_WITH_OBJECTS = (1, 91)
FIRST_WITH_COST = (1, 106)
"""The first release that was seen to book the `cost` beside the token counts of a stream."""


class DictChunk(dict[str, Any]):
    """A chunk for the older releases; the wrapper reads the answer's id from an attribute."""

    def __init__(self, chunk: types_utils.ModelResponseStream) -> None:
        choice: Any = chunk.choices[0]
        usage: Any = getattr(chunk, "usage", None)
        finish: str | None = choice.finish_reason
        empty = usage is not None or finish is not None
        super().__init__(
            text=choice.delta.get("content") or "",
            is_finished=finish is not None,
            finish_reason=finish or "",
            usage=usage.model_dump() if usage is not None else None,
            index=choice.index,
            tool_use=None,
            provider_specific_fields=None if empty else {"created": chunk.created},
            original_chunk=None if empty else chunk,
        )
        self.id = chunk.id


@cache
def takes_objects() -> bool:
    """Whether the installed LiteLLM takes its own chunk objects from a provider of its users."""
    return release() >= FIRST_WITH_OBJECTS


@cache
def release() -> tuple[int, int]:
    """The first two numbers of the installed LiteLLM's version."""
    major, minor = version("litellm").split(".")[:2]
    return int(major), int(minor)


def wire_chunk(chunk: types_utils.ModelResponseStream) -> types_utils.ModelResponseStream | DictChunk:
    """The chunk as the installed LiteLLM takes it."""
    return chunk if takes_objects() else DictChunk(chunk)


def book_cost(logging: Any, usd: float) -> None:
    """Have LiteLLM book this cost for a streamed answer; newer releases read it from the usage, older ones only guess.

    Args:
        logging: The object that LiteLLM logs this one call with.
        usd: What the service has charged.
    """
    if logging is not None and release() < FIRST_WITH_COST:
        logging._response_cost_calculator = lambda *_, **__: usd
