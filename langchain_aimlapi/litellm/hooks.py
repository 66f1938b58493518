"""Where LiteLLM has no door for a provider of its users: what is entered into its tables, and how it is taken out.

Every hook looks first whether the installed release has the place it means to use. One that is missing is left out, and
`missing()` names it; a test fails then.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import litellm
import litellm.main
import litellm.utils
from litellm.litellm_core_utils.streaming_handler import CustomStreamWrapper
from litellm.types import utils as types
from litellm.types.utils import LlmProviders

from langchain_aimlapi.api.config import API_KEY_VARIABLES
from langchain_aimlapi.litellm.custom_llm import AIMLAPIHandler
from langchain_aimlapi.litellm.prices import PREFIX, PROVIDER
from langchain_aimlapi.litellm.provider_configs import ChatConfig, EmbeddingConfig, ImageConfig, ModelInfo

logger = logging.getLogger(__name__)

MEMBER = PROVIDER.upper()
_FACTORIES: dict[str, type] = {
    "get_provider_embedding_config": EmbeddingConfig,
    "get_provider_image_generation_config": ImageConfig,
    "get_provider_model_info": ModelInfo,
}
_originals: dict[str, Any] = {}
DISPATCH = "_complete_custom_providers"
"""LiteLLM's function that hands a chat call to a handler; releases before 1.91 do without."""


def install(handler: AIMLAPIHandler) -> None:
    """Enter the provider, whose handler this is, into LiteLLM's tables; a second time changes nothing."""
    _add_member()
    _wrap_dispatch(handler)
    for name in _FACTORIES:
        _wrap_factory(name)
    _wrap_validation()
    lost = missing()
    if lost:
        logger.warning("This release of LiteLLM has moved %s; see docs/litellm.md, 'Releases'", ", ".join(lost))


def uninstall() -> None:
    """Take out again what `install` has entered."""
    for name in [name for name in _FACTORIES if name in _originals]:
        setattr(litellm.utils.ProviderConfigManager, name, staticmethod(_originals.pop(name)))
    if "validate_environment" in _originals:
        _set_validation(_originals.pop("validate_environment"))
    if DISPATCH in _originals:
        setattr(litellm.main, DISPATCH, _originals.pop(DISPATCH))
    _remove_member()


def installed() -> bool:
    """Whether the provider is in LiteLLM's tables."""
    return PROVIDER in LlmProviders._value2member_map_


def missing() -> list[str]:
    """The places that this release lacks, of those that the hooks need."""
    manager = getattr(litellm.utils, "ProviderConfigManager", None)
    places = {f"ProviderConfigManager.{name}": hasattr(manager, name) for name in _FACTORIES}
    places["ProviderConfigManager._PROVIDER_CONFIG_MAP"] = hasattr(manager, "_PROVIDER_CONFIG_MAP")
    places["ProviderConfigManager._build_provider_config_map"] = hasattr(manager, "_build_provider_config_map")
    places["types.utils.LlmProvidersSet"] = isinstance(getattr(types, "LlmProvidersSet", None), set)
    places["utils.validate_environment"] = hasattr(litellm.utils, "validate_environment")
    return [name for name, found in places.items() if not found]


# Models


def add_models(prices: Callable[[], dict[str, Any]], names: Callable[[], list[str]]) -> None:
    """Enter models and prices, once for each cost map that LiteLLM has had.

    LiteLLM's `register_model` takes a millisecond for each; it is called for one, and its memory of what outlives a
    reload of the cost map is told of the others.
    """
    if _known_to(litellm.model_cost):
        return
    entries = prices()
    litellm.model_cost.update(entries)
    first = next(iter(entries))
    litellm.register_model({first: entries[first]})
    remembered = getattr(litellm.utils, "_runtime_registered_model_cost", None)
    if isinstance(remembered, dict):
        remembered.update(entries)
    litellm.models_by_provider[PROVIDER] = names()


def _known_to(cost: dict[str, Any]) -> bool:
    return any(name.startswith(PREFIX) for name in reversed(cost))


# The list of providers


def _add_member() -> None:
    if not installed():
        member = str.__new__(LlmProviders, PROVIDER)
        member._name_, member._value_ = MEMBER, PROVIDER
        LlmProviders._member_names_.append(MEMBER)
        LlmProviders._member_map_[MEMBER] = member
        LlmProviders._value2member_map_[PROVIDER] = member
        type.__setattr__(LlmProviders, MEMBER, member)
    if isinstance(getattr(types, "LlmProvidersSet", None), set):
        types.LlmProvidersSet.add(PROVIDER)
    table = _chat_configs()
    if table is not None:
        table[LlmProviders(PROVIDER)] = (ChatConfig, False)


def _remove_member() -> None:
    if not installed():
        return
    table = _chat_configs()
    if table is not None:
        table.pop(LlmProviders(PROVIDER), None)
    LlmProviders._member_names_.remove(MEMBER)
    del LlmProviders._member_map_[MEMBER]
    del LlmProviders._value2member_map_[PROVIDER]
    type.__delattr__(LlmProviders, MEMBER)
    types.LlmProvidersSet.discard(PROVIDER)


def _chat_configs() -> dict[Any, Any] | None:
    """LiteLLM's table of chat providers, built if it is not yet."""
    manager = litellm.utils.ProviderConfigManager
    if not hasattr(manager, "_PROVIDER_CONFIG_MAP") or not hasattr(manager, "_build_provider_config_map"):
        return None
    if manager._PROVIDER_CONFIG_MAP is None:
        manager._PROVIDER_CONFIG_MAP = manager._build_provider_config_map()
    table: dict[Any, Any] = manager._PROVIDER_CONFIG_MAP
    return table


# Configurations of single endpoints


def _wrap_factory(name: str) -> None:
    manager = litellm.utils.ProviderConfigManager
    original = getattr(manager, name, None)
    if original is None or name in _originals:
        return
    _originals[name] = original

    def choose(*args: Any, **kwargs: Any) -> Any:
        provider = kwargs.get("provider", args[1] if len(args) > 1 else None)
        return _config(name) if provider == PROVIDER else original(*args, **kwargs)

    setattr(manager, name, staticmethod(choose))


@cache
def _config(name: str) -> Any:
    return _FACTORIES[name]()


# Streams


def _wrap_dispatch(handler: AIMLAPIHandler) -> None:
    """Have streams opened as those of built-in providers are: asynchronous ones in the caller's event loop.

    LiteLLM waits for a coroutine there, and for nothing else. Without this place the handler sends such requests from a
    background thread, and as many at once as Python's default executor has threads.
    """
    original = getattr(litellm.main, DISPATCH, None)
    if original is None or DISPATCH in _originals:
        return
    _originals[DISPATCH] = original

    def dispatch(context: Any) -> Any:
        if context.custom_llm_provider != PROVIDER or context.stream is not True:
            return original(context)
        given = _arguments(context)
        if context.acompletion:
            return _open_stream(context, handler, given)
        return _wrapper(context, handler.streaming(**given), given)

    setattr(litellm.main, DISPATCH, dispatch)


async def _open_stream(context: Any, handler: AIMLAPIHandler, given: dict[str, Any]) -> CustomStreamWrapper:
    return _wrapper(context, await handler.open_stream(given), given)


def _wrapper(context: Any, chunks: Any, given: dict[str, Any]) -> CustomStreamWrapper:
    wrapper = CustomStreamWrapper(
        completion_stream=chunks, model=context.model, custom_llm_provider=PROVIDER, logging_obj=context.logging
    )
    wrapper.created = given["created"]  # else it writes a time of its own on the last chunk
    return wrapper


def _arguments(context: Any) -> dict[str, Any]:
    """The arguments of a handler's method."""
    general: Any = litellm.headers
    given = {name: getattr(context, name) for name in _GIVEN}
    own = {"headers": context.headers or general or {}, "logging_obj": context.logging, "created": int(time.time())}
    return {**given, **own}


_GIVEN = ("model", "messages", "api_key", "api_base", "optional_params", "litellm_params", "timeout")


# The key


def _wrap_validation() -> None:
    original = getattr(litellm.utils, "validate_environment", None)
    if original is None or "validate_environment" in _originals:
        return
    _originals["validate_environment"] = original

    def validate_environment(model: str | None = None, api_key: str | None = None, *args: Any, **kwargs: Any) -> Any:
        if isinstance(model, str) and model.startswith(PREFIX):
            return key_report(api_key)
        return original(model, api_key, *args, **kwargs)

    _set_validation(validate_environment)


def _set_validation(function: Any) -> None:
    litellm.utils.validate_environment = function
    litellm.validate_environment = function


def key_report(api_key: str | None) -> dict[str, Any]:
    """LiteLLM's report on whether there is a key."""
    found = bool(api_key) or any(os.environ.get(name) for name in API_KEY_VARIABLES)
    return {"keys_in_environment": found, "missing_keys": [] if found else [API_KEY_VARIABLES[0]]}
