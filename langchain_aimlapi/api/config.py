"""Where the key and the address of the service come from. Pure functions of their arguments and an environment."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from langchain_aimlapi.api.errors import ConfigurationError
from langchain_aimlapi.api.setting_names import HIDDEN, looks_like_key

ApiKey = str | SecretStr | Callable[[], str | SecretStr | Awaitable[str | SecretStr]]

DEFAULT_BASE_URL = "https://api.aimlapi.com"
API_KEY_VARIABLES = ("AIMLAPI_API_KEY", "AIML_API_KEY", "AIMLAPI_KEY")
BASE_URL_VARIABLE = "AIMLAPI_API_BASE"
BASE_URL_VARIABLES = (BASE_URL_VARIABLE, "AIML_API_BASE")
"""The second is what the service's own SDK and LiteLLM's `aiml/` read."""
ALLOW_HTTP_VARIABLE = "AIMLAPI_ALLOW_HTTP"
_YES = frozenset({"1", "true", "yes", "on"})
_OLD_FORM = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+)){0,3}")
"""IPv4 as `inet_aton` takes it: one to four numbers, decimal, octal or hexadecimal."""
_VERSION_SUFFIXES = ("/v1", "/v2", "/api/v1")


def resolve_api_key(api_key: ApiKey | None, environ: Mapping[str, str] = os.environ) -> ApiKey | None:
    """The key to use: the argument, else the first of `AIMLAPI_API_KEY`, `AIML_API_KEY`, `AIMLAPI_KEY` that is set.

    No other vendor's variable is ever read. A callable is returned as it is and called for every request.

    Raises:
        ValueError: If the key holds characters that no header can carry (the key itself is not shown).
    """
    if callable(api_key):
        return api_key
    return check_api_key(api_key) or next(filter(None, map(check_api_key, map(environ.get, API_KEY_VARIABLES))), None)


def check_api_key(api_key: str | SecretStr | None) -> SecretStr | None:
    """The key without surrounding white space, as a secret; None for an empty one.

    Raises:
        TypeError: If the key is no text.
        ValueError: If the key holds white space or characters outside printable ASCII.
    """
    if api_key is None:
        return None
    text = api_key.get_secret_value() if isinstance(api_key, SecretStr) else api_key
    if not isinstance(text, str):
        raise TypeError(
            f"api_key must be a text, a SecretStr or a callable that returns one, not {type(text).__name__}"
        )
    text = text.strip()
    if not all("!" <= character <= "~" for character in text):
        raise ValueError(
            "api_key holds a character that cannot stand in a header, such as a space, a line break or a curly quote; "
            "copy the key again without what surrounds it"
        )
    return SecretStr(text) if text else None


def resolve_base_url(
    base_url: str | None, environ: Mapping[str, str] = os.environ, *, allow_http: bool | None = None
) -> str:
    """The host root of the service: the argument, else `AIMLAPI_API_BASE`, `AIML_API_BASE` or `https://api.aimlapi.com`.

    A `/v1` or `/v2` at the end, as OpenAI clients want it, is taken off: the client knows which call needs which.

    Args:
        base_url: The address.
        environ: Where variables are looked up.
        allow_http: Whether plain http may lead to another host than this one, so that everybody on the way can read
            the key. Default: only if `AIMLAPI_ALLOW_HTTP` is `1`, `true`, `yes` or `on`.

    Raises:
        ValueError: If the address is not an http(s) URL, carries a query or credentials, or is plain http to another
            host without leave.
    """
    given = (base_url or next(filter(None, map(environ.get, BASE_URL_VARIABLES)), DEFAULT_BASE_URL)).strip()
    parts, told = urlsplit(given), HIDDEN if looks_like_key(given) else repr(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"base_url must be an http(s) address such as {DEFAULT_BASE_URL!r}, not {told}")
    if not _has_usable_port(parts):
        where = "base_url" if base_url else BASE_URL_VARIABLE
        raise ConfigurationError(f"{where} {told} has a port that is no number from 0 to 65535")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError("base_url must be a plain address, without credentials, a query or a fragment")
    if allow_http is None:
        allow_http = environ.get(ALLOW_HTTP_VARIABLE, "").strip().lower() in _YES
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.hostname):
        raise ValueError(
            f"base_url {told} would send the API key unencrypted: use https, or, in a network that you trust, "
            f"allow_http=True or {ALLOW_HTTP_VARIABLE}=1"
        )
    root = given.rstrip("/")
    suffix = next((suffix for suffix in reversed(_VERSION_SUFFIXES) if root.endswith(suffix)), "")
    return root.removesuffix(suffix).rstrip("/")


def _has_usable_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port >= 0
    except ValueError:
        return False


@lru_cache(256)
def is_loopback(host: str) -> bool:
    """Whether a host's name or IP address stands for this very machine, however it is written.

    It decides on both: plain http is safe only on the way to this machine, and no proxy is on that way.

    Args:
        host: As it stands in a URL: `localhost` and all names below it (RFC 6761), 127.0.0.0/8, `::1`, the same as IPv4
            in IPv6, the unspecified addresses `0.0.0.0` and `::`, and the short and numeric forms that systems take
            (`127.1`, `0x7f000001`).
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(socket.inet_aton(name) if _OLD_FORM.fullmatch(name) else name)
    except (ValueError, OSError):
        return is_localhost(name)
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def is_localhost(name: str) -> bool:
    """Whether a name is `localhost` or below it: such names mean this machine, and no name server is asked for them."""
    return name.rstrip(".").lower().rpartition(".")[2] == "localhost"
