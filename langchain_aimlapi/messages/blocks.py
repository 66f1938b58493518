"""Standard content blocks for messages of this provider.

Chat models keep `content` as text and the rest where every LangChain program finds it (`tool_calls`,
`additional_kwargs["reasoning_content"]`); `content_blocks`, `output_version="v1"` and version 3 events are made of it
here. Text and reasoning have an index of their own kind, so that chunks of text, reasoning and tool calls in any order
merge into the same blocks as the whole message has.
"""

from __future__ import annotations

import zlib
from typing import Any, cast

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages import content as types
from langchain_core.messages.block_translators import register_translator

from langchain_aimlapi.messages.vendor_blocks import annotation_block, reasoning_extras, redacted_blocks, server_blocks

JSON = dict[str, Any]

PROVIDER = "aimlapi"
TEXT_INDEX, REASONING_INDEX, MEDIA_INDEX, SERVER_INDEX = "lc_txt_0", "lc_rs_0", "lc_media", "lc_server"
_SOUNDS = {"UklGR": "audio/wav", "SUQz": "audio/mpeg", "//": "audio/mpeg", "T2dnU": "audio/ogg", "ZkxhQ": "audio/flac"}
"""How the base64 text of a sound file begins; anything else is raw PCM."""


def translate_content(message: AIMessage) -> list[types.ContentBlock]:
    """The blocks of a whole message: reasoning, content, what was drawn and spoken, what the vendor ran, tool calls."""
    kept = message.additional_kwargs
    thought = [*_reasoning(message), *redacted_blocks(kept)]
    shown = [*thought, *_content(message), *_media(message), *server_blocks(kept)]
    return _as_blocks([*shown, *_tool_calls(message)])


def translate_content_chunk(message: AIMessageChunk) -> list[types.ContentBlock]:
    """The blocks of a chunk, each with the index under which it merges; of a merged last chunk those of the whole."""
    if message.chunk_position == "last" and (message.tool_calls or message.invalid_tool_calls):
        calls = _tool_calls(message)
    else:
        calls = _tool_call_chunks(message)
    kept = message.additional_kwargs
    redacted = [{**block, "index": _server_index(block)} for block in redacted_blocks(kept)]
    told = [*_indexed(_reasoning(message), REASONING_INDEX), *redacted, *map(_indexed_part, _content(message))]
    media = [{**block, "index": f"{MEDIA_INDEX}_{number}"} for number, block in enumerate(_media(message))]
    ran = [{**block, "index": _server_index(block)} for block in server_blocks(kept)]
    return _as_blocks([*told, *media, *ran, *calls])


def _server_index(block: JSON) -> str:
    """An index that is the block's own, in whichever chunk it comes."""
    name = block.get("id") or block.get("tool_call_id") or zlib.crc32(repr(block).encode("utf-8", "replace"))
    return f"{SERVER_INDEX}_{block['type']}_{name}"


def _as_blocks(blocks: list[JSON]) -> list[types.ContentBlock]:
    return cast("list[types.ContentBlock]", blocks)


def _reasoning(message: AIMessage) -> list[JSON]:
    text = message.additional_kwargs.get("reasoning_content")
    text = text if isinstance(text, str) else ""
    extras = reasoning_extras(message.additional_kwargs)
    if not text and not extras:
        return []
    block: JSON = {"type": "reasoning", "reasoning": text}
    return [{**block, "extras": extras} if extras else block]


def _content(message: AIMessage) -> list[JSON]:
    citations = [annotation_block(each) for each in message.additional_kwargs.get("annotations") or ()]
    if isinstance(message.content, str):
        if not message.content and not citations:
            return []
        block: JSON = {"type": "text", "text": message.content}
        return [{**block, "annotations": citations} if citations else block]
    return [_block(part) for part in message.content]


def _media(message: AIMessage) -> list[JSON]:
    """Pictures and the spoken answer, which come beside the content."""
    images = message.additional_kwargs.get("images")
    blocks = [_block(image) for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    audio = message.additional_kwargs.get("audio")
    data = audio.get("data") if isinstance(audio, dict) else None
    return [*blocks, _audio(audio)] if isinstance(audio, dict) and isinstance(data, str) and data else blocks


def _audio(audio: JSON) -> JSON:
    data = audio["data"]
    mime_type = next((mime for beginning, mime in _SOUNDS.items() if data.startswith(beginning)), "audio/pcm")
    extras = {key: value for key, value in audio.items() if key != "data"}
    return {"type": "audio", "base64": data, "mime_type": mime_type, "extras": extras}


def _block(part: str | JSON) -> JSON:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    if part.get("type") == "image_url":
        return _image(part["image_url"])
    if part.get("type") in _STANDARD_TYPES:
        return part
    return {"type": "non_standard", "value": part}


_STANDARD_TYPES = frozenset({"text", "reasoning", "image", "audio", "video", "file", "non_standard", "tool_call"})


def _image(image: JSON | str) -> JSON:
    url = image if isinstance(image, str) else str(image.get("url", ""))
    head, comma, data = url.partition(",")
    if comma and head.startswith("data:"):
        mime_type = head.removeprefix("data:").removesuffix(";base64")
        return {"type": "image", "base64": data, "mime_type": mime_type}
    return {"type": "image", "url": url}


def _tool_calls(message: AIMessage) -> list[JSON]:
    valid = [
        {"type": "tool_call", "id": call.get("id"), "name": call["name"], "args": call["args"]}
        for call in message.tool_calls
    ]
    invalid = [
        {
            "type": "invalid_tool_call",
            "id": call.get("id"),
            "name": call["name"],
            "args": call["args"],
            "error": call["error"],
        }
        for call in message.invalid_tool_calls
    ]
    return [*valid, *invalid]


def _tool_call_chunks(message: AIMessageChunk) -> list[JSON]:
    return [{"type": "tool_call_chunk", **_without_type(chunk)} for chunk in message.tool_call_chunks]


def _without_type(chunk: Any) -> JSON:
    return {key: value for key, value in chunk.items() if key != "type"}


def _indexed_part(block: JSON) -> JSON:
    """A block of the content: texts merge, and anything else stands for itself."""
    if "index" in block:
        return block
    return {**block, "index": TEXT_INDEX if block.get("type") == "text" else _server_index(block)}


def _indexed(blocks: list[JSON], index: str) -> list[JSON]:
    return [{**block, "index": block.get("index", index)} for block in blocks]


register_translator(PROVIDER, translate_content, translate_content_chunk)
