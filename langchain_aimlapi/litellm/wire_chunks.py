"""The form in which LiteLLM's stream wrapper takes chunks from a provider of its users.

From 1.92 on it takes its own chunk objects. Older releases take dicts with text and token counts only; beside these,
an `original_chunk` is looked at, as it is for providers that speak OpenAI's form: in there everything else travels.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litellm.types.utils import ModelResponseStream

FIRST_WITH_OBJECTS = (1, 92)


class DictChunk(dict[str, Any]):
    """A chunk for the older releases; the wrapper reads the answer's id from an attribute."""

    def __init__(self, chunk: ModelResponseStream) -> None:
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
    major, minor = version("litellm").split(".")[:2]
    return (int(major), int(minor)) >= FIRST_WITH_OBJECTS


def wire_chunk(chunk: ModelResponseStream) -> ModelResponseStream | DictChunk:
    """The chunk as the installed LiteLLM takes it."""
    return chunk if takes_objects() else DictChunk(chunk)
