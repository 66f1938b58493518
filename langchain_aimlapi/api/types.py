"""The neutral tongue: OpenAI's chat-completions schema, as plain dicts.

Requests come in this form and answers leave in it, whatever the model wants on the wire. Beyond OpenAI's keys a
neutral answer knows:

- `reasoning_content` (text) on a message or delta, whichever of the four wire fields it came in, and
  `reasoning_details` (list), unchanged, for models that want it back;
- `output_items` (Responses API) or `content_blocks` (Messages API) on a message: the parts of the answer, unchanged;
  sent again with the history they go back as they came, other dialects pass them over;
- `native_finish_reason` on a choice, where the vendor's word differs;
- at the top level `inference_id`, `client_request_id` and `cost` (`{"usd": float, "credits": int}`).

Keys that nobody here knows are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol, TypedDict

JSON = dict[str, Any]


class Cost(TypedDict, total=False):
    """What the service charged for one answer.

    https://docs.aimlapi.com/capabilities/request-tracing-and-cost
    """

    usd: float
    credits: int


class ServerSentEvent(NamedTuple):
    """One event: its name (`"message"` unless the server names it) and its data, still as bytes."""

    event: str
    data: bytes


class ModelTraits(Protocol):
    """What a dialect has to know of a model; `langchain_aimlapi.catalogue.ModelCard` is one."""

    @property
    def id(self) -> str:
        """The name on the wire."""

    @property
    def vendor(self) -> str | None:
        """Who makes the model, in the catalogue's spelling; None when unknown."""

    @property
    def dialect(self) -> str:
        """`"chat"`, `"claude"`, `"responses"` or `"messages"`."""

    @property
    def known(self) -> bool:
        """False for a name that the catalogue lacks: then nothing is checked."""

    @property
    def capabilities(self) -> Collection[str]:
        """Words such as `"tools"`, `"structured_output"`, `"vision"`."""

    @property
    def reasoning_field(self) -> str | None:
        """Where the model's answers carry their reasoning, None when unknown."""

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]] | None:
        """Schema of every accepted body parameter, None when unknown."""

    @property
    def message_shapes(self) -> Mapping[str, Mapping[str, Any]] | None:
        """Accepted content parts and keys by role, None when unknown."""
