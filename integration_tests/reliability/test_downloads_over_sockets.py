"""Addresses and names of files come from the wire: they lead neither into private networks nor out of a directory."""

import itertools
import json
import socket

import pytest
from raw_server import RawServer
from wire import Proxy, https, over_tls

from langchain_aimlapi import AIMLAPIImageGenerator
from langchain_aimlapi.api import downloads
from langchain_aimlapi.api.downloads import Downloader, DownloadError, DownloadRules
from langchain_aimlapi.api.pools import ConnectionPools
from langchain_aimlapi.http_library import httpx

IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(24)
FILE = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 5\r\n\r\nhello"


def serve_file(kind=b"image/png"):
    def serve(server, connection):
        while server.read_request(connection):
            connection.sendall(FILE % kind)

    return serve


async def fetch(colour, url, given=None, **rules):
    pools = given or ConnectionPools()
    downloader = Downloader(DownloadRules(**rules), pools)
    try:
        if colour == "sync":
            return b"".join(downloader.iter_bytes(url))
        return b"".join([piece async for piece in downloader.aiter_bytes(url)])
    finally:
        if pools is not given:
            pools.close()
            await pools.aclose()


both = pytest.mark.parametrize("colour", ["sync", "async"])


@both
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "0"])
async def test_no_way_of_writing_this_machine_leads_to_it(colour, host):
    with RawServer(serve_file()) as server:
        port = httpx.URL(server.url).port
        with pytest.raises(DownloadError, match="private network"):
            await fetch(colour, f"http://{host}:{port}/a.png")
        assert server.requests == []
        assert await fetch(colour, server.url, allow_private=True) == b"hello"


@both
async def test_a_name_that_is_looked_up_differently_the_second_time_is_asked_nothing(colour, monkeypatch):
    monkeypatch.setattr(downloads, "_addresses", lambda url: ["93.184.216.34"])
    with RawServer(serve_file()) as server:
        with pytest.raises(DownloadError, match=r"private network \(127\.0\.0\.1\)"):
            await fetch(colour, server.url.replace("127.0.0.1", "localhost") + "/admin?delete=all")
        assert server.requests == [], "the connection was closed before anything was sent"


PROXIES = {
    "proxy for secured addresses": {"HTTPS_PROXY": "http://127.0.0.1:9"},
    "nothing but exceptions": {"NO_PROXY": "internal.example"},
    "proxy for all but this name": {"ALL_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost,storage.example"},
    "proxy for secured addresses alone, exceptions": {"https_proxy": "http://127.0.0.1:9", "no_proxy": "10.0.0.0/8"},
}


@both
@pytest.mark.parametrize("secured", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("variables", PROXIES.values(), ids=PROXIES)
async def test_variables_of_a_proxy_that_is_not_used_leave_the_guard_on(
    colour, secured, variables, no_proxies, trusted, monkeypatch
):
    if secured:
        variables = {name.lower().replace("https_", "http_"): value for name, value in variables.items()}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # public when it is checked, private when it is used
    answers = itertools.chain(["93.184.216.34"], itertools.repeat("127.0.0.1"))

    def look_up(host, port, *_, **__):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), int(port or 0)))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with RawServer(over_tls(trusted, serve_file()) if secured else serve_file()) as server:
        url = https(server) if secured else server.url
        with pytest.raises(DownloadError, match=r"private network \(127\.0\.0\.1\)"):
            await fetch(colour, url.replace("127.0.0.1", "storage.example"))
        assert server.requests == []


@both
@pytest.mark.parametrize("secured", [False, True], ids=["http", "https"])
async def test_a_proxy_in_a_private_network_fetches_what_is_public(
    colour, secured, use_proxy, resolve, authority, trusted
):
    """Names are looked up by the proxy, which may itself be anywhere."""
    resolve("93.184.216.34")
    authority.issue_cert("storage.example").configure_cert(trusted)
    with RawServer(over_tls(trusted, serve_file())) as server:
        proxy = Proxy(("127.0.0.1", int(server.url.rpartition(":")[2])), FILE % b"image/png")
        with proxy.server:
            use_proxy("https" if secured else "http", proxy.server.url)
            assert await fetch(colour, f"http{'s' * secured}://storage.example/a.png") == b"hello"


@both
async def test_a_connection_that_is_used_again_is_looked_at_again(colour, monkeypatch):
    """One that was opened for a caller who may reach private networks serves no caller who may not."""
    pools = ConnectionPools()
    with RawServer(serve_file()) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        assert await fetch(colour, url, pools, allow_private=True) == b"hello"
        monkeypatch.setattr(downloads, "_addresses", lambda url: ["93.184.216.34"])
        with pytest.raises(DownloadError, match="private network"):
            await fetch(colour, url, pools)
        assert len(server.requests) == 1
    pools.close()
    await pools.aclose()


@both
@pytest.mark.parametrize("coding", [b"aws-chunked", b"utf-8", b"none", b"identity", b"binary", b"aws-chunked,identity"])
async def test_what_storage_calls_a_coding_is_none(colour, coding):
    with RawServer(serve_file(b"image/png\r\nContent-Encoding: " + coding)) as server:
        assert await fetch(colour, server.url, allow_private=True) == b"hello"


@both
async def test_a_redirect_into_a_private_network_is_not_followed(colour, monkeypatch):
    with RawServer(serve_file()) as inside:
        place = inside.url.replace("127.0.0.1", "localhost").encode()

        def lead_inside(server, connection):
            server.read_request(connection)
            connection.sendall(b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: " + place + b"/x\r\n\r\n")

        with RawServer(lead_inside) as server:
            with pytest.raises(DownloadError, match="private network"):
                await fetch(colour, server.url + "/a", trusted_origin=server.url)
            assert len(server.requests) == 1
        assert inside.requests == []


@pytest.mark.parametrize(
    "name", ["../../evil.sh", "/etc/passwd", "..\\..\\evil.bat", ".bashrc", "a/b/../../c", "con\x00.png"]
)
def test_a_file_never_leaves_the_directory_that_it_is_saved_in(tmp_path, name):
    place = tmp_path / "out"
    place.mkdir()
    with RawServer(_answer_with(name)) as server:
        tool = AIMLAPIImageGenerator(
            model="flux/schnell", api_key="key", base_url=server.url, allow_private_hosts=True, max_retries=0
        )
        saved = tool.generate("A cat")[0].save(place)
    assert saved.resolve().parent == place.resolve()
    assert saved.read_bytes() == IMAGE
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [saved]
    assert not saved.name.startswith(".")


@pytest.mark.parametrize("kind", [b"text/html", b"application/x-python", b"application/octet-stream", b"image/svg+xml"])
def test_what_a_file_is_called_decides_nothing(tmp_path, kind):
    """The content type may choose the ending of a name, and that is all: bytes are bytes."""
    with RawServer(_answer_with("cat.png", kind)) as server:
        tool = AIMLAPIImageGenerator(model="flux/schnell", api_key="key", base_url=server.url, max_retries=0)
        image = tool.generate("A cat")[0]
        saved = image.save(tmp_path)
    assert saved.read_bytes() == IMAGE
    assert saved.stat().st_mode & 0o111 == 0


def _answer_with(name, kind=b"image/png"):
    def serve(server, connection):
        while request := server.read_request(connection):
            if request.startswith(b"POST"):
                body = json.dumps({"data": [{"url": f"{server.url}/file", "file_name": name}]}).encode()
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                connection.sendall(head % len(body) + body)
            else:
                assert b"uthorization" not in request
                head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                connection.sendall(head % (kind, len(IMAGE)) + IMAGE)

    return serve
