"""Blocks of Amazon Bedrock's Converse API, as they stand in messages for and of `ChatBedrockConverse`.

Bedrock names a block by its only key (`{"text": …}`, `{"image": {"format": …, "source": {"bytes": …}}}`), and
langchain-aws keeps some of them beside a `type`. Here they become blocks of the forms that are read anyway.
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

JSON = dict[str, Any]

_NAMES = {
    "citationsContent": "citations_content",
    "guardContent": "guard_content",
    "reasoningContent": "reasoning_content",
    "searchResult": "search_result",
    "toolResult": "tool_result",
    "toolUse": "tool_use",
}
"""Bedrock's names that langchain-aws writes in another way."""
_BESIDE_A_TYPE = frozenset(
    {"audio", "citations_content", "document", "guard_content", "image", "json", "reasoning_content", "video"}
)
"""Types that langchain-aws writes beside a block of Bedrock's own."""
_TEXTS = {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "html": "text/html", "xml": "text/xml"}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCUMENTS = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}
_VIDEOS = {"mov": "quicktime", "mkv": "x-matroska", "wmv": "x-ms-wmv", "three_gp": "3gpp"}


def from_converse(block: JSON) -> JSON:
    """A block of Bedrock's as one that every integration has; any other as it is.

    Example:
        >>> from_converse({"guardContent": {"text": {"text": "Hi"}}})
        {'type': 'text', 'text': 'Hi'}
    """
    kind, held = block.get("type"), None
    if kind is None and len(block) == 1:
        (key,) = block
        kind, held = _NAMES.get(key, key), block[key]
    elif kind in _BESIDE_A_TYPE:
        held = block.get(kind)
    if held is None:
        return _with_url(block) if kind == "video" else block
    read = _READERS.get(str(kind))
    return (read(held) if read else None) or block


def _text(held: Any) -> JSON:
    return {"type": "text", "text": held} if isinstance(held, str) else {}


def _guarded(held: Any) -> JSON:
    """What a guardrail is to look at: a text or an image."""
    if isinstance(held, dict) and isinstance(held.get("image"), dict):
        return _image(held["image"])
    told = held.get("text") if isinstance(held, dict) else held
    return _text(told.get("text") if isinstance(told, dict) else told)


def _cited(held: Any) -> JSON:
    texts = [str(part.get("text") or "") for part in _objects(held, "content")]
    return {"type": "text", "text": "".join(texts)} if texts else {}


def _data(held: Any) -> JSON:
    return {"type": "text", "text": json.dumps(held, ensure_ascii=False, default=str)}


def _image(held: Any) -> JSON:
    return _media("image", held, f"image/{held.get('format') or 'png'}") if isinstance(held, dict) else {}


def _video(held: Any) -> JSON:
    if not isinstance(held, dict):
        return {}
    form = str(held.get("format") or "mp4")
    return _media("video", held, f"video/{_VIDEOS.get(form, form)}")


def _audio(held: Any) -> JSON:
    return _media("audio", held, f"audio/{held.get('format') or 'mp3'}") if isinstance(held, dict) else {}


def _media(kind: str, held: JSON, mime_type: str) -> JSON:
    place = _place(held.get("source"))
    return {"type": kind, "mime_type": mime_type, **place} if place else {}


def _place(source: Any) -> JSON:
    """The bytes of a file, or where they are."""
    if not isinstance(source, dict):
        return {}
    if source.get("bytes"):
        return {"base64": _base64(source["bytes"])}
    there = source.get("s3Location") or source.get("s3location") or source.get("s3_location")
    return {"url": there["uri"]} if isinstance(there, dict) and there.get("uri") else {}


def _base64(data: Any) -> str:
    return b64encode(data).decode() if isinstance(data, bytes | bytearray) else str(data)


def _document(held: Any) -> JSON:
    source = held.get("source") if isinstance(held, dict) else None
    if not isinstance(source, dict):
        return {}
    facts = {"title": held.get("name"), "context": held.get("context"), "citations": held.get("citations")}
    form = str(held.get("format") or "pdf")
    words = _words(source, form)
    if words is not None:
        inner: JSON = {"type": "text", "media_type": "text/plain", "data": words}
    elif place := _place(source):
        is_here = "base64" in place
        mime_type = _TEXTS.get(form) or _DOCUMENTS.get(form, "application/octet-stream")
        inner = {"type": "base64", "media_type": mime_type, "data": place["base64"]} if is_here else place
        inner = inner if is_here else {"type": "url", "media_type": mime_type, "url": place["url"]}
    else:
        return {}
    return {"type": "document", "source": inner, **{key: value for key, value in facts.items() if value is not None}}


def _words(source: JSON, form: str) -> str | None:
    """The words of a document that is text; None for any other."""
    if isinstance(source.get("text"), str):
        return str(source["text"])
    if source.get("content"):
        return "\n".join(str(part.get("text") or "") for part in _objects(source, "content"))
    data = source.get("bytes")
    return data.decode("utf-8", "replace") if form in _TEXTS and isinstance(data, bytes) else None


def _search_result(held: Any) -> JSON:
    if not isinstance(held, dict):
        return {}
    return {
        **held,
        "type": "search_result",
        "content": [{"type": "text", **each} for each in _objects(held, "content")],
    }


def _reasoning(held: Any) -> JSON:
    inside = held.get("reasoningText", held.get("reasoning_text", held)) if isinstance(held, dict) else None
    if not isinstance(inside, dict):
        return {}
    inside = {"redacted_content" if key == "redactedContent" else key: value for key, value in inside.items()}
    if inside.get("redacted_content"):
        inside = {"redacted_content": _base64(inside["redacted_content"])}
    return {"type": "reasoning_content", "reasoning_content": inside}


def _tool_use(held: Any) -> JSON:
    if not isinstance(held, dict):
        return {}
    call_id = held.get("toolUseId", held.get("tool_use_id"))
    return {"type": "tool_use", "id": call_id, "name": held.get("name"), "input": held.get("input") or {}}


def _tool_result(held: Any) -> JSON:
    if not isinstance(held, dict):
        return {}
    call_id = held.get("toolUseId", held.get("tool_use_id"))
    result: JSON = {"type": "tool_result", "tool_use_id": call_id}
    result["content"] = [from_converse(part) for part in _objects(held, "content")]
    return {**result, "is_error": True} if held.get("status") == "error" else result


def _objects(held: Any, key: str) -> list[JSON]:
    listed = held.get(key) if isinstance(held, dict) else None
    return [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []


def _with_url(block: JSON) -> JSON:
    """A video with the address that langchain-aws keeps for one that lies in S3."""
    source = block.get("source")
    if not isinstance(source, dict) or source.get("type") != "s3Location" or not isinstance(source.get("data"), dict):
        return block
    return {"type": "video", "mime_type": source.get("media_type"), "url": source["data"].get("uri")}


_READERS: Mapping[str, Callable[[Any], JSON]] = {
    "text": _text,
    "audio": _audio,
    "citations_content": _cited,
    "document": _document,
    "guard_content": _guarded,
    "image": _image,
    "json": _data,
    "reasoning_content": _reasoning,
    "search_result": _search_result,
    "tool_result": _tool_result,
    "tool_use": _tool_use,
    "video": _video,
}
