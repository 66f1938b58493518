"""What is wanted of an OCR model, to the body that is sent: documents and pages in the vendor's spelling. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.speech import OCR_PATH
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import ModelCard, get_model, wire_id
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.media_request import Policy, check_body
from langchain_aimlapi.media_types import SUFFIXES

if TYPE_CHECKING:
    from langchain_aimlapi import file_inputs as file_inputs_module
else:
    file_inputs_module = LazyModule("langchain_aimlapi.file_inputs")

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

_OFFICE = "application/vnd.openxmlformats-officedocument."
_IMAGES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/tiff", "image/bmp")
_TYPES = {
    "mistral": (
        "application/pdf",
        f"{_OFFICE}wordprocessingml.document",
        f"{_OFFICE}presentationml.presentation",
        *_IMAGES,
        "image/avif",
        "image/heic",
        "image/heif",
    ),
    "google": ("application/pdf", *_IMAGES),
    "zhipu": ("application/pdf", "image/png", "image/jpeg"),
}
"""What vendors read, by their pages; https://docs.mistral.ai/capabilities/document_ai/basic_ocr,
https://cloud.google.com/document-ai/docs/file-types, https://docs.z.ai/guides/vlm/glm-ocr"""
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
"""Most bytes of a document for Mistral's models.
https://docs.aimlapi.com/api-references/vision-models/ocr-optical-character-recognition"""


def build_ocr_call(
    model: str,
    document: file_inputs_module.GivenFile,
    params: Mapping[str, Any],
    *,
    unsupported_params: Policy = "warn",
) -> tuple[JSON, RequestOptions]:
    """The body, and the options, of the call that has a document read.

    Args:
        model: The model's name as the user gave it.
        document: The document: an address, or bytes.
        params: `pages` (indices from 0 for every vendor, or the vendor's own form), any parameter of the model,
            `extra_body`, and what concerns the call rather than the body.
        unsupported_params: What to do with what the model does not know.

    Raises:
        InvalidRequestError: If the model cannot do what is asked for.
    """
    given, options = split_options(params)
    extra = given.pop("extra_body", {})
    card = get_model(model)
    schema = _schema(card)
    is_google = schema is not None and "mimeType" in schema
    _check_type(document, card)
    # Google's page sends no model: a body without one is Google's.
    body = _google(document, given) if is_google else {"model": wire_id(model), **_other(document, given)}
    return {**check_body(body, schema, card, unsupported_params), **extra}, options


def _schema(card: ModelCard) -> Schema | None:
    endpoint = card.endpoint(OCR_PATH)
    if endpoint is None and card.endpoints and card.family != "ocr":
        raise InvalidRequestError(f"{card.id} reads no documents: it is a model of the family {card.family!r}")
    return endpoint.parameters if endpoint else None


def _check_type(document: file_inputs_module.GivenFile, card: ModelCard) -> None:
    """Refuse a document that the model cannot read.

    Raises:
        InvalidRequestError: The text names what it is, and what the model reads.
    """
    kind = document.mime_type
    if document.url is not None and kind is None:
        return  # nothing is known of it
    read = _TYPES.get(card.id.partition("/")[0])
    known = kind == "application/pdf" or (kind or "").startswith("image/")
    if not (known if read is None else kind in read):
        names = ", ".join(SUFFIXES[each][1:] for each in read) if read else "pdf, images"
        raise InvalidRequestError(
            f"document is {file_inputs_module.described_type(document)}, which {card.id} cannot read; it reads {names}"
        )


def _google(document: file_inputs_module.GivenFile, given: JSON) -> JSON:
    """Google's body: the document as text, its type, pages counted from 1."""
    if document.url is not None:
        return {"document": document.url, **_google_pages(given)}
    encoded = base64.b64encode(document.read()).decode()
    kind = {"mimeType": document.mime_type} if document.mime_type else {}
    return {"document": encoded, **kind, **_google_pages(given)}


def _google_pages(given: JSON) -> JSON:
    pages = given.get("pages")
    if not isinstance(pages, (list, tuple, range)):
        return given
    if any(not isinstance(page, int) or page < 0 for page in pages) or not pages:
        raise InvalidRequestError(f"pages must be indices from 0, not {pages!r}")
    numbers = sorted({page + 1 for page in pages})
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return {**given, "pages": {"type": "range", "start": numbers[0], "end": numbers[-1]}}
    return {**given, "pages": {"type": "indices", "indices": numbers}}


def _other(document: file_inputs_module.GivenFile, given: JSON) -> JSON:
    """Mistral's and Zhipu's body: the document as an object with an address, or with the bytes as one."""
    picture = (document.mime_type or "").startswith("image/")
    word = "image_url" if picture else "document_url"
    if document.url is not None:
        return {"document": {"type": word, word: document.url}, **given}
    kind = document.mime_type or "application/pdf"
    address = f"data:{kind};base64,{base64.b64encode(document.read()).decode()}"
    return {"document": {"type": word, word: address}, **given}
