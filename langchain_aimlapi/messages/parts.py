"""Content blocks of a message that is sent: LangChain's two standards, OpenAI's and Anthropic's, to OpenAI's parts.

Blocks of a type that nobody here knows are passed on as they are: the service may know them.
"""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from langchain_aimlapi.api.content_parts import AUDIO_FORMATS, with_file_as_object
from langchain_aimlapi.messages.bedrock import from_converse

JSON = dict[str, Any]

NOT_CONTENT = frozenset(
    {
        "reasoning",
        "thinking",
        "redacted_thinking",
        "reasoning_content",
        "function_call_signature",
        "tool_use",
        "tool_call",
        "tool_call_chunk",
        "invalid_tool_call",
        "function_call",
        "custom_tool_call",
        "input_json_delta",
        "server_tool_call",
        "server_tool_call_chunk",
        "server_tool_result",
    }
)
"""Blocks of an assistant's turn that say nothing beyond its tool calls and its reasoning."""
_PART_KEYS = {
    "text": ("type", "text"),
    "image_url": ("type", "image_url"),
    "input_audio": ("type", "input_audio"),
    "video_url": ("type", "video_url"),
    "refusal": ("type", "refusal"),
}
_DOCUMENTS = frozenset({"document", "file", "text-plain"})
_MEDIA = frozenset({"image", "audio", "video", "file", "document"})


def to_parts(content: str | list[Any], *, skip: frozenset[str] = frozenset()) -> str | list[JSON]:
    """Content as a text or as OpenAI's content parts.

    Args:
        content: Content of a LangChain message: a text, or texts and blocks of any dialect.
        skip: Types of blocks to leave out.
    """
    if isinstance(content, str):
        return content
    return _marked(_parts(content, skip))


def _parts(content: Iterable[Any], skip: frozenset[str]) -> Iterable[JSON]:
    for block in map(unwrapped, content):
        if isinstance(block, str):
            yield {"type": "text", "text": block}
        elif isinstance(block, dict) and block.get("type") not in skip:
            yield to_part(block)


def _marked(parts: Iterable[JSON]) -> list[JSON]:
    """The parts, with Bedrock's marks for caching, which stand behind what they mark, as Claude's."""
    marked: list[JSON] = []
    for part in parts:
        if part.keys() != {"cachePoint"}:
            marked.append(part)
        elif marked:
            marked[-1] = {"cache_control": {"type": "ephemeral"}, **marked[-1]}
    return marked


def unwrapped(block: Any) -> Any:
    """A block, or what one that LangChain has no type for holds; one of Bedrock's in a form that others have, too.

    Example:
        >>> unwrapped({"type": "non_standard", "value": {"type": "redacted_thinking", "data": "x"}})
        {'type': 'redacted_thinking', 'data': 'x'}
    """
    held = block.get("value") if isinstance(block, dict) and block.get("type") == "non_standard" else None
    block = held if isinstance(held, dict) else block
    return from_converse(block) if isinstance(block, dict) else block


def to_part(block: JSON) -> JSON:
    """One block as one of OpenAI's content parts; its `cache_control` is kept."""
    block = unwrapped(block)
    part = _part(block)
    if block.get("type") in _DOCUMENTS and part.get("type") in ("file", "text"):
        facts = document_facts(block, part)
        part = {**part, "document": facts} if facts else part
    mark = block.get("cache_control") or (block.get("extras") or {}).get("cache_control")
    return {**part, "cache_control": mark} if mark and "cache_control" not in part else part


def document_facts(block: JSON, part: JSON) -> JSON:
    """What Claude takes with a document beyond its part: `citations`, `context`, a `title` that is no file's name."""
    extras = block.get("extras") or block.get("metadata") or {}
    facts = {key: block.get(key, extras.get(key)) for key in ("citations", "context", "title")}
    told = {key: value for key, value in facts.items() if value is not None}
    is_named = "filename" in (part.get("file") or {})
    return {} if is_named and told.keys() == {"title"} else told


def _part(block: JSON) -> JSON:
    kind = str(block.get("type"))
    if kind == "audio_url":
        kind, block = "input_audio", with_file_as_object(block)
    if kind == "media":  # langchain-google-genai's
        kind, block = _typed_media(block)
    if kind in _PART_KEYS:
        return _openai_part(kind, block)
    if kind == "text-plain":
        return _plain_text(block)
    return _media_part(kind, block) if kind in _MEDIA else dict(block)


def _typed_media(block: JSON) -> tuple[str, JSON]:
    mime = str(block.get("mime_type") or "")
    kind = mime.partition("/")[0]
    kind = kind if kind in _MEDIA else "file"
    places = {"base64": _base64(block.get("data")), "url": block.get("file_uri")}
    return kind, {**block, "type": kind, **{key: value for key, value in places.items() if value}}


def _base64(data: Any) -> Any:
    return b64encode(data).decode() if isinstance(data, bytes) else data


def _openai_part(kind: str, block: JSON) -> JSON:
    block = with_file_as_object(block)
    return {key: block[key] for key in _PART_KEYS[kind] if key in block}


def _media_part(kind: str, block: JSON) -> JSON:
    if "file" in block:
        return {"type": "file", "file": with_file_as_object(block)["file"]}
    source = media_source(block)
    if source is None:
        return dict(block)
    if kind == "image":
        image = {"url": _url(source, "image/png")}
        detail = block.get("detail") or (block.get("extras") or {}).get("detail")
        return {"type": "image_url", "image_url": {**image, "detail": detail} if detail else image}
    if kind == "audio":
        return {"type": "input_audio", "input_audio": _audio(source)}
    if kind == "video":
        return {"type": "video_url", "video_url": {"url": _url(source, "video/mp4")}}
    return _file(source, block)


def media_source(block: JSON) -> JSON | None:
    """`url`, `base64` or `file_id`, and `mime_type`, of a media block in LangChain's v1, v0 or Anthropic's form."""
    if isinstance(block.get("source"), dict):
        return _anthropic_source(block["source"])
    mime = block.get("mime_type")
    if block.get("source_type") == "text":
        return {"text": block.get("text") or block.get("data") or "", "mime_type": mime}
    if block.get("source_type") in _OLD_SOURCES:
        key, old_key = _OLD_SOURCES[block["source_type"]]
        return {key: block[old_key], "mime_type": mime}
    key = next((key for key in ("base64", "url", "file_id") if block.get(key)), "")
    return {key: block[key], "mime_type": mime} if key else None


_OLD_SOURCES = {"base64": ("base64", "data"), "url": ("url", "url"), "id": ("file_id", "id")}
"""LangChain's v0 `source_type` words, the v1 key for each, and the key that holds the value in v0."""


def _anthropic_source(source: JSON) -> JSON | None:
    kind, mime = source.get("type"), source.get("media_type")
    if kind == "base64":
        return {"base64": source["data"], "mime_type": mime}
    if kind == "text":
        return {"text": source["data"], "mime_type": mime}
    if kind == "file":
        return {"file_id": source["file_id"], "mime_type": mime}
    return {"url": source["url"], "mime_type": mime} if kind == "url" else None


def _url(source: JSON, default_mime: str) -> str:
    if "base64" in source:
        return f"data:{source['mime_type'] or default_mime};base64,{source['base64']}"
    return str(source.get("url") or source.get("file_id"))


def _audio(source: JSON) -> JSON:
    """Data (base64, or a URL where there is one) and format, which is the last part of the MIME type."""
    data = source.get("base64") or source.get("url") or source.get("file_id")
    if not source["mime_type"]:
        return {"data": data}
    subtype = source["mime_type"].partition(";")[0].partition("/")[2]
    return {"data": data, "format": AUDIO_FORMATS.get(subtype, subtype)}


def _file(source: JSON, block: JSON) -> JSON:
    if "text" in source:
        return {"type": "text", "text": source["text"]}
    if "base64" in source:
        file: JSON = {"file_data": _url(source, "application/pdf")}
        file["filename"] = (
            filename(block) or f"document{mimetypes.guess_extension(source['mime_type'] or '') or '.pdf'}"
        )
    elif "file_id" in source:
        file = {"file_id": source["file_id"]}
    else:
        file = {"file_url": source["url"]}
    return {"type": "file", "file": file}


def filename(block: JSON) -> str | None:
    """The name of the file in a block, wherever the dialect keeps it."""
    places = (block, block.get("extras") or {}, block.get("metadata") or {})
    names = (place.get(key) for place in places for key in ("filename", "name", "title"))
    return next((name for name in names if name), None)


def _plain_text(block: JSON) -> JSON:
    if block.get("text") is not None:
        return {"type": "text", "text": block["text"]}
    source = media_source(block)
    return dict(block) if source is None else _file(source, block)
