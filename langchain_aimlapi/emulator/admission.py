"""Whether a chat request is let in: the model, its schema, its messages, its window. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.catalogue import Endpoint, ModelCard, get_model
from langchain_aimlapi.emulator.answers import Limits
from langchain_aimlapi.emulator.checks.request import refuse_as_vendor
from langchain_aimlapi.emulator.conversation import Conversation, prompt_tokens, read_conversation
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.kimi import check_tickets
from langchain_aimlapi.emulator.message_check import check_messages
from langchain_aimlapi.emulator.schema_check import Issue, check_parameters, check_value
from langchain_aimlapi.emulator.thinking import check_thinking, thinks
from langchain_aimlapi.emulator.voices import asked_voice

Json = dict[str, Any]
Parameters = Mapping[str, Mapping[str, Any]]
CHAT_PATH = "/v1/chat/completions"
MESSAGES_PATH = "/v1/messages"
RESPONSES_PATH = "/v1/responses"
# Paths that serve nobody but the models documented there.
_SERVED_ALONE = {
    "/messages": MESSAGES_PATH,
    MESSAGES_PATH: MESSAGES_PATH,
    "/responses": RESPONSES_PATH,
    RESPONSES_PATH: RESPONSES_PATH,
}
LEAST_REASONING_BUDGET = 16
# Bounds that are documented, or plain sense, where the schemas have none.
_BOUNDS: Parameters = {"n": {"type": "number", "max": 128}, "max_tokens": {"type": "number", "min": 1}}
_DEFAULT_SHAPES: Mapping[str, Mapping[str, Any]] = {
    role: {"content": ["string", "text"], "keys": ["role", "content", "name"]}
    for role in ("system", "user", "assistant")
}


@dataclass(frozen=True)
class ChatRequest:
    """A request that passed every check."""

    card: ModelCard
    endpoint: Endpoint
    body: Json
    conversation: Conversation
    limits: Limits
    prompt_tokens: int
    reasons: bool

    @property
    def relayed(self) -> bool:
        """Whether an upstream, if there is one, can answer it."""
        return True

    @property
    def streamed(self) -> bool:
        """Whether the answer is to be streamed."""
        return self.body.get("stream") is True

    @property
    def include_usage(self) -> bool:
        """Whether a stream should end with the usage."""
        return bool((self.parameter("stream_options") or {}).get("include_usage"))

    @property
    def status(self) -> int:
        """The success code this model is documented with."""
        return 201 if self.endpoint.statuses == (201,) else 200

    def parameter(self, name: str) -> Any:
        """A parameter's value if the model knows the parameter."""
        return self.body.get(name) if name in self.endpoint.parameters else None


def admit(body: Any, path: str, revived: Collection[str] = ()) -> ChatRequest:
    """Check a chat request.

    Args:
        body: The decoded JSON.
        path: The path it was sent to.
        revived: Names of retired guard models and search engines that answer all the same.

    Raises:
        ServiceError: 400 or 404, as the service would answer.
    """
    if not isinstance(body, dict):
        raise ServiceError(400, "Body validation error: Expected object")
    card, endpoint = find_endpoint(body.get("model"), path)
    check_served(card, revived)
    parameters = endpoint.parameters
    issues = check_parameters(body, with_measured_efforts(card, parameters))
    issues += check_messages(body.get("messages"), endpoint.messages or _DEFAULT_SHAPES)
    issues += [] if issues else _unbounded(body, parameters)
    if issues:
        raise validation_error(issues)
    conversation = read_conversation(body, parameters)
    check_tickets(conversation)
    asked_voice(body, parameters)
    request = ChatRequest(
        card=card,
        endpoint=endpoint,
        body=body,
        conversation=conversation,
        limits=_limits(body, parameters, with_default=path in _SERVED_ALONE),
        prompt_tokens=prompt_tokens(conversation),
        reasons=thinks(card, body, parameters),
    )
    check_window(request)
    refuse_as_vendor(request)
    check_thinking(body, parameters, request.limits.max_tokens)
    if path not in _SERVED_ALONE:
        _check_budget(request)
    return request


def find_endpoint(name: Any, path: str) -> tuple[ModelCard, Endpoint]:
    """The model's card and the endpoint that serves it on a path.

    Raises:
        ServiceError: 400 without a model name, 404 for a model that is unknown, retired or not served here.
    """
    if not isinstance(name, str) or not name.strip():
        raise ServiceError(400, "Body validation error: model: Required")
    card = get_model(name, warn=False)
    if not card.known or not _is_spelling(name, card):
        raise ServiceError(404, f"Model '{name}' not found")
    alone = _SERVED_ALONE.get(path)
    endpoint = card.endpoint(alone) if alone else card.endpoint(path) or card.chat_endpoint
    if endpoint is None or card.not_callable:
        raise ServiceError(404, f"No endpoints found for model '{name}' at {path}")
    return card, endpoint


def check_served(card: ModelCard, revived: Collection[str]) -> None:
    """Refuse guard models and search engines that the service has retired.

    Raises:
        ServiceError: 404, unless the model is revived.
    """
    retired = card.family in ("moderation", "search") and card.status != "live"
    if retired and not any(_is_spelling(name, card) for name in revived):
        raise ServiceError(404, f"No endpoints found for model '{card.id}': it is no longer supported")


def with_measured_efforts(card: ModelCard, parameters: Parameters) -> Parameters:
    """The parameters, with the values of ``reasoning_effort`` that were seen to work beside the documented ones."""
    documented = parameters.get("reasoning_effort", {}).get("enum")
    measured = (*(card.reasoning_efforts or ()), *(card.reasoning_efforts_accepted or ()))
    if "reasoning_effort" not in parameters and card.dialect == "chat" and card.reasoning_efforts:
        return {**parameters, "reasoning_effort": {"type": "string", "enum": list(card.reasoning_efforts)}}
    if documented is None or not measured:
        return parameters
    effort = {**parameters["reasoning_effort"], "enum": list(dict.fromkeys((*documented, *measured)))}
    return {**parameters, "reasoning_effort": effort}


def validation_error(issues: list[Issue]) -> ServiceError:
    """The refusal that lists what is wrong with a body."""
    return ServiceError(400, "Body validation error: " + "; ".join(map(str, issues[:10])))


def _is_spelling(name: str, card: ModelCard) -> bool:
    """Ids and aliases match in any case; the service does not guess further."""
    return name.strip().lower() in {spelling.lower() for spelling in (card.id, *card.aliases)}


def check_window(request: ChatRequest) -> None:
    """Refuse a prompt that is longer than the model's window.

    Raises:
        ServiceError: 400 in the words of OpenAI, which clients look for.
    """
    window = request.card.context_window
    if window is not None and request.prompt_tokens > window:
        message = (
            f"400 This model's maximum context length is {window} tokens. However, your messages resulted in "
            f"{request.prompt_tokens} tokens. Please reduce the length of the messages."
        )
        raise ServiceError(400, message)


def _unbounded(body: Json, parameters: Parameters) -> list[Issue]:
    """Issues of numbers for which a schema forgot the bounds."""
    known = [name for name in _BOUNDS if name in parameters and body.get(name) is not None]
    return [issue for name in known for issue in check_value(body[name], _BOUNDS[name], (name,))]


def _limits(body: Json, parameters: Mapping[str, Any], *, with_default: bool) -> Limits:
    names = [name for name in ("max_tokens", "max_completion_tokens") if name in parameters and body.get(name)]
    stops: list[str] = []
    for name in ("stop", "stop_sequences"):
        value = body.get(name) if name in parameters else None
        stops += [value] if isinstance(value, str) else value or []
    default = parameters.get("max_tokens", {}).get("default") if with_default else None
    return Limits(min((int(body[name]) for name in names), default=default), tuple(stops))


def _check_budget(request: ChatRequest) -> None:
    """On the chat endpoint a reasoning model with next to no tokens is refused; elsewhere its answer is cut."""
    most = request.limits.max_tokens
    if request.reasons and most is not None and most < LEAST_REASONING_BUDGET:
        raise ServiceError(
            400,
            "Could not finish the message because max_tokens or model output limit was reached. "
            "Please try again with higher max_tokens.",
        )
