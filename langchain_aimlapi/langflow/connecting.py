"""How a component reaches the service: key and address, by Langflow's rules for addresses that users type."""

from __future__ import annotations

from typing import Any

from lfx.base.models.provider_ssrf import ensure_credential_endpoint_allowed, provider_httpx_client_kwargs
from lfx.utils.secrets import secret_value_to_str

from langchain_aimlapi.api.config import API_KEY_VARIABLES, DEFAULT_BASE_URL, resolve_base_url
from langchain_aimlapi.http_library import library_of

KEY_VARIABLE = API_KEY_VARIABLES[0]
_CLOSE = {"Connection": "close"}
"""Nobody closes what a component made, and its event loop may end before it: so no connection outlives its answer."""


def connection_settings(component: Any) -> dict[str, Any]:
    """The settings of a `Connection` that a component's fields make: key, address, patience.

    The environment's keys are never a substitute for an empty field: Langflow fills the field from its global
    variables, or from the environment where it may, and an empty one means that there is no key for this user.

    Args:
        component: A component with the fields of `fields.connection_fields`.

    Raises:
        ValueError: If there is no key, or Langflow's rules forbid the address.
    """
    key = secret_value_to_str(component.api_key, strip=True)
    if not key:
        raise ValueError(
            f"AI/ML API Key is empty: give one, or save it as the global variable {KEY_VARIABLE} under "
            "Settings, Model Providers"
        )
    settings = {"api_key": key, "max_retries": int(component.max_retries or 0), **address(component.base_url, key)}
    return {**settings, "timeout": float(component.timeout)} if component.timeout else settings


def address(base_url: Any, key: str) -> dict[str, Any]:
    """Settings for an address that a user gave: checked, and with connections that go nowhere else.

    Args:
        base_url: The address; empty for the usual one, or the environment's `AIMLAPI_API_BASE`, which whoever runs
            the server has chosen.
        key: The key that is to be sent there; empty for none.

    Raises:
        ValueError: If it is no address, a private or unencrypted one that is not on Langflow's list, or the key is the
            server's own and may only go to the service.
    """
    given = str(base_url or "").strip()
    if not given:
        return {}
    root = resolve_base_url(given, allow_http=True)  # Langflow's own list decides on hosts without encryption
    ensure_credential_endpoint_allowed(key, root, default_url=DEFAULT_BASE_URL)
    pinned, pinned_async = provider_httpx_client_kwargs(root, default_url=DEFAULT_BASE_URL)
    if not pinned:
        return {"base_url": root}
    library = library_of(pinned.get("transport"))  # Langflow's transports fit the clients of their own library only
    return {
        "base_url": root,
        "allow_http": True,
        "http_client": library.Client(headers=_CLOSE, **pinned),
        "http_async_client": library.AsyncClient(headers=_CLOSE, **pinned_async),
    }
