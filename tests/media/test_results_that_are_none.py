"""A page that reports an error, JSON, nothing at all or a part of a file is never handed on as what was made."""

import base64

import pytest
from real_files import FILES

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIImageGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
)
from langchain_aimlapi.api import downloads
from langchain_aimlapi.api.downloads import Downloader, DownloadRules
from langchain_aimlapi.api.errors import AIMLAPIError, DownloadError, MalformedResponseError
from langchain_aimlapi.api.pools import ConnectionPools
from langchain_aimlapi.errors import ModelDownloadError
from langchain_aimlapi.fetching import ModelDownloader
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.image_results import read_images
from langchain_aimlapi.job_results import GeneratedMesh, GeneratedSound, GeneratedVideo
from langchain_aimlapi.media_checks import fault_of
from langchain_aimlapi.media_files import MediaFile

URL = "https://cdn.example/result?signature=secret"
HTML = b"<!DOCTYPE html>\n<html><head><title>503 Service Unavailable</title></head><body>x</body></html>"
XML = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
JSON = b'{"error": {"message": "The model is overloaded"}}'
PLAIN = b"upstream connect error"
BOM = "\ufeff<html><h1>Gone fishing</h1></html>".encode()
NONE = {
    "HTML": (HTML, "503 Service Unavailable"),
    "XML": (XML, "Request has expired"),
    "JSON": (JSON, "The model is overloaded"),
    "text": (PLAIN, "upstream connect error"),
    "HTML behind a mark": (BOM, "Gone fishing"),
    "nothing": (b"", "empty"),
    "a document": (b"%PDF-1.4\n%", "application/pdf"),
}
GOOD = {
    "image": [FILES["p.png"], FILES["p.webp"], b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
    "video": [FILES["v.mp4"], FILES["v.webm"], FILES["v.gif"], FILES["v.mov"], b"\x01\x02 unknown"],
    "audio": [FILES["a.mp3"], FILES["a.wav"], FILES["a.m4a"], b"\1\0\2\0" * 400, bytes(4000), b"\xff" * 300],
    "model": [b"glTF\2\0\0\0", b"# a cube\nv 0 0 0\nv 1 0 0\n", b'{"asset": {"version": "2.0"}}'],
}
KINDS = {"video": GeneratedVideo, "audio": GeneratedSound, "model": GeneratedMesh}


@pytest.fixture(autouse=True)
def _names(monkeypatch):
    monkeypatch.setattr(downloads, "_addresses", lambda url: ["93.184.216.34"])


def answering(answer, kind=ModelDownloader):
    transport = httpx.MockTransport(lambda request: answer)
    client, other = httpx.Client(transport=transport), httpx.AsyncClient(transport=transport)
    return kind(DownloadRules(), ConnectionPools(client=client, async_client=other))


def image_at(url, downloader):
    return read_images({"data": [{"url": url}]}, "m", downloader).image


def made(kind, answer):
    downloader = answering(answer)
    if kind == "image":
        return image_at(URL, downloader)
    file = KINDS[kind](url=URL, mime_type=None)
    file.fetched_by(downloader)
    return file


USES = {
    "read": lambda file, path: file.read(),
    "save": lambda file, path: file.save(path),
    "iter_bytes": lambda file, path: list(file.iter_bytes()),
    "data_url": lambda file, path: file.data_url(),
}
ASYNC_USES = {
    "aread": lambda file, path: file.aread(),
    "asave": lambda file, path: file.asave(path),
}


@pytest.mark.parametrize("what", NONE)
@pytest.mark.parametrize("use", [*USES, *ASYNC_USES])
@pytest.mark.parametrize("kind", GOOD)
async def test_what_was_not_made_is_refused_with_its_own_words(tmp_path, kind, use, what):
    content, words = NONE[what]
    file, path = made(kind, httpx.Response(200, content=content)), tmp_path / "a"
    with pytest.raises(ModelDownloadError, match=words) as caught:
        _ = USES[use](file, path) if use in USES else await ASYNC_USES[use](file, path)
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", GOOD)
async def test_what_was_made_arrives_whole_in_any_pieces(kind):
    for content in GOOD[kind]:
        file = made(kind, httpx.Response(200, content=content))
        assert file.read() == content
        assert await made(kind, httpx.Response(200, content=content)).aread() == content
        for size in (1, 7, 511, 512, 513):
            pieces = [content[at : at + size] for at in range(0, len(content), size)]
            assert b"".join(made(kind, httpx.Response(200, content=iter(pieces))).iter_bytes()) == content


@pytest.mark.parametrize("family", ["image", "video", "audio"])
def test_a_file_of_another_kind_is_named(family):
    other = {"image": "a.wav", "video": "p.png", "audio": "p.jpg"}[family]
    assert fault_of(FILES[other], family) in ("audio/wav", "image/png", "image/jpeg")


@pytest.mark.parametrize(
    ("status", "settings", "words"),
    [
        (204, {}, "no file .status 204"),
        (202, {"content": b"{}"}, "no file .status 202"),
        (206, {"content": FILES["p.png"]}, "a part of it .status 206"),
        (200, {"content": b"x", "headers": {"content-range": "bytes 0-99/5000"}}, "a part of it .status 200"),
    ],
)
async def test_a_part_of_a_file_and_none_are_told_by_their_status(status, settings, words):
    with pytest.raises(DownloadError, match=words):
        list(answering(httpx.Response(status, **settings), Downloader).iter_bytes(URL))
    with pytest.raises(DownloadError, match=words):
        [piece async for piece in answering(httpx.Response(status, **settings), Downloader).aiter_bytes(URL)]


def test_a_whole_file_may_say_that_it_is_all_of_a_range():
    content = FILES["p.png"]
    headers = {"content-range": f"bytes 0-{len(content) - 1}/{len(content)}"}
    assert b"".join(answering(httpx.Response(200, content=content, headers=headers)).iter_bytes(URL)) == content


@pytest.mark.parametrize("content", [HTML, XML, JSON])
async def test_bytes_in_the_answer_are_looked_at_as_well(tmp_path, content):
    encoded = base64.b64encode(content).decode()
    image = read_images({"data": [{"b64_json": encoded}]}, "m", ModelDownloader()).image
    for use in USES.values():
        with pytest.raises(MalformedResponseError, match="What is in the answer is no image"):
            use(image, tmp_path / "a")
    with pytest.raises(MalformedResponseError):
        await image.asave(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["HTML", "XML", "JSON", "text", "nothing"])
@pytest.mark.parametrize("use", ["speak", "file", "pieces", "aspeak", "afile", "apieces"])
async def test_speech_that_is_a_text_is_no_sound(make, service, tmp_path, what, use):
    content, words = NONE[what]
    service.answer = lambda request: httpx.Response(200, content=content, headers={"content-type": "audio/wav"})
    speaker, path = make(AIMLAPISpeech, model="openai/tts-1"), tmp_path / "a.wav"
    with pytest.raises(MalformedResponseError, match=words):
        await {
            "speak": lambda: done(speaker.speak("Hi")),
            "file": lambda: done(speaker.speak_to_file("Hi", path)),
            "pieces": lambda: done(list(speaker.iter_speech("Hi"))),
            "aspeak": lambda: speaker.aspeak("Hi"),
            "afile": lambda: speaker.aspeak_to_file("Hi", path),
            "apieces": lambda: collected(speaker.aiter_speech("Hi")),
        }[use]()
    assert list(tmp_path.iterdir()) == []


async def done(value):
    return value


async def collected(pieces):
    return [piece async for piece in pieces]


REPLIES = {
    AIMLAPIImageGenerator: ("flux/schnell", {"data": [{"url": URL}]}),
    AIMLAPISpeech: ("openai/tts-1", {"audio": {"url": URL}}),
    AIMLAPI3DGenerator: ("triposr", {"model_mesh": {"url": URL}}),
    AIMLAPIVideoGenerator: ("google/veo-3.1-t2v", {"id": "a", "status": "completed", "video": {"url": URL}}),
    AIMLAPIMusicGenerator: ("stable-audio", {"id": "a", "status": "completed", "audio_file": {"url": URL}}),
}


@pytest.mark.parametrize("kind", REPLIES, ids=lambda kind: kind.__name__)
def test_tools_say_that_it_was_not_saved_and_where_it_is(make, service, monkeypatch, tmp_path, kind):
    model, reply = REPLIES[kind]
    service.answer = lambda request: httpx.Response(200, json=reply)
    monkeypatch.setattr(
        MediaFile,
        "fetched_by",
        lambda self, _: setattr(self, "_downloader", answering(httpx.Response(200, content=HTML))),
    )
    extra = {"poll_interval": 0.001} if "poll_interval" in kind.model_fields else {}
    tool = make(kind, model=model, save_directory=tmp_path, **extra)
    words = (
        {"text": "Hi"}
        if kind is AIMLAPISpeech
        else {"image": "https://x.example/a.png"}
        if kind is AIMLAPI3DGenerator
        else {"prompt": "Hi"}
    )
    told = tool.invoke(words)
    assert "not saved" in told
    assert "503 Service Unavailable" in told
    assert URL.partition("?")[0] in told
    assert list(tmp_path.iterdir()) == []


def test_errors_of_files_are_of_the_surface_that_made_them():
    page = httpx.Response(200, content=HTML)
    with pytest.raises(AIMLAPIError) as caught:
        image_at(URL, answering(page, Downloader)).read()
    assert type(caught.value) is DownloadError
