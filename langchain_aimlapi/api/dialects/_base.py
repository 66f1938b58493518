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
