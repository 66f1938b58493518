"""Image requests: the input pictures are checked, mosaics are drawn, and the answer is dressed as the model's."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.family import FamilyAnswer, FamilyCall
from langchain_aimlapi.emulator.forms import Part
from langchain_aimlapi.emulator.image_shapes import image_body
from langchain_aimlapi.emulator.image_sizes import Size, picture_size
from langchain_aimlapi.emulator.media import MediaError, decode, sniff_image
from langchain_aimlapi.emulator.pictures import MIME_TYPES, SUFFIXES, draw, encode, form_of
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost

Json = dict[str, Any]
PICTURE_FIELDS = ("image", "image_url", "image_urls", "alpha_url", "reference_image_url")
# USD per picture where the catalogue states no price: an emulator convention.
UNPRICED = 0.04
MOST_FILES = 16
MOST_BYTES = 50 * 1024 * 1024
MOST_MASK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Drawn:
    """One finished picture, and the name its address ends with."""

    content: bytes
    mime_type: str
    name: str
    size: Size


def make_images(call: FamilyCall, keep: Callable[[Drawn], str], source: Size | None = None) -> FamilyAnswer:
    """Draw what is asked for.

    Args:
        call: The request.
        keep: Keeps a picture and returns its address.
        source: Size of the first input picture of a form.

    Raises:
        ServiceError: 400 for an input picture that is none.
    """
    source = source or _first_source(call)
    count = int(call.parameter("num_images") or call.parameter("n") or 1)
    pictures = [_drawn(call, index, source) for index in range(count)]
    items = [_item(call, picture, keep) for picture in pictures]
    price = call.card.prices.per_image if call.card.prices else None
    spent = round((UNPRICED if price is None else price) * count * CREDITS_PER_USD)
    cost = Cost(spent / CREDITS_PER_USD, spent)
    body = {**image_body(call, items, int(time.time())), "meta": cost.as_meta()}
    return FamilyAnswer(body, cost, call.status)


def read_edit(parts: list[Part]) -> tuple[Json, Size | None]:
    """The body that the fields of an edit's form make, and the size of its first picture.

    Raises:
        ServiceError: 400 for files that the model does not take.
    """
    body = {part.name: part.content.decode("utf-8", "replace") for part in parts if part.filename is None}
    images = [part for part in parts if part.filename is not None and part.name in ("image", "image[]")]
    masks = [part for part in parts if part.filename is not None and part.name == "mask"]
    if not 1 <= len(images) <= MOST_FILES:
        raise ServiceError(
            400, f"Body validation error: image: Expected 1 to {MOST_FILES} files, received {len(images)}"
        )
    found = [_check_file(part, MOST_BYTES, ("PNG", "JPEG", "WEBP")) for part in images]
    for mask in masks:
        if _check_file(mask, MOST_MASK_BYTES, ("PNG",)) != found[0]:
            raise ServiceError(400, "400 Invalid mask image: it must have the size of the image")
    return {
        **body,
        **{name: _described(files) for name, files in (("image", images), ("mask", masks)) if files},
    }, found[0]


def _described(files: list[Part]) -> Json:
    """Files as the schema has them: what the service's server makes of an upload."""
    shown = digest([hashlib.sha256(part.content).hexdigest() for part in files])
    first = files[0]
    return {"fieldname": first.name, "originalname": shown, "encoding": "7bit", "mimetype": first.mime_type}


_END_OF_JPEG, _TRAILER = b"\xff\xd9", 1024


def _check_file(part: Part, most: int, forms: tuple[str, ...]) -> Size:
    found = sniff_image(part.content)
    if found is None or found[0] not in forms:
        raise ServiceError(400, f"400 Invalid image file for '{part.name}': supported are {', '.join(forms)}")
    if found[0] == "JPEG" and _END_OF_JPEG not in part.content[-_TRAILER:]:
        raise ServiceError(400, f"400 Invalid image file or mode for '{part.name}', please check your image file")
    if len(part.content) >= most:
        raise ServiceError(400, f"400 Image too large for '{part.name}': at most {most // 1024 // 1024} MB")
    return found[1:]


def _first_source(call: FamilyCall) -> Size | None:
    """Check every input picture that is sent along, and tell the size of the first."""
    sizes = [_source(name, text) for name in PICTURE_FIELDS for text in _texts(call.body, name, call)]
    return next((size for size in sizes if size is not None), None)


def _texts(body: Json, name: str, call: FamilyCall) -> list[str]:
    value = body.get(name) if name in call.endpoint.parameters else None
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _source(name: str, text: str) -> Size | None:
    if text.startswith(("http://", "https://")):
        return None  # the emulator stays offline
    if name != "image" and not text.startswith("data:"):
        raise ServiceError(400, f"Body validation error: {name}: Invalid url")
    try:
        found = sniff_image(decode(text)[1])
    except MediaError as error:
        raise ServiceError(400, f"400 {name}: {error}") from None
    if found is None:
        raise ServiceError(400, f"400 {name}: the data is not a JPEG, PNG, GIF or WEBP image")
    return found[1:]


def _drawn(call: FamilyCall, index: int, source: Size | None) -> Drawn:
    width, height = picture_size(call, source)
    vector = str(call.body.get("style", "")).startswith("vector_illustration")
    form = "svg" if vector else form_of(call.parameter("output_format"))
    topic = digest({key: value for key, value in call.body.items() if key not in _NO_CONTENT}, index)
    content = encode(draw(topic, width, height), form)
    return Drawn(content, MIME_TYPES[form], f"{topic}.{SUFFIXES[form]}", (width, height))


# Parameters that change how a picture comes, not what it shows.
_NO_CONTENT = frozenset(
    {"image_size", "size", "output_format", "response_format", "convert_base64_to_url", "n", "num_images"}
)


def _item(call: FamilyCall, picture: Drawn, keep: Callable[[Drawn], str]) -> Json:
    item: Json = {
        "width": picture.size[0],
        "height": picture.size[1],
        "content_type": picture.mime_type,
        "file_name": picture.name,
        "file_size": len(picture.content),
    }
    inline = call.parameter("response_format") == "b64_json" or call.parameter("convert_base64_to_url") is False
    if inline:
        return {**item, "b64_json": base64.b64encode(picture.content).decode()}
    return {**item, "url": keep(picture)}
