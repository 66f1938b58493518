"""Files, images and vendors' own blocks in a conversation that comes from elsewhere: what the target cannot take.

Who goes on with a conversation cannot repair it. So in results of tools, in answers and in questions of earlier turns,
a file that the target does not take becomes a text that names it, and a block of another vendor's own tools is left
out. The present question is the caller's own: a file in it stays, and is refused where the model cannot take it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from langchain_aimlapi.api.types import JSON, ModelTraits
from langchain_aimlapi.api.vendors.notes import Notes

MEDIA = {"image_url": "image", "input_audio": "audio", "video_url": "video", "file": "file"}
"""Parts that hold a file, and what to call it."""
_CLAUDE_BLOCKS = {"image_url": "image", "file": "document", "refusal": "text"}
_CLAUDE_OWN = frozenset({"container_upload", "compaction", "document", "image", "mcp_tool_use", "search_result"})
_NOT_IN_ANSWERS = frozenset({"document", "image"})
"""Claude's blocks that are "not permitted within assistant turns"."""
_SERVER_CALLS = frozenset({"server_tool_use", "mcp_tool_use"})
QUESTION = "question"
"""The role of the message of the user that is to be answered now."""
_FITTED = ("user", QUESTION, "assistant", "tool")
READABLE = frozenset({"document", "search_result"})
"""Claude's parts that hold words."""
_INPUTS = frozenset({"image_url", "file", "input_text", "input_image", "input_file"})
_ANSWERS = frozenset({"mcp_approval_response", "item_reference"})
"""Items of the Responses API that stand among the parts of a user's message; others end in `_output`."""
_BASE64_BITS, _BYTE_BITS = 6, 8


def fit_parts(messages: Sequence[JSON], model: ModelTraits, notes: Notes) -> list[JSON]:
    """The conversation with no part in it, but for the present question, that the model cannot take.

    Args:
        messages: The conversation in OpenAI's form; not changed.
        model: The model that is asked.
        notes: Are told what the model does not get.
    """
    last = max((at for at, message in enumerate(messages) if message["role"] == "user"), default=-1)
    return [
        _fit_message(message, QUESTION if at == last else message["role"], model, notes)
        for at, message in enumerate(messages)
    ]


def _fit_message(message: JSON, role: str, model: ModelTraits, notes: Notes) -> JSON:
    content = message.get("content")
    if role not in _FITTED or not isinstance(content, list) or all(part.get("type") == "text" for part in content):
        return message
    parts = [fitted for part in content for fitted in _fit_part(part, role, model, notes)]
    return message if parts == content else {**message, "content": parts}


def _fit_part(part: JSON, role: str, model: ModelTraits, notes: Notes) -> Iterator[JSON]:
    kind = str(part.get("type"))
    if takes_part(part, role, model) and not (role != QUESTION and _lies_in_s3(part.get(kind))):
        yield part
    elif words := readable_text(part):
        yield {"type": "text", "text": words}
    elif kind in MEDIA and role != QUESTION:
        notes.name(MEDIA[kind])
        yield {"type": "text", "text": in_words(part)}
    elif role == "assistant":
        notes.leave_out(kind)
    elif role == "tool":
        yield {"type": "text", "text": _told(part)}
    elif role == "user" and kind != "tool_result":
        notes.leave_out(kind)
    else:
        yield part


def _told(part: JSON) -> str:
    """What a tool returned in a form that only another vendor, or LangChain, has: its data as JSON."""
    data = part.get(str(part.get("type")), part.get("output", part))
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, default=str)


def takes_part(part: JSON, role: str, model: ModelTraits) -> bool:
    """Whether a model takes a part in a message of that role, results of tools being written as the dialect does it."""
    kind = str(part.get("type"))
    if kind == "text":
        return True
    if model.dialect in ("claude", "messages"):
        return _claude_takes(part, kind, role, model)
    if model.dialect == "responses":
        return _responses_take(kind, role)
    if kind == "file" and not {"file_data", "file_id"} & (part.get("file") or {}).keys():
        return False  # no address of a file, only its bytes
    kinds = kinds_of(model, "assistant" if role == "assistant" else "user")
    if kinds is None:
        return kind in MEDIA if role == "tool" else role != "assistant" and kind not in READABLE
    return kind in kinds


def _lies_in_s3(held: Any) -> bool:
    """Whether a file is where Amazon alone reads it, in a bucket of the caller's."""
    where = held.get("url", held.get("file_url", held.get("data"))) if isinstance(held, dict) else held
    return isinstance(where, str) and where.startswith("s3://")


def _claude_takes(part: JSON, kind: str, role: str, model: ModelTraits) -> bool:
    anywhere = model.dialect == "messages"
    block = _CLAUDE_BLOCKS.get(kind, kind)
    if role == "assistant" and block in _NOT_IN_ANSWERS:
        return False
    if kind == "image_url":
        image = part["image_url"]
        url = image if isinstance(image, str) else str(image.get("url"))
        fits = anywhere or url.startswith("data:")
    elif kind == "file":
        file = part.get("file") or {}
        is_there = anywhere and bool(file.keys() & {"file_url", "file_id"})
        fits = is_there or bool(file.get("file_data"))
    elif kind == "refusal":
        fits = True
    else:
        fits = kind in _CLAUDE_OWN or kind in _SERVER_CALLS or kind.endswith("_tool_result")
    kinds = None if anywhere else kinds_of(model, "assistant" if role == "assistant" else "user")
    return fits and (kinds is None or block in kinds)


def _responses_take(kind: str, role: str) -> bool:
    if role == "assistant":
        return kind == "refusal" or is_hosted_item(kind)
    return kind in _INPUTS or (role != "tool" and (kind in _ANSWERS or kind.endswith("_output")))


def is_hosted_item(kind: str) -> bool:
    """Whether a part of an answer is an item of the Responses API for a tool that OpenAI runs.

    Example:
        >>> is_hosted_item("web_search_call"), is_hosted_item("function_call")
        (True, False)
    """
    if kind in ("function_call", "custom_tool_call"):
        return False
    return kind.endswith("_call") or kind in ("mcp_list_tools", "mcp_approval_request", "compaction")


def kinds_of(model: ModelTraits, role: str) -> frozenset[str] | None:
    """Types of parts that a message of that role may hold; None when nobody says.

    Example:
        >>> from langchain_aimlapi.catalogue import get_model
        >>> sorted(kinds_of(get_model("google/gemini-2.5-pro"), "user") or ())
        ['image_url', 'string', 'text']
    """
    known = ((model.message_shapes or {}).get(role) or {}).get("content")
    return None if known is None else content_kinds(known)


def content_kinds(known: Iterable[str]) -> frozenset[str]:
    """Types of parts by the words of a model's schema.

    Example:
        >>> sorted(content_kinds(["string", "image_url(data)"]))
        ['image_url', 'string']
    """
    return _content_kinds(tuple(known))


@cache
def _content_kinds(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.partition("(")[0] for name in known)


def in_words(part: JSON) -> str:
    """A text that names a file in the place of it.

    Example:
        >>> in_words({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}})
        '[image: https://example.com/a.png]'
    """
    kind = str(part.get("type"))
    held = part.get(kind)
    facts: JSON = held if isinstance(held, dict) else {"url": held}
    name = facts.get("filename") or (part.get("document") or {}).get("title")
    where = facts.get("url") or facts.get("file_url") or facts.get("file_data") or facts.get("data") or ""
    told = [name, facts.get("format"), *_place(str(where)), facts.get("file_id")]
    return f"[{MEDIA.get(kind, kind)}: {', '.join(str(fact) for fact in told if fact) or 'without a name'}]"


def _place(where: str) -> Iterator[str]:
    """The address of a file, or media type and size of one that is there."""
    if where.startswith("data:"):
        head, _, data = where.partition(",")
        yield head.removeprefix("data:").partition(";")[0]
        yield _size(data)
    elif "://" in where:
        yield where
    elif where:
        yield _size(where)


def _size(data: str) -> str:
    return f"{len(data) * _BASE64_BITS // _BYTE_BITS} bytes"


def readable_text(part: JSON) -> str:
    r"""The words of a part that not every vendor has: documents, search results, refusals, and whatever has a `text`.

    Empty where there are none.

    Example:
        >>> readable_text({"type": "search_result", "title": "Tea", "source": "kb", "content": [{"text": "Hot."}]})
        'Tea\nkb\nHot.'
    """
    if part.get("type") == "refusal":
        return str(part.get("refusal") or "")
    if part.get("type") not in READABLE:
        return str(part["text"]) if isinstance(part.get("text"), str) else ""
    source, content = part.get("source"), part.get("content")
    if isinstance(source, dict):
        content, source = source.get("data") if source.get("type") == "text" else source.get("content"), None
    lines = [part.get("title"), source, part.get("context"), _text_of(content)]
    return "\n".join(str(line) for line in lines if line)


def _text_of(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
