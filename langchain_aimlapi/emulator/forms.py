"""Forms (`multipart/form-data`) taken apart. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from langchain_aimlapi.emulator.errors import ServiceError

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_PARAMETER = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Part:
    """One part of a form; `filename` is None for a plain field."""

    name: str
    filename: str | None
    mime_type: str
    content: bytes


def parse_form(content_type: str, content: bytes) -> list[Part]:
    """The parts of a form, in their order.

    Raises:
        ServiceError: 400 if it is no form or a broken one.
    """
    boundary = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or boundary is None:
        raise ServiceError(400, "Body validation error: expected multipart/form-data")
    mark = b"--" + boundary[1].encode()
    start, *pieces = (b"\r\n" + content).split(b"\r\n" + mark)
    if start or not pieces or not pieces[-1].startswith(b"--"):
        raise ServiceError(400, "Multipart: Unexpected end of form")
    return [_part(piece) for piece in pieces[:-1]]


def _part(piece: bytes) -> Part:
    head, gap, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    named = dict(_PARAMETER.findall(headers.get("content-disposition", "")))
    if not gap or "name" not in named:
        raise ServiceError(400, "Multipart: Malformed part header")
    return Part(named["name"], named.get("filename"), headers.get("content-type", "text/plain"), content)
