"""Which authorities' certificates are trusted: the environment's, else the library's default, else certifi's."""

from __future__ import annotations

import os
import re
import ssl
from contextlib import suppress
from functools import cache
from pathlib import Path

from langchain_aimlapi.api.environment import check_environment
from langchain_aimlapi.api.errors import ConfigurationError
from langchain_aimlapi.http_library import httpx

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+", re.IGNORECASE)
"""Names of certificates in a directory that OpenSSL looks them up in when it needs one."""


@cache
def shared_ssl_context() -> ssl.SSLContext:
    """One context for the process: loading the root certificates costs more than all the rest of a client.

    Raises:
        ConfigurationError: If what `SSL_CERT_FILE` or `SSL_CERT_DIR` names cannot be read, or holds no certificate.
    """
    if named := [name for name in VARIABLES if os.environ.get(name)]:
        check_environment()
        try:
            return httpx.create_ssl_context()
        except OSError as error:
            raise ConfigurationError(f"What {' and '.join(named)} names cannot be used: {error}") from None
    with suppress(OSError):  # a store that is there, but empty or not for us to read
        context = httpx.create_ssl_context()
        if type(context) is not ssl.SSLContext or _trusts_somebody(context):  # another class asks the system itself
            return context
    return _certifi_context()


def context_of_nobody() -> ssl.SSLContext:
    """A context that trusts nobody and costs nothing, for a transport whose own pool is not used.

    Raises:
        ConfigurationError: If what the environment names cannot be read: that is told with the first call, whether it
            needs certificates or not.
    """
    check_environment()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _trusts_somebody(context: ssl.SSLContext) -> bool:
    """Whether authorities are known, or OpenSSL has a directory to look for them in."""
    if context.cert_store_stats()["x509_ca"]:
        return True
    with suppress(OSError):
        return any(
            _HASHED.fullmatch(path.name) for path in Path(ssl.get_default_verify_paths().openssl_capath).iterdir()
        )
    return False


def _certifi_context() -> ssl.SSLContext:
    """The authorities that Mozilla trusts, a package that comes with httpx: slim images of containers have no other."""
    import certifi  # noqa: PLC0415 - needed nowhere else

    return ssl.create_default_context(cafile=certifi.where())
