"""Whether what the environment says of the network can be used: asked where a client is made, not at its first call."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from langchain_aimlapi.api.errors import ConfigurationError

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_SCHEMES = ("http", "https", "socks5", "socks5h")


def check_environment(environ: Mapping[str, str] = os.environ) -> None:
    """Look at what the environment says of certificates and proxies.

    Args:
        environ: The variables.

    Raises:
        ConfigurationError: If `SSL_CERT_FILE`, `SSL_CERT_DIR` or the variable of a proxy cannot be used. It names the
            variable; a proxy's value, which may hold a password, is not shown.
    """
    if file := environ.get("SSL_CERT_FILE"):
        _check_file(file)
    if directories := environ.get("SSL_CERT_DIR"):
        _check_directories(directories)
    if "*" in (environ.get("no_proxy") or environ.get("NO_PROXY") or ""):
        return
    for variable in _PROXIES:
        name = variable.lower() if environ.get(variable.lower()) else variable
        if (value := environ.get(name)) and (why := _why_no_proxy(value.strip())):
            raise ConfigurationError(f"{name} {why}; set it to a URL such as 'http://proxy.example:3128', or unset it")


@lru_cache(16)  # what is there is looked at once, and not by every constructor
def _check_file(file: str) -> None:
    try:
        with Path(file).open("rb") as opened:
            found = any(b"-----BEGIN " in line for line in opened)
    except OSError as error:
        raise ConfigurationError(f"SSL_CERT_FILE={file!r} cannot be read: {error.strerror or error}") from None
    if not found:
        raise ConfigurationError(f"SSL_CERT_FILE={file!r} holds no certificate in PEM form")


@lru_cache(16)
def _check_directories(directories: str) -> None:
    for directory in filter(None, directories.split(os.pathsep)):
        if not Path(directory).is_dir():
            raise ConfigurationError(f"SSL_CERT_DIR={directory!r} is no directory")


def _why_no_proxy(value: str) -> str | None:
    """What is wrong with the URL of a proxy."""
    if any(character.isspace() or not character.isprintable() for character in value):
        return "holds white space"
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError as error:  # of the port, or of brackets; its text may show the value
        is_port = "ort" in str(error)
        return "has a port that is no number from 0 to 65535" if is_port else "has a host that cannot be read"
    if scheme not in _SCHEMES:
        return f"has a scheme that is none of {', '.join(_SCHEMES)}"
    if not host:
        return "has no host"
    if scheme.startswith("socks") and find_spec("socksio") is None:
        return "is a SOCKS proxy, which needs another package (pip install socksio)"
    return None
