"""Token counts under the names of chat-completions, whichever API they were counted for."""

from __future__ import annotations

from langchain_aimlapi.api.types import JSON


def openai_usage(usage: JSON) -> JSON:
    """Token counts with those under newer names (`input_tokens`) also under the names of chat-completions.

    Anthropic counts what the cache was read and written for apart from `input_tokens`; here it is counted in.

    ```python
    from langchain_aimlapi.api.token_counts import openai_usage

    assert openai_usage({"input_tokens": 3, "output_tokens": 2})["prompt_tokens"] == 3
    ```
    """
    if _NEWER_NAMES.isdisjoint(usage):
        return usage
    found = dict(usage)
    for name, newer in _NAMES.items():
        if not found.get(name) and found.get(newer) is not None:
            found[name] = found[newer]
    cached = {name: usage[key] for key, name in _CACHED.items() if isinstance(usage.get(key), int)}
    if cached and not usage.get("prompt_tokens") and isinstance(usage.get("input_tokens"), int):
        found["prompt_tokens"] = usage["input_tokens"] + sum(cached.values())
        found["prompt_tokens_details"] = {**cached, **(found.get("prompt_tokens_details") or {})}
    return found


_NAMES = {
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "prompt_tokens_details": "input_tokens_details",
    "completion_tokens_details": "output_tokens_details",
}
_NEWER_NAMES = frozenset(_NAMES.values())
_CACHED = {"cache_read_input_tokens": "cached_tokens", "cache_creation_input_tokens": "cache_write_tokens"}
