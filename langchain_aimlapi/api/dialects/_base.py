"""What a dialect is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from langchain_aimlapi.api.types import JSON, ModelTraits, ServerSentEvent


class EventReader(Protocol):
    """Turns the events of one stream into chat-completion chunks; keeps what it needs between events."""

    done: bool
    """Whether the server has said that the stream is over."""
    halves: bool
    """Whether a text in an event was seen to begin or end with half a character (`api.surrogates`)."""

    def read(self, event: ServerSentEvent) -> Iterable[Any]:
        """The chunks that the event carries.

        Raises:
            MalformedResponseError: If its data cannot be read.
        """


class Dialect(NamedTuple):
    """One way of asking and answering.

    Attributes:
        name: The catalogue's word for it.
        path: Where requests go, below the host.
        encode: Neutral request to wire body, for one model.
        decode: Parsed answer and its headers to a neutral completion.
        reader: Makes the reader of one stream.
    """

    name: str
    path: str
    encode: Callable[[JSON, ModelTraits], JSON]
    decode: Callable[[JSON, Mapping[str, str]], JSON]
    reader: Callable[[], EventReader]


_FORMS = {"choices": "a chat completion", "output": "a response", "content": "a message"}
"""What answers are called, by the field that has what the model said; each is a list of objects."""
_FIELDS = {"/v1/responses": "output", "/v1/messages": "content"}


def not_answered(path: str, reply: JSON) -> str:
    """What to say of an object that is no answer of a model: what was expected, from where, and what came instead.

    Args:
        path: Where the request went.
        reply: What came.

    Example:
        >>> not_answered("/v1/chat/completions", {"choices": []})
        'a chat completion from /v1/chat/completions has choices, a list of objects; here choices is an empty list'
    """
    field = _FIELDS.get(path, "choices")
    other = next((key for key in _FORMS if key != field and isinstance(reply.get(key), list)), None)
    if field in reply:
        came = f"here {field} is {_kind(reply[field])}"
    elif other is not None:
        came = f"this has {other}, as {_FORMS[other]} has, and no {field}"
    else:
        came = f"this has no {field}" + (f", only {', '.join(map(str, list(reply)[:8]))}" if reply else "")
    return f"{_FORMS[field]} from {path} has {field}, a list of objects; {came}"


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "a list without an object" if value else "an empty list"
    words = {dict: "an object", str: "a string", bool: "a boolean", type(None): "null"}
    return words.get(type(value), "a number")
