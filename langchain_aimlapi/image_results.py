"""Answers of image models to results, whichever of the service's shapes they have. Pure."""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, Field

from langchain_aimlapi.api.downloads import Downloader
from langchain_aimlapi.api.error_bodies import lacking
from langchain_aimlapi.api.errors import AIMLAPIError, MalformedResponseError
from langchain_aimlapi.media_files import MediaFile
from langchain_aimlapi.media_types import pixel_size, sniff, type_of_name

JSON = dict[str, Any]


class GeneratedImage(MediaFile):
    """One picture. In a notebook it shows itself.

    Attributes:
        width: Pixels, where the answer or the picture itself says.
        height: The same.
        revised_prompt: What the vendor made of the prompt, if it says.
        flagged: Whether the vendor's check found the content unsafe; None when it does not say.
    """

    _made: ClassVar[str] = "image"

    width: int | None = None
    height: int | None = None
    revised_prompt: str | None = None
    flagged: bool | None = None

    def content_block(self) -> JSON:
        """The picture as a content block, to show it to a chat model that sees: its address, else its bytes."""
        if self.url is not None:
            return {"type": "image", "url": self.url}
        data = self.read()
        kind = self.mime_type or sniff(data) or "image/png"
        return {"type": "image", "base64": base64.b64encode(data).decode(), "mime_type": kind}

    def _repr_png_(self) -> bytes | None:
        return self._shown("image/png")

    def _repr_jpeg_(self) -> bytes | None:
        return self._shown("image/jpeg")

    def _repr_html_(self) -> str | None:
        """For the kinds that notebooks have no method of their own for; as an image, so that no script in it runs."""
        shows_itself = self._shown("image/png") or self._shown("image/jpeg")
        return None if shows_itself else self.as_html()

    def as_html(self) -> str:
        """An element that shows the picture, or a word on why it cannot be shown."""
        try:
            source = self.data_url()
        except AIMLAPIError as error:
            return f"<p>{html.escape(error.message)}</p>"
        return f'<img alt="generated picture" src="{html.escape(source)}">'

    def _shown(self, kind: str) -> bytes | None:
        try:
            data = self.read()
        except AIMLAPIError:
            return None  # the HTML says why
        return data if sniff(data) == kind else None


class ImageResult(BaseModel):
    """The pictures of one request, and what it says of all of them.

    It can be iterated, indexed and counted like a list of its pictures.

    Attributes:
        images: The pictures.
        model: The model that was asked.
        cost: What the request cost, `{"usd": float, "credits": int}`; None when the service did not say.
        inference_id: The service's id of the request, for its support.
        client_request_id: Your id, if you gave one.
        seed: The seed that was used, if the answer says.
        usage: Tokens, for models that count them.
        raw: The service's answer without the bytes of pictures.
    """

    images: list[GeneratedImage]
    model: str
    cost: dict[str, int | float] | None = None
    inference_id: str | None = None
    client_request_id: str | None = None
    seed: int | None = None
    usage: dict[str, Any] | None = None
    raw: dict[str, Any] = Field(default_factory=dict, repr=False)

    @property
    def image(self) -> GeneratedImage:
        """The first picture, which is the only one unless more were asked for."""
        return self.images[0]

    def __iter__(self) -> Iterator[GeneratedImage]:  # type: ignore[override]
        return iter(self.images)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> GeneratedImage:
        return self.images[index]

    def _repr_html_(self) -> str:
        return "".join(image.as_html() for image in self.images)


def read_images(reply: JSON, model: str, downloader: Downloader) -> ImageResult:
    """The result of an answer.

    Args:
        reply: The service's answer, with `cost` and ids at top level.
        model: The model that was asked.
        downloader: Fetches the pictures.

    Raises:
        MalformedResponseError: If there is no picture in it.
    """
    entries = _entries(reply)
    if not entries:
        expected = "pictures are expected in data, images or output"
        raise lacking(f"The answer of {model} has no picture in it", expected, without_bytes(reply))
    images = [_image(entry, index, len(entries), reply) for index, entry in enumerate(entries)]
    for image in images:
        image.fetched_by(downloader)
    return ImageResult(
        images=images,
        model=model,
        cost=reply.get("cost"),
        inference_id=reply.get("inference_id"),
        client_request_id=reply.get("client_request_id"),
        seed=reply["seed"] if type(reply.get("seed")) is int else None,
        usage=reply["usage"] if isinstance(reply.get("usage"), dict) else None,
        raw=without_bytes(reply),
    )


def without_bytes(value: Any) -> Any:
    """The answer without what is in base64: what is left can be logged and kept."""
    if isinstance(value, dict):
        return {key: without_bytes(item) for key, item in value.items() if key not in ("b64_json", "image_base64")}
    if isinstance(value, list):
        return [without_bytes(item) for item in value]
    return "data:…" if isinstance(value, str) and value.startswith("data:") else value


def _entries(reply: JSON) -> list[JSON]:
    """The pictures' entries: under `data`, `images` or `output.choices`, what only one list knows put together."""
    output = reply.get("output")
    choices = output.get("choices") if isinstance(output, dict) else None
    lists = [entries for entries in map(_listed, (reply.get("data"), reply.get("images"), choices)) if entries]
    if not lists:
        return []
    first, *others = lists
    known = {entry.get("url"): entry for entries in others for entry in entries if entry.get("url")}
    return [{**known.get(entry.get("url"), {}), **_said(entry)} for entry in first]


def _listed(value: Any) -> list[JSON]:
    items = value if isinstance(value, list) else []
    entries = [{"url": item} if isinstance(item, str) else item for item in items]
    return [entry for entry in entries if isinstance(entry, dict) and (_data_of(entry) or _address_of(entry))]


def _said(entry: JSON) -> JSON:
    return {key: value for key, value in entry.items() if value is not None}


def _data_of(entry: JSON) -> str | None:
    """The base64 of an entry, which some send as an address."""
    candidates = (entry.get("b64_json"), entry.get("image_base64"), entry.get("url"))
    for text in candidates[:2]:
        if isinstance(text, str) and text:
            return text
    url = candidates[2]
    return url if isinstance(url, str) and url.startswith("data:") else None


def _address_of(entry: JSON) -> str | None:
    url = entry.get("url")
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else None


def _image(entry: JSON, index: int, count: int, reply: JSON) -> GeneratedImage:
    data = _decoded(_data_of(entry))
    url = None if data is not None else _address_of(entry)
    width, height = _size(entry, data)
    prompt = entry.get("revised_prompt") or entry.get("prompt")
    return GeneratedImage(
        url=url,
        inline=data,
        mime_type=_mime_type(entry, data, url, reply),
        file_name=_text(entry.get("file_name")),
        cost=_share(reply.get("cost"), count),
        inference_id=reply.get("inference_id"),
        width=width,
        height=height,
        revised_prompt=_text(prompt),
        flagged=_flagged(entry, index, reply),
    )


def _decoded(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        return base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text)
    except (binascii.Error, ValueError) as error:
        raise MalformedResponseError("The answer has a picture whose base64 is broken") from error


def _mime_type(entry: JSON, data: bytes | None, url: str | None, reply: JSON) -> str | None:
    if data is not None and sniff(data):
        return sniff(data)
    stated = _text(entry.get("content_type")) or _text(entry.get("mime_type"))
    form = _text(reply.get("output_format"))
    return stated or type_of_name(url or "") or (f"image/{form}" if form else None)


def _size(entry: JSON, data: bytes | None) -> tuple[int | None, int | None]:
    found = pixel_size(data) if data else None
    if found:
        return found
    width, height = entry.get("width"), entry.get("height")
    if type(width) is int and type(height) is int:
        return width, height
    sides = str(entry.get("size", "")).split("x")
    if len(sides) == 2 and all(side.isdigit() for side in sides):  # noqa: PLR2004 - two sides
        return int(sides[0]), int(sides[1])
    return None, None


def _flagged(entry: JSON, index: int, reply: JSON) -> bool | None:
    flags = reply.get("has_nsfw_concepts")
    flag = flags[index] if isinstance(flags, list) and index < len(flags) else entry.get("content_violation")
    return flag if isinstance(flag, bool) else None


def _share(cost: Any, count: int) -> dict[str, int | float] | None:
    """One picture's part of the cost."""
    if not isinstance(cost, dict):
        return None
    return {"usd": cost["usd"] / count, "credits": round(cost["credits"] / count)}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
