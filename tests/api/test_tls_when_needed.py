"""Certificates are loaded when a connection needs them, and never for `http`."""

import certifi
import pytest

from langchain_aimlapi.api import certificates
from langchain_aimlapi.api.errors import ConfigurationError
from langchain_aimlapi.api.pools import DEFAULT_LIMITS
from langchain_aimlapi.api.senders import AsyncSender, Sender
from langchain_aimlapi.http_library import httpcore

HTTP, HTTPS = httpcore.Origin(b"http", b"127.0.0.1", 9), httpcore.Origin(b"https", b"example.com", 443)


@pytest.fixture
def loaded(monkeypatch):
    """Counts how often certificates are loaded."""
    for name in certificates.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    certificates.shared_ssl_context.cache_clear()
    yield lambda: certificates.shared_ssl_context.cache_info().misses
    certificates.shared_ssl_context.cache_clear()


@pytest.mark.parametrize("named", [None, certifi.where()], ids=["the system's", "the environment's"])
@pytest.mark.parametrize("kind", [Sender, AsyncSender])
def test_a_connection_without_tls_loads_no_certificates(monkeypatch, loaded, kind, named):
    if named:
        monkeypatch.setenv("SSL_CERT_FILE", named)
    make = kind(DEFAULT_LIMITS)._transports[None]._pool._book._make
    assert make(HTTP)._tls() is None
    assert loaded() == 0
    assert make(HTTPS)._tls() is not None
    assert loaded() == 1


@pytest.mark.parametrize("kind", [Sender, AsyncSender])
def test_a_file_of_certificates_that_is_not_there_is_told_at_once(monkeypatch, loaded, kind):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with pytest.raises(ConfigurationError, match="nowhere"):
        kind(DEFAULT_LIMITS)
