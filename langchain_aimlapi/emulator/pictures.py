"""Small real pictures without a library: a mosaic of 8 by 8 tiles as PNG, JPEG, WebP, TIFF or SVG. Pure."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass

from langchain_aimlapi.emulator import jpeg, webp

TILES = 8
MIME_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "svg": "image/svg+xml",
}
SUFFIXES = {"png": "png", "jpeg": "jpg", "webp": "webp", "tiff": "tiff", "svg": "svg"}
_SPELLINGS = {"jpg": "jpeg", "tif": "tiff"}
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    """A mosaic.

    Attributes:
        tiles: The colours, row by row.
        width: Pixels.
        height: Pixels.
    """

    tiles: tuple[tuple[Colour, ...], ...]
    width: int
    height: int

    def columns(self) -> list[int]:
        """The tile column of every pixel column."""
        return [x * TILES // self.width for x in range(self.width)]

    def rows(self) -> list[int]:
        """The tile row of every pixel row."""
        return [y * TILES // self.height for y in range(self.height)]


def draw(topic: str, width: int, height: int) -> Picture:
    """A mosaic that depends on a text: the same text gives the same colours, at any size."""
    digest = hashlib.shake_256(topic.encode("utf-8", "surrogatepass")).digest(6 + TILES * TILES)
    ends = digest[:3], digest[3:6]
    shades = digest[6:]
    tiles = tuple(tuple(_mix(*ends, shades[row * TILES + column]) for column in range(TILES)) for row in range(TILES))
    return Picture(tiles, width, height)


def encode(picture: Picture, form: str) -> bytes:
    """The picture as a file of one of `MIME_TYPES`."""
    return {"png": _png, "jpeg": _jpeg, "webp": _webp, "tiff": _tiff, "svg": _svg}[form](picture)


def form_of(word: str | None) -> str:
    """The key in `MIME_TYPES` for a model's word for a format; PNG for none."""
    form = _SPELLINGS.get((word or "png").lower(), (word or "png").lower())
    return form if form in MIME_TYPES else "png"


def _mix(one: bytes, other: bytes, share: int) -> Colour:
    red, green, blue = ((a * share + b * (255 - share)) // 255 for a, b in zip(one, other, strict=True))
    return red, green, blue


def _pixel_rows(picture: Picture) -> dict[int, bytes]:
    """The bytes of a row of pixels, by tile row."""
    columns = picture.columns()
    return {row: b"".join(bytes(picture.tiles[row][column]) for column in columns) for row in set(picture.rows())}


def _png(picture: Picture) -> bytes:
    rows, packer = _pixel_rows(picture), zlib.compressobj(1)
    packed = b"".join(packer.compress(b"\0" + rows[row]) for row in picture.rows()) + packer.flush()
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _jpeg(picture: Picture) -> bytes:
    return jpeg.encode(picture.tiles, picture.width, picture.height)


def _webp(picture: Picture) -> bytes:
    dark = [[sum(colour) < _MIDDLE for colour in row] for row in picture.tiles]
    columns = picture.columns()
    rows = {row: [dark[row][column] for column in columns] for row in set(picture.rows())}
    colours = (picture.tiles[0][0], picture.tiles[-1][-1])
    return webp.encode([rows[row] for row in picture.rows()], colours)


_MIDDLE = 3 * 128


def _tiff(picture: Picture) -> bytes:
    """Uncompressed RGB, one strip."""
    rows = _pixel_rows(picture)
    pixels = b"".join(rows[row] for row in picture.rows())
    bits_at = 8 + 2 + 10 * 12 + 4
    pixels_at = bits_at + 6
    entries = (
        (256, 4, 1, picture.width),
        (257, 4, 1, picture.height),
        (258, 3, 3, bits_at),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, pixels_at),
        (277, 3, 1, 3),
        (278, 4, 1, picture.height),
        (279, 4, 1, len(pixels)),
        (284, 3, 1, 1),
    )
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    return head + table + struct.pack("<I", 0) + struct.pack("<HHH", 8, 8, 8) + pixels


def _svg(picture: Picture) -> bytes:
    tiles = "".join(
        f'<rect x="{column}" y="{row}" width="1" height="1" fill="#{bytes(colour).hex()}"/>'
        for row, line in enumerate(picture.tiles)
        for column, colour in enumerate(line)
    )
    size = f'width="{picture.width}" height="{picture.height}" viewBox="0 0 {TILES} {TILES}"'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {size} preserveAspectRatio="none">{tiles}</svg>'
    return text.encode()
