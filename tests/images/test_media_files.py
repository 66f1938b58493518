"""Results as files: fetched once, saved whole or not at all, under names of our own."""

import os

import pytest
from langchain_core.exceptions import ModelError

from langchain_aimlapi.api import downloads
from langchain_aimlapi.api.downloads import DownloadError
from langchain_aimlapi.api.pools import ConnectionPools
from langchain_aimlapi.fetching import ModelDownloader
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.media_files import MediaFile

both = pytest.mark.parametrize("colour", ["sync", "async"])


@pytest.fixture
def host(monkeypatch):
    """Counts how often the file is fetched; `failing` makes the host say that it is gone."""

    class Host:
        fetched = 0
        failing = False

        def handle(self, request):
            self.fetched += 1
            return httpx.Response(404) if self.failing else httpx.Response(200, content=b"abc" * 1000)

    monkeypatch.setattr(downloads, "_addresses", lambda url: [])
    return Host()


@pytest.fixture
def file(host):
    transport = httpx.MockTransport(host.handle)
    pools = ConnectionPools(
        client=httpx.Client(transport=transport), async_client=httpx.AsyncClient(transport=transport)
    )
    made = MediaFile(url="https://cdn.example/x.png?signature=s", mime_type="image/png", inference_id="inf-1")
    made.fetched_by(ModelDownloader(pools=pools))
    return made


async def save(file, path, colour, **options):
    return file.save(path, **options) if colour == "sync" else await file.asave(path, **options)


def names(directory):
    return [path.name for path in directory.iterdir()]


@both
async def test_bytes_are_fetched_when_asked_for_and_once(file, host, colour):
    assert host.fetched == 0
    for _ in range(2):
        assert (file.read() if colour == "sync" else await file.aread()) == b"abc" * 1000
    assert host.fetched == 1


@both
async def test_a_file_is_saved_under_the_given_name(file, tmp_path, colour):
    target = tmp_path / "boat.png"
    assert await save(file, str(target), colour) == target
    assert target.read_bytes() == b"abc" * 1000
    assert names(tmp_path) == ["boat.png"]


@both
async def test_a_file_that_is_there_is_kept_unless_asked_otherwise(file, host, tmp_path, colour):
    target = tmp_path / "boat.png"
    target.write_text("mine")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        await save(file, target, colour)
    assert target.read_text() == "mine"
    assert host.fetched == 0
    await save(file, target, colour, overwrite=True)
    assert target.read_bytes() == b"abc" * 1000


@both
async def test_a_failed_download_leaves_nothing_behind(file, host, tmp_path, colour):
    host.failing = True
    target = tmp_path / "boat.png"
    target.write_text("mine")
    with pytest.raises(DownloadError):
        await save(file, target, colour, overwrite=True)
    assert names(tmp_path) == ["boat.png"]
    assert target.read_text() == "mine"


def test_a_file_that_appears_meanwhile_is_kept(file, tmp_path, monkeypatch):
    target = tmp_path / "boat.png"
    monkeypatch.setattr(MediaFile, "_target", lambda *_, **__: target)
    target.write_text("theirs")
    with pytest.raises(FileExistsError, match="meanwhile"):
        file.save(target)
    assert names(tmp_path) == ["boat-2.png", "boat.png"]


def test_a_file_system_without_links_will_do(file, tmp_path, monkeypatch):
    def no_links(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    file.save(tmp_path / "boat.png")
    assert names(tmp_path) == ["boat.png"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/olute.png", "olute.png"),
        (".hidden", "hidden"),
        ("a b\0c:d.png", "a-b-c-d.png"),
        ("...", "image-inf-1.png"),
        ("", "image-inf-1.png"),
        (None, "image-inf-1.png"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
    ],
)
def test_a_name_of_the_service_never_leads_out_of_the_directory(file, tmp_path, given, name):
    file.file_name = given
    assert file.save(tmp_path) == tmp_path / name
    assert names(tmp_path) == [name]


def test_a_directory_that_is_not_there_is_an_error_of_the_system(file, tmp_path):
    with pytest.raises(FileNotFoundError):
        file.save(tmp_path / "nowhere" / "boat.png")


def test_bytes_that_came_with_the_answer_need_no_host(tmp_path):
    file = MediaFile(inline=b"abc", mime_type="image/png")
    assert file.read() == b"abc"
    assert list(file.iter_bytes()) == [b"abc"]
    assert file.save(tmp_path / "a.png").read_bytes() == b"abc"
    assert file.data_url() == "data:image/png;base64,YWJj"
    assert file.suggested_name().endswith(".png")


def test_its_text_has_no_signature(file):
    assert str(file) == "image/png: https://cdn.example/x.png"
    assert str(MediaFile(inline=b"abc")) == "file: 3 bytes"


def test_the_pieces_of_a_large_file_are_not_kept(file, host):
    for _ in range(2):
        assert b"".join(file.iter_bytes()) == b"abc" * 1000
    assert host.fetched == 2


@both
async def test_a_file_that_is_gone_is_an_error_of_langchains_kind_that_nothing_retries(host, file, colour):
    host.failing = True
    with pytest.raises(DownloadError) as caught:
        _ = file.read() if colour == "sync" else await file.aread()
    assert isinstance(caught.value, ModelError)
    assert not caught.value.is_retryable
