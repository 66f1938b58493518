"""The output items of an answer: reasoning, what hosted tools did, a message, tool calls. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from langchain_aimlapi.emulator.checks.signatures import owner_of
from langchain_aimlapi.emulator.conversation import Call
from langchain_aimlapi.emulator.replies import Reply, digest, free_input
from langchain_aimlapi.emulator.responses.admission import ResponseRequest
from langchain_aimlapi.emulator.responses.hosted import awaits_approval, hosted_items
from langchain_aimlapi.emulator.seals import ENCRYPTED, seal

Json = dict[str, Any]


def output_items(reply: Reply, request: ResponseRequest) -> list[Json]:
    """The finished items, in the order a stream sends them; the last one is incomplete if tokens ran out."""
    answer = reply.answers[0]
    items = [_reasoning(reply, request)] if request.reasons and answer.reasoning else []
    if answer.finish != "tool_calls" and not answer.calls:
        items += hosted_items(request, reply.head.key)
    if answer.text and not awaits_approval(items):
        items.append(_message(reply))
    items += [_call(call, custom=call.name in reply.head.custom_tools) for call in answer.calls]
    if answer.finish == "length" and items and "status" in items[-1]:
        items[-1]["status"] = "incomplete"
    return items


def output_text(items: list[Json]) -> str:
    """All text of the messages among items."""
    parts = (part for item in items if item["type"] == "message" for part in item["content"])
    return "".join(part["text"] for part in parts if part["type"] == "output_text")


def _reasoning(reply: Reply, request: ResponseRequest) -> Json:
    asked = request.parameter("reasoning") or {}
    text = reply.answers[0].reasoning
    item: Json = {
        "id": f"rs_{digest('reasoning', reply.head.key)}",
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": part} for part in _summary(asked.get("summary"), text)],
    }
    if "reasoning.encrypted_content" in (request.parameter("include") or ()):
        item["encrypted_content"] = seal(ENCRYPTED, text, owner_of(request.card))
    return item


def _summary(how: str | None, text: str) -> list[str]:
    """No part unless asked, the first sentence, the whole, or a part per sentence."""
    sentences = re.split(r"(?<=[.;]) ", text)
    parts = {"concise": sentences[:1], "auto": [text], "detailed": sentences}
    return parts.get(how or "", [])


def _message(reply: Reply) -> Json:
    answer = reply.answers[0]
    if answer.finish == "refusal":
        part: Json = {"type": "refusal", "refusal": answer.text}
    else:
        annotations = [{"type": "url_citation", **citation.as_fields()} for citation in answer.citations]
        part = {"type": "output_text", "text": answer.text, "annotations": annotations, "logprobs": []}
    return {
        "id": f"msg_{digest('message', reply.head.key)}",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [part],
    }


def _call(call: Call, *, custom: bool) -> Json:
    if custom:
        head = {"id": call.id.replace("call_", "ctc_", 1), "type": "custom_tool_call", "status": "completed"}
        return {**head, "call_id": call.id, "name": call.name, "input": free_input(call.arguments)}
    head = {"id": call.id.replace("call_", "fc_", 1), "type": "function_call", "status": "completed"}
    return {**head, "call_id": call.id, "name": call.name, "arguments": call.arguments}


def stored_items(response_id: str, request: ResponseRequest, items: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    """What is kept of a stored response: the conversation under its id, and every item under its own."""
    yield response_id, [*request.items, *items]
    yield from ((item["id"], [item]) for item in items)
