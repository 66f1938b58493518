"""From a chat model's settings and a conversation to the call that is sent: which model, dialect, body and options."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from langchain_aimlapi.api.dialects import get_dialect
from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.parameters import fit_parameters
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.catalogue import get_model, wire_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from langchain_aimlapi.api.dialects import Dialect
    from langchain_aimlapi.catalogue import ModelCard

    JSON = dict[str, Any]

UnsupportedParams = Literal["warn", "error", "send"]
_OPTIONS = {"client_request_id": None, "extra_headers": None, "timeout": None, "max_retries": None}
_NOT_CHECKED = frozenset({"model", "messages", "stream", "stream_options"})


class UnsupportedParameterWarning(UserWarning):
    """A parameter was given that the model does not know; the service will ignore it."""


@dataclass(frozen=True, slots=True)
class ChatCall:
    """A chat request, ready to send.

    Attributes:
        model: The model's name as the user gave it.
        dialect: How the model speaks.
        body: The body on the wire.
        options: Headers, time limits and such of this call.
    """

    model: str
    dialect: Dialect
    body: JSON
    options: RequestOptions


def build_chat_call(
    messages: list[JSON],
    params: Mapping[str, Any],
    *,
    stream: bool,
    unsupported_params: UnsupportedParams = "warn",
) -> ChatCall:
    """The call for a conversation in OpenAI's form.

    Args:
        messages: The conversation, in OpenAI's form.
        params: `model`, the parameters of the body, and what concerns the call rather than the body: `dialect`,
            `extra_body`, `extra_headers`, `client_request_id`, `timeout`, `max_retries`.
        stream: Whether the answer is to be streamed.
        unsupported_params: What to do with a parameter that the model's schema lacks: warn once and send it, raise an
            error, or send it.

    Raises:
        InvalidRequestError: If the model cannot take what is asked for.
    """
    wanted = {key: value for key, value in params.items() if value is not None}
    options = _pop_options(wanted)
    extra_body, dialect_name = wanted.pop("extra_body", {}), wanted.pop("dialect", None)
    name = wanted.pop("model")
    card = get_model(name)
    if stream and (wanted.get("n") or 1) > 1:
        raise InvalidRequestError(
            f"n must be 1 when the answer is streamed, not {wanted['n']!r}: use invoke for several"
        )
    dialect = get_dialect(dialect_name or card.dialect, name)
    request = {"model": wire_id(name), "messages": messages, **wanted}
    if stream:
        request["stream"] = True
    else:
        request.pop("stream_options", None)
    body = _fit(dialect.encode(request, card), card, unsupported_params)
    return ChatCall(name, dialect, {**body, **extra_body}, options)


def _pop_options(wanted: JSON) -> RequestOptions:
    given = {key: wanted.pop(key, default) for key, default in _OPTIONS.items()}
    return RequestOptions(
        headers=given["extra_headers"] or {},
        timeout=given["timeout"],
        max_retries=given["max_retries"],
        client_request_id=given["client_request_id"],
    )


def _fit(body: JSON, card: ModelCard, unsupported_params: UnsupportedParams) -> JSON:
    body, unsupported = fit_parameters(body, card.parameters, model=card.id)
    unsupported = tuple(name for name in unsupported if name not in _NOT_CHECKED)
    if unsupported and unsupported_params != "send":
        _report(unsupported, card, unsupported_params)
    return body


def _report(unsupported: tuple[str, ...], card: ModelCard, how: UnsupportedParams) -> None:
    tools_are_lost = "tools" in unsupported and "tools" not in card.claimed_capabilities
    text = _unsupported_text(unsupported, card)
    if how == "error" or tools_are_lost:
        issues = tuple(FieldIssue(field=name, message=f"is not known to {card.id}") for name in unsupported)
        raise InvalidRequestError(text, issues=issues)
    _warn_once(text)


def _unsupported_text(unsupported: tuple[str, ...], card: ModelCard) -> str:
    names = ", ".join(unsupported)
    accepted = ", ".join(sorted(set(card.parameters or ()) - _NOT_CHECKED))
    return (
        f"{card.id} does not know {names}: the service drops such parameters without a word. It accepts: {accepted}. "
        'Leave them out, or set unsupported_params="send" to send them anyway'
    )


@cache
def _warn_once(text: str) -> None:
    warnings.warn(text, UnsupportedParameterWarning, stacklevel=6)
