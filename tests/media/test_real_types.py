"""Real files of every kind are known, words that begin like one are not, and the name settles the rest."""

import base64
import shutil
import subprocess
import zipfile
from io import BytesIO

import pytest
from real_files import FILES, TYPES

from langchain_aimlapi import (
    AIMLAPIImageGenerator,
    AIMLAPIOCRParser,
    AIMLAPITranscriber,
    AIMLAPIVideoGenerator,
    InvalidRequestError,
    file_block,
)
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.media_signatures import HEAD, is_text, type_of_bytes
from langchain_aimlapi.media_types import sniff, sniff_sound, type_of

WORDS = [
    b"BMW is a car maker in Munich, founded in 1916.",
    b"BM",
    b"ID3 is an algorithm for decision trees.",
    b"GIF89a is a file format of 1989, and GIF87a another one.",
    b"OggS is the capture pattern of every page.",
    b"fLaC is how such files begin, RIFF how others do.",
    b"RIFF is a container by Microsoft and IBM.",
    b"FORM follows AIFF and function.",
    b"MM* is a pattern; II* is one, too.",
    b"PK is a boxer, and %PDF is what such files begin with.",
    b"Gutenberg printed this, and went on printing." * 20,
    b"The ftypisom box comes first; free, moov and mdat follow.",
    "ÿû is how a French word may begin".encode(),
    b'{"type": "ftypheic"}',
    b"a,b\n1,2\n",
]


@pytest.mark.parametrize("name", FILES)
def test_real_files_are_what_they_are(name):
    assert type_of_bytes(FILES[name]) == TYPES[name]
    assert not is_text(FILES[name])
    assert type_of(FILES[name], "misleading.txt") == TYPES[name]


@pytest.mark.parametrize("words", WORDS)
def test_words_that_begin_like_a_file_are_text(words):
    assert type_of_bytes(words) is None
    assert (sniff(words), sniff_sound(words)) == (None, None)
    assert is_text(words)
    assert type_of(words, "notes.mp3") is None
    assert file_block(words)["type"] == "text"


def boxed(brand, *others):
    box = b"ftyp" + brand + b"\0\0\0\0" + b"".join(others)
    return (len(box) + 4).to_bytes(4, "big") + box + b"\0" * 64


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (boxed(b"heic", b"mif1", b"heic"), "image/heic"),
        (boxed(b"mif1", b"heic"), "image/heic"),
        (boxed(b"mif1", b"miaf", b"avif"), "image/avif"),
        (boxed(b"avif", b"mif1"), "image/avif"),
        (boxed(b"M4B "), "audio/mp4"),
        (boxed(b"qt  "), "video/quicktime"),
        (boxed(b"mp42", b"isom"), "video/mp4"),
        (b"\xef\xbb\xbf%PDF-1.4\n%", "application/pdf"),
        (b"\r\n\r\n%PDF-2.0\n", "application/pdf"),
        (b"junk\0\x01\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        (b"<?xml version='1.0'?>\n<!-- by hand -->\n<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"<?xml version='1.0'?><note/>", "application/xml"),
        (b"\n<!DOCTYPE html><html><body><svg></svg></body></html>", "text/html"),
        (b"glTF\2\0\0\0\x0c\0\0\0", "model/gltf-binary"),
        (b"glTF is a format", None),
        (b"\xff\xfeh\0i\0", None),
        (b"\xff\xff\xff\xff" * 40, None),
        (b"\xff\xfb\x90\x64" + b"\0" * 500, None),
        (bytes(64), None),
        (b"", None),
    ],
)
def test_other_beginnings(data, kind):
    assert type_of_bytes(data) == kind


def office(inside):
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inside, "<x/>")
    return made.getvalue()


DOCX, ZIP = office("word/document.xml"), office("a.txt")
SHEET = office("xl/workbook.xml")


def test_the_name_settles_what_bytes_leave_open():
    plain = boxed(b"isom")
    assert (type_of(plain, "a.m4a"), type_of(plain, "a.mp4"), type_of(plain, kind="audio")) == (
        "audio/mp4",
        "video/mp4",
        "audio/mp4",
    )
    assert type_of(b"\x01\x02\x80samples", "a.pcm") == "audio/l16"
    assert type_of(FILES["p.webp"], "a.png") == "image/webp"
    assert type_of(b"\x01\x02\x80", "a") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("v.mkv", "video"),
        ("v.ogv", "video"),
        ("v.avi", "video"),
        ("a.opus", "audio"),
        ("a.wma", "audio"),
        ("p.avif", "image"),
    ],
)
def test_messages_hold_files_as_what_they_are(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    block = file_block(path)
    assert (block["type"], block["mime_type"]) == (kind, TYPES[name])


def test_a_chat_model_is_not_sent_images_that_its_vendor_does_not_read():
    heic = boxed(b"heic")
    assert file_block(heic, model="google/gemini-3-5-flash")["mime_type"] == "image/heic"
    for model in ("openai/gpt-4o", "anthropic/claude-sonnet-4.5", "claude-opus-4-1"):
        with pytest.raises(InvalidRequestError, match="reads no image/heic: convert the image to image/png"):
            file_block(heic, model=model)


MISTRAL, GOOGLE, ZHIPU = "mistral/mistral-ocr-latest", "google/gc-document-ai", "zhipu/glm-ocr"


@pytest.mark.parametrize(
    ("model", "data", "found"),
    [
        (MISTRAL, FILES["a.wav"], "audio/wav"),
        (MISTRAL, b"Just words", "plain text"),
        (MISTRAL, b"<!doctype html><p>Words", "text/html"),
        (MISTRAL, b"BMW is a car maker", "plain text"),
        (MISTRAL, SHEET, "spreadsheetml"),
        (MISTRAL, ZIP, "application/zip"),
        (MISTRAL, FILES["v.mp4"], "video/mp4"),
        (GOOGLE, DOCX, "wordprocessingml"),
        (ZHIPU, FILES["p.tiff"], "image/tiff"),
        ("acme/new-reader", DOCX, "wordprocessingml"),
        ("acme/new-reader", b"\x01\x02\x80", "of no type that is known"),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_ocr_refuses_what_is_no_document_and_names_it(make, service, model, data, found):
    with pytest.raises(InvalidRequestError, match=f"document is .*{found}.*, which {model} cannot read; it reads pdf"):
        make(AIMLAPIOCRParser, model=model).read(data)
    assert service.requests == []


@pytest.mark.parametrize(
    ("model", "data", "kind"),
    [
        (MISTRAL, b"\xef\xbb\xbf%PDF-1.4\n%", "application/pdf"),
        (MISTRAL, DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (MISTRAL, FILES["p.avif"], "image/avif"),
        (ZHIPU, FILES["p.jpg"], "image/jpeg"),
    ],
)
def test_ocr_is_told_what_a_document_is(make, service, model, data, kind):
    service.answer = lambda request: httpx.Response(200, json={"pages": [{"index": 0}]})
    make(AIMLAPIOCRParser, model=model).read(data)
    assert f"data:{kind};base64,{base64.b64encode(data).decode()}" in service.requests[0].content.decode()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (FILES["p.png"], "image/png"),
        (b"Words", "plain text"),
        (b"%PDF-1.4\n", "application/pdf"),
        ("https://x.example/a.jpg", "image/jpeg"),
    ],
)
def test_images_and_texts_are_not_sent_to_be_transcribed(make, service, source, found):
    with pytest.raises(InvalidRequestError, match=f"audio is {found}, which nova-3 cannot transcribe"):
        make(AIMLAPITranscriber, model="nova-3").submit(source)
    assert service.requests == []


@pytest.mark.parametrize("data", [FILES["a.wav"], b"BMW is a car maker", FILES["v.mkv"], DOCX])
def test_what_is_no_image_is_not_sent_to_image_models(make, service, data):
    with pytest.raises(InvalidRequestError, match=r"image is no image that is known .* it is "):
        make(AIMLAPIImageGenerator, model="flux/kontext-pro/image-to-image").edit("Rain", data)
    with pytest.raises(InvalidRequestError, match=r"image is no image that is known .* it is "):
        make(AIMLAPIVideoGenerator, model="kling-video/v1/standard/image-to-video").submit("Rain", image=data)
    assert service.requests == []


def test_a_video_is_no_sound_and_an_image_no_video(make, service):
    maker = make(AIMLAPIVideoGenerator, model="acme/new-director")
    for name, data, found in (
        ("video", FILES["p.png"], "image/png"),
        ("audio", FILES["v.avi"], "video/x-msvideo"),
        ("audio", b"la la", "plain text"),
    ):
        with pytest.raises(InvalidRequestError, match=f"{name} must be a file of the kind {name}: it is {found}"):
            maker.submit("Rain", **{name: data})
    assert service.requests == []


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg")
@pytest.mark.parametrize(
    "name", ["long.mp4", "long.mov", "long.mkv", "long.webm", "long.ogv", "long.m4a", "long.mp3", "long.opus"]
)
def test_long_files_are_known_by_their_beginning(tmp_path, name):
    sound, path = ["-f", "lavfi", "-i", "sine=440:d=20"], tmp_path / name
    picture = (
        [] if name in ("long.m4a", "long.mp3", "long.opus") else ["-f", "lavfi", "-i", "testsrc=s=160x120:d=20:r=10"]
    )
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *sound, *picture, str(path)], check=True)
    with path.open("rb") as file:
        found = type_of(file.read(HEAD), name)
    assert found is not None
    assert found.startswith("video/" if picture else "audio/")
