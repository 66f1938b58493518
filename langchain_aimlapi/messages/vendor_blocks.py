"""What vendors ran themselves, as LangChain's content blocks: searches, interpreters, MCP, pictures, and their sources.

An answer keeps its own parts unchanged in `additional_kwargs` (`output_items` of the Responses API, `content_blocks` of
the Messages API, `reasoning_details`); these go back to the vendor. The blocks here are for whoever shows an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import fragments
else:
    fragments = LazyModule("langchain_aimlapi.api.fragments")

JSON = dict[str, Any]

_ITEM_TOOLS = {
    "web_search_call": ("web_search", ("action", "query"), ("results",)),
    "file_search_call": ("file_search", ("queries",), ("results",)),
    "code_interpreter_call": ("code_interpreter", ("code",), ("outputs",)),
    "mcp_call": ("remote_mcp", ("arguments",), ("output",)),
    "mcp_list_tools": ("mcp_list_tools", (), ("tools",)),
    "tool_search_call": ("tool_search", ("arguments",), ("results",)),
}
"""Items of the Responses API: LangChain's name of the tool, where its arguments are and where its result."""
_SAID_ELSEWHERE = frozenset(
    {"message", "reasoning", "function_call", "custom_tool_call", "text", "thinking", "redacted_thinking", "tool_use"}
)
_RUNNING = frozenset({"in_progress", "searching", "interpreting", "calling", "generating", "queued"})
_FAILED = frozenset({"failed", "incomplete", "cancelled"})
_CITED = {"url": ("url", "source"), "title": ("title", "document_title", "filename"), "cited_text": ("cited_text",)}
_PLACES = ("start_index", "end_index")


def server_blocks(kept: Mapping[str, Any]) -> list[JSON]:
    """Blocks of what the vendor ran and of what has no block of its own, in the order of the answer.

    Args:
        kept: `additional_kwargs` of a message.
    """
    blocks: list[JSON] = []
    for item in _objects(kept.get("output_items")):
        blocks += _of_item(item)
    for block in _objects(kept.get("content_blocks")):
        blocks += _of_block(block)
    return blocks


def redacted_blocks(kept: Mapping[str, Any]) -> list[JSON]:
    """Blocks of reasoning that nobody can read, which stand behind the readable one.

    Args:
        kept: `additional_kwargs` of a message.
    """
    return [_non_standard(part) for part in _objects(kept.get("reasoning_details")) if _is_redacted(part)]


def reasoning_extras(kept: Mapping[str, Any]) -> JSON:
    """What belongs to the readable reasoning: the signature, or the ids and sealed forms of the vendor's items."""
    signatures = [part["signature"] for part in _objects(kept.get("reasoning_details")) if part.get("signature")]
    if signatures:
        return {"signature": signatures[0]} if len(signatures) == 1 else {"signatures": signatures}
    items = [item for item in _objects(kept.get("output_items")) if item.get("type") == "reasoning"]
    told = [{key: item[key] for key in ("id", "encrypted_content") if item.get(key)} for item in items]
    found = [facts for facts in told if "encrypted_content" in facts]
    return {} if not found else found[0] if len(found) == 1 else {"items": found}


def annotation_block(annotation: Any) -> JSON:
    """A citation in LangChain's form; an annotation that cites nothing is kept as it is."""
    if not isinstance(annotation, dict):
        return {"type": "non_standard_annotation", "value": annotation}
    kind = str(annotation.get("type"))
    nested = annotation.get(kind)
    source: JSON = nested if isinstance(nested, dict) else annotation
    found = {name: next((source[key] for key in keys if source.get(key)), None) for name, keys in _CITED.items()}
    if not any(found.values()) and not source.get("file_id"):
        return {"type": "non_standard_annotation", "value": annotation}
    block = {"type": "citation", **{name: value for name, value in found.items() if value}}
    block |= {key: source[key] for key in _PLACES if source.get(key) is not None}
    known = {"type", *_PLACES, *(key for keys in _CITED.values() for key in keys)}
    extras = {key: value for key, value in source.items() if key not in known and value is not None}
    if kind != "url_citation":
        extras["type"] = kind
    return {**block, "extras": extras} if extras else block


def _of_item(item: JSON) -> Iterator[JSON]:
    kind = item.get("type")
    if kind in _SAID_ELSEWHERE:
        return
    if kind == "image_generation_call" and isinstance(item.get("result"), str):
        extras = {key: value for key, value in item.items() if key not in ("type", "id", "result")}
        drawn = {"base64": item["result"], "mime_type": f"image/{item.get('output_format') or 'png'}"}
        yield {"type": "image", "id": item.get("id"), **drawn, "extras": extras}
        return
    if kind not in _ITEM_TOOLS:
        yield _non_standard(item)
        return
    name, asked, answered = _ITEM_TOOLS[kind]
    known = {"type", "id", "status", "error", *asked, *answered}
    extras = {key: value for key, value in item.items() if key not in known and value is not None}
    if name == "remote_mcp" and "name" in extras:
        extras["tool_name"] = extras.pop("name")
    call = {"type": "server_tool_call", "id": str(item.get("id")), "name": name, "args": _arguments(item, asked)}
    yield {**call, "extras": extras} if extras else call
    if item.get("status") not in _RUNNING:
        yield _result(item, answered)


def _arguments(item: JSON, keys: Iterable[str]) -> JSON:
    """What a tool was asked: an object, or JSON text of one, stands for itself; anything else under its name."""
    told: JSON = {}
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and key == "arguments":
            try:
                value = fragments.parse_object(value)
            except ValueError:
                value = {key: value}
        if isinstance(value, dict):
            told |= {inner: each for inner, each in value.items() if inner != "sources"}
        elif value is not None:
            told[key] = value
    return told


def _result(item: JSON, keys: Iterable[str]) -> JSON:
    action = item.get("action")
    sources = action.get("sources") if isinstance(action, dict) else None
    output = next((item[key] for key in keys if item.get(key) is not None), sources)
    failed = item.get("error") or item.get("status") in _FAILED
    result: JSON = {"type": "server_tool_result", "tool_call_id": str(item.get("id"))}
    result["status"] = "error" if failed else "success"
    output = item.get("error") if output is None else output
    return result if output is None else {**result, "output": output}


def _of_block(block: JSON) -> Iterator[JSON]:
    kind = str(block.get("type"))
    if kind in _SAID_ELSEWHERE:
        return
    if kind in ("server_tool_use", "mcp_tool_use"):
        yield _block_call(block)
    elif kind.endswith("_tool_result"):
        content = block.get("content")
        failed = block.get("is_error") or (isinstance(content, dict) and str(content.get("type")).endswith("_error"))
        result = {"type": "server_tool_result", "tool_call_id": str(block.get("tool_use_id"))}
        yield {
            **result,
            "status": "error" if failed else "success",
            "output": content,
            "extras": {"block_type": kind},
        }
    else:
        yield _non_standard(block)


def _block_call(block: JSON) -> JSON:
    name = str(block.get("name"))
    extras = {key: value for key, value in block.items() if key not in ("type", "id", "name", "input") and value}
    if block["type"] == "mcp_tool_use":
        name, extras = "remote_mcp", {"tool_name": name, **extras}
    elif name == "code_execution":
        name = "code_interpreter"
    args = block.get("input")
    call: JSON = {"type": "server_tool_call", "id": str(block.get("id")), "name": name}
    call["args"] = args if isinstance(args, dict) else {}
    return {**call, "extras": extras} if extras else call


def _non_standard(value: JSON) -> JSON:
    return {"type": "non_standard", "value": value}


def _is_redacted(part: JSON) -> bool:
    return part.get("type") == "redacted_thinking"


def _objects(value: Any) -> list[JSON]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
