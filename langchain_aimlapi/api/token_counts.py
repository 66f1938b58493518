"""Token counts under the names of chat-completions, whichever API they were counted for."""

from __future__ import annotations

from langchain_aimlapi.api.types import JSON


def openai_usage(usage: JSON) -> JSON:
    """Token counts with those under other names (`input_tokens`, `promptTokenCount`) also under those of this API.

    Anthropic and Bedrock count what the cache was read and written for apart from the input; here it is counted in, as
    are Gemini's tokens of reasoning in the output.

    ```python
    from langchain_aimlapi.api.token_counts import openai_usage

    assert openai_usage({"input_tokens": 3, "output_tokens": 2})["prompt_tokens"] == 3
    ```
    """
    if _OTHER_NAMES.isdisjoint(usage):
        return usage
    found = dict(usage)
    for name, others in _NAMES.items():
        other = next((usage[key] for key in others if usage.get(key) is not None), None)
        if not found.get(name) and other is not None:
            found[name] = other
    if not usage.get("total_tokens") and isinstance(usage.get("total_tokens"), int) and found.get("prompt_tokens"):
        del found["total_tokens"]  # of counts that were left at 0
    return _with_cached(_with_thoughts(found, usage), usage)


def _with_cached(found: JSON, usage: JSON) -> JSON:
    """The counts with those of the cache in their details, and in the input where the vendor counts them apart."""
    cached = {name: usage[key] for name, keys in _CACHED.items() for key in keys if isinstance(usage.get(key), int)}
    if not cached:
        return found
    apart = next((usage[key] for key in _APART if isinstance(usage.get(key), int)), None)
    if not usage.get("prompt_tokens") and apart is not None:
        found["prompt_tokens"] = apart + sum(cached.values())
    found["prompt_tokens_details"] = {**cached, **_known(found.get("prompt_tokens_details"))}
    return found


def _with_thoughts(found: JSON, usage: JSON) -> JSON:
    thoughts, made = usage.get("thoughtsTokenCount"), usage.get("candidatesTokenCount") or 0
    if isinstance(thoughts, int) and isinstance(made, int) and not usage.get("completion_tokens"):
        details = _known(found.get("completion_tokens_details"))
        return {
            **found,
            "completion_tokens": made + thoughts,
            "completion_tokens_details": {"reasoning_tokens": thoughts, **details},
        }
    return found


def _known(details: object) -> JSON:
    return {key: value for key, value in details.items() if value is not None} if isinstance(details, dict) else {}


_NAMES = {
    "prompt_tokens": ("input_tokens", "inputTokens", "promptTokens", "promptTokenCount"),
    "completion_tokens": ("output_tokens", "outputTokens", "completionTokens", "candidatesTokenCount"),
    "total_tokens": ("totalTokens", "totalTokenCount"),
    "prompt_tokens_details": ("input_tokens_details",),
    "completion_tokens_details": ("output_tokens_details",),
}
"""Names of chat-completions, and those of Anthropic and the Responses API, of Bedrock, of the AI SDK and of Gemini."""
_CACHED = {
    "cached_tokens": ("cache_read_input_tokens", "cacheReadInputTokens", "cachedContentTokenCount"),
    "cache_write_tokens": ("cache_creation_input_tokens", "cacheWriteInputTokens"),
}
_APART = ("input_tokens", "inputTokens")
"""Counts of input without what the cache was read and written for."""
_OTHER_NAMES = frozenset(name for names in (*_NAMES.values(), *_CACHED.values()) for name in names)
