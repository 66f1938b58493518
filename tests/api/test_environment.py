"""What the environment says of certificates and proxies is looked at where an object is made, and errors name it."""

import pytest

from langchain_aimlapi import AIMLAPIClient, AIMLAPIError, AIMLAPIImageGenerator, ChatAIMLAPI, ConfigurationError
from langchain_aimlapi.api.certificates import shared_ssl_context
from langchain_aimlapi.api.environment import check_environment
from langchain_aimlapi.http_library import httpx

BROKEN = [
    ("SSL_CERT_FILE", "/no/such/file.pem", "cannot be read: No such file"),
    ("SSL_CERT_DIR", "/no/such/directory", "is no directory"),
    ("HTTPS_PROXY", "http://user:secret@proxy.example:99999", "has a port that is no number from 0 to 65535"),
    ("https_proxy", "proxy.example:port", "has a port that is no number"),
    ("HTTP_PROXY", "http://", "has no host"),
    ("ALL_PROXY", "ftp://proxy.example", "has a scheme that is none of http, https, socks5, socks5h"),
    ("all_proxy", "socks4://proxy.example", "has a scheme"),
    ("http_proxy", "http://pro xy.example", "holds white space"),
    ("HTTP_PROXY", "http://[::1", "has a host that cannot be read"),
]
MAKERS = {
    "client": lambda **settings: AIMLAPIClient(api_key="key", **settings),
    "chat": lambda **settings: ChatAIMLAPI(model="openai/gpt-4o", api_key="key", **settings),
    "images": lambda **settings: AIMLAPIImageGenerator(model="flux/schnell", api_key="key", **settings),
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(("name", "value", "words"), BROKEN)
def test_what_cannot_be_used_is_an_error_where_an_object_is_made(monkeypatch, make, name, value, words):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=words) as caught:
        make()
    assert str(caught.value).startswith(name)
    assert isinstance(caught.value, AIMLAPIError)
    assert not caught.value.is_retryable
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_who_brings_a_client_needs_nothing_of_the_environment(monkeypatch, make):
    given = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:99999")
    assert make(http_client=given)


GOOD = [
    {"HTTPS_PROXY": "http://user:p%40ss@proxy.example:3128"},
    {"https_proxy": "proxy.example:3128", "ALL_PROXY": "socks5://127.0.0.1:1080"},
    {"HTTP_PROXY": "https://[::1]:3128/", "NO_PROXY": "localhost"},
    {"HTTP_PROXY": "nonsense:port", "NO_PROXY": "*"},
    {"HTTP_PROXY": "nonsense:port", "http_proxy": "http://proxy.example"},
    {"HTTP_PROXY": "", "SSL_CERT_FILE": ""},
]


@pytest.mark.parametrize("environ", GOOD)
def test_what_can_be_used_is_no_error(environ):
    check_environment(environ)


def test_a_file_without_a_certificate_is_an_error_when_an_object_is_made(monkeypatch, tmp_path):
    (tmp_path / "key.pem").write_text("no certificate\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "key.pem"))
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE=.*holds no certificate"):
        AIMLAPIClient(api_key="key")


def test_a_certificate_that_cannot_be_read_is_an_error_at_the_first_call(monkeypatch, tmp_path):
    (tmp_path / "bad.pem").write_text("-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "bad.pem"))
    shared_ssl_context.cache_clear()
    client = AIMLAPIClient(api_key="key", base_url="https://service.example")
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE names cannot be used"):
        client.list_models()
    shared_ssl_context.cache_clear()


def test_a_port_that_is_none_names_where_it_was_written(monkeypatch):
    with pytest.raises(
        ConfigurationError, match=r"base_url 'https://host\.example:65536' has a port that is no number"
    ):
        AIMLAPIClient(api_key="key", base_url="https://host.example:65536")
    monkeypatch.setenv("AIMLAPI_API_BASE", "https://host.example:port")
    with pytest.raises(ConfigurationError, match=r"AIMLAPI_API_BASE 'https://host\.example:port' has a port"):
        AIMLAPIClient(api_key="key")
    with pytest.raises(ValueError, match=r"AIMLAPI_API_BASE 'https://host\.example:port' has a port"):
        ChatAIMLAPI(model="openai/gpt-4o")
