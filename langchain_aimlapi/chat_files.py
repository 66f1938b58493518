"""Files as content blocks of a message: pictures, documents, recordings, films and texts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.file_inputs import read_input
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import file_inputs as file_inputs_module
else:
    file_inputs_module = LazyModule("langchain_aimlapi.file_inputs")

JSON = dict[str, Any]

MAX_FILE_BYTES = 50 * 1024 * 1024
"""Most bytes of a file that are sent unless another limit is given; they travel in the request, as base64."""
NEEDED = {"image": "vision", "file": "file_input", "audio": "audio_input", "video": "video_input"}
"""Types of blocks, and the capability that a model needs for them; texts need none."""
_MANY = 5
_IMAGE_TYPES = {
    "openai": ("image/png", "image/jpeg", "image/webp", "image/gif"),
    "anthropic": ("image/png", "image/jpeg", "image/webp", "image/gif"),
    "google": ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"),
}
"""Types of images by vendor, where its pages list them: https://platform.openai.com/docs/guides/images-vision,
https://docs.anthropic.com/en/docs/build-with-claude/vision, https://ai.google.dev/gemini-api/docs/image-understanding"""


def file_block(
    source: file_inputs_module.FileInput, *, model: str | None = None, max_bytes: int = MAX_FILE_BYTES
) -> JSON:
    """A file as a content block, which a message to any model can hold.

    Pictures, PDF documents, recordings and films are known by their first bytes, at an address by its ending. Any other
    file must be text in UTF-8 and becomes a text block with the file's name.

    Args:
        source: An http(s) or `data:` address, a path, bytes, a file opened with mode `"rb"`, or an earlier result.
        model: The model that it is for; then a file that the model is not known to read is refused.
        max_bytes: Most bytes.

    Raises:
        InvalidRequestError: If it is too large, empty, of no kind that is known, or nothing for the model.
        OSError: If its file cannot be read.

    Example:
        ```python
        from langchain_aimlapi import file_block

        assert file_block(b"Rain on tin")["type"] == "text"
        ```
    """
    given = read_input(source, name="file", max_bytes=max_bytes)
    if given.url and given.mime_type is None:
        raise InvalidRequestError(f"What {given.name} is cannot be told from its address: give the file itself")
    mime_type = given.mime_type
    kind = _kind(mime_type)
    if kind is None:
        return _text_block(given)
    if model is not None:
        check_readable(kind, model)
        _check_image_type(mime_type, model)
    block: JSON = {"type": kind, "mime_type": mime_type}
    if given.url:
        return {"type": kind, "url": given.url, "mime_type": mime_type}
    block["base64"] = base64.b64encode(given.read()).decode()
    return {**block, "filename": given.name} if kind == "file" else block


def check_readable(kind: str, model: str) -> None:
    """Refuse a kind of file that nobody says a model reads; the text names models that do.

    Args:
        kind: `"image"`, `"file"`, `"audio"` or `"video"`.
        model: The model.

    Raises:
        InvalidRequestError: If the model is known and takes no such files.
    """
    card, needed = get_model(model, warn=False), NEEDED[kind]
    if not card.known or needed in card.capabilities | card.claimed_capabilities:
        return
    able = [other.id for other in find_models(family="chat", capability=needed, status="live")]
    more = f" and {len(able) - _MANY} more" if len(able) > _MANY else ""
    what = "documents" if kind == "file" else {"image": "pictures", "audio": "sound", "video": "films"}[kind]
    raise InvalidRequestError(f"{card.id} takes no {what}; models that do: {', '.join(able[:_MANY])}{more}")


def _kind(mime_type: str | None) -> str | None:
    """The type of block for a type of file; None for a text."""
    if mime_type == "application/pdf":
        return "file"
    family = (mime_type or "").partition("/")[0]
    return family if family in ("image", "audio", "video") and mime_type != "image/svg+xml" else None


def _check_image_type(mime_type: str | None, model: str) -> None:
    """Refuse an image of a type that the model's vendor does not read.

    Raises:
        InvalidRequestError: If it names other types.
    """
    vendor = get_model(model, warn=False).id.partition("/")[0]
    read = _IMAGE_TYPES.get("anthropic" if "claude" in model.lower() else vendor)
    if read is not None and mime_type is not None and mime_type.startswith("image/") and mime_type not in read:
        raise InvalidRequestError(f"{model} reads no {mime_type}: convert the image to {', '.join(read)}")


def _text_block(given: file_inputs_module.GivenFile) -> JSON:
    try:
        text = given.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequestError(
            f"{given.name} is neither an image, a PDF document, a recording or a video, nor text in UTF-8: it is "
            f"{file_inputs_module.described_type(given)}"
        ) from error
    if "\0" in text:
        raise InvalidRequestError(f"{given.name} is no text: it holds zero bytes")
    return {"type": "text", "text": f"File {given.name}:\n\n{text}"}
