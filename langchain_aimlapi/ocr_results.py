"""Answers of OCR models to pages. Pure."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field

from langchain_aimlapi.api.error_bodies import lacking

JSON = dict[str, Any]


class OCRPage(BaseModel):
    """One page.

    Attributes:
        index: Its number, from 0.
        markdown: Its text; pictures are referred to as `![name](name)`.
        images: The pictures: `id`, corners in pixels, and `image_base64` if it was asked for.
        width: Pixels, where the answer says.
        height: The same.
        dpi: Dots per inch, where the answer says.
    """

    index: int
    markdown: str
    images: list[dict[str, Any]] = Field(default_factory=list, repr=False)
    width: int | None = None
    height: int | None = None
    dpi: int | None = None


class OCRResult(BaseModel):
    """The pages of one document.

    Attributes:
        pages: The pages.
        model: The model that was asked.
        pages_processed: How many pages were paid for, if the answer says.
        document_annotation: What `document_annotation_format` asked for, read from its JSON.
        cost: What it cost, `{"usd": float, "credits": int}`; None when the service did not say.
        inference_id: The service's id of the request, for its support.
        client_request_id: Your id, if you gave one.
        raw: The service's answer.
    """

    pages: list[OCRPage]
    model: str
    pages_processed: int | None = None
    document_annotation: Any = None
    cost: dict[str, int | float] | None = None
    inference_id: str | None = None
    client_request_id: str | None = None
    raw: dict[str, Any] = Field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """All pages."""
        return "\n\n".join(page.markdown for page in self.pages)


def read_pages(reply: JSON, model: str) -> OCRResult:
    """The result of an answer.

    Args:
        reply: The service's answer, with `cost` and ids at top level.
        model: The model that was asked.

    Raises:
        MalformedResponseError: If there are no pages in it.
    """
    entries = reply.get("pages")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise lacking(f"The answer of {model} has no pages", "objects are expected in pages, from /v1/ocr", reply)
    usage = reply.get("usage_info") if isinstance(reply.get("usage_info"), dict) else {}
    return OCRResult(
        pages=[_page(entry, at) for at, entry in enumerate(entries)],
        model=model,
        pages_processed=(usage or {}).get("pages_processed"),
        document_annotation=_annotation(reply.get("document_annotation")),
        **{name: reply.get(name) for name in ("cost", "inference_id", "client_request_id")},
        raw=reply,
    )


def _page(entry: JSON, position: int) -> OCRPage:
    size = entry.get("dimensions") or {}
    return OCRPage(
        index=entry["index"] if isinstance(entry.get("index"), int) else position,
        markdown=str(entry.get("markdown") or ""),
        images=entry.get("images") or [],
        **{name: size.get(name) for name in ("width", "height", "dpi")},
    )


def _annotation(value: Any) -> Any:
    """The annotation, which comes as a text that holds JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
