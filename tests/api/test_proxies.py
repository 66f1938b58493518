"""Which proxy leads to a host: what the environment says, as httpx's clients and curl understand it."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.proxies import ProxyRules
from langchain_aimlapi.http_library import httpx

PROXY = "http://proxy:3128"


def chosen(url, **proxies):
    asked = httpx.URL(url)
    return ProxyRules(proxies).proxy_for(asked.scheme, asked.host, asked.port)


def test_a_scheme_has_its_own_proxy_and_all_stands_for_the_others():
    assert chosen("https://api.aimlapi.com", https=PROXY) == PROXY
    assert chosen("http://files.example", https=PROXY) is None
    assert chosen("http://files.example", https=PROXY, all="socks5://other:1080") == "socks5://other:1080"
    assert chosen("https://api.aimlapi.com", https="proxy:3128") == PROXY
    assert chosen("https://api.aimlapi.com", https="", no="x") is None
    assert chosen("https://api.aimlapi.com") is None


@pytest.mark.parametrize(
    ("entry", "url", "excepted"),
    [
        ("example.com", "https://example.com", True),
        ("example.com", "https://files.example.com", True),
        ("EXAMPLE.com", "https://files.Example.COM", True),
        ("example.com", "https://notexample.com", False),
        (".example.com", "https://files.example.com", True),
        (".example.com", "https://example.com", False),
        ("*.example.com", "https://files.example.com", True),
        ("*.example.com", "https://example.com", False),
        ("other.com, example.com ,", "https://example.com", True),
        ("example.com:8443", "https://example.com:8443", True),
        ("example.com:8443", "https://example.com", False),
        ("example.com:443", "https://example.com", True),
        ("https://example.com", "https://example.com", True),
        ("https://example.com", "http://example.com", False),
        ("https://example.com", "https://files.example.com", False),
        ("*", "https://example.com", True),
        ("other.com,*", "https://example.com", True),
        ("192.0.2.7", "https://192.0.2.7", True),
        ("192.0.2.7", "https://192.0.2.70", False),
        ("192.0.2.7:8443", "https://192.0.2.7:8443", True),
        ("192.0.2.0/24", "https://192.0.2.200", True),
        ("192.0.2.0/24", "https://192.0.3.1", False),
        ("192.0.2.0/24", "https://example.com", False),
        ("2001:db8::7", "https://[2001:db8::7]", True),
        ("[2001:db8::7]", "https://[2001:db8::7]", True),
        ("2001:db8::/32", "https://[2001:db8::7]", True),
        ("[2001:db8::7]:8443", "https://[2001:db8::7]:8443", True),
        ("[2001:db8::7]:8443", "https://[2001:db8::7]", False),
        ("http://[", "https://example.com", False),
        ("example.com:port", "https://example.com", False),
        ("", "https://example.com", False),
    ],
)
def test_what_no_proxy_is_for(entry, url, excepted):
    both = {"http": PROXY, "https": PROXY}
    assert chosen(url, **both, no=entry) == (None if excepted else PROXY)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "localhost."])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_reached_without_one(scheme, host):
    assert chosen(f"{scheme}://{host}:8010", all=PROXY) is None


NAMES = ["example.com", "api.example.com", "an.api.example.com", "notexample.com", "example.org", "192.0.2.7"]
ENTRIES = [
    "example.com",
    ".example.com",
    "api.example.com",
    "com",
    "192.0.2.7",
    "*",
    "https://example.com",
    "http://api.example.com",
    "2001:db8::7",
    "all://example.com",
    "example.com:8443",
    "https://example.com:8443",
]


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(NAMES),
    st.sampled_from([None, 8443]),
    st.sets(st.sampled_from(["http", "https", "all"])),
    st.lists(st.sampled_from([*ENTRIES, " "]), max_size=3),
)
def test_the_choice_is_that_of_the_librarys_own_clients(scheme, host, port, schemes, entries):
    proxies = {name: f"http://{name}-proxy:3128" for name in schemes} | {"no": ",".join(entries)}
    url = f"{scheme}://{host}" + (f":{port}" if port else "")
    environment = {f"{name.upper()}_PROXY": value for name, value in proxies.items()}
    with mock.patch.dict("os.environ", environment, clear=True), httpx.Client(verify=_CONTEXT) as client:
        theirs = client._transport_for_url(httpx.URL(url))
        proxied = None if theirs is client._transport else theirs._pool._proxy_url.host.decode()
    ours = chosen(url, **proxies)
    assert (httpx.URL(ours).host if ours else None) == proxied


_CONTEXT = httpx.create_ssl_context(verify=False)
