"""Token counts in LangChain's form."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from langchain_core.messages.ai import InputTokenDetails, OutputTokenDetails, UsageMetadata

from langchain_aimlapi.api.token_counts import openai_usage

JSON = dict[str, Any]

_INPUT_DETAILS = (
    ("audio", ("audio_tokens",)),
    ("cache_read", ("cached_tokens",)),
    ("cache_creation", ("cache_write_tokens", "cache_creation_tokens")),
)
_OUTPUT_DETAILS = (("audio", ("audio_tokens",)), ("reasoning", ("reasoning_tokens",)))
"""LangChain's names and the service's; of two the second is LiteLLM's."""


def usage_metadata(usage: Any) -> UsageMetadata | None:
    """LangChain's usage for the service's `usage`, None when it sent none.

    Details that are null, empty or missing are left out; a missing total is the sum.
    """
    if not isinstance(usage, dict):
        return None
    usage = openai_usage(usage)
    given = _count(usage.get("prompt_tokens"))
    made = _count(usage.get("completion_tokens"))
    total = _count(usage.get("total_tokens"))
    if given is None and made is None and total is None:
        return None
    metadata = UsageMetadata(
        input_tokens=given or 0,
        output_tokens=made or 0,
        total_tokens=total if total is not None else (given or 0) + (made or 0),
    )
    read = _details(usage.get("prompt_tokens_details"), _INPUT_DETAILS)
    hits = _count(usage.get("prompt_cache_hit_tokens"))
    if "cache_read" not in read and hits is not None:
        read["cache_read"] = hits
    if read:
        metadata["input_token_details"] = InputTokenDetails(**read)  # type: ignore[typeddict-item]
    written = _details(usage.get("completion_tokens_details"), _OUTPUT_DETAILS)
    if written:
        metadata["output_token_details"] = OutputTokenDetails(**written)  # type: ignore[typeddict-item]
    return metadata


def _details(details: Any, names: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, int]:
    if not isinstance(details, dict):
        return {}
    counts = {name: [count for key in keys if (count := _count(details.get(key))) is not None] for name, keys in names}
    return {name: max(found) for name, found in counts.items() if found}


def _count(value: Any) -> int | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return int(value) if is_number else None
