"""What the first bytes of a file say that it is: fields behind the signature are looked at as well. Pure.

The libraries for this (`puremagic`, `filetype`) compare signatures only: to both of them "BMW is a car maker" is an
image and "ID3 is an algorithm" a recording, to one an M4A file is a video and to the other an OGV file a recording.
"""

from __future__ import annotations

import re
from collections.abc import Callable

HEAD = 64 * 1024
"""Bytes that are enough to tell what a file is."""
_ASCII_WHITE = b" \t\r\n\x0c"
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_LARGEST_FIRST_BOX = 0x20000000
_BITRATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    3: (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
}
"""Kbit/s by index: MPEG 1 layer 3, MPEG 2 layers 2 and 3, MPEG 1 layer 2."""
_RATES = (44100, 48000, 32000)
_AAC_RATES = 13
_VIDEO_CODEC = re.compile(rb"V_(?:VP\d|AV1|MPEG|MS/|THEORA|UNCOMP|QUICK|REAL|PRORES|FFV|DIRAC)")
_AUDIO_CODEC = re.compile(rb"A_(?:OPUS|VORBIS|AAC|MPEG|FLAC|PCM|AC3|EAC3|DTS|ALAC|MS/|REAL|TRUEHD)")
_PDF = re.compile(rb"%PDF-\d\.\d(?:[\s%]|$)")
_HTML = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SVG = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!doctype\s+svg[^>]*>\s*)*<svg[\s>]", re.IGNORECASE | re.DOTALL
)
_MESH = re.compile(
    rb"(?:\s*#[^\n]*\n)*\s*(?:v[nt]? +-?[\d.]|[og] |mtllib |usemtl |solid |ply\s|<COLLADA|<\?xml[^>]*>\s*<COLLADA|"
    rb"\{\s*\"(?:asset|accessors|scenes?)\")"
)
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def type_of_bytes(data: bytes) -> str | None:
    r"""The MIME type that the first bytes of a file stand for; None if they stand for none, as plain text does.

    Args:
        data: The file, or its first `HEAD` bytes.

    Example:
        >>> type_of_bytes(b"BMW is a car maker"), type_of_bytes(b"%PDF-1.7 \n%")
        (None, 'application/pdf')
    """
    head = bytes(data[:HEAD])
    for start, look in _LOOKS:
        if head.startswith(start):
            found = look(head) if callable(look) else look
            if found is not None:
                return found
    return _boxed(head) or _pdf(head) or _marked_up(head) or _mpeg(head)


def is_mesh_text(data: bytes) -> bool:
    """Whether a text is a mesh: Wavefront OBJ, glTF as JSON, COLLADA, and STL or PLY as text."""
    return _MESH.match(data) is not None


def is_text(data: bytes) -> bool:
    """Whether bytes are text: UTF-8 or, with its mark, UTF-16, without control characters; a cut character is none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    for lost in range(4):
        try:
            text = data[: len(data) - lost].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and all(character.isprintable() or character in "\t\r\n\f\x1b" for character in text)
    return False


# Signatures with their fields


def _bmp(head: bytes) -> str | None:
    size_of_header = int.from_bytes(head[14:18], "little")
    return "image/bmp" if size_of_header in (12, 16, 40, 52, 56, 64, 108, 124) else None


def _gif(head: bytes) -> str | None:
    """The size of the screen, and an aspect that is hardly ever set: text has neither."""
    return "image/gif" if len(head) > 12 and not is_text(head[6:13]) else None  # noqa: PLR2004


def _jpeg(head: bytes) -> str | None:
    return "image/jpeg" if len(head) > 3 and head[3] >= 0xC0 else None  # noqa: PLR2004 - a marker of a segment


def _riff(head: bytes) -> str | None:
    kinds = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
    return kinds.get(head[8:12])


def _aiff(head: bytes) -> str | None:
    return "audio/aiff" if head[8:12] in (b"AIFF", b"AIFC") else None


def _id3(head: bytes) -> str | None:
    """A version of 2 to 4, and a size in bytes of seven bits."""
    fits = len(head) >= 10 and head[3] in (2, 3, 4) and max(head[6:10]) < 0x80  # noqa: PLR2004
    return "audio/mpeg" if fits else None


def _flac(head: bytes) -> str | None:
    return "audio/flac" if head[4:8] in (b"\0\0\0\x22", b"\x80\0\0\x22") else None


def _ogg(head: bytes) -> str | None:
    if len(head) < 6 or head[4] != 0 or head[5] > 7:  # noqa: PLR2004 - version and flags of a page
        return None
    return "video/ogg" if b"\x80theora" in head or b"BBCD\0" in head[:512] else "audio/ogg"


def _matroska(head: bytes) -> str | None:
    kind = "webm" if b"webm" in head[:64] else "x-matroska"
    sound_only = _AUDIO_CODEC.search(head) and not _VIDEO_CODEC.search(head)
    return f"audio/{kind}" if sound_only else f"video/{kind}"


def _windows_media(head: bytes) -> str | None:
    tail = bytes.fromhex("4d5bcf11a8fd00805f5c442b")
    sound_only = b"\x40\x9e\x69\xf8" + tail in head and b"\xc0\xef\x19\xbc" + tail not in head
    return "audio/x-ms-wma" if sound_only else "video/x-ms-wmv"


def _zip(head: bytes) -> str | None:
    if head[30:38] == b"mimetype":
        found = re.match(rb"application/(?:epub\+zip|vnd\.oasis\.opendocument\.[a-z]+)", head[38:120])
        return found[0].decode() if found else "application/zip"
    return next((kind for place, kind in _OFFICE.items() if place in head), "application/zip")


def _gltf(head: bytes) -> str | None:
    return "model/gltf-binary" if int.from_bytes(head[4:8], "little") in (1, 2) else None


def _icon(head: bytes) -> str | None:
    return "image/x-icon" if 0 < int.from_bytes(head[4:6], "little") < 256 and head[9:10] == b"\0" else None  # noqa: PLR2004


def _transport_stream(head: bytes) -> str | None:
    packets = head[::188][:3]
    return "video/mp2t" if packets == b"\x47\x47\x47" else None


def _sound_file(head: bytes) -> str | None:
    return "audio/x-au" if 24 <= int.from_bytes(head[4:8], "big") < 65536 else None  # noqa: PLR2004


_LOOKS: tuple[tuple[bytes, str | Callable[[bytes], str | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"RIFF", _riff),
    (b"RF64", _riff),
    (b"BW64", _riff),
    (b"RIFX", _riff),
    (b"BM", _bmp),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\xff\x0a", lambda head: None if is_text(head[2:]) else "image/jxl"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"8BPS\0\1", "image/vnd.adobe.photoshop"),
    (b"\0\0\1\0", _icon),
    (b"ID3", _id3),
    (b"fLaC", _flac),
    (b"OggS", _ogg),
    (b"FORM", _aiff),
    (b"caff\0\1", "audio/x-caf"),
    (b".snd", _sound_file),
    (b"#!AMR\n", "audio/amr"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"MThd\0\0\0\6", "audio/midi"),
    (b"\x0b\x77", lambda head: None if is_text(head[2:64]) else "audio/ac3"),
    (b"\x1aE\xdf\xa3", _matroska),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _windows_media),
    (b"FLV\1", "video/x-flv"),
    (b"\0\0\1\xba", "video/mpeg"),
    (b"\0\0\1\xb3", "video/mpeg"),
    (b"G", _transport_stream),
    (b"glTF", _gltf),
    (b"PK\3\4", _zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b\x08", "application/gzip"),
)


# Families of formats


def _boxed(head: bytes) -> str | None:
    """Files of boxes: MP4, QuickTime, HEIF. Brands tell them apart, then the tracks that the head shows."""
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if kind not in _BOXES or not (size == 1 or 8 <= size < _LARGEST_FIRST_BOX):  # noqa: PLR2004 - a header has 8 bytes
        return None
    if kind != b"ftyp":
        return "video/quicktime"
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, 256), 4))]
    main = next((found for brand in brands[:1] if (found := _brand(brand))), None)
    if main is None or main == "image/heif":
        main = next((found for brand in brands if (found := _brand(brand)) and found == "image/heic"), main)
        main = "image/avif" if b"avif" in brands or b"avis" in brands else main
    at = head.find(b"moov") - 4
    index = head[at : at + int.from_bytes(head[at : at + 4], "big")] if at > 0 else b""
    whole = at > 0 and len(index) == int.from_bytes(head[at : at + 4], "big")  # else a track may be further on
    sound_only = whole and b"soun" in index and b"vide" not in index
    return main or ("audio/mp4" if sound_only else "video/mp4")


def _brand(brand: bytes) -> str | None:
    if brand in (b"avif", b"avis"):
        return "image/avif"
    if brand in (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"):
        return "image/heic"
    if brand in (b"mif1", b"msf1"):
        return "image/heif"
    if brand in (b"M4A ", b"M4B ", b"M4P "):
        return "audio/mp4"
    if brand == b"qt  ":
        return "video/quicktime"
    return "video/3gpp" if brand[:3] == b"3gp" else None


def _pdf(head: bytes) -> str | None:
    """A PDF file; readers allow for bytes before its mark, such as a byte order mark or the headers of a message."""
    found = _PDF.search(head[:1024])
    if found is None:
        return None
    before = head[: found.start()].strip(b"\xef\xbb\xbf\0" + _ASCII_WHITE)
    return "application/pdf" if not before or not is_text(head[:1024]) else None


def _marked_up(head: bytes) -> str | None:
    text = head.lstrip(b"\xef\xbb\xbf" + _ASCII_WHITE)
    if _SVG.match(text):
        return "image/svg+xml"
    if _HTML.match(text):
        return "text/html"
    return "application/xml" if text.startswith(b"<?xml") else None


def _mpeg(head: bytes) -> str | None:
    """Bare frames of AAC or MPEG audio: the header is possible, and a second one stands where the first one says."""
    if len(head) < 7 or head[0] != 0xFF:  # noqa: PLR2004
        return None
    aac = head[1] & 0xF6 == 0xF0  # noqa: PLR2004 - layer 0
    length = _aac_frame(head) if aac else _mpeg_frame(head)
    if not length:
        return None
    follower = head[length : length + 2]
    follows = len(follower) < 2 or (follower[0] == 0xFF and follower[1] & 0xF6 == head[1] & 0xF6)  # noqa: PLR2004
    return ("audio/aac" if aac else "audio/mpeg") if follows else None


def _aac_frame(head: bytes) -> int:
    """Bytes of a frame of ADTS; 0 if it is none."""
    if head[2] >> 2 & 0x0F >= _AAC_RATES:
        return 0
    length = (head[3] & 0x03) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0  # noqa: PLR2004 - longer than its header


def _mpeg_frame(head: bytes) -> int:
    """Bytes of a frame of MPEG audio, layer 2 or 3; 0 if it is none."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5; 1: layer 3, 2: layer 2
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if head[1] & 0xE0 != 0xE0 or version == 1 or layer not in (1, 2) or not 0 < bits < 15 or rate == 3:  # noqa: PLR2004
        return 0
    first = version == 3  # noqa: PLR2004
    kilobits = _BITRATES[(1 if layer == 1 else 3) if first else 2][bits]
    hertz = _RATES[rate] >> (0 if first else 1 if version == 2 else 2)  # noqa: PLR2004
    samples = 1152 if first or layer == 2 else 576  # noqa: PLR2004
    return samples // 8 * kilobits * 1000 // hertz + (head[2] >> 1 & 1)
