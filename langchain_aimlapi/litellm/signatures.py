"""Gemini's thought signatures where LiteLLM's own provider has them: in the id of a tool call, and beside it.

A signature belongs to a call and must come back with it. Clients of OpenAI's form send back what they know of a call:
id, name and arguments. LiteLLM takes the signature out of the id for models of other vendors; `bare_id` does so always.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JSON = dict[str, Any]

_SEPARATOR = "__thought__"
"""What LiteLLM puts between the id of a call and its signature."""
_FIELD = "thought_signature"


def with_signature(call: JSON) -> JSON:
    """A tool call of an answer, or the first fragment of one, with its signature in LiteLLM's two places.

    Example:
        >>> signed = with_signature({"id": "c1", "extra_content": {"google": {"thought_signature": "s="}}})
        >>> signed["id"], signed["provider_specific_fields"]
        ('c1__thought__s=', {'thought_signature': 's='})
    """
    extra = call.get("extra_content")
    google = extra.get("google") if isinstance(extra, dict) else None
    signature = google.get(_FIELD) if isinstance(google, dict) else None
    if not signature or not isinstance(signature, str):
        return call
    told = {**call, "provider_specific_fields": {_FIELD: signature}}
    return {**told, "id": f"{call['id']}{_SEPARATOR}{signature}"} if call.get("id") else told


def read_signature(call_id: Any, fields: Mapping[str, Any]) -> JSON | None:
    """The signature of a call that comes back, as the service wants it; None where there is none.

    Args:
        call_id: The call's id.
        fields: Its `provider_specific_fields`, LiteLLM's or those of LiteLLM's bridges.
    """
    signature = fields.get(_FIELD) or str(call_id or "").partition(_SEPARATOR)[2]
    return {"google": {_FIELD: signature}} if signature else None


def bare_id(call_id: Any) -> str:
    """An id without a signature.

    Example:
        >>> bare_id("c1__thought__s="), bare_id("c1")
        ('c1', 'c1')
    """
    return str(call_id).partition(_SEPARATOR)[0]
