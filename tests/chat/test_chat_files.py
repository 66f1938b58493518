"""`file_block`: what a file is by its bytes, and whether a model reads it."""

import base64

import pytest

from langchain_aimlapi import InvalidRequestError, file_block

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
MP4 = b"\0\0\0\x18ftypisom" + b"\0" * 16


@pytest.mark.parametrize(
    ("data", "kind", "mime_type"),
    [
        (PNG, "image", "image/png"),
        (b"%PDF-1.7 ...", "file", "application/pdf"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio", "audio/wav"),
        (b"ID3\x04" + b"\0" * 12, "audio", "audio/mpeg"),
        (b"\0\0\0\x18ftypM4A " + b"\0" * 8, "audio", "audio/mp4"),
        (MP4, "video", "video/mp4"),
    ],
)
def test_bytes_say_what_they_are(data, kind, mime_type):
    block = file_block(data)
    assert (block["type"], block["mime_type"]) == (kind, mime_type)
    assert base64.b64decode(block["base64"]) == data


def test_a_file_has_its_name(tmp_path):
    path = tmp_path / "bill.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert file_block(path)["filename"] == "bill.pdf"
    (tmp_path / "a.webm").write_bytes(b"\x1aE\xdf\xa3" + b"\0" * 12)
    assert file_block(tmp_path / "a.webm")["type"] == "video"


def test_everything_else_must_be_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffä,b\n1,2".encode())
    assert file_block(path) == {"type": "text", "text": "File a.csv:\n\nä,b\n1,2"}
    assert file_block(b"<svg/>")["type"] == "text"
    for data in (b"\xff\xfe\x00\x01", b"a\0b"):
        with pytest.raises(InvalidRequestError, match="text"):
            file_block(data)


def test_addresses_are_known_by_their_ending():
    assert file_block("https://x.example/a.JPG?sign=1") == {
        "type": "image",
        "url": "https://x.example/a.JPG?sign=1",
        "mime_type": "image/jpeg",
    }
    assert file_block("https://x.example/a.mp4")["type"] == "video"
    with pytest.raises(InvalidRequestError, match="cannot be told"):
        file_block("https://x.example/a")


def test_a_model_that_reads_no_such_files_is_told_of_others():
    with pytest.raises(InvalidRequestError, match=r"takes no pictures; models that do: .+ and \d+ more"):
        file_block(PNG, model="deepseek/deepseek-v4-pro")
    assert file_block(PNG, model="openai/gpt-4o")["type"] == "image"
    assert file_block(PNG, model="acme/new-model")["type"] == "image"
    assert file_block(b"words", model="deepseek/deepseek-v4-pro")["type"] == "text"


def test_a_file_may_be_too_large_or_empty():
    with pytest.raises(InvalidRequestError, match="at most 10"):
        file_block(PNG, max_bytes=10)
    with pytest.raises(InvalidRequestError, match="empty"):
        file_block(b"")
