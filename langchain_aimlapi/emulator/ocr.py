"""OCR: the text layer of a PDF is really read; scans, pictures and addresses get one canned page that says so. Pure."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyAnswer, FamilyCall
from langchain_aimlapi.emulator.media import MediaError, decode, sniff_image
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost

Json = dict[str, Any]
GOOGLE = "google/gc-document-ai"
PRICE = 0.001
"""USD per page: an emulator convention."""
CANNED = "# Canned page\n\nThe emulator reads the text layer of PDF files only. This is {what}."
_STREAM = re.compile(rb"<<(?P<head>[^<>]*(?:<<[^<>]*>>[^<>]*)*)>>\s*stream\r?\n(?P<data>.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\((?P<text>(?:[^()\\]|\\.)*)\)\s*(?:Tj|'|\")|\[(?P<list>[^\]]*)\]\s*TJ|(?P<line>T\*|T[dD]|ET)")
_PIECE = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_UPSTREAM = {"zhipu/glm-ocr": "glm-ocr", GOOGLE: "gc-document-ai", "gc-document-ai": "gc-document-ai"}


@dataclass(frozen=True)
class Scan:
    """A document: its pages as text, and its size where its bytes were sent."""

    pages: list[str]
    size: int | None = None
    pixels: tuple[int, int] | None = None


def read_document(call: FamilyCall) -> FamilyAnswer:
    """The pages of a document, those that were asked for.

    Raises:
        ServiceError: 400 for a document that cannot be read.
    """
    scan = _scan(_address(call.body["document"]))
    measured = scan.size is not None or call.card.vendor == "Mistral AI"  # whose pages have a size at any address
    wanted = _wanted(call.body.get("pages"), len(scan.pages))
    spent = max(1, round(len(wanted) * PRICE * CREDITS_PER_USD))
    cost = Cost(spent / CREDITS_PER_USD, spent)
    body: Json = {
        "pages": [_page(index, scan, measured=measured) for index in wanted],
        "model": _UPSTREAM.get(call.card.id, "mistral-ocr-2503-completion"),
        "usage_info": {"pages_processed": len(wanted), "doc_size_bytes": scan.size},
        "meta": cost.as_meta(),
    }
    if call.body.get("document_annotation_format"):
        body["document_annotation"] = '{"emulator": true}'
    return FamilyAnswer(body, cost, call.status)


def pdf_pages(content: bytes) -> list[str]:
    """The text of each content stream of a PDF, plain or compressed with Flate; streams without text are left out."""
    texts = [_text_of(_unpacked(found["head"], found["data"])) for found in _STREAM.finditer(content)]
    return [text for text in texts if text.strip()]


def _unpacked(head: bytes, data: bytes) -> bytes:
    if b"/FlateDecode" not in head:
        return data
    try:
        return zlib.decompressobj().decompress(data, 10_000_000)
    except zlib.error:
        return b""


def _text_of(stream: bytes) -> str:
    pieces: list[bytes] = []
    for found in _SHOWN.finditer(stream):
        if found["line"]:
            pieces.append(b"\n")
        elif found["list"] is not None:
            pieces += map(_unescaped, _PIECE.findall(found["list"]))
        else:
            pieces.append(_unescaped(found["text"]))
    lines = b"".join(pieces).decode("latin-1").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _unescaped(text: bytes) -> bytes:
    return re.sub(rb"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text, flags=re.DOTALL)


def _address(document: Any) -> str:
    """Google's text, or the address in Mistral's and Zhipu's object."""
    if isinstance(document, str):
        return document
    return str(document.get("document_url") or document.get("image_url"))


def _scan(address: str) -> Scan:
    if address.startswith(("http://", "https://")):
        return Scan([CANNED.format(what="an address, which is not fetched")])
    try:
        _, content = decode(address)
    except MediaError as error:
        raise ServiceError(400, f"400 The document cannot be read: {error}") from None
    if content.startswith(b"%PDF"):
        return Scan(pdf_pages(content) or [CANNED.format(what="a PDF without one")], len(content))
    found = sniff_image(content)
    if found is None:
        raise ServiceError(400, "400 The document is neither a PDF nor a picture")
    return Scan([CANNED.format(what=f"a {found[0]} picture")], len(content), found[1:])


def _page(index: int, scan: Scan, *, measured: bool) -> Json:
    width, height = scan.pixels or (1700, 2200)
    shown = {"dpi": 200, "height": height, "width": width} if measured else None
    return {"index": index, "markdown": scan.pages[index], "images": [], "dimensions": shown}


def _wanted(pages: Any, count: int) -> list[int]:
    """The indices, from 0, of the pages that were asked for and that there are."""
    if pages is None:
        return list(range(count))
    if isinstance(pages, dict):
        low, high = pages.get("start", 1), pages.get("end", count)
        chosen = [number - 1 for number in pages.get("indices") or range(low, high + 1)]
    elif isinstance(pages, list):
        chosen = pages
    else:
        first, _, last = pages.partition("-")
        chosen = list(range(int(first), int(last or first) + 1))
    return [index for index in chosen if index < count]
