"""Bodies in space: a gem whose edges depend on the request, as glTF 2.0 binary (GLB) or as Wavefront OBJ. Pure."""

from __future__ import annotations

import json
import math
import struct
from functools import lru_cache

from langchain_aimlapi.emulator.replies import digest

Point = tuple[float, float, float]
Face = tuple[int, int, int]
MIME_TYPES = {"glb": "model/gltf-binary", "obj": "model/obj"}
FLOAT, UNSIGNED_SHORT = 5126, 5123
ARRAY, ELEMENTS = 34962, 34963


@lru_cache(maxsize=64)
def mesh(topic: str, form: str = "glb") -> bytes:
    """A file with one closed body.

    Args:
        topic: Another one makes another body.
        form: ``glb`` or ``obj``.
    """
    points, faces = gem(topic)
    return _obj(points, faces) if form == "obj" else _glb(points, faces, topic)


def gem(topic: str) -> tuple[list[Point], list[Face]]:
    """Corners and triangles: a ring of corners at changing distances, a point above and one below."""
    code = [int(letter, 16) for letter in digest(topic, "gem")]
    count = 5 + code[0] % 8
    ring = [_corner(at, count, 0.5 + code[at + 1] / 20) for at in range(count)]
    points = [*ring, (0.0, 0.6 + code[-1] / 16, 0.0), (0.0, -0.6 - code[-2] / 16, 0.0)]
    following = [(at, (at + 1) % count) for at in range(count)]
    return points, [(b, a, count) for a, b in following] + [(a, b, count + 1) for a, b in following]


def _corner(at: int, count: int, distance: float) -> Point:
    angle = 2 * math.pi * at / count
    return round(distance * math.cos(angle), 6), 0.0, round(distance * math.sin(angle), 6)


def _obj(points: list[Point], faces: list[Face]) -> bytes:
    lines = [*("v {} {} {}".format(*point) for point in points)]
    lines += ["f {} {} {}".format(*(corner + 1 for corner in face)) for face in faces]
    return ("\n".join(lines) + "\n").encode()


def _glb(points: list[Point], faces: list[Face], topic: str) -> bytes:
    places = b"".join(struct.pack("<3f", *point) for point in points)
    corners = b"".join(struct.pack("<3H", *face) for face in faces)
    text = json.dumps(_description(points, faces, len(places), len(corners), topic)).encode()
    chunks = _chunk(b"JSON", text, b" ") + _chunk(b"BIN\0", places + corners, b"\0")
    return b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks


def _chunk(kind: bytes, data: bytes, filler: bytes) -> bytes:
    filled = data + filler * (-len(data) % 4)
    return struct.pack("<I", len(filled)) + kind + filled


def _description(points: list[Point], faces: list[Face], places: int, corners: int, topic: str) -> dict[str, object]:
    code = digest(topic, "colour")
    colour = [int(code[at], 16) / 15 for at in range(3)]
    single = [struct.unpack("<3f", struct.pack("<3f", *point)) for point in points]
    low, high = ([pick(axis) for axis in zip(*single, strict=True)] for pick in (min, max))
    return {
        "asset": {"version": "2.0", "generator": "AI/ML API emulator"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [*colour, 1]}, "doubleSided": True}],
        "buffers": [{"byteLength": places + corners}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": places, "target": ARRAY},
            {"buffer": 0, "byteOffset": places, "byteLength": corners, "target": ELEMENTS},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": FLOAT, "count": len(points), "type": "VEC3", "min": low, "max": high},
            {"bufferView": 1, "componentType": UNSIGNED_SHORT, "count": 3 * len(faces), "type": "SCALAR"},
        ],
    }
