"""The provider: its handler, and `register`. Importing this module registers, since LiteLLM's proxy only imports."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import litellm
from litellm import utils

from langchain_aimlapi.litellm import hooks
from langchain_aimlapi.litellm.custom_llm import AIMLAPIHandler
from langchain_aimlapi.litellm.prices import PROVIDER, callable_models, cost_map

HOOKS_VARIABLE = "AIMLAPI_LITELLM_HOOKS"
_OFF = ("0", "off", "false", "no")

handler = AIMLAPIHandler()
"""The one handler; a proxy's `config.yaml` names it `langchain_aimlapi.litellm.handler`."""


def register(*, use_hooks: bool | None = None) -> None:
    """Make LiteLLM know the provider `aimlapi`, its models and their prices.

    It may be called again at any time, and must be after something else has set `litellm.custom_provider_map`.

    Args:
        use_hooks: Whether to enter LiteLLM's tables of built-in providers, which is what lets parameters such as
            `reasoning_effort` and `dimensions` pass. Default: yes, unless the environment's `AIMLAPI_LITELLM_HOOKS` is
            `off`.

    Example:
        ```python
        import litellm

        from langchain_aimlapi.litellm import register

        register()
        answer = litellm.completion(model="aimlapi/openai/gpt-4o", messages=[{"role": "user", "content": "Hi"}])
        ```
    """
    others = [item for item in litellm.custom_provider_map if item["provider"] != PROVIDER]
    litellm.custom_provider_map = [*others, {"provider": PROVIDER, "custom_handler": handler}]
    set_up: Any = utils.custom_llm_setup
    set_up()
    hooks.add_models(cost_map, callable_models)
    if hooks_wanted(os.environ) if use_hooks is None else use_hooks:
        hooks.install(handler)
    else:
        hooks.uninstall()


def hooks_wanted(environ: Mapping[str, str]) -> bool:
    """Whether the environment leaves the hooks on."""
    return environ.get(HOOKS_VARIABLE, "").strip().lower() not in _OFF


register()
