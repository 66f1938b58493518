"""From a chat model and many inputs to the requests of a batch, built as `ChatAIMLAPI.invoke` builds one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.runnables import Runnable, RunnableBinding

from langchain_aimlapi.api.batches import MOST_REQUESTS
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.vendors import rules_for
from langchain_aimlapi.api.vendors.tool_names import fit_tool_names
from langchain_aimlapi.catalogue import ModelCard, get_model
from langchain_aimlapi.chat_models import ChatAIMLAPI
from langchain_aimlapi.chat_target import SENSIBLE_MAX_TOKENS

JSON = dict[str, Any]

VENDOR = "Anthropic"
"""Whose models the service takes in batches: https://docs.aimlapi.com/capabilities/batch-processing"""
MESSAGES_PATH = "/v1/messages"
_DIALECTS = ("messages", "claude")
_OWN_ID = re.compile(r"request-(\d{6})")
_NOT_SENT = ("stream", "ls_structured_output_format")


def unwrapped(model: Runnable[Any, Any]) -> tuple[ChatAIMLAPI, JSON]:
    """The chat model, and what was bound to it.

    Raises:
        TypeError: If it is something else, such as a model with a parser behind it.
    """
    bound: JSON = {}
    while isinstance(model, RunnableBinding):
        bound = {**model.kwargs, **bound}
        model = model.bound
    if not isinstance(model, ChatAIMLAPI):
        raise TypeError(
            f"A batch needs a ChatAIMLAPI, or one with tools or parameters bound to it, not {type(model).__name__}: "
            "parse the answers afterwards"
        )
    return model, bound


def build_requests(
    model: ChatAIMLAPI, inputs: Sequence[LanguageModelInput], params: Mapping[str, Any]
) -> tuple[list[JSON], RequestOptions]:
    """The requests of a batch, in the order of the inputs, and what concerns the call rather than the bodies.

    Raises:
        InvalidRequestError: If there are none or too many, or the service takes no batches of this model.
        ValueError: If an input is none of a chat model's.
    """
    if not 1 <= len(inputs) <= MOST_REQUESTS:
        raise InvalidRequestError(f"A batch takes 1 to {MOST_REQUESTS:,} inputs, not {len(inputs):,}")
    settings = {**params, "dialect": choose_dialect(model, params)}
    requests: list[JSON] = []
    for index, given in enumerate(inputs):
        messages = model._convert_input(given).to_messages()
        call = model._call(messages, None, settings, stream=False)
        body = fit_body(call.body, get_model(call.model, warn=False), limited=call.limited)
        requests.append({"custom_id": request_id(index), "params": body})
    return requests, call.options


def choose_dialect(model: ChatAIMLAPI, params: Mapping[str, Any]) -> str:
    """The dialect in which a batch's bodies are written: Anthropic's own.

    Raises:
        InvalidRequestError: If the service takes no batches of this model, or another dialect is set.
    """
    name, wanted = params.get("model", model.model), params.get("dialect", model.dialect)
    card = get_model(name)
    if card.known and card.vendor != VENDOR:
        raise InvalidRequestError(
            f"{name} cannot be used in a batch: the service takes batches of {VENDOR}'s models only, such as "
            "'anthropic/claude-sonnet-4.5'; use batch() or abatch() of the model instead"
        )
    if wanted is not None and wanted not in _DIALECTS:
        raise InvalidRequestError(f"dialect must be left out for a batch, which is Anthropic-shaped, not {wanted!r}")
    return "messages" if not card.known or card.endpoint(MESSAGES_PATH) else "claude"


def renamed_tools(model: ChatAIMLAPI, params: Mapping[str, Any]) -> dict[str, str]:
    """The caller's names of the tools that are sent under another one, by that."""
    tools = params.get("tools") or model.model_kwargs.get("tools") or []
    card = get_model(params.get("model", model.model), warn=False)
    return fit_tool_names(tools, rules_for(card).tool_name)[1]


def fit_body(body: JSON, card: ModelCard, *, limited: bool) -> JSON:
    """The body as a batch takes it: the system prompt as one text, a limit where the default of 1,024 would cut.

    Args:
        body: The body of a Messages request.
        card: The model.
        limited: Whether the user has limited the length of the answer.
    """
    fitted = {key: value for key, value in body.items() if key not in _NOT_SENT}
    if isinstance(fitted.get("system"), list):
        fitted["system"] = "\n\n".join(block.get("text") or "" for block in fitted["system"])
    if not limited:
        budget = (fitted.get("thinking") or {}).get("budget_tokens") or 0
        fitted["max_tokens"] = min(budget + SENSIBLE_MAX_TOKENS, card.max_output_tokens or budget + SENSIBLE_MAX_TOKENS)
    return fitted


def request_id(index: int) -> str:
    """The id of a request, by which its answer finds its place again, in whatever process."""
    return f"request-{index:06d}"


def place_of(custom_id: str) -> int | None:
    """The place of a request by its id; None for an id that was not made here."""
    found = _OWN_ID.fullmatch(custom_id)
    return int(found[1]) if found else None
