"""Claude's rules about texts that say nothing, and about what stands in a tool's result. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC, behind_gateway, vendor_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


Json = dict[str, Any]
_EMPTY = "all messages must have non-empty content except for the optional final assistant message"
USERS_BLOCKS = ("document", "image", "image_url", "file")
RESULT_BLOCKS = ("document", "image", "search_result", "text", "tool_reference")


def claude_text_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """What Claude's vendor refuses in the texts of a request of either shape."""
    if vendor_of(request.card) != ANTHROPIC or behind_gateway(request.card, request.endpoint.parameters):
        return
    messages: list[Json] = request.body["messages"]
    said = [message for message in messages if message["role"] not in ("system", "developer")]
    if not said:
        yield "messages: at least one message is required"
    yield from _system_faults(request.parameter("system"))
    for at, message in enumerate(said):
        yield from _message_faults(at, message, last=at == len(said) - 1)
    if said and said[-1]["role"] == "assistant" and _ends_in_blanks(said[-1].get("content")):
        yield "messages: final assistant content cannot end with trailing whitespace"


def _system_faults(system: Any) -> Iterator[str]:
    if isinstance(system, str) and system and not system.strip():
        yield "system: text content blocks must contain non-whitespace text"
    for block in system if isinstance(system, list) else ():
        yield from _text_faults("system", block.get("text"))


def _message_faults(at: int, message: Json, *, last: bool) -> Iterator[str]:
    content, role = message.get("content"), message["role"]
    may_be_empty = role == "tool" or bool(message.get("tool_calls")) or (last and role == "assistant")
    if content in ("", None) or content == []:
        if not may_be_empty:
            yield f"messages.{at}: {_EMPTY}"
    elif isinstance(content, str) and not content.strip() and role != "tool":
        yield "messages: text content blocks must contain non-whitespace text"
    for number, block in enumerate(content if isinstance(content, list) else ()):
        if role == "assistant" and block.get("type") in USERS_BLOCKS:
            yield f"messages.{at}.content: '{block['type']}' blocks are not permitted within assistant turns"
        elif block.get("type") == "text":
            yield from _text_faults("messages", block.get("text"))
        elif block.get("type") == "tool_result" and isinstance(block.get("content"), list):
            yield from _result_faults(f"messages.{at}.content.{number}.tool_result.content", block["content"])


def _result_faults(where: str, blocks: list[Any]) -> Iterator[str]:
    for at, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in RESULT_BLOCKS:
            tags = ", ".join(f"'{name}'" for name in RESULT_BLOCKS)
            yield f"{where}.{at}: Input tag '{kind}' found using 'type' does not match any of the expected tags: {tags}"
        elif kind == "text":
            yield from _text_faults("messages", block.get("text"))


def _text_faults(where: str, text: Any) -> Iterator[str]:
    if text == "":
        yield f"{where}: text content blocks must be non-empty"
    elif isinstance(text, str) and not text.strip():
        yield f"{where}: text content blocks must contain non-whitespace text"


def _ends_in_blanks(content: Any) -> bool:
    final = content[-1] if isinstance(content, list) and content else {"type": "text", "text": content}
    text = final.get("text") if final.get("type") == "text" else None
    return isinstance(text, str) and text != text.rstrip()
