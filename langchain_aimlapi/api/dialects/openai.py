"""Chat-completions as OpenAI defines them: the neutral form itself, fitted to what the model's schema takes.

https://docs.aimlapi.com/api-references/text-models-llm
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydantic_core

from langchain_aimlapi.api.dialects._base import Dialect
from langchain_aimlapi.api.error_bodies import malformed
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.replies import unify_completion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from langchain_aimlapi.api.sse import ServerSentEvent
    from langchain_aimlapi.api.types import JSON, ModelTraits

CHAT_PATH = "/v1/chat/completions"
ROLE_STAND_INS = {"developer": ("system", "user"), "system": ("developer", "user")}
"""Roles to use, in this order, where a model's schema lacks one."""


def encode(request: JSON, model: ModelTraits) -> JSON:
    """The body for a model that takes OpenAI's shape.

    Raises:
        InvalidRequestError: If a message has a role that the model lacks and nothing can stand in for it.
    """
    body = dict(request)
    if model.message_shapes:
        body["messages"] = [fit_message(message, model.message_shapes, model.id) for message in request["messages"]]
    if model.parameters is not None and "stream_options" not in model.parameters:
        body.pop("stream_options", None)  # such models send the usage in any case
    return body


def fit_message(message: JSON, shapes: Mapping[str, Mapping[str, Any]], model: str = "") -> JSON:
    """The message with a role and keys that the model's schema knows."""
    role = fit_role(message["role"], shapes, model)
    shape = shapes[role]
    keys = shape.get("keys") or message.keys()
    fitted = {key: value for key, value in message.items() if key in keys or key not in _OPTIONAL_KEYS}
    fitted["role"] = role
    if "content" not in fitted and not ("tool_calls" in fitted and "tool_calls" in keys):
        fitted["content"] = ""
    return fitted


_OPTIONAL_KEYS = frozenset({"name", "refusal", "reasoning_content", "reasoning_details", "audio"})
"""Keys of a message that carry nothing a model without them could miss."""


def fit_role(role: str, shapes: Mapping[str, Any], model: str = "") -> str:
    """The role itself where the model has it, else the nearest one that it has.

    Raises:
        InvalidRequestError: If the model has nothing like it.
    """
    candidates: tuple[str, ...] = (role, *ROLE_STAND_INS.get(role, ()))
    found = next((candidate for candidate in candidates if candidate in shapes), None)
    if found is None:
        known = ", ".join(sorted(shapes))
        raise InvalidRequestError(f"{model or 'This model'} takes no messages with role {role!r}, only {known}")
    return found


class ChatEventReader:
    """Reads `data: {chunk}` lines up to `data: [DONE]`."""

    __slots__ = ("done",)

    def __init__(self) -> None:
        self.done = False

    def read(self, event: ServerSentEvent) -> Iterable[Any]:
        """The chunk that the event carries, if any."""
        data = event.data
        if not data or self.done:
            return ()
        if data == b"[DONE]" or data.strip() == b"[DONE]":
            self.done = True
            return ()
        try:
            chunk = pydantic_core.from_json(data)
        except ValueError as error:
            raise malformed("a stream chunk is not JSON", data) from error
        if event.event == "error" and not (isinstance(chunk, dict) and "choices" in chunk):
            return ({"error": chunk},)
        return (chunk,)


def decode(reply: JSON, headers: Mapping[str, str]) -> JSON:
    """The neutral completion."""
    return unify_completion(reply, headers)


CHAT = Dialect(name="chat", path=CHAT_PATH, encode=encode, decode=decode, reader=ChatEventReader)
