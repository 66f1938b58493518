"""Which of OpenAI's parameters a model takes: what LiteLLM asks before it sends, drops or refuses one.

For a model without a documented schema everything may be sent. Pure functions on the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from langchain_aimlapi.api.answer_tool import needs_answer_tool
from langchain_aimlapi.api.parameters import SPELLINGS, spelling
from langchain_aimlapi.api.reasoning import SPELLINGS as REASONING
from langchain_aimlapi.catalogue import ModelCard, get_model
from langchain_aimlapi.chat_target import accepted_parameters

UNDOCUMENTED = ("user", "verbosity", "service_tier", "store", "safety_identifier", "prompt_cache_key", "metadata")
"""Parameters of OpenAI's that no page, or few, document here: sent, for the service drops what it does not know."""
CONTROLS = ("max_retries", "extra_headers", "timeout")
CHAT = (
    "temperature",
    "top_p",
    "n",
    "stop",
    "max_tokens",
    "max_completion_tokens",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "seed",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "reasoning_effort",
    "thinking",
    "modalities",
    "audio",
    "prediction",
    "web_search_options",
)
EMBEDDING = ("dimensions", "encoding_format", "user")
IMAGE = ("n", "quality", "response_format", "size", "style", "user", "background", "moderation", "output_format")

SEARCH_SWITCH = "enable_search"
"""What Qwen has in place of `web_search_options`."""

_REMEMBERED = 1024

_OTHER_NAMES: Mapping[tuple[str, str], str] = {
    ("claude", "parallel_tool_calls"): "tools",
    ("messages", "parallel_tool_calls"): "tools",
    ("responses", "response_format"): "text",
    ("chat", "web_search_options"): SEARCH_SWITCH,
}
"""By dialect and parameter: under which name a model's schema has it where only the dialect knows how."""


def model_parameters(model: str) -> list[str]:
    """OpenAI's parameters that a model of any family takes: LiteLLM asks those who know chat about every model."""
    kind = {"embedding": embedding_parameters, "image": image_parameters}.get(get_model(model, warn=False).family)
    return [*kind(model), *CONTROLS] if kind else chat_parameters(model)


def chat_parameters(model: str) -> list[str]:
    """OpenAI's parameters that a chat model takes, in whatever spelling it wants them on the wire."""
    return list(_chat_parameters(model))


@lru_cache(_REMEMBERED)
def _chat_parameters(model: str) -> tuple[str, ...]:
    """The same, found once: LiteLLM asks for every call, and the catalogue does not change."""
    card = get_model(model, warn=False)
    accepted = [name for name in CHAT if takes(card, name)]
    return (*accepted, *UNDOCUMENTED, "stream", "stream_options", *CONTROLS)


def takes(card: ModelCard, name: str) -> bool:
    """Whether a chat model takes one of OpenAI's parameters."""
    schema = card.parameters
    if schema is None or name in schema:
        return True
    if name in ("reasoning_effort", "thinking"):
        return not set(REASONING).isdisjoint(accepted_parameters(card) or ())
    if name == "response_format" and needs_answer_tool(card, {"type": "json_object"}):
        return True
    other = _OTHER_NAMES.get((card.dialect, name))
    return other in schema or (name in SPELLINGS and spelling(name, schema) is not None)


def embedding_parameters(model: str) -> list[str]:
    """OpenAI's parameters for an embedding model.

    `encoding_format` is always among them: OpenAI's client sends it unasked, and a model without it answers in the one
    format that it has.
    """
    schema = get_model(model, warn=False).parameters
    return [name for name in EMBEDDING if schema is None or name != "dimensions" or name in schema]


def image_parameters(model: str) -> list[str]:
    """OpenAI's parameters for an image model; a model that lacks one of them may have another for the same thing."""
    schema: Mapping[str, Any] | None = get_model(model, warn=False).parameters
    return [
        name for name in IMAGE if schema is None or name in schema or name in ("user", "n", "size", "response_format")
    ]
