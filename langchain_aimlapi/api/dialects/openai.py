"""Chat-completions as OpenAI defines them: the neutral form itself, fitted to what the model's schema takes.

https://docs.aimlapi.com/api-references/text-models-llm
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import pydantic_core

from langchain_aimlapi.api.dialects._base import Dialect
from langchain_aimlapi.api.error_bodies import malformed, parse_body
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.json_text import parse_with_halves
from langchain_aimlapi.api.replies import unify_completion
from langchain_aimlapi.api.types import JSON, ModelTraits, ServerSentEvent
from langchain_aimlapi.api.vendors.media import content_kinds
from langchain_aimlapi.api.vendors.rules import rules_for
from langchain_aimlapi.api.vendors.texts import tidy_texts
from langchain_aimlapi.api.vendors.turns import answer_results

CHAT_PATH = "/v1/chat/completions"
ROLE_STAND_INS = {"developer": ("system", "user"), "system": ("developer", "user")}
"""Roles to use, in this order, where a model's schema lacks one."""


def encode(request: JSON, model: ModelTraits) -> JSON:
    """The body for a model that takes OpenAI's shape.

    Raises:
        InvalidRequestError: If a message has a role or holds something that the model lacks and nothing can stand in
            for it.
    """
    body = dict(request)
    rules = rules_for(model)
    fitter = _MessageFitter(model)
    messages = [fitter.fit(message) for message in hoist_tool_media(request["messages"])]
    messages = answer_results(messages) if rules.answers_results else messages
    body["messages"] = messages if rules.blank_texts else tidy_texts(messages)
    if model.parameters is not None and "stream_options" not in model.parameters:
        body.pop("stream_options", None)  # such models send the usage in any case
    return body


class _RoleShape(NamedTuple):
    """What messages of a role are made of.

    Attributes:
        role: The role as the model knows it.
        keys: The keys that its messages may have; None when nobody says.
        content: The parts that their content may have; None when nobody says.
        takes_text: Whether it may be a text: a model may take nothing but sound.
    """

    role: str
    keys: Collection[str] | None
    content: Collection[str] | None
    takes_text: bool


class _MessageFitter:
    """Gives messages a role, keys and content that the model's schema knows."""

    def __init__(self, model: ModelTraits) -> None:
        self._model = model
        self._shapes: dict[str, _RoleShape] = {}

    def fit(self, message: JSON) -> JSON:
        """The message; itself where nothing is to be changed."""
        told = message["role"]
        role, keys, content, takes_text = self._shapes.get(told) or self._shapes.setdefault(told, self._shape(told))
        if keys and "tool_calls" in message and "tool_calls" not in keys:
            raise InvalidRequestError(f"{self._model.id} takes no tool calls in a conversation, only {', '.join(keys)}")
        fitted = message
        if not _OPTIONAL_KEYS.isdisjoint(message):
            fitted = {key: value for key, value in message.items() if _keeps(key, message, keys, self._model)}
        if role != told:
            fitted = {**fitted, "role": role}
        given = fitted.get("content")
        if isinstance(given, str):
            if not takes_text:
                check_part({"type": "text"}, content or (), self._model.id)
        elif isinstance(given, list):
            fitted = {**fitted, "content": fit_content(list(map(_without_document, given)), content, self._model.id)}
            if not fitted["content"]:
                del fitted["content"]
        return fitted if "content" in fitted or "tool_calls" in fitted else {**fitted, "content": ""}

    def _shape(self, told: str) -> _RoleShape:
        shapes = self._model.message_shapes or {}
        role = fit_role(told, shapes, self._model.id) if shapes else told
        shape = shapes.get(role, {})
        kinds = content_kinds(shape["content"]) if shape.get("content") else {"text"}
        return _RoleShape(role, shape.get("keys"), shape.get("content"), not kinds.isdisjoint(("text", "string")))


def _keeps(key: str, message: JSON, known: Collection[str] | None, model: ModelTraits) -> bool:
    """Whether a message keeps a key: all that carry meaning, of the others those that the model knows or needs."""
    if key not in _OPTIONAL_KEYS:
        return True
    if key == "reasoning_details":
        return model.reasoning_field in (None, "reasoning_details")
    if key in known if known is not None else key in _OPENAI_KEYS:
        return True
    return key == "reasoning_content" and model.reasoning_field == key and "tool_calls" in message


_OPENAI_KEYS = frozenset({"name", "refusal"})
"""Optional keys of OpenAI's own schema, which a model without a schema of its own gets."""
_OPTIONAL_KEYS = frozenset(
    {"name", "refusal", "reasoning_content", "reasoning_details", "is_error", "output_items", "content_blocks"}
)
"""The last two are for the dialects they came from (`responses`, `messages`)."""


def _without_document(part: JSON) -> JSON:
    """A part without what only Claude's shape has a place for."""
    return {key: value for key, value in part.items() if key != "document"} if "document" in part else part


def fit_content(parts: list[JSON], known: Collection[str] | None, model: str = "") -> str | list[JSON]:
    """The parts, as one text where the model's schema knows no lists.

    Raises:
        InvalidRequestError: If a part is of a kind that the model does not take.
    """
    if known is None:
        return parts
    for part in parts:
        check_part(part, known, model)
    only_text = all(part.get("type") == "text" for part in parts)
    return "\n".join(part["text"] for part in parts) if only_text and "text" not in known else parts


def check_part(part: JSON, known: Collection[str], model: str = "") -> None:
    """Refuse a content part that the model's schema lacks.

    Raises:
        InvalidRequestError: The text names the part, the model and what it takes instead.
    """
    kind = part.get("type", "")
    kinds = content_kinds(known)
    if kind in kinds or (kind == "text" and "string" in kinds):
        return
    takes = ", ".join(sorted({"text" if known_kind == "string" else known_kind for known_kind in kinds}))
    raise InvalidRequestError(f"{model or 'This model'} takes no content part of type {kind!r} here, only {takes}")


def hoist_tool_media(messages: Iterable[JSON]) -> list[JSON]:
    """Images and files out of tool results, which can hold text only, into a user message behind the results."""
    hoisted: list[JSON] = []
    media: list[JSON] = []
    for message in messages:
        if media and message["role"] != "tool":
            hoisted.append({"role": "user", "content": media})
            media = []
        if message["role"] == "tool" and isinstance(message.get("content"), list):
            message, found = _split_tool_content(message)  # noqa: PLW2901
            media = [*media, *found]
        hoisted.append(message)
    return [*hoisted, {"role": "user", "content": media}] if media else hoisted


def _split_tool_content(message: JSON) -> tuple[JSON, list[JSON]]:
    texts = [part for part in message["content"] if part.get("type") == "text"]
    media = [part for part in message["content"] if part.get("type") != "text"]
    if not media:
        return message, []
    note = {"type": "text", "text": f"Content returned by the tool call {message['tool_call_id']}:"}
    content = texts or [{"type": "text", "text": "The content is in the next user message."}]
    return {**message, "content": content}, [note, *media]


def fit_role(role: str, shapes: Mapping[str, Any], model: str = "") -> str:
    """The role itself where the model has it, else the nearest one that it has.

    Raises:
        InvalidRequestError: If the model has nothing like it.
    """
    if role in shapes:
        return role
    found = next((stand_in for stand_in in ROLE_STAND_INS.get(role, ()) if stand_in in shapes), None)
    if found is None:
        known = ", ".join(sorted(shapes))
        raise InvalidRequestError(f"{model or 'This model'} takes no messages with role {role!r}, only {known}")
    return found


class ChatEventReader:
    """Reads `data: {chunk}` lines up to `data: [DONE]`."""

    __slots__ = ("done", "halves")

    def __init__(self) -> None:
        self.done = False
        self.halves = False

    def read(self, event: ServerSentEvent) -> Iterable[Any]:
        """The chunk that the event carries, if any."""
        data = event.data
        if self.done or (not data and event.event != "error"):
            return ()
        if data == b"[DONE]" or data.strip() == b"[DONE]":
            self.done = True
            return ()
        if event.event == "error":
            chunk = parse_body(data)  # its text, if it is no JSON
            return (chunk if isinstance(chunk, dict) and "choices" in chunk else {"error": chunk or "no reason given"},)
        try:
            return (pydantic_core.from_json(data),)
        except ValueError:
            return (self._parse_unusual(data),)

    def _parse_unusual(self, data: bytes) -> Any:
        try:
            chunk = parse_with_halves(data)
        except ValueError as error:
            raise malformed("a stream chunk is not JSON", data) from error
        self.halves = True
        return chunk


def decode(reply: JSON, headers: Mapping[str, str]) -> JSON:
    """The neutral completion."""
    return unify_completion(reply, headers)


CHAT = Dialect(name="chat", path=CHAT_PATH, encode=encode, decode=decode, reader=ChatEventReader)
