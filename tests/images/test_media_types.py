"""Kinds and sizes of pictures by their first bytes; the emulator's encoders make the samples."""

import pytest

from langchain_aimlapi.emulator.pictures import MIME_TYPES, draw, encode
from langchain_aimlapi.media_types import pixel_size, sniff, type_of_name

GIF = b"GIF89a\x05\x00\x07\x00rest"
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xf0\x00"
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0"


@pytest.mark.parametrize("form", MIME_TYPES)
@pytest.mark.parametrize("size", [(1, 1), (64, 48), (777, 333)])
def test_what_is_drawn_is_known_by_its_bytes(form, size):
    data = encode(draw("boat", *size), form)
    assert sniff(data) == MIME_TYPES[form]
    if form in ("png", "jpeg", "webp"):
        assert pixel_size(data) == size


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [(GIF, "image/gif", (5, 7)), (LOSSY, "image/webp", (320, 240)), (EXTENDED, "image/webp", (320, 240))],
)
def test_other_kinds(data, kind, size):
    assert sniff(data) == kind
    assert pixel_size(data) == size


@pytest.mark.parametrize("data", [b"", b"hello", b"<html>", b"RIFF", b"%PDF-1.4", b"<?xml version='1.0'?><a/>"])
def test_what_is_no_picture(data):
    assert sniff(data) is None
    assert pixel_size(data) is None


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_a_cut_picture_has_no_size_or_the_right_one(form):
    data = encode(draw("boat", 64, 48), form)
    for end in range(40):
        assert pixel_size(data[:end]) in (None, (64, 48))


def test_names_tell_kinds():
    assert type_of_name("https://x.example/a.JPG?x=.png") == "image/jpeg"
    assert type_of_name("a.tif") == "image/tiff"
    assert type_of_name("a") is None
