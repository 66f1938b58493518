"""From what LiteLLM hands to a handler to the call that is sent: pure functions, on top of `chat_request`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.chat_request import ChatCall, build_chat_call
from langchain_aimlapi.litellm.conversation import neutral_messages
from langchain_aimlapi.litellm.supported import SEARCH_SWITCH, UNDOCUMENTED

JSON = dict[str, Any]

_ORDER = (
    "temperature",
    "top_p",
    "top_k",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "n",
    "seed",
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "reasoning_effort",
    "reasoning",
    "thinking",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
)
"""The order of the body's parameters, `ChatAIMLAPI`'s: who says the same sends the same bytes."""
_OF_TOOLS = frozenset({"tools", "tool_choice", "parallel_tool_calls"})
_NOT_SENT = frozenset({"stream", "stream_options", "extra_headers", "api_base", "base_url", "api_key", "timeout"})


def make_chat_call(
    model: str,
    messages: Iterable[Any],
    optional_params: Mapping[str, Any],
    *,
    stream: bool,
    headers: Mapping[str, str] | None = None,
    timeout: Any = None,
) -> ChatCall:
    """The call for a conversation.

    Args:
        model: The model's name, without LiteLLM's prefix.
        messages: The conversation as LiteLLM has it.
        optional_params: Parameters that LiteLLM has let pass, and those it does not know.
        stream: Whether the answer is to be streamed.
        headers: Headers of this call.
        timeout: Seconds, or an `httpx.Timeout`.

    Raises:
        InvalidRequestError: If the model cannot take what is asked for.
    """
    params = body_parameters(model, optional_params)
    if stream:
        params["stream_options"] = {**(optional_params.get("stream_options") or {}), "include_usage": True}
    told = {"model": model, "extra_headers": dict(headers or {}), "timeout": timeout}
    return build_chat_call(neutral_messages(messages), {**params, **told}, stream=stream)


def body_parameters(model: str, optional_params: Mapping[str, Any]) -> JSON:
    """The parameters for the body, and `max_retries`, in a fixed order.

    What OpenAI has and this service does not document goes into `extra_body`: it is sent, and nobody is warned.
    """
    card = get_model(model)
    given = {key: value for key, value in optional_params.items() if value is not None and key not in _NOT_SENT}
    if not given.get("tools"):  # LiteLLM's bridges send an empty list, which the service refuses
        given = {key: value for key, value in given.items() if key not in _OF_TOOLS}
    if "web_search_options" in given and not card.accepts("web_search_options") and card.accepts(SEARCH_SWITCH):
        given = {key: value for key, value in given.items() if key != "web_search_options"} | {SEARCH_SWITCH: True}
    ordered = {**{key: given[key] for key in _ORDER if key in given}, **given}
    extra = {key: ordered.pop(key) for key in UNDOCUMENTED if key in ordered and card.accepts(key) is False}
    extra |= ordered.pop("extra_body", None) or {}
    return {**ordered, **({"extra_body": extra} if extra else {})}
