"""Fetching files: no key, no private networks, no more bytes than allowed."""

import copy
import pickle

import pytest

from langchain_aimlapi.api import downloads
from langchain_aimlapi.api.downloads import Downloader, DownloadError, DownloadRules, check_address
from langchain_aimlapi.api.errors import APIConnectionError, RateLimitError, ServerError
from langchain_aimlapi.api.pools import ConnectionPools
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import httpx

URL = "https://cdn.example/a.png?signature=secret"
PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def _names(monkeypatch):
    """Names of hosts without a look-up: `inner.example` is private, every other one public."""
    private = {"inner.example": ["10.0.0.1"], "mixed.example": [PUBLIC, "192.168.0.9"], "127.0.0.1": ["127.0.0.1"]}
    monkeypatch.setattr(downloads, "_addresses", lambda url: private.get(httpx.URL(url).host, [PUBLIC]))


class Host:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def handle(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(request) if callable(answer) else answer

    def downloader(self, **rules):
        transport = httpx.MockTransport(self.handle)
        pools = ConnectionPools(
            client=httpx.Client(transport=transport), async_client=httpx.AsyncClient(transport=transport)
        )
        return Downloader(DownloadRules(**rules), pools)


async def fetch(downloader, url, colour):
    if colour == "sync":
        return b"".join(downloader.iter_bytes(url))
    return b"".join([piece async for piece in downloader.aiter_bytes(url)])


both = pytest.mark.parametrize("colour", ["sync", "async"])


def moved(place, status=302):
    return httpx.Response(status, headers={"location": place})


@both
async def test_a_file_is_fetched_with_nothing_but_its_address(colour, monkeypatch):
    monkeypatch.setenv("AIMLAPI_API_KEY", "secret-key")
    host = Host(httpx.Response(200, content=b"abc"))
    assert await fetch(host.downloader(), URL, colour) == b"abc"
    request = host.requests[0]
    assert str(request.url) == URL
    assert "authorization" not in request.headers
    assert not any("secret-key" in value for value in request.headers.values())


@both
@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("/é.png".encode(), b"/%C3%A9.png?a=%C3%A9"),
        (b"/\xe9.png", b"/%E9.png?a=%C3%A9"),
        ("https://cdn.example/漢.png".encode(), b"/%E6%BC%A2.png?a=%C3%A9"),
    ],
)
async def test_a_redirect_to_an_address_beyond_ascii_is_followed_to_just_that_one(colour, place, path):
    place += "?a=é".encode()
    host = Host(httpx.Response(302, headers=[(b"Location", place)]), httpx.Response(200, content=b"abc"))
    assert await fetch(host.downloader(), URL, colour) == b"abc"
    assert host.requests[1].url.raw_path == path


@both
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(colour, status):
    host = Host(moved("/b.png?x=1", status), moved("https://other.example/c"), httpx.Response(200, content=b"abc"))
    assert await fetch(host.downloader(), URL, colour) == b"abc"
    assert [str(request.url) for request in host.requests[1:]] == [
        "https://cdn.example/b.png?x=1",
        "https://other.example/c",
    ]


@both
async def test_redirects_end_somewhere(colour):
    host = Host(moved(URL))
    with pytest.raises(DownloadError, match="behind more than 5 redirects"):
        await fetch(host.downloader(), URL, colour)
    assert len(host.requests) == 6


@both
@pytest.mark.parametrize("place", ["http://inner.example/", "https://mixed.example/x", "http://127.0.0.1:80/admin"])
async def test_a_redirect_into_a_private_network_is_refused(colour, place):
    host = Host(moved(place))
    with pytest.raises(DownloadError, match="in a private network"):
        await fetch(host.downloader(), URL, colour)
    assert len(host.requests) == 1
    followed = Host(moved(place), httpx.Response(200, content=b"abc"))
    assert await fetch(followed.downloader(allow_private=True), URL, colour) == b"abc"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/a", "//x.example/a", "", "https://"])
def test_other_addresses_are_no_addresses(url):
    with pytest.raises(DownloadError, match=r"is no http\(s\) address"):
        list(Host(httpx.Response(200)).downloader().iter_bytes(url))


def test_credentials_in_an_address_are_refused():
    with pytest.raises(DownloadError, match="must not hold credentials") as caught:
        list(Host(httpx.Response(200)).downloader().iter_bytes("https://me:pw@x.example/a"))
    assert "pw" not in str(caught.value)


PRIVATE = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "0.0.0.0", "100.64.0.1", "::", "fd00::1"]
NO_HOST = ["224.0.0.1", "255.255.255.255", "ff02::1"]
WRAPPED = ["::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "64:ff9b::10.0.0.1"]


@pytest.mark.parametrize("address", [*PRIVATE, *NO_HOST, *WRAPPED])
def test_addresses_that_are_not_of_the_internet_are_private(address):
    with pytest.raises(DownloadError, match="private network"):
        check_address("https://x.example/a", DownloadRules(), [PUBLIC, address])


def test_the_services_own_host_is_trusted_at_its_own_port_only():
    rules = DownloadRules(trusted_origin="http://127.0.0.1:8010")
    check_address("http://127.0.0.1:8010/a", rules, ["127.0.0.1"])
    with pytest.raises(DownloadError):
        check_address("http://127.0.0.1:9000/a", rules, ["127.0.0.1"])


class Connection:
    def __init__(self, *, to_proxy):
        self.to_proxy = to_proxy

    def get_extra_info(self, name):
        return ("10.0.0.7", 443) if name == "server_addr" else None


@both
async def test_a_name_that_leads_elsewhere_at_the_second_look_is_refused(colour, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://10.0.0.7:443")  # which this connection does not lead to
    answer = httpx.Response(200, content=b"abc", extensions={"network_stream": Connection(to_proxy=False)})
    with pytest.raises(DownloadError, match=r"private network \(10.0.0.7\)"):
        await fetch(Host(answer).downloader(), URL, colour)
    answer = httpx.Response(200, content=b"abc", extensions={"network_stream": Connection(to_proxy=True)})
    assert await fetch(Host(answer).downloader(), URL, colour) == b"abc"


@both
async def test_a_file_that_is_too_large_is_refused_by_its_announced_size(colour):
    host = Host(httpx.Response(200, content=b"x" * 101))
    with pytest.raises(DownloadError, match="more than 100 bytes"):
        await fetch(host.downloader(max_bytes=100), URL, colour)


@both
async def test_a_file_that_turns_out_too_large_is_refused_on_the_way(colour):
    def endless(request):
        async def apieces():
            while True:
                yield b"x" * 60

        def pieces():
            while True:
                yield b"x" * 60

        return httpx.Response(200, content=pieces() if colour == "sync" else apieces())

    with pytest.raises(DownloadError, match="more than 100 bytes"):
        await fetch(Host(endless).downloader(max_bytes=100), URL, colour)


@both
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_an_address_that_works_no_more_says_so_without_its_signature(colour, status):
    host = Host(httpx.Response(status, text="<Error>AccessDenied: top up billing</Error>"))
    with pytest.raises(DownloadError, match="cannot be fetched any more") as caught:
        await fetch(host.downloader(), URL, colour)
    assert caught.value.status_code == status
    assert "secret" not in str(caught.value)
    assert len(host.requests) == 1


@both
async def test_a_host_that_fails_is_asked_again(colour, monkeypatch):
    monkeypatch.setattr(downloads, "RetryPolicy", lambda: RetryPolicy(2, 0.0))
    host = Host(httpx.Response(503), httpx.Response(200, content=b"abc"))
    assert await fetch(host.downloader(), URL, colour) == b"abc"
    for answer, kind in ((503, ServerError), (429, RateLimitError)):
        with pytest.raises(kind):
            await fetch(Host(httpx.Response(answer)).downloader(), URL, colour)


@both
async def test_a_connection_that_breaks_is_a_typed_error(colour):
    def broken(request):
        raise httpx.ReadError("reset", request=request)

    with pytest.raises(APIConnectionError):
        await fetch(Host(broken).downloader(), URL, colour)


def test_a_downloader_can_be_copied_and_pickled():
    downloader = Downloader(DownloadRules(max_bytes=5), ConnectionPools())
    assert pickle.loads(pickle.dumps(downloader)).rules == downloader.rules
    assert copy.deepcopy(downloader).rules == downloader.rules


def test_a_host_without_a_name_here_may_have_one_behind_a_proxy():
    check_address("https://nowhere.invalid/a", DownloadRules(), [])
