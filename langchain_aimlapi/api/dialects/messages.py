"""Anthropic's Messages API, `POST /v1/messages`: the only way to some spellings of Claude's names.

**Requests** are those of the `claude` dialect, with what this endpoint's schema has beyond it: images and documents by
URL, `strict` tools, blocks of tools that the vendor runs. `max_tokens` may be left out.

**Answers.** A neutral message has the text, tool calls, citations (as `annotations`, positions counted in the whole
text) and readable thoughts; thinking blocks with their signatures are its `reasoning_details`. Where these cannot be
put together to the very blocks that came (several texts, citations, tools that the vendor ran, fields that nobody here
knows), the message also has `content_blocks`: the answer's list of blocks, unchanged. Sent again with the history, that
list is what the vendor gets back. `stop_sequence` and `stop_details` stand on the choice, `container` and other fields
beside it. Usage goes by OpenAI's names, where `prompt_tokens` counts what was read from and written to the cache too;
Anthropic's other counts stay beside them.

https://docs.aimlapi.com/api-references/text-models-llm/anthropic
"""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.api.dialects import anthropic
from langchain_aimlapi.api.dialects._base import Dialect
from langchain_aimlapi.api.dialects._replay import PartForm, call_facts, replay
from langchain_aimlapi.api.dialects.messages_events import MessagesEventReader
from langchain_aimlapi.api.dialects.messages_reply import decode
from langchain_aimlapi.api.types import JSON, ModelTraits

MESSAGES_PATH = "/v1/messages"
_AS_IT_IS = "as it is"
"""Type of a part that holds a block of an earlier answer, which nothing is to be changed in."""
_SERVER_BLOCKS = frozenset({"server_tool_use", "mcp_tool_use", "container_upload", "compaction"})


def encode(request: JSON, model: ModelTraits) -> JSON:
    """The body for a model that takes the Messages API's shape.

    Raises:
        InvalidRequestError: If a message holds something that it has no place for.
    """
    turns = [with_blocks(message) for message in request["messages"]]
    body = anthropic.encode_request(request, anthropic.encode_messages(turns, model.id, encode_part))
    if "max_completion_tokens" in body:
        body.setdefault("max_tokens", body.pop("max_completion_tokens"))
    return body


def with_blocks(message: JSON) -> JSON:
    """The message itself, or, if it carries the blocks that it came in, a message of these."""
    if message["role"] != "assistant" or not message.get("content_blocks"):
        return message
    blocks = replay(message["content_blocks"], message, _FORM)
    return {"role": "assistant", "content": [{"type": _AS_IT_IS, "block": block} for block in blocks]}


def encode_part(part: JSON, model: str = "") -> JSON:
    """One content part as a block.

    Raises:
        InvalidRequestError: If there is nothing like it.
    """
    kind = str(part.get("type"))
    if kind == _AS_IT_IS:
        block: JSON = part["block"]
        return block
    if kind in _SERVER_BLOCKS or kind.endswith("_tool_result") or (kind == "text" and part.get("citations")):
        return part
    source = _remote_source(kind, part.get(kind))
    if source is None:
        return anthropic.encode_part(part, model)
    block = {"type": "image" if kind == "image_url" else "document", "source": source, **part.get("document", {})}
    return {**block, "cache_control": part["cache_control"]} if "cache_control" in part else block


def _remote_source(kind: str, told: Any) -> JSON | None:
    """The source of an image or file that is elsewhere, None for one that is in the part itself."""
    if kind == "image_url":
        url = told if isinstance(told, str) else told.get("url", "")
        return None if url.startswith("data:") else {"type": "url", "url": url}
    if kind == "file" and told.get("file_url"):
        return {"type": "url", "url": told["file_url"]}
    if kind == "file" and told.get("file_id"):
        return {"type": "file", "file_id": told["file_id"]}
    return None


def _block_text(block: JSON) -> str | None:
    return (block.get("text") or "") if block.get("type") == "text" else None


def _block_call(block: JSON) -> tuple[str, str, Any] | None:
    if block.get("type") != "tool_use":
        return None
    return block["id"], block.get("name") or "", block.get("input") or {}


def _new_text(message: JSON) -> list[JSON]:
    return anthropic.encode_content(message.get("content"), "", encode_part)


def _new_call(call: JSON, block: JSON | None) -> JSON:  # noqa: ARG001
    name, arguments = call_facts(call)
    return anthropic.tool_use({"id": call.get("id"), "function": {"name": name, "arguments": arguments}})


_FORM = PartForm(text=_block_text, call=_block_call, make_text=_new_text, make_call=_new_call)

MESSAGES = Dialect(name="messages", path=MESSAGES_PATH, encode=encode, decode=decode, reader=MessagesEventReader)
