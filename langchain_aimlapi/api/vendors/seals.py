"""Sealed reasoning goes back to the model that made it, and to no other: signatures, encrypted and redacted reasoning.

A vendor refuses a seal that is not its model's own ("Invalid `signature` in `thinking` block", "The encrypted content
could not be verified"), and then the whole conversation. What can be read of the reasoning stays. The surfaces say who
made an answer under `MADE_BY`; where nobody says, parts in the target vendor's own form are taken for its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from langchain_aimlapi.api.types import JSON

MADE_BY = "made_by"
"""Key of a canonical assistant message: `{"provider": str, "models": [str, …]}`, who made it; it is never sent."""
TRANSCRIPT = "transcript"
"""Key of a canonical assistant message: what was said in a spoken answer; it is never sent."""
ANTHROPIC, GOOGLE, OPENAI, XAI = "Anthropic", "Google", "OpenAI", "xAI"
_FORMS = {"thinking": ANTHROPIC, "redacted_thinking": ANTHROPIC, "reasoning": OPENAI}
"""Whose form a part of that type is."""
_FORMATS = {"anthropic": ANTHROPIC, "google": GOOGLE, "openai": OPENAI, "azure": OPENAI, "xai": XAI}
"""How the `format` of one of OpenRouter's `reasoning_details` begins, and whose it is."""
_THOUGHTS = frozenset({"thinking", "redacted_thinking"})
_SEALED_ITEMS = frozenset({"reasoning", "compaction"})


def keep_own_seals(messages: Iterable[JSON], vendor: str | None, is_own: Callable[[JSON], bool]) -> list[JSON]:
    """The conversation without seals of other models, and without `MADE_BY` and `TRANSCRIPT`.

    Args:
        messages: The conversation in OpenAI's form; not changed.
        vendor: Who makes the model that is asked.
        is_own: Whether that model can read what the one in a `MADE_BY` note has sealed.
    """
    return [_keep_own(message, vendor, is_own) if message["role"] == "assistant" else message for message in messages]


def _keep_own(message: JSON, vendor: str | None, is_own: Callable[[JSON], bool]) -> JSON:
    calls_hold_seals = any("extra_content" in call for call in message.get("tool_calls") or ())
    if NOTED.isdisjoint(message) and not calls_hold_seals:
        return message
    made_by = message.get(MADE_BY)
    kept = _without(message, MADE_BY)
    if _OWNED.isdisjoint(kept) and not calls_hold_seals:
        return kept
    own = is_own(made_by) if made_by and isinstance(made_by, dict) else None
    if "audio" in kept or TRANSCRIPT in kept:
        kept = _with_speech(kept, own=own)
    return kept if own else _without_seals(kept, vendor if own is None else "")


_SEALED_PARTS = frozenset({"reasoning_details", "extra_content", "encrypted_content", "content_blocks", "output_items"})
_OWNED = _SEALED_PARTS | {TRANSCRIPT, "audio"}
NOTED = _OWNED | {MADE_BY}
"""Keys of answers that this module is about; the calls of tools may hold `extra_content` beside."""


def signed_by(message: JSON, maker: JSON) -> JSON:
    """A message or delta of an answer with a note on who made it, if it holds what only its maker can read.

    Example:
        >>> signed_by({"role": "assistant", "content": "Hi"}, {"models": ["m"]})
        {'role': 'assistant', 'content': 'Hi'}
    """
    sealed = any(message.get(key) for key in _SEALED_PARTS)
    sealed = sealed or any(call.get("extra_content") for call in message.get("tool_calls") or ())
    return {**message, MADE_BY: maker} if sealed else message


def _with_speech(message: JSON, *, own: bool | None) -> JSON:
    """A spoken answer by the id under which the service keeps it; what another model said as its words."""
    told = _without(message, TRANSCRIPT)
    if own is not False and "audio" in message:
        return told
    words = message.get(TRANSCRIPT)
    told = _without(told, "audio")
    return {**told, "content": words} if words and not message.get("content") else told


def sign_foreign_calls(messages: Sequence[JSON], signature: str) -> list[JSON]:
    """The conversation with a signature on every turn of calls, since the last question, that has none.

    Args:
        messages: The conversation in OpenAI's form; not changed.
        signature: What the vendor takes in place of one of its own.
    """
    last = max((at for at, message in enumerate(messages) if message["role"] == "user"), default=-1)
    return [
        _signed(message, signature) if at > last and message.get("tool_calls") else message
        for at, message in enumerate(messages)
    ]


def _signed(message: JSON, signature: str) -> JSON:
    first, *others = message["tool_calls"]
    if "extra_content" in first:
        return message
    extra = {"google": {"thought_signature": signature}}
    return {**message, "tool_calls": [{**first, "extra_content": extra}, *others]}


def _without_seals(message: JSON, vendor: str | None) -> JSON:
    """The message with seals in the form of `vendor` only; of none where that is an empty string."""
    kept = dict(message)
    details = kept.pop("reasoning_details", None)
    if isinstance(details, list):
        mine = [detail for detail in details if vendor != "" and form_of(detail) in (None, vendor)]
        kept |= {"reasoning_details": mine} if mine else {}
        text = "" if mine else readable(details)
        if text:
            kept.setdefault("reasoning_content", text)
    if vendor != GOOGLE:
        kept.pop("extra_content", None)
        if any("extra_content" in call for call in kept.get("tool_calls") or ()):
            kept["tool_calls"] = [_without(call, "extra_content") for call in kept["tool_calls"]]
    if vendor != XAI:
        kept.pop("encrypted_content", None)
    if vendor != ANTHROPIC and "content_blocks" in kept:
        kept["content_blocks"] = [block for block in kept["content_blocks"] if block.get("type") not in _THOUGHTS]
    if vendor != OPENAI and "output_items" in kept:
        kept["output_items"] = [
            _unsealed(item) for item in kept["output_items"] if item.get("type") not in _SEALED_ITEMS
        ]
    return kept


def _unsealed(item: JSON) -> JSON:
    """An item without the id under which the vendor would look for the reasoning that went with it."""
    return _without(item, "id") if item.get("type") in ("message", "function_call", "custom_tool_call") else item


def _without(value: JSON, key: str) -> JSON:
    return {name: item for name, item in value.items() if name != key}


def form_of(detail: Any) -> str | None:
    """Whose form one of `reasoning_details` has; None where it does not say.

    Example:
        >>> form_of({"type": "redacted_thinking", "data": "x"})
        'Anthropic'
    """
    if not isinstance(detail, dict):
        return None
    told = str(detail.get("format") or "").partition("-")[0]
    return _FORMATS.get(told) or _FORMS.get(str(detail.get("type")))


def readable(details: Iterable[Any]) -> str:
    """What can be read of reasoning in any vendor's form.

    Example:
        >>> readable([{"type": "reasoning.summary", "summary": "Short."}, {"type": "reasoning.encrypted", "data": "x"}])
        'Short.'
    """
    return "\n\n".join(filter(None, (_words(detail) for detail in details if isinstance(detail, dict))))


def _words(detail: Mapping[str, Any]) -> str:
    for key in ("text", "thinking", "reasoning", "summary", "content"):
        value = detail.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list) and value:
            return "\n\n".join(str(part.get("text") or "") for part in value if isinstance(part, dict))
    return ""
