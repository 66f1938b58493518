"""What ``/v1/messages`` checks beside the model's schema: thinking that has to come back as it was sent. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_aimlapi.emulator.admission import ChatRequest, admit, validation_error
from langchain_aimlapi.emulator.schema_check import Issue
from langchain_aimlapi.emulator.seals import is_seal, may_be_a_vendors

Json = dict[str, Any]
SIGNATURE = "thinking"
REDACTED = "redacted"


def admit_message(body: Any, path: str) -> ChatRequest:
    """Check a request to the messages endpoint.

    Args:
        body: The decoded JSON.
        path: The path it was sent to.

    Raises:
        ServiceError: 400 or 404, as the service would answer.
    """
    request = admit(body, path)
    issues = [
        Issue(("messages", at, "content", place), fault)
        for at, message in enumerate(request.body["messages"])
        for place, fault in _thinking_faults(message)
    ]
    if issues:
        raise validation_error(issues)
    return request


def _thinking_faults(message: Json) -> Iterator[tuple[int, str]]:
    content = message.get("content")
    for place, block in enumerate(content if isinstance(content, list) else ()):
        fault = _FAULTS.get(block["type"], _no_fault)(block)
        if fault:
            yield place, fault


def _thinking_fault(block: Json) -> str | None:
    thinking, signature = block.get("thinking"), block.get("signature")
    if not isinstance(thinking, str):
        return "thinking: Required"
    if not isinstance(signature, str):
        return "signature: Required"
    if not is_seal(SIGNATURE, signature, thinking or None) and not may_be_a_vendors(signature):
        return "Invalid `signature` in `thinking` block"
    return None


def _redacted_fault(block: Json) -> str | None:
    data = block.get("data")
    if not isinstance(data, str):
        return "data: Required"
    return None if is_seal(REDACTED, data) or may_be_a_vendors(data) else "Invalid `data` in `redacted_thinking` block"


def _no_fault(_block: Json) -> str | None:
    return None


_FAULTS = {"thinking": _thinking_fault, "redacted_thinking": _redacted_fault}
