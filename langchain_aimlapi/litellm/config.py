"""Deployments for LiteLLM's Router and proxy, made from the catalogue. Needs no LiteLLM.

```bash
python -m langchain_aimlapi.litellm.config --vendor OpenAI --capability tools > config.yaml
```
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from typing import Any

from langchain_aimlapi.catalogue import ModelCard, find_models
from langchain_aimlapi.litellm.prices import CALLABLE_FAMILIES, MODES, PREFIX, PROVIDER, callable_cards

JSON = dict[str, Any]

HANDLER = "langchain_aimlapi.litellm.handler"
API_KEY = "os.environ/AIMLAPI_API_KEY"
"""LiteLLM's spelling for an environment variable that it reads itself."""


def model_list(
    *,
    vendor: str | Collection[str] | None = None,
    family: str | Collection[str] | None = None,
    capability: str | Collection[str] | None = None,
    api_key: str = API_KEY,
    api_base: str | None = None,
) -> list[JSON]:
    """Deployments for `litellm.Router(model_list=…)`, or for `model_list` of a proxy's configuration.

    Args:
        vendor: One or several vendors, such as `"OpenAI"`; None for all.
        family: `"chat"`, `"embedding"` or `"image"`, or several; None for all that LiteLLM can call.
        capability: One or several capabilities that every model must have, such as `"tools"`.
        api_key: The key, or LiteLLM's `os.environ/NAME` for an environment variable.
        api_base: Address of the service, where it is not the usual one.

    Raises:
        ValueError: A filter names something that no model has, or a family that LiteLLM cannot call.

    Example:
        >>> [deployment["model_name"] for deployment in model_list(vendor="Voyage AI")][:2]
        ['voyage-2', 'voyage-code-2']
    """
    families = [family] if isinstance(family, str) else list(family or CALLABLE_FAMILIES)
    strange = [name for name in families if name.lower() not in CALLABLE_FAMILIES]
    if strange:
        known = ", ".join(map(repr, CALLABLE_FAMILIES))
        raise ValueError(f"LiteLLM can call models of the families {known} only, not {strange[0]!r}")
    cards = callable_cards(find_models(vendor=vendor, family=families, capability=capability))
    return [deployment(card, api_key, api_base) for card in cards]


def deployment(card: ModelCard, api_key: str = API_KEY, api_base: str | None = None) -> JSON:
    """One entry of a `model_list`: users call it by the model's name without LiteLLM's prefix."""
    params = {"model": PREFIX + card.id, "api_key": api_key}
    if api_base:
        params["api_base"] = api_base
    return {"model_name": card.id, "litellm_params": params, "model_info": {"mode": MODES[card.family]}}


def proxy_config(deployments: Sequence[JSON]) -> JSON:
    """A whole configuration for the proxy: the deployments and the provider that serves them."""
    provider = {"provider": PROVIDER, "custom_handler": HANDLER}
    return {"model_list": list(deployments), "litellm_settings": {"custom_provider_map": [provider]}}


def to_yaml(value: Any) -> str:
    """YAML for nested dicts, lists and texts, as a configuration has them."""
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415 - comes with langchain-core; only whoever writes a file needs it

    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1000)
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a configuration; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m langchain_aimlapi.litellm.config", description="Print a configuration for LiteLLM's proxy."
    )
    parser.add_argument("--vendor", action="append", help="only models of this vendor (may be repeated)")
    parser.add_argument("--family", action="append", choices=CALLABLE_FAMILIES, help="only models of this family")
    parser.add_argument("--capability", action="append", help="only models that can do this, such as tools")
    parser.add_argument("--api-base", help="address of the service, where it is not the usual one")
    asked = parser.parse_args(arguments)
    try:
        found = model_list(
            vendor=asked.vendor, family=asked.family, capability=asked.capability, api_base=asked.api_base
        )
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.write(to_yaml(proxy_config(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
