"""`aimlapi image`, `model3d`, `speak`, `ocr`: files that are written, never over others, and what is printed."""

import io
import json
import wave

import pytest
from samples import pdf, png

from langchain_aimlapi.media_types import pixel_size, sniff, sniff_sound


def test_a_picture_is_saved_under_the_name_that_was_asked_for(aimlapi):
    done = aimlapi("image", "A", "paper", "boat", "-o", "boat.png", "--aspect-ratio", "16:9")
    assert done.stdout == "boat.png\n"
    assert "inference id inf-" in done.stderr
    assert sniff(aimlapi.path("boat.png").read_bytes())


def test_a_picture_gets_a_free_name_where_none_is_given(aimlapi):
    names = {aimlapi("image", "A paper boat").stdout.strip() for _ in range(2)}
    assert len(names) == 2
    assert all(sniff(aimlapi.path(name).read_bytes()) for name in names)


def test_a_file_that_is_there_is_kept_and_nothing_is_paid_for(aimlapi, emulator):
    aimlapi.path("boat.png").write_bytes(b"mine")
    aimlapi.path("boat-2.png").write_bytes(b"mine too")
    for words in (("image", "A boat", "-o", "boat.png"), ("speak", "A boat", "-o", "boat.png")):
        assert "--force replaces it" in aimlapi(*words, code=2).stderr
    assert "boat-2.png is there" in aimlapi("image", "A boat", "-o", "boat.png", "-n", "2", code=2).stderr
    assert "is no directory" in aimlapi("image", "A boat", "-o", "nowhere/boat.png", code=2).stderr
    assert emulator.requests == []
    assert aimlapi.path("boat.png").read_bytes() == b"mine"
    aimlapi("image", "A boat", "-o", "boat.png", "--force")
    assert sniff(aimlapi.path("boat.png").read_bytes())


def test_several_pictures_are_numbered_and_told_as_json(aimlapi):
    words = ("--model", "flux/schnell", "--count", "2", "--size", "512x384", "--seed", "7")
    found = json.loads(aimlapi("image", "A boat", "-o", "boat.png", "--json", *words).stdout)
    assert [file["path"] for file in found["files"]] == ["boat-1.png", "boat-2.png"]
    assert pixel_size(aimlapi.path("boat-2.png").read_bytes()) == (512, 384)
    assert found["cost"]["usd"] > 0
    assert found["model"] == "flux/schnell"


def test_pictures_are_changed_and_made_larger(aimlapi, emulator):
    aimlapi.path("in.png").write_bytes(png(64, 48))
    aimlapi("image", "Make it blue", "--input", "in.png", "-o", "blue.png")
    assert "Make it blue" in str(emulator.requests[0].body)
    aimlapi("image", "-i", "in.png", "-m", "bytedance/dreamina-creative-upscale", "-o", "large.png")
    assert "bytedance/dreamina-creative-upscale" in [request.model for request in emulator.requests]
    assert "takes no pictures" in aimlapi("image", "-i", "in.png", "-m", "flux/schnell", code=2).stderr
    assert "say what the picture shows" in aimlapi("image", code=2).stderr
    assert "--input" in aimlapi("image", "A boat", "--mask", "in.png", code=2).stderr


def test_bytes_go_to_standard_output_where_that_is_asked_for(aimlapi):
    assert sniff(aimlapi("image", "A boat", "-o", "-").stdout_bytes)
    assert sniff_sound(aimlapi("speak", "Hello", "--format", "wav", "-o", "-").stdout_bytes) == "audio/wav"
    assert "standard output" in aimlapi("image", "A boat", "-o", "-", "--json", code=2).stderr
    assert "takes one file" in aimlapi("image", "A boat", "-o", "-", "-n", "2", code=2).stderr


def test_a_body_in_space(aimlapi):
    aimlapi.path("in.png").write_bytes(png(64, 48))
    found = json.loads(aimlapi("model3d", "in.png", "-o", "thing.glb", "--json").stdout)
    assert aimlapi.path("thing.glb").read_bytes().startswith(b"glTF")
    assert found["files"][0]["part"] == "model_mesh"
    assert "give a picture" in aimlapi("model3d", code=2).stderr


def test_a_text_is_read_aloud(aimlapi):
    done = aimlapi("speak", "-o", "hello.wav", "--format", "wav", "--voice", "coral", input="One two three.\n")
    assert done.stdout == "hello.wav\n"
    with wave.open(io.BytesIO(aimlapi.path("hello.wav").read_bytes())) as sound:
        assert sound.getnframes() > 0
    found = json.loads(aimlapi("speak", "One", "-o", "one.mp3", "--json").stdout)
    assert found["path"] == "one.mp3"
    assert "standard input is empty" in aimlapi("speak", code=2).stderr


def test_voices_are_listed(aimlapi):
    assert "coral" in aimlapi("speak", "--voices").stdout.splitlines()
    assert "coral" in json.loads(aimlapi("speak", "--voices", "--json").stdout)
    assert "knows no voices" in aimlapi("speak", "--voices", "-m", "acme/speaker").stderr


def test_a_document_is_read_as_text_or_as_pages(aimlapi, emulator):
    aimlapi.path("a.pdf").write_bytes(pdf("Seven paper boats"))
    assert "Seven paper boats" in aimlapi("ocr", "a.pdf").stdout
    found = json.loads(aimlapi("ocr", "a.pdf", "--pages", "1", "--json").stdout)
    assert "Seven paper boats" in found["pages"][0]["markdown"]
    assert emulator.requests[-1].body["pages"] == [0]
    aimlapi("ocr", "a.pdf", "-o", "a.md")
    assert "Seven paper boats" in aimlapi.path("a.md").read_text()
    assert "--force" in aimlapi("ocr", "a.pdf", "-o", "a.md", code=2).stderr
    assert "--pages must be" in aimlapi("ocr", "a.pdf", "--pages", "0", code=2).stderr


@pytest.mark.parametrize("command", ["image", "speak", "ocr", "transcribe", "video", "model3d"])
def test_a_model_of_another_family_is_refused_before_anything_is_sent(aimlapi, emulator, command):
    aimlapi.path("a.png").write_bytes(png())
    what = "a.png" if command in ("ocr", "transcribe", "model3d") else "A boat"
    assert "gpt-4o" in aimlapi(command, what, "--model", "openai/gpt-4o", code=2).stderr
    assert emulator.requests == []
