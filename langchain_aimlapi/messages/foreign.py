"""Reasoning and its seals in messages of any integration, LangChain's own blocks included, in the canonical form.

Anthropic's `thinking` blocks, LangChain's `reasoning` blocks with a signature and Bedrock's `reasoning_content` become
`reasoning_details` in Anthropic's form; OpenAI's reasoning items stay what they are; Google's signatures become
`extra_content`. Whose they are is told by `made_by`, and decided where the request is built.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_core.messages import AIMessage

from langchain_aimlapi.messages.parts import unwrapped

JSON = dict[str, Any]

_NAMES = ("requested_model", "model_name", "model", "model_id")
"""Where answers say which model was asked and which one answered."""
_GOOGLE = frozenset({"google_genai", "google_vertexai"})
_SIGNATURES_OF_CALLS = "__gemini_function_call_thought_signatures__"
_REASONING = frozenset({"reasoning", "thinking", "redacted_thinking", "reasoning_content"})


def made_by(metadata: Mapping[str, Any]) -> JSON | None:
    """Who made an answer, as its `response_metadata` tells; None where that is not told.

    Example:
        >>> made_by({"model_name": "gpt-5", "model_provider": "openai"})
        {'provider': 'openai', 'models': ['gpt-5']}
    """
    if not metadata:
        return None
    names = [metadata[key] for key in _NAMES if isinstance(metadata.get(key), str) and metadata[key].strip()]
    provider = metadata.get("model_provider")
    return {"provider": provider, "models": list(dict.fromkeys(names))} if names or provider else None


def reasoning_of_blocks(content: list[Any], maker: JSON | None) -> JSON:
    """The reasoning that an assistant's content holds as blocks: text, and seals in the form of their vendor.

    Args:
        content: The content of a LangChain message.
        maker: Who made it, if that is known.
    """
    blocks = [block for block in map(unwrapped, content) if isinstance(block, dict)]
    thoughts = [block for block in blocks if block.get("type") in _REASONING]
    found: JSON = {}
    if text := "".join(map(_text, thoughts)):
        found["reasoning_content"] = text
    if maker and maker["provider"] in _GOOGLE:
        signature = next((sign for block in blocks if (sign := _signature(block))), None)
        return {**found, "extra_content": google_content(signature)} if signature else found
    details = [detail for block in _joined(thoughts) if (detail := _detail(block))]
    return {**found, "reasoning_details": details} if details else found


def call_signatures(message: AIMessage) -> JSON:
    """What goes back to Google with each call, by the id of the call, out of langchain-google-genai's places for it."""
    kept = message.additional_kwargs.get(_SIGNATURES_OF_CALLS)
    found = {str(call_id): google_content(sign) for call_id, sign in kept.items()} if isinstance(kept, dict) else {}
    ids = [call["id"] for call in message.tool_calls]
    blocks = [block for block in message.content if isinstance(block, dict)] if ids else []
    beside = [block for block in blocks if block.get("type") == "function_call_signature" and _signature(block)]
    for at, block in enumerate(beside):
        index = block.get("index", at)
        if isinstance(index, int) and index < len(ids):
            found[str(ids[index])] = google_content(_signature(block))
    for block in blocks:
        if block.get("type") in ("tool_call", "function_call") and _signature(block):
            found[str(block.get("id"))] = google_content(_signature(block))
    return {call_id: {"extra_content": content} for call_id, content in found.items()}


def google_content(signature: Any) -> JSON:
    """A thought signature as Google's OpenAI-shaped endpoint has it."""
    text = b64encode(signature).decode() if isinstance(signature, bytes) else signature
    return {"google": {"thought_signature": text}}


def _signature(block: JSON) -> Any:
    extras = block.get("extras")
    inside = extras if isinstance(extras, dict) else {}
    return block.get("thought_signature") or block.get("signature") or inside.get("signature")


def _text(block: JSON) -> str:
    held = block.get("reasoning_content") if block.get("type") == "reasoning_content" else block
    for key in ("reasoning", "thinking", "text", "summary"):
        value = held.get(key) if isinstance(held, dict) else None
        if isinstance(value, list):
            value = "".join(str(part.get("text") or "") for part in value if isinstance(part, dict))
        if isinstance(value, str) and value:
            return value
    return ""


def _joined(blocks: Iterable[JSON]) -> list[JSON]:
    """The blocks, Bedrock's streamed ones put together: a signature comes in a block of its own behind its text."""
    joined: list[JSON] = []
    for block in blocks:
        held = block.get("reasoning_content")
        before = joined[-1].get("reasoning_content") if joined else None
        if isinstance(held, dict) and isinstance(before, dict) and held.keys() == {"signature"}:
            joined[-1] = {**joined[-1], "reasoning_content": {**before, **held}}
        else:
            joined.append(block)
    return joined


def _detail(block: JSON) -> JSON | None:
    """What the vendor wants back of a block, in the vendor's own form; None where that is nothing."""
    kind = block.get("type")
    if kind in ("thinking", "redacted_thinking"):
        detail = {key: value for key, value in block.items() if key != "index"}
        return {**detail, "thinking": _text(block)} if isinstance(block.get("thinking"), list) else detail
    if kind == "reasoning_content":
        return _bedrock_detail(block.get("reasoning_content"))
    extras = block.get("extras") or {}
    sealed = block.get("encrypted_content") or extras.get("encrypted_content")
    if sealed:
        summary = block.get("summary") or [{"type": "summary_text", "text": text} for text in [_text(block)] if text]
        beside = {"id": block["id"]} if block.get("id") else {}
        return {"type": "reasoning", **beside, "summary": summary, "encrypted_content": sealed}
    signature = extras.get("signature")
    return {"type": "thinking", "thinking": block.get("reasoning") or "", "signature": signature} if signature else None


def _bedrock_detail(held: Any) -> JSON | None:
    if not isinstance(held, dict):
        return None
    if held.get("redacted_content"):
        return {"type": "redacted_thinking", "data": held["redacted_content"]}
    if not held.get("signature"):
        return None
    return {"type": "thinking", "thinking": held.get("text") or "", "signature": held["signature"]}
