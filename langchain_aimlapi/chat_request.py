"""From a chat model's settings and a conversation to the call that is sent: which model, dialect, body and options."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from langchain_aimlapi.api.answer_tool import (
    AnswerToolReader,
    answer_as_text,
    ask_by_tool,
    needs_answer_tool,
    whole_response_format,
)
from langchain_aimlapi.api.dialects import Dialect, get_dialect
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.parameters import fit_parameters, without_nulls
from langchain_aimlapi.api.reasoning import MIN_BUDGET, fit_reasoning, read_thinking
from langchain_aimlapi.api.reasoning import SPELLINGS as REASONING
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.strict_schemas import with_listed_items, with_strict_schemas
from langchain_aimlapi.api.types import ModelTraits
from langchain_aimlapi.api.vendors import fit_conversation, rules_for
from langchain_aimlapi.api.vendors.notes import Notes
from langchain_aimlapi.api.vendors.rules import READS_SEALS_OF
from langchain_aimlapi.api.vendors.thinking import lacks_own_reasoning, left_to_the_model, must_leave_the_choice
from langchain_aimlapi.api.vendors.tool_extras import extras_of
from langchain_aimlapi.api.vendors.tool_names import NameReader, fit_names, with_own_names
from langchain_aimlapi.api.vendors.tools import NO_TOOLS, FittedTools, fit_tools
from langchain_aimlapi.call_params import UnsupportedParams, complain, report_unknown, split_options
from langchain_aimlapi.catalogue import ModelCard, get_model, model_keys, wire_id
from langchain_aimlapi.chat_target import ChatTarget, chat_target

JSON = dict[str, Any]

logger = logging.getLogger(__name__)

REQUESTED_MODEL = "requested_model"
"""Key of an answer, and of `response_metadata`: the model that was asked, where the answer names another one."""
PROVIDERS = (None, "aimlapi")
"""Who an answer of this service is said to come from; None: nobody says."""
_KEPT_BY_SERVICE = ("previous_response_id", "conversation")
LENGTH_LIMITS = frozenset({"max_tokens", "max_completion_tokens", "max_output_tokens"})
"""Names of the one limit of an answer's length."""
_NOT_CHECKED = frozenset({"model", "messages", "stream", "stream_options"})
_REASONING = frozenset(REASONING)


class ChatCall(NamedTuple):
    """A chat request, ready to send.

    Attributes:
        model: The model's name as the user gave it.
        dialect: How the model speaks.
        body: The body on the wire.
        options: Headers, time limits and such of this call.
        limited: Whether the user has limited the length of the answer.
        answer_tool: Name of the tool that the answer is a call of, where that stands for `response_format`.
        tool_names: The names of the tools as they are sent.
        renamed: The caller's names of those that have another one there.
    """

    model: str
    dialect: Dialect
    body: JSON
    options: RequestOptions
    limited: bool = False
    answer_tool: str | None = None
    tool_names: frozenset[str] = frozenset()
    renamed: Mapping[str, str] | None = None

    def read(self, completion: JSON) -> JSON:
        """An answer as the caller is to see it: what the request was changed in is changed back."""
        self._note_finish(completion)
        completion = self._with_model(completion)
        if self.renamed:
            completion = with_own_names(completion, self.renamed)
        return answer_as_text(completion, self.answer_tool) if self.answer_tool else completion

    def chunk_reader(self) -> Callable[[JSON], JSON]:
        """What does the same with the chunks of one streamed answer, in order."""
        if self.answer_tool is None and not self.renamed:
            return self._read_chunk
        named = NameReader(self.renamed or {}, self.tool_names).read
        read = (
            named if self.answer_tool is None else _one_after_the_other(named, AnswerToolReader(self.answer_tool).read)
        )
        return _one_after_the_other(self._read_chunk, read)

    def _read_chunk(self, chunk: JSON) -> JSON:
        self._note_finish(chunk)
        return self._with_model(chunk) if "usage" in chunk else chunk

    def _with_model(self, answer: JSON) -> JSON:
        """The answer, or the last chunk of one, with the model that was asked where it names another one.

        Vendors' aliases are answered by the name behind them; what the model has sealed goes back to both.
        """
        told = answer.get("model")
        if not isinstance(told, str) or not told.strip() or not model_keys(told).isdisjoint(model_keys(self.model)):
            return answer
        return {**answer, REQUESTED_MODEL: self.model}

    def _note_finish(self, answer: JSON) -> None:
        """Log it when an answer, or a chunk of one, says that it was cut at a limit that the user did not set."""
        if not self.limited and answer["choices"] and answer["choices"][0].get("finish_reason") == "length":
            logger.warning(
                "The answer of %s was cut at the model's own limit of length; set max_tokens to raise it", self.model
            )


def _one_after_the_other(first: Callable[[JSON], JSON], second: Callable[[JSON], JSON]) -> Callable[[JSON], JSON]:
    return lambda chunk: second(first(chunk))


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
    wanted, options = split_options(params)
    wanted = without_nulls(wanted)
    extra_body, dialect_name = wanted.pop("extra_body", {}), wanted.pop("dialect", None)
    name = wanted.pop("model")
    if stream and (wanted.get("n") or 1) > 1:
        raise InvalidRequestError(
            f"n must be 1 when the answer is streamed, not {wanted['n']!r}: ask for several without streaming"
        )
    card = get_model(name)
    dialect = get_dialect(dialect_name or choose_dialect(card, wanted.get("tools") or (), messages), name)
    target = chat_target(card, dialect.name)
    limited = not (LENGTH_LIMITS.isdisjoint(wanted) and LENGTH_LIMITS.isdisjoint(extra_body))
    answer_tool = None
    if "response_format" in wanted:
        wanted, answer_tool = _fit_response_format(wanted, target)
    params = {**wanted, **extra_body} if extra_body else wanted
    conversation = fit_history(messages, name, target, params, unsupported_params)
    request = {"model": wire_id(name), "messages": conversation, **_fit_reasoning(wanted, target, unsupported_params)}
    request, tools = fit_tools_of(request, target, unsupported_params)
    request = fit_to_vendor(request, target, extra_body, unsupported_params)
    request = fit_names(request, target.rules.tool_name)
    if not limited and target.max_tokens is not None:
        request["max_tokens"] = target.max_tokens
    if stream:
        request["stream"] = True
    else:
        request.pop("stream_options", None)
    body = _fit(dialect.encode(request, target), target, unsupported_params)
    if extra_body:
        body = {**body, **extra_body}
    return ChatCall(name, dialect, body, options, limited, answer_tool, tools.names, tools.renamed)


def _fit_response_format(wanted: JSON, target: ChatTarget) -> tuple[JSON, str | None]:
    """The parameters without a format that the model lacks, and the name of the tool that is called in its place."""
    if isinstance(wanted["response_format"], dict):
        wanted = {**wanted, "response_format": whole_response_format(wanted["response_format"])}
    if _is_the_default(wanted["response_format"], target):
        return {name: value for name, value in wanted.items() if name != "response_format"}, None
    return ask_by_tool(wanted) if needs_answer_tool(target, wanted["response_format"]) else (wanted, None)


def _is_the_default(response_format: Any, target: ChatTarget) -> bool:
    """Whether plain text is asked for by name of a model that has no such option, and answers in text anyway."""
    is_text = isinstance(response_format, dict) and response_format.get("type") == "text"
    return is_text and target.parameters is not None and "response_format" not in target.parameters


def _fit_reasoning(wanted: JSON, target: ChatTarget, unsupported_params: UnsupportedParams) -> JSON:
    if _REASONING.isdisjoint(wanted):
        return wanted
    gone = target.rules.effort_replaces_budget
    fitted = fit_reasoning(wanted, target.accepted, budgets_are_gone=bool(gone and gone.search(target.id)))
    if read_thinking(wanted).enabled and not any(fitted.get(name) for name in REASONING):
        text = (
            f"{target.id} is asked without reasoning: max_tokens leaves no room for it; make it more than {MIN_BUDGET}"
        )
        complain(text, "send" if unsupported_params == "send" else "warn")
    return fitted


def fit_tools_of(
    request: JSON, target: ChatTarget, unsupported_params: UnsupportedParams = "warn"
) -> tuple[JSON, FittedTools]:
    """The request with tools that its vendor takes, and what was changed in them."""
    if not request.get("tools"):
        return request, NO_TOOLS
    fitted = fit_tools(request["tools"], target.rules.tool_name, extras=target.rules.tool_extras or not target.known)
    if fitted.lost:
        text = f"{target.id} takes no {', '.join(fitted.lost)} of a tool, as Claude does: left out"
        complain(text, "send" if unsupported_params == "send" else "warn")
    return {**request, "tools": fitted.tools}, fitted


def fit_to_vendor(
    request: JSON, target: ChatTarget, extra_body: Mapping[str, Any], unsupported_params: UnsupportedParams = "warn"
) -> JSON:
    """The request in OpenAI's form, with what the vendor behind the service would refuse made fit for it."""
    rules = target.rules
    policy: UnsupportedParams = "send" if unsupported_params == "send" else "warn"
    if "response_format" in request:
        request = {**request, **with_listed_items(with_strict_schemas({"response_format": request["response_format"]}))}
    if lacks_own_reasoning(request, rules):
        request = {key: value for key, value in request.items() if key != "thinking"}
        text = (
            f"{target.id} is asked without reasoning: the tool calls that it goes on from hold none that it has signed"
        )
        complain(text, policy)
    if must_leave_the_choice(request, extra_body, target.id, rules):
        request = {**request, "tool_choice": left_to_the_model(request["tool_choice"])}
        text = (
            f"{target.id} cannot be made to call a tool while it reasons: tool_choice is sent as 'auto', and the model "
            "may answer in words. Switch its reasoning off where a call is needed"
        )
        complain(text, policy)
    return request


def fit_history(
    messages: list[JSON],
    name: str,
    target: ChatTarget,
    params: Mapping[str, Any],
    unsupported_params: UnsupportedParams = "warn",
) -> list[JSON]:
    """The conversation as the vendor of a model takes it; what the model does not get is warned about once.

    Args:
        messages: The conversation in OpenAI's form.
        name: The model's name as the user gave it.
        target: What is known of the model, in the dialect that it is spoken to in.
        params: The parameters of the body.
        unsupported_params: With `"send"` nothing is told. A conversation is nothing that the caller can repair, so
            `"error"` tells of it as `"warn"` does.
    """
    notes = Notes()
    fitted = fit_conversation(
        messages,
        target,
        notes,
        is_own=lambda made_by: is_made_by(made_by, name, target),
        goes_on=any(params.get(key) for key in _KEPT_BY_SERVICE),
        tools=params.get("tools") or (),
    )
    for text in notes.losses():
        complain(f"Conversation for {target.id}: {text}", "send" if unsupported_params == "send" else "warn")
    for text in notes.rewritten:
        logger.info("Conversation for %s: %s", target.id, text)
    return fitted


def is_made_by(made_by: JSON, name: str, model: ModelTraits) -> bool:
    """Whether a model can read what the one in a `made_by` note has sealed: it is the same, however it is spelt.

    Example:
        >>> is_made_by({"models": ["claude-sonnet-4-5-20250929"]}, "x", get_model("anthropic/claude-sonnet-4.5"))
        True
    """
    if made_by.get("provider") not in PROVIDERS and not rules_for(model).seals_travel:
        return False
    mine = _readable_keys(name, model.id)
    return any(not mine.isdisjoint(model_keys(maker)) for maker in made_by.get("models") or ())


@lru_cache(1024)
def _readable_keys(name: str, model: str) -> frozenset[str]:
    mine = model_keys(name) | model_keys(model)
    return mine.union(*(READS_SEALS_OF.get(key, ()) for key in mine))


def choose_dialect(card: ModelCard, tools: Iterable[JSON], messages: Iterable[JSON] = ()) -> str:
    """The model's own dialect; Claude's for a Claude that takes either shape, when something comes in Claude's.

    The newest Claude models take a request that is wholly OpenAI-shaped or wholly Claude's own, and Claude's built-in
    tools and documents with a title, context or citations have a form in the latter only.
    """
    claudes = _takes_both(card) and (any(map(_is_claudes, tools)) or any(map(_has_document, messages)))
    return "claude" if claudes else card.dialect


@lru_cache(1024)
def _takes_both(card: ModelCard) -> bool:
    return card.dialect == "chat" and "stop_sequences" in (card.parameters or ())


def _has_document(message: JSON) -> bool:
    content = message.get("content")
    return isinstance(content, list) and any("document" in part for part in content)


def _is_claudes(tool: JSON) -> bool:
    if not {"function", "custom"} & tool.keys():
        return "name" in tool
    return bool(extras_of(tool))


def _fit(body: JSON, target: ChatTarget, unsupported_params: UnsupportedParams) -> JSON:
    body, unsupported = fit_parameters(body, target.accepted, model=target.id)
    shown = target.example_parameters
    unsupported = tuple(name for name in unsupported if name not in _NOT_CHECKED and name not in shown)
    if unsupported and unsupported_params != "send":
        _report(unsupported, target, unsupported_params)
    return body


def _report(unsupported: tuple[str, ...], target: ChatTarget, policy: UnsupportedParams) -> None:
    """Tell of what the model does not know; tools for a model without any are an error, they would never be called."""
    tools_are_lost = "tools" in unsupported and "tools" not in target.claimed_capabilities
    accepted = {name: rule for name, rule in (target.parameters or {}).items() if name not in _NOT_CHECKED}
    report_unknown(unsupported, accepted, target.id, "error" if tools_are_lost else policy)
