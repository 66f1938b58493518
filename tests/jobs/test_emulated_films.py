"""The files that the emulator makes for generations are what they say they are."""

import io
import json
import struct
import wave

import pytest

from langchain_aimlapi.emulator.films import FRAMES, film
from langchain_aimlapi.emulator.melodies import melody
from langchain_aimlapi.emulator.meshes import gem, mesh


def boxes(data):
    """The boxes of a level: kind and content."""
    at = 0
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size
    assert at == len(data)


def inside(data, *kinds):
    for kind in kinds:
        data = dict(boxes(data))[kind]
    return data


@pytest.mark.parametrize(("shape", "size"), [("16:9", (256, 144)), ("9:16", (144, 256)), ("odd", (256, 144))])
def test_a_film_is_made_of_the_right_boxes(shape, size):
    data = film("boat", 5, shape)
    assert [kind for kind, _ in boxes(data)] == [b"ftyp", b"moov", b"mdat"]
    header = inside(data, b"moov", b"mvhd")
    scale, length = struct.unpack_from(">II", header, 12)
    assert length / scale == pytest.approx(5, abs=0.01)
    track = inside(data, b"moov", b"trak", b"tkhd")
    assert tuple(side >> 16 for side in struct.unpack(">II", track[-8:])) == size


def test_a_films_tables_lead_to_its_frames():
    data = film("boat", 5)
    tables = inside(data, b"moov", b"trak", b"mdia", b"minf", b"stbl")
    sizes = struct.unpack_from(f">{FRAMES}I", inside(tables, b"stsz"), 12)
    at = struct.unpack_from(">I", inside(tables, b"stco"), 8)[0]
    for size in sizes:
        length, unit = struct.unpack_from(">IB", data, at)
        assert (length + 4, unit) == (size, 0x65)
        assert b"\0\0\0" not in data[at + 4 : at + size]
        assert b"\0\0\1" not in data[at + 4 : at + size]
        at += size
    assert at == len(data)


def test_other_words_make_another_film_the_same_words_the_same():
    assert film("boat", 5) == film("boat", 5)
    assert film("boat", 5) != film("ship", 5)


@pytest.mark.parametrize(("seconds", "rate"), [(10, 8000), (0.3, 44100)])
def test_a_melody_is_a_wav_of_the_length_asked_for(seconds, rate):
    with wave.open(io.BytesIO(melody("rain", seconds, rate))) as sound:
        assert sound.getframerate() == rate
        assert sound.getnframes() == int(seconds * rate)
        assert any(sound.readframes(2000))
    assert melody("rain", 1) != melody("sun", 1)


def test_a_glb_describes_the_body_it_holds():
    data = mesh("mushroom")
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert (kind, size % 4) == (b"JSON", 0)
    described = json.loads(data[20 : 20 + size])
    binary = data[20 + size + 8 :]
    places, corners = described["bufferViews"]
    points, faces = gem("mushroom")
    assert places["byteLength"] == 12 * len(points)
    indices = struct.unpack_from(f"<{3 * len(faces)}H", binary, corners["byteOffset"])
    assert max(indices) == len(points) - 1
    assert described["accessors"][0]["count"] == len(points)
    assert mesh("mushroom") != mesh("boat")


def test_a_body_is_closed():
    _, faces = gem("mushroom")
    edges = [(face[at], face[(at + 1) % 3]) for face in faces for at in range(3)]
    assert len(set(edges)) == len(edges)
    assert {(b, a) for a, b in edges} == set(edges)


def test_an_obj_counts_from_one():
    lines = mesh("mushroom", "obj").decode().splitlines()
    points = sum(line.startswith("v ") for line in lines)
    numbers = {int(word) for line in lines if line.startswith("f ") for word in line.split()[1:]}
    assert numbers == set(range(1, points + 1))
