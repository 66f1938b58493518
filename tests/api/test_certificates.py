"""Certificates are loaded when a connection needs them, and never for `http`."""

import pytest

from langchain_aimlapi.api import certificates
from langchain_aimlapi.api.pools import DEFAULT_LIMITS
from langchain_aimlapi.api.senders import AsyncSender, Sender


@pytest.fixture
def loaded(monkeypatch):
    """Counts how often certificates are loaded."""
    for name in certificates.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    certificates.shared_ssl_context.cache_clear()
    yield lambda: certificates.shared_ssl_context.cache_info().misses
    certificates.shared_ssl_context.cache_clear()


@pytest.mark.parametrize("kind", [Sender, AsyncSender])
def test_a_connection_without_tls_loads_no_certificates(loaded, kind):
    sender = kind(DEFAULT_LIMITS)
    transport = sender._transport(sender.build_request("GET", "http://127.0.0.1:9/").url)
    origins = {}
    for url in ("http://127.0.0.1:9/", "https://example.com/"):
        raw = sender.build_request("GET", url).url
        connection = transport._pool._book._make(_origin(raw))
        origins[url] = connection._tls()
        assert loaded() == (0 if origins[url] is None else 1)
    assert [tls is None for tls in origins.values()] == [True, False]


def _origin(url):
    from langchain_aimlapi.http_library import httpcore

    return httpcore.Origin(url.raw_scheme, url.raw_host, url.port or 443)


@pytest.mark.parametrize("kind", [Sender, AsyncSender])
def test_certificates_that_the_environment_names_are_read_at_once_so_that_a_slip_is_told(monkeypatch, loaded, kind):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with pytest.raises(OSError, match="No such file"):
        kind(DEFAULT_LIMITS)
