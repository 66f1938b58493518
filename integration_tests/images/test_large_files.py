"""Large files cost no memory: they go from the connection to the disk in pieces."""

import http.server
import threading
import tracemalloc

import pytest

from langchain_aimlapi import APIConnectionError
from langchain_aimlapi.api.downloads import Downloader, DownloadError, DownloadRules
from langchain_aimlapi.media_files import MediaFile

SIZE = 64 * 1024 * 1024


class Large(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("location", "/file")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("content-length", str(SIZE))
        self.end_headers()
        for _ in range(SIZE // 65536 - (self.path == "/cut")):
            self.wfile.write(b"x" * 65536)

    def log_message(self, *_):
        pass


@pytest.fixture
def host():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Large) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def file_at(url, **rules):
    file = MediaFile(url=url)
    file.fetched_by(Downloader(DownloadRules(allow_private=True, **rules)))
    return file


@pytest.mark.parametrize("colour", ["sync", "async"])
async def test_saving_a_large_file_keeps_memory_flat(host, tmp_path, colour):
    file, target = file_at(f"{host}/moved"), tmp_path / "large"
    tracemalloc.start()
    try:
        await file.asave(target) if colour == "async" else file.save(target)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert target.stat().st_size == SIZE
    assert peak < SIZE / 8


def test_a_file_that_ends_too_early_is_not_saved(host, tmp_path):
    with pytest.raises(APIConnectionError):
        file_at(f"{host}/cut").save(tmp_path / "cut")
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_refused_before_it_is_fetched(host, tmp_path):
    with pytest.raises(DownloadError, match="more than 1,000 bytes"):
        file_at(f"{host}/file", max_bytes=1000).save(tmp_path / "large")
    assert list(tmp_path.iterdir()) == []
