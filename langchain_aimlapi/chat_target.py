"""What a chat request has to know of the model that it goes to, in one dialect: worked out once.

A catalogue's card answers questions; a call asks many of them, about every message. So the answers stand ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from langchain_aimlapi.api.dialects import get_dialect
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.reasoning import SPELLINGS, takes_adaptive
from langchain_aimlapi.api.vendors import VendorRules, rules_for
from langchain_aimlapi.catalogue import ModelCard

SENSIBLE_MAX_TOKENS = 8192
"""Sent for models whose documented default would cut answers short, when the user has set no limit."""
SHORT_DEFAULT = 1024
_REMEMBERED_TARGETS = 4096

Schema = Mapping[str, Mapping[str, Any]]


class ChatTarget(NamedTuple):
    """A model in one dialect, as `langchain_aimlapi.api.types.ModelTraits` has it, and what follows from that.

    Attributes:
        id: The name on the wire.
        vendor: Who makes the model.
        dialect: How it is spoken to.
        known: False for a name that the catalogue lacks.
        capabilities: Words such as `"tools"`.
        claimed_capabilities: The same, as its maker or a page says it.
        reasoning_field: Where its answers carry their reasoning.
        parameters: Schema of every parameter of the endpoint; None when unknown.
        message_shapes: What messages may hold, by role; None when unknown.
        rules: What its vendor asks of a request beyond the schema.
        accepted: The parameters, and what the model was seen to take beyond them.
        max_tokens: The limit to send where the user has set none; None where the model's own is long enough.
        example_parameters: What the example on its page sends beyond the schema.
    """

    id: str
    vendor: str | None
    dialect: str
    known: bool
    capabilities: frozenset[str]
    claimed_capabilities: frozenset[str]
    reasoning_field: str | None
    parameters: Schema | None
    message_shapes: Schema | None
    rules: VendorRules
    accepted: Schema | None
    max_tokens: int | None
    example_parameters: tuple[str, ...]


@lru_cache(_REMEMBERED_TARGETS)
def chat_target(card: ModelCard, dialect: str) -> ChatTarget:
    """The model as it is in one dialect: with the parameters of that endpoint.

    Args:
        card: What the catalogue knows of the model.
        dialect: The dialect's name.

    Raises:
        InvalidRequestError: If the model is known not to be served there.

    Example:
        >>> from langchain_aimlapi.catalogue import get_model
        >>> chat_target(get_model("openai/gpt-4o"), "chat").max_tokens
    """
    spoken = card if card.dialect == dialect else replace(card, dialect=dialect)
    if card.endpoints and spoken.primary_endpoint is None:
        served = ", ".join(sorted({endpoint.path for endpoint in card.endpoints}))
        path = get_dialect(dialect).path
        raise InvalidRequestError(f"{card.id} is not served on {path} (dialect {dialect!r}), only on {served}")
    return ChatTarget(
        id=card.id,
        vendor=card.vendor,
        dialect=dialect,
        known=card.known,
        capabilities=card.capabilities,
        claimed_capabilities=card.claimed_capabilities,
        reasoning_field=card.reasoning_field,
        parameters=spoken.parameters,
        message_shapes=spoken.message_shapes,
        rules=rules_for(spoken),
        accepted=accepted_parameters(spoken),
        max_tokens=min(SENSIBLE_MAX_TOKENS, card.max_output_tokens or SENSIBLE_MAX_TOKENS)
        if _cuts_short(spoken)
        else None,
        example_parameters=card.example_parameters,
    )


def _cuts_short(card: ModelCard) -> bool:
    """Whether the model's default limit is so small that answers end in the middle.

    Most pages of 2025 state 512 tokens, and `/v1/responses` was seen to apply that as well.
    """
    default = ((card.parameters or {}).get("max_tokens") or {}).get("default")
    return card.dialect == "responses" or (default is not None and default <= SHORT_DEFAULT)


def accepted_parameters(card: ModelCard) -> Schema | None:
    """What the model's page documents, and what it was seen to take beyond it: efforts, and where an effort goes."""
    schema = card.parameters
    if schema is None:
        return None
    if takes_adaptive(schema):
        schema = {"output_config": {"type": "object"}, **schema}  # where its effort goes
    seen = {*(card.reasoning_efforts or ()), *(card.reasoning_efforts_accepted or ())}
    if "reasoning_effort" in schema and seen:
        rule = schema["reasoning_effort"]
        words = [*rule.get("enum", ()), *sorted(seen - set(rule.get("enum", ())))]
        return {**schema, "reasoning_effort": {**rule, "enum": words}}
    return schema if set(SPELLINGS) & schema.keys() else {**schema, **_undocumented_reasoning(card)}


def _undocumented_reasoning(card: ModelCard) -> Schema:
    """How a model without a documented option for its reasoning takes an effort: where one was seen to have an effect.

    On `/v1/responses` an effort has its place whatever the model's page says.
    """
    if card.dialect == "responses" and ("reasoning" in card.capabilities or card.reasoning_efforts):
        return {"reasoning": {"type": "object"}}
    if card.dialect == "chat" and card.reasoning_efforts:
        return {"reasoning_effort": {"type": "string", "enum": list(card.reasoning_efforts)}}
    return {}
