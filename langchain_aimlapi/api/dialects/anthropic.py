"""Claude's request shape on the chat-completions endpoint.

Up to version 4.7 Claude's pages document a top-level `system`, only user and assistant turns, `stop_sequences`, tools
with `input_schema`, tool results inside a user turn and images as base64; the answer is OpenAI-shaped with Claude's own
finish reasons. https://docs.aimlapi.com/api-references/text-models-llm/anthropic
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from langchain_aimlapi.api.dialects._base import Dialect
from langchain_aimlapi.api.dialects.openai import CHAT_PATH, ChatEventReader, check_part, decode
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.fragments import parse_object
from langchain_aimlapi.api.surrogates import mend
from langchain_aimlapi.api.types import JSON, ModelTraits
from langchain_aimlapi.api.vendors.media import kinds_of
from langchain_aimlapi.api.vendors.pairs import CUSTOM_INPUT, RAW_ARGUMENTS
from langchain_aimlapi.api.vendors.system import takes_plain_system
from langchain_aimlapi.api.vendors.texts import is_blank, tidy_texts

PartEncoder = Callable[[JSON, str], JSON]
"""A content part and the model's name to a block."""

_TOOL_CHOICES = {"auto": "auto", "none": "none", "required": "any", "any": "any"}
_BLOCKS_AS_THEY_ARE = frozenset(
    {"document", "image", "redacted_thinking", "search_result", "thinking", "tool_result", "tool_use"}
)
_THOUGHTS = frozenset({"thinking", "redacted_thinking"})
_SEAL_KEYS = {"thinking": "signature", "redacted_thinking": "data"}
_REPLACED = frozenset({"messages", "tools", "tool_choice", "parallel_tool_calls", "stop", "stream_options"})


def encode(request: JSON, model: ModelTraits) -> JSON:
    """The body for a model that takes Claude's shape.

    Raises:
        InvalidRequestError: If a message holds something that Claude's shape has no place for.
    """
    turns = encode_messages(request["messages"], model.id)
    body = encode_request(request, [fit_turn(turn, model) for turn in turns])
    return {**body, "system": fit_system(body["system"], model)} if "system" in body else body


def fit_turn(turn: JSON, model: ModelTraits) -> JSON:
    """The turn without thoughts that the model has no place for, as those of another model.

    Raises:
        InvalidRequestError: If it holds something else that the model does not take.
    """
    if isinstance(turn["content"], str):
        return turn
    known = ((model.message_shapes or {}).get(turn["role"]) or {}).get("content")
    kinds = kinds_of(model, turn["role"])
    if known is None or kinds is None:
        return turn
    blocks = [block for block in turn["content"] if block["type"] in kinds or block["type"] not in _THOUGHTS]
    for block in blocks:
        check_part(block, known, model.id)
    return {**turn, "content": blocks}


def encode_request(request: JSON, turns: list[JSON]) -> JSON:
    """The body for a request whose user and assistant messages are encoded already."""
    body = {key: value for key, value in request.items() if key not in _REPLACED}
    if "stop" in request:
        body["stop_sequences"] = stop_sequences(request["stop"])
    system = system_prompt(request["messages"])
    if system:
        body["system"] = join_system(request.get("system"), system)
    body["messages"] = turns
    if request.get("tools"):
        body["tools"] = [encode_tool(tool) for tool in request["tools"]]
        choice = encode_tool_choice(request.get("tool_choice"), parallel=request.get("parallel_tool_calls"))
        if choice:
            body["tool_choice"] = choice
    return body


def stop_sequences(stop: str | list[str]) -> list[str]:
    """OpenAI's `stop`, a text or a list of texts, in Claude's form."""
    return [stop] if isinstance(stop, str) else list(stop)


def system_prompt(messages: Iterable[JSON]) -> str | list[JSON]:
    """All system and developer messages, in order: text, or blocks where one of them is marked for caching."""
    blocks = [
        block
        for message in messages
        if message["role"] in ("system", "developer")
        for block in _text_blocks(message.get("content"))
    ]
    if any("cache_control" in block for block in blocks):
        return blocks
    return "\n\n".join(block["text"] for block in blocks)


def join_system(given: Any, system: str | list[JSON]) -> str | list[JSON]:
    """The prompt that was given as a parameter, and behind it the one of the messages."""
    if not given:
        return system
    if isinstance(given, str) and isinstance(system, str):
        return f"{given}\n\n{system}"
    return [*_text_blocks(given), *_text_blocks(system)]


def _text_blocks(content: Any) -> list[JSON]:
    """Text blocks of a system prompt; blank ones, which Claude refuses, are left out."""
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else [*(content or ())]
    texts = (part for part in parts if part.get("type") == "text" and not is_blank(part.get("text")))
    return [{key: value for key, value in part.items() if key != "document"} for part in texts]


def fit_system(system: str | list[JSON], model: ModelTraits) -> str | list[JSON]:
    """The system prompt as the model's schema has it: as one text where that knows no blocks."""
    if isinstance(system, str) or not takes_plain_system(model):
        return system
    return "\n\n".join(block["text"] for block in _text_blocks(system))


def encode_messages(messages: Iterable[JSON], model: str = "", encoder: PartEncoder | None = None) -> list[JSON]:
    """User and assistant turns, in turn: neighbours of one role are one turn, as tool results and the next question.

    Args:
        messages: The conversation.
        model: The model's name, for error texts.
        encoder: What makes blocks of content parts; `encode_part` unless given.

    Raises:
        InvalidRequestError: If a message holds something that has no form here.
    """
    said = [message for message in messages if message["role"] not in ("system", "developer")]
    coded = [encode_message(message, model, encoder) for message in said]
    turns: list[JSON] = []
    for turn in tidy_texts([{"role": role, "content": blocks} for role, blocks in coded]):
        if turns and turns[-1]["role"] == turn["role"]:
            turns[-1]["content"] += turn["content"]
        else:
            turns.append({**turn, "content": [*turn["content"]]})
    return [{**turn, "content": _plain_if_possible(turn["content"])} for turn in turns]


def _plain_if_possible(blocks: list[JSON]) -> str | list[JSON]:
    only = blocks[0] if len(blocks) == 1 else {}
    return only["text"] if only.keys() == {"type", "text"} else blocks


def encode_message(message: JSON, model: str = "", encoder: PartEncoder | None = None) -> tuple[str, list[JSON]]:
    """Role and content blocks of one message."""
    role = message["role"]
    if role == "tool":
        return "user", [_tool_result(message, model, encoder)]
    blocks = [] if role != "assistant" else _thinking_blocks(message)
    blocks += encode_content(message.get("content"), model, encoder)
    if role == "assistant":
        blocks += [tool_use(call) for call in message.get("tool_calls") or ()]
    return role, blocks


def _thinking_blocks(message: JSON) -> list[JSON]:
    """Reasoning with its signatures, unchanged, where the history has kept them; Claude refuses what has none."""
    details = message.get("reasoning_details") or ()
    return [detail for detail in details if detail.get(_SEAL_KEYS.get(str(detail.get("type")), ""))]


def _tool_result(message: JSON, model: str, encoder: PartEncoder | None) -> JSON:
    content = message.get("content")
    result = {"type": "tool_result", "tool_use_id": message["tool_call_id"]}
    result["content"] = content if isinstance(content, str) else encode_content(content, model, encoder)
    if message.get("is_error"):
        result["is_error"] = True
    return result


def tool_use(call: JSON) -> JSON:
    """The block for a tool call."""
    custom = call.get("custom") or {}  # free text, which no tool of Claude's takes: an object that holds it
    function = call.get("function") or {
        "name": custom.get("name"),
        "arguments": {CUSTOM_INPUT: custom.get("input") or ""},
    }
    arguments = _tool_input(function.get("arguments") or "{}")
    return {"type": "tool_use", "id": call["id"], "name": function["name"], "input": arguments}


def _tool_input(arguments: Any) -> JSON:
    """The arguments as an object; text that is none, as of a call that was cut, is kept under a key of its own."""
    if isinstance(arguments, dict):
        return arguments
    try:
        return parse_object(mend(arguments))
    except ValueError:
        return {RAW_ARGUMENTS: arguments}


def encode_content(content: Any, model: str = "", encoder: PartEncoder | None = None) -> list[JSON]:
    """Content blocks for a text or a list of OpenAI's parts; empty texts, which Claude refuses, are left out."""
    if isinstance(content, str) or content is None:
        return [{"type": "text", "text": content}] if content else []
    encode_one = encoder or encode_part
    blocks = (encode_one(part, model) for part in content)
    return [block for block in blocks if block.get("type") != "text" or block.get("text")]


def encode_part(part: JSON, model: str = "") -> JSON:
    """One content part as a block.

    Raises:
        InvalidRequestError: If Claude's shape has nothing like it.
    """
    kind = part.get("type")
    if "document" in part:
        return _with_cache_mark(_told_document(part, model), part)
    if kind == "text":
        return {key: part[key] for key in ("type", "text", "cache_control") if key in part}
    if kind == "refusal":
        return {"type": "text", "text": part.get("refusal", "")}
    if kind in _BLOCKS_AS_THEY_ARE:
        return part
    if kind == "image_url":
        return _with_cache_mark({"type": "image", "source": image_source(part["image_url"], model)}, part)
    if kind == "file":
        return _with_cache_mark(_document(part["file"], model), part)
    raise InvalidRequestError(
        f"{model or 'This model'} takes no content part of type {kind!r}; it takes text, images and PDF files"
    )


def _told_document(part: JSON, model: str) -> JSON:
    """A document with what its part says of it beside the file: title, context, whether to cite it."""
    if part["type"] == "text":
        block: JSON = {"type": "document", "source": text_source(part["text"])}
    else:
        block = _document(part["file"], model)
    return {**block, **part["document"]}


def text_source(text: str) -> JSON:
    """The source of a document that is text."""
    return {"type": "text", "media_type": "text/plain", "data": text}


def _with_cache_mark(block: JSON, part: JSON) -> JSON:
    return {**block, "cache_control": part["cache_control"]} if "cache_control" in part else block


def image_source(image: JSON | str, model: str = "") -> JSON:
    """The base64 source for an image given as a data URL.

    Raises:
        InvalidRequestError: If the image is a link: these models take base64 only.
    """
    url = image if isinstance(image, str) else image.get("url", "")
    if not url.startswith("data:"):
        raise InvalidRequestError(
            f"{model or 'This model'} takes images only as base64, not by URL: download {url!r} and pass its bytes"
        )
    media_type, data = split_data_url(url)
    return {"type": "base64", "media_type": media_type, "data": data}


def split_data_url(url: str) -> tuple[str, str]:
    """Media type and base64 data of a data URL."""
    head, _, data = url.partition(",")
    return head.removeprefix("data:").removesuffix(";base64"), data


def _document(file: JSON, model: str) -> JSON:
    data = file.get("file_data")
    if not data:
        where = f"URL: download {file['file_url']!r} and pass its bytes" if file.get("file_url") else "id"
        raise InvalidRequestError(f"{model or 'This model'} takes files only as base64 data, not by {where}")
    media_type, data = split_data_url(data) if data.startswith("data:") else ("application/pdf", data)
    block: JSON = {"type": "document", "source": _file_source(media_type, data)}
    if file.get("filename"):
        block["title"] = file["filename"]
    return block


def _file_source(media_type: str, data: str) -> JSON:
    """The source of a document whose bytes are there: Claude takes those of PDF files, and any text as text."""
    if media_type.startswith("text/"):
        with suppress(ValueError):
            return text_source(b64decode(data, validate=True).decode("utf-8-sig"))
    return {"type": "base64", "media_type": media_type, "data": data}


def encode_tool(tool: JSON) -> JSON:
    """A tool with `input_schema`; one that is Claude's already, such as a dated built-in, is left as it is.

    What stands beside the function (`cache_control`, `defer_loading`, `input_examples`, …) is Claude's own and stays.
    """
    function = tool.get("function")
    if tool.get("type") != "function" or not isinstance(function, dict):
        return tool
    schema = function.get("parameters") or {}
    encoded: JSON = {"name": function["name"], "input_schema": {"type": "object", "properties": {}, **schema}}
    encoded |= {key: function[key] for key in ("description", "strict") if function.get(key) not in (None, "")}
    return {**encoded, **{key: value for key, value in tool.items() if key not in ("type", "function")}}


def encode_tool_choice(choice: Any, *, parallel: bool | None = None) -> JSON | None:
    """OpenAI's tool choice in Claude's words, None when nothing was chosen."""
    encoded: JSON | None = None
    if isinstance(choice, str):
        encoded = {"type": _TOOL_CHOICES.get(choice, choice)}
    elif isinstance(choice, dict):
        function = choice.get("function")
        encoded = {"type": "tool", "name": function["name"]} if function else dict(choice)
    if parallel is not False or (encoded and encoded.get("type") == "none"):
        return encoded
    return {**(encoded or {"type": "auto"}), "disable_parallel_tool_use": True}


CLAUDE_CHAT = Dialect(name="claude", path=CHAT_PATH, encode=encode, decode=decode, reader=ChatEventReader)
