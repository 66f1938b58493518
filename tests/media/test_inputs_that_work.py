"""Files that can be sent are sent: under names that fit their bytes, whatever their address looks like."""

import base64
import zlib

import pytest
from real_files import FILES

from langchain_aimlapi import (
    AIMLAPIImageGenerator,
    AIMLAPITranscriber,
    AIMLAPIVideoGenerator,
    InvalidRequestError,
    file_block,
)
from langchain_aimlapi.file_inputs import plain_address, read_input
from langchain_aimlapi.http_library import httpx

PNG = FILES["p.png"]
ENCODED = base64.b64encode(PNG).decode()
MODEL = "openai/gpt-4o-transcribe"


def chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(width, height, colour=6):
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (FILES["a.wav"], "audio.wav"),
        (FILES["a.mp3"], "audio.mp3"),
        (FILES["a.m4a"], "audio.m4a"),
        (FILES["a.flac"], "audio.flac"),
        (FILES["a.opus"], "audio.ogg"),
        (FILES["a.webm"], "audio.webm"),
        (FILES["v.mp4"], "audio.mp4"),
        (("a.opus", FILES["a.opus"]), "a.ogg"),
        (("talk", FILES["a.mp3"]), "talk.mp3"),
        (("talk.MP3", FILES["a.mp3"]), "talk.MP3"),
        (("talk.mp3", FILES["a.wav"]), "talk.wav"),
        (("talk.mpga", FILES["a.mp3"]), "talk.mpga"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
@pytest.mark.parametrize("model", [MODEL, "nova-3"])
def test_recordings_have_names_that_fit_their_bytes(make, service, tmp_path, model, source, name):
    service.answer = lambda request: httpx.Response(200, json={"generation_id": "g"})
    if isinstance(source, tuple):
        (tmp_path / source[0]).write_bytes(source[1])
        source = tmp_path / source[0]
    make(AIMLAPITranscriber, model=model).submit(source)
    assert f'filename="{name}"'.encode() in service.requests[0].content


@pytest.mark.parametrize("name", ["a.aac", "a.aiff", "a.wma", "v.mkv", "v.mov", "v.avi"])
def test_openai_is_not_sent_what_it_does_not_take(make, service, name):
    with pytest.raises(InvalidRequestError, match=f"which {MODEL} does not take; it takes wav, mp3"):
        make(AIMLAPITranscriber, model=MODEL).submit(FILES[name])
    assert service.requests == []


def test_openai_is_not_sent_more_than_25_megabytes(make, service, tmp_path):
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(FILES["a.wav"])
        file.truncate(25 * 1024 * 1024 + 1)
    service.answer = lambda request: httpx.Response(200, json={"generation_id": "g"})
    listener = make(AIMLAPITranscriber, model=MODEL)
    with path.open("rb") as opened:
        for source in (path, path.read_bytes(), opened):
            with pytest.raises(InvalidRequestError, match=r"26,214,401 bytes; .* 26,214,400 \(25 MB\): compress"):
                listener.submit(source)
    assert service.requests == []
    make(AIMLAPITranscriber, model="nova-3").submit(path)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "address",
    [
        f"data:image/png;base64,{ENCODED.rstrip('=')}",
        f"data:image/png;base64,{ENCODED[:40]}\n {ENCODED[40:]}",
        f"data:image/png;BASE64,{ENCODED}",
        f"DATA:image/png;base64,{ENCODED}",
        "data:image/png;base64," + ENCODED.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
        "data:image/png;base64," + ENCODED.replace("+", "-").replace("/", "_"),
        "data:image/png," + "".join(f"%{byte:02x}" for byte in PNG),
        f"data:image/png;name=a.png;base64,{ENCODED}",
    ],
)
def test_data_addresses_are_read_however_they_are_written(make, service, address):
    assert read_input(address, name="image", max_bytes=9999).read() == PNG
    assert base64.b64decode(plain_address(address, "image").partition(",")[2], validate=True) == PNG
    assert file_block(address)["base64"] == ENCODED
    service.answer = lambda request: httpx.Response(200, json={"id": "a", "status": "queued"})
    make(AIMLAPIVideoGenerator, model="kling-video/v1/standard/image-to-video").submit("Rain", image=address)
    assert ENCODED.encode() in service.requests[0].content


@pytest.mark.parametrize(
    "address", ["https://x.example/p.png#a", "HTTPS://x.example/p.png", "Https://x.example/p.png#"]
)
def test_addresses_are_sent_as_servers_take_them(make, service, address):
    assert file_block(address) == {"type": "image", "url": "https://x.example/p.png", "mime_type": "image/png"}
    service.answer = lambda request: httpx.Response(200, json={"id": "a", "status": "queued"})
    make(AIMLAPIVideoGenerator, model="kling-video/v1/standard/image-to-video").submit("Rain", image=address)
    assert b'"https://x.example/p.png"' in service.requests[0].content


@pytest.mark.parametrize(
    ("image", "mask", "said"),
    [
        (FILES["p.tiff"], None, "image is image/tiff, which openai/gpt-image-1 does not edit: give PNG, JPEG or WebP"),
        (FILES["p.bmp"], None, "image is image/bmp"),
        (FILES["v.gif"], None, "image is image/gif"),
        (png(64, 48), png(64, 64), "mask is 64x64 pixels and image 64x48"),
        (png(64, 48), FILES["p.jpg"], "mask is image/jpeg: it must be a PNG"),
    ],
)
def test_edits_that_openai_would_refuse_are_refused_here(make, service, image, mask, said):
    with pytest.raises(InvalidRequestError, match=said):
        make(AIMLAPIImageGenerator, model="openai/gpt-image-1").edit("Rain", image, mask=mask)
    assert service.requests == []
    service.answer = lambda request: httpx.Response(200, json={"data": [{"url": "https://x.example/a.png"}]})
    make(AIMLAPIImageGenerator, model="openai/gpt-image-1").edit("Rain", png(64, 48), mask=png(64, 48))
    assert len(service.requests) == 1
