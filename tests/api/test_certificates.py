"""Whose certificates are trusted: the environment's word counts; that the system has none is no reason to fail."""

import ssl

import certifi
import pytest
import trustme

from langchain_aimlapi.api import certificates
from langchain_aimlapi.api.certificates import shared_ssl_context
from langchain_aimlapi.http_library import httpx

CERTIFIS = len(certifi.contents().split("BEGIN CERTIFICATE")) - 1


@pytest.fixture(autouse=True)
def _anew(monkeypatch):
    for name in certificates.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    shared_ssl_context.cache_clear()
    yield
    shared_ssl_context.cache_clear()


@pytest.fixture
def authority(tmp_path):
    path = tmp_path / "authority.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return path


def authorities(context):
    return context.cert_store_stats()["x509_ca"]


def system_with(monkeypatch, store):
    """A system whose store is `store()`, and which has no directory of hashed certificates."""
    monkeypatch.setattr(httpx, "create_ssl_context", store)
    paths = ssl.get_default_verify_paths()._replace(openssl_capath="/no/such/directory")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)


def empty():
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def unreadable():
    raise ssl.SSLError("NO_CERTIFICATE_OR_CRL_FOUND")


def forbidden():
    raise PermissionError("/etc/ssl/certs/ca-certificates.crt")


@pytest.mark.parametrize("store", [empty, unreadable, forbidden])
def test_without_a_store_of_the_system_certifis_authorities_are_trusted(monkeypatch, store):
    system_with(monkeypatch, store)
    context = shared_ssl_context()
    assert authorities(context) >= CERTIFIS - 5  # a few stand in it twice
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_store_of_the_system_is_trusted_and_nobody_else(monkeypatch, authority):
    system_with(monkeypatch, lambda: ssl.create_default_context(cafile=str(authority)))
    assert authorities(shared_ssl_context()) == 1


def test_a_directory_of_hashed_certificates_is_a_store_too(monkeypatch, tmp_path):
    system_with(monkeypatch, empty)
    (tmp_path / "0a1b2c3d.0").write_text("a certificate")
    paths = ssl.get_default_verify_paths()._replace(openssl_capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert authorities(shared_ssl_context()) == 0  # OpenSSL looks them up when it needs one


def test_a_context_of_another_kind_asks_the_system_itself(monkeypatch):
    class Context(ssl.SSLContext):
        """As truststore's for macOS and Windows."""

    context = Context(ssl.PROTOCOL_TLS_CLIENT)
    system_with(monkeypatch, lambda: context)
    assert shared_ssl_context() is context


def test_the_file_of_the_environment_counts_alone(monkeypatch, authority):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert authorities(shared_ssl_context()) == 1


def test_a_directory_of_the_environment_counts_alone(monkeypatch, tmp_path):
    (tmp_path / "0a1b2c3d.0").write_text("a certificate")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert authorities(shared_ssl_context()) == 0


def test_a_file_of_the_environment_that_holds_nothing_is_an_error_and_no_licence_to_trust_others(monkeypatch, tmp_path):
    (tmp_path / "empty.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with pytest.raises((OSError, ValueError)):
        shared_ssl_context()
