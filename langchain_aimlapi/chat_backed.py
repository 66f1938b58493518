"""What surfaces share that do their work through a chat model: its settings, and the model itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from pydantic import Field

from langchain_aimlapi.call_params import UnsupportedParams
from langchain_aimlapi.chat_models import ChatAIMLAPI
from langchain_aimlapi.connection import MODEL_NAMES, Connection


class ChatBacked(Connection):
    """Settings of a chat model that answers on behalf of something else."""

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further parameters of the model, such as `max_tokens`."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: UnsupportedParams = "warn"
    """What to do with what the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""

    @cached_property
    def chat(self) -> ChatAIMLAPI:
        """The chat model that answers; made at the first call."""
        shared = {name: getattr(self, name) for name in Connection.model_fields}
        return ChatAIMLAPI(
            model=self.model, extra_body=self.extra_body, unsupported_params=self.unsupported_params, **shared
        )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, which makes a chat model of its own."""
        twin = super().model_copy(update=update, deep=deep)
        twin.__dict__.pop("chat", None)
        return twin

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        twin = super().__deepcopy__(memo)
        twin.__dict__.pop("chat", None)
        return twin

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        return {**state, "__dict__": {key: value for key, value in state["__dict__"].items() if key != "chat"}}
