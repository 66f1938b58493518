"""What LiteLLM has no public way for: functions of its own that are replaced, and a member of its list of providers.

LiteLLM refuses parameters such as `reasoning_effort` for providers of its users, before they are asked. Each hook is
put in by itself: one whose place the installed release lacks, or has changed, is left out and reported once, with
LiteLLM's version, and calls go on without it. `missing()` names such places; a test fails then.
"""

from __future__ import annotations

import inspect
import logging
import os
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any

import litellm
import litellm.main
import litellm.utils

from langchain_aimlapi.api.config import API_KEY_VARIABLES
from langchain_aimlapi.litellm.custom_llm import AIMLAPIHandler
from langchain_aimlapi.litellm.prices import PREFIX, PROVIDER
from langchain_aimlapi.litellm.wire_chunks import release

Function = Callable[..., Any]

logger = logging.getLogger(__name__)

MEMBER = PROVIDER.upper()
MEMBER_PLACE = "types.utils.LlmProviders"
DISPATCH = "main._complete_custom_providers"
"""LiteLLM's function that hands a chat call to a handler; releases before 1.91 do without."""
_FIRST_WITH_DISPATCH = (1, 91)
_originals: dict[str, Any] = {}
_reported: set[str] = set()


def install(handler: AIMLAPIHandler) -> None:
    """Enter the provider, whose handler this is, into LiteLLM's tables; a second time changes nothing."""
    _attempt(MEMBER_PLACE, _add_member)
    for place, replacement in _REPLACEMENTS.items():
        if place in expected_places() and place not in _originals:
            _attempt(place, lambda place=place, make=replacement: _replace(place, make, handler))


def uninstall() -> None:
    """Take out again what `install` has entered."""
    for place in list(_originals):
        _set(place, _originals.pop(place))
    if installed():
        _attempt(MEMBER_PLACE, _remove_member)


def installed() -> bool:
    """Whether the provider is in LiteLLM's list of providers."""
    return any(provider.value == PROVIDER for provider in _providers())


def expected_places() -> list[str]:
    """The functions of the installed release that the hooks replace."""
    return [place for place in _REPLACEMENTS if place != DISPATCH or release() >= _FIRST_WITH_DISPATCH]


def missing() -> list[str]:
    """The hooks that are not in, of those that the installed release should have."""
    lost = [place for place in expected_places() if place not in _originals]
    return lost if installed() else [MEMBER_PLACE, *lost]


def report(place: str, error: Exception) -> None:
    """Log once that a hook does not fit the installed release."""
    if place not in _reported:
        _reported.add(place)
        logger.warning(
            "The hook %r does not fit LiteLLM %s (%s: %s); calls go on without it, see docs/litellm.md, 'Releases'",
            place,
            version("litellm"),
            type(error).__name__,
            error,
        )


def _attempt(place: str, put: Function) -> None:
    try:
        put()
    except Exception as error:  # noqa: BLE001 - whatever a release has changed, calls must go on
        report(place, error)


# Replaced functions


def _owner(place: str) -> Any:
    """The module or class of LiteLLM that holds a place."""
    owner: Any = litellm
    for name in place.split(".")[:-1]:
        owner = getattr(owner, name)
    return owner


def _replace(place: str, make: Function, handler: AIMLAPIHandler) -> None:
    original = getattr(_owner(place), place.rpartition(".")[2])
    replacement = make(original, handler)
    _originals[place] = original
    _set(place, replacement)


def _set(place: str, function: Any) -> None:
    owner, name = _owner(place), place.rpartition(".")[2]
    setattr(owner, name, staticmethod(function) if isinstance(owner, type) else function)
    if place == VALIDATION:
        litellm.validate_environment = function


def _configuration(name: str) -> Function:
    """Makes a function that gives out one of our configurations where LiteLLM asks for this provider's."""

    def make(original: Function, _: AIMLAPIHandler) -> Function:
        config = getattr(import_module("langchain_aimlapi.litellm.provider_configs"), name)()

        def choose(*args: Any, **kwargs: Any) -> Any:
            asked = kwargs.get("provider") or next((each for each in args if isinstance(each, _providers())), None)
            return config if asked == PROVIDER else original(*args, **kwargs)

        return choose

    return make


def _dispatching(original: Function, handler: AIMLAPIHandler) -> Function:
    """Has streams opened as those of built-in providers are: asynchronous ones in the caller's event loop.

    LiteLLM waits for a coroutine there, and for nothing else. Without this place the handler sends such requests from a
    background thread, and as many at once as Python's default executor has threads.
    """
    inspect.signature(_stream_wrapper()).bind(**dict.fromkeys(_WRAPPED))

    def dispatch(*args: Any, **kwargs: Any) -> Any:
        context: Any = next(iter((*args, *kwargs.values())), None)
        try:
            ours = context.custom_llm_provider == PROVIDER and context.stream is True
            given = _arguments(context) if ours else {}
            asynchronous = ours and context.acompletion
        except AttributeError as error:
            report(DISPATCH, error)
            return original(*args, **kwargs)
        if not ours:
            return original(*args, **kwargs)
        return _open_stream(handler, given) if asynchronous else _wrapper(handler.streaming(**given), given)

    return dispatch


async def _open_stream(handler: AIMLAPIHandler, given: dict[str, Any]) -> Any:
    return _wrapper(await handler.open_stream(given), given)


_WRAPPED = ("completion_stream", "model", "custom_llm_provider", "logging_obj")


def _wrapper(chunks: Any, given: dict[str, Any]) -> Any:
    """LiteLLM's stream over the handler's chunks."""
    values = (chunks, given["model"], PROVIDER, given["logging_obj"])
    wrapper = _stream_wrapper()(**dict(zip(_WRAPPED, values, strict=True)))
    wrapper.created = given["created"]  # else it writes a time of its own on the last chunk
    return wrapper


def _stream_wrapper() -> Any:
    return import_module("litellm.litellm_core_utils.streaming_handler").CustomStreamWrapper


def _arguments(context: Any) -> dict[str, Any]:
    """The arguments of a handler's method."""
    general: Any = litellm.headers
    given = {name: getattr(context, name) for name in _GIVEN}
    own = {"headers": context.headers or general or {}, "logging_obj": context.logging, "created": int(time.time())}
    return {**given, **own}


_GIVEN = ("model", "messages", "api_key", "api_base", "optional_params", "litellm_params", "timeout")


def _validating(original: Function, _: AIMLAPIHandler) -> Function:
    """Has a key of this service looked for where LiteLLM says whether a model can be called."""

    def validate_environment(*args: Any, **kwargs: Any) -> Any:
        model = kwargs.get("model", args[0] if args else None)
        if isinstance(model, str) and model.startswith(PREFIX):
            return key_report(kwargs.get("api_key", args[1] if len(args) > 1 else None))
        return original(*args, **kwargs)

    return validate_environment


def key_report(api_key: str | None) -> dict[str, Any]:
    """LiteLLM's report on whether there is a key."""
    found = bool(api_key) or any(os.environ.get(name) for name in API_KEY_VARIABLES)
    return {"keys_in_environment": found, "missing_keys": [] if found else [API_KEY_VARIABLES[0]]}


_MANAGER = "utils.ProviderConfigManager"
VALIDATION = "utils.validate_environment"
_REPLACEMENTS: dict[str, Function] = {
    f"{_MANAGER}.get_provider_chat_config": _configuration("ChatConfig"),
    f"{_MANAGER}.get_provider_embedding_config": _configuration("EmbeddingConfig"),
    f"{_MANAGER}.get_provider_image_generation_config": _configuration("ImageConfig"),
    f"{_MANAGER}.get_provider_model_info": _configuration("ModelInfo"),
    DISPATCH: _dispatching,
    VALIDATION: _validating,
}
"""By place: what makes our function from LiteLLM's."""


# The list of providers


def _providers() -> Any:
    return import_module("litellm.types.utils").LlmProviders


def _add_member() -> None:
    providers = _providers()
    if not installed():
        member = str.__new__(providers, PROVIDER)
        member._name_, member._value_ = MEMBER, PROVIDER
        providers._member_names_.append(MEMBER)
        providers._member_map_[MEMBER] = member
        providers._value2member_map_[PROVIDER] = member
        type.__setattr__(providers, MEMBER, member)
    _provider_names().add(PROVIDER)


def _remove_member() -> None:
    providers = _providers()
    providers._member_names_.remove(MEMBER)
    del providers._member_map_[MEMBER]
    del providers._value2member_map_[PROVIDER]
    type.__delattr__(providers, MEMBER)
    _provider_names().discard(PROVIDER)


def _provider_names() -> set[str]:
    names: set[str] = import_module("litellm.types.utils").LlmProvidersSet
    return names


# Models


def add_models(prices: Callable[[], dict[str, Any]], names: Callable[[], list[str]]) -> None:
    """Enter models and prices, once for each cost map that LiteLLM has had.

    LiteLLM's `register_model` takes a millisecond for each; it is called for one, and its memory of what outlives a
    reload of the cost map is told of the others. Where that memory is not found it is called for all.
    """
    if _known_to(litellm.model_cost):
        return
    entries = prices()
    remembered = getattr(litellm.utils, "_runtime_registered_model_cost", None)
    reloads = hasattr(litellm.utils, "reapply_runtime_model_cost_registrations")
    if isinstance(remembered, dict) or not reloads:
        litellm.model_cost.update(entries)
        first = next(iter(entries))
        litellm.register_model({first: entries[first]})
        remembered = remembered if isinstance(remembered, dict) else {}
        remembered.update(entries)
    else:
        litellm.register_model(entries)
    litellm.models_by_provider[PROVIDER] = names()


def _known_to(cost: dict[str, Any]) -> bool:
    return any(name.startswith(PREFIX) for name in reversed(cost))
