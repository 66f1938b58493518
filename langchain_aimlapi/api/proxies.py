"""Which proxy of the environment a URL is reached through, if any, and the connections that lead through it.

The variables mean what they mean to httpx and to curl: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, and in `NO_PROXY`
hosts (with their subdomains), IP addresses, networks (`10.0.0.0/8`), each with a port or a scheme or without; `*` for
all.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from langchain_aimlapi.api.config import is_loopback
from langchain_aimlapi.api.environment import check_environment
from langchain_aimlapi.http_library import httpcore, httpx

_PORTS = {"http": 80, "https": 443}


class ProxyRules:
    """The environment's proxies, as they were when this was made.

    Args:
        proxies: Proxies by scheme (`http`, `https`, `all`), and under `no` what goes through none.

    Raises:
        ConfigurationError: If the environment's cannot be used.
    """

    def __init__(self, proxies: Mapping[str, str] | None = None) -> None:
        if proxies is None:
            check_environment()
        given = getproxies() if proxies is None else proxies
        self._by_scheme = {
            scheme: _with_scheme(given[scheme]) for scheme in ("http", "https", "all") if given.get(scheme)
        }
        self._exceptions = [entry.strip().lower() for entry in given.get("no", "").split(",") if entry.strip()]
        if "*" in self._exceptions:
            self._by_scheme = {}

    def proxy_for(self, scheme: str, host: str, port: int | None) -> str | None:
        """The URL of the proxy; None where there is none in between, as on the way to this machine.

        Args:
            scheme: `http` or `https`.
            host: Name or IP address.
            port: The port, or None for the scheme's own.
        """
        proxy = self._by_scheme and (self._by_scheme.get(scheme) or self._by_scheme.get("all"))
        if not proxy or is_loopback(host):
            return None
        excepted = any(_covers(entry, scheme, host, port or _PORTS.get(scheme)) for entry in self._exceptions)
        return None if excepted else proxy


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"


def _covers(entry: str, scheme: str, host: str, port: int | None) -> bool:
    """Whether an entry of `NO_PROXY` is about this host."""
    for network in (entry, entry.strip("[]")):
        with suppress(ValueError):
            return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    only_scheme, _, rest = entry.rpartition("://")
    try:
        parts = urlsplit(f"//{rest}")
        name, only_port = parts.hostname or "", parts.port
    except ValueError:
        return False  # an entry that cannot be read is none
    if (only_scheme not in ("", "all", scheme)) or (only_port is not None and only_port != port):
        return False
    if not name:
        return bool(only_scheme)
    if name.startswith(("*.", ".")):
        return host.endswith(name.removeprefix("*"))
    return host == name or (not only_scheme and host.endswith(f".{name.removeprefix('*')}"))


def tunnels(url: str, ssl_context: ssl.SSLContext, backend: Any, *, asynchronous: bool) -> Callable[[Any], Any]:
    """What makes connections through a proxy: the HTTP library's own, on our network streams.

    Args:
        url: The proxy's URL, with its user and password if it wants them.
        ssl_context: For `https`, to the server and to the proxy.
        backend: Makes network streams.
        asynchronous: Whether they are for event loops.

    Raises:
        ValueError: If the URL is no proxy's.
    """
    proxy = httpx.Proxy(url)
    whereto = proxy.url
    settings: dict[str, Any] = {
        "proxy_url": httpcore.URL(scheme=whereto.raw_scheme, host=whereto.raw_host, port=whereto.port, target=b"/"),
        "proxy_auth": proxy.raw_auth,
        "ssl_context": ssl_context,
        "network_backend": backend,
    }
    if whereto.scheme == "https":
        settings["proxy_ssl_context"] = ssl_context
    kind = "SOCKSProxy" if whereto.scheme.startswith("socks") else "HTTPProxy"
    made: Callable[[Any], Any] = getattr(httpcore, f"Async{kind}" if asynchronous else kind)(
        **settings
    ).create_connection
    return made
