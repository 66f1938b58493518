"""An answer of the Responses API as a neutral completion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from langchain_aimlapi.api.dialects._streamed import PARAGRAPH, as_object, as_text
from langchain_aimlapi.api.dialects.responses_items import CALL_TEXTS
from langchain_aimlapi.api.error_bodies import make_error
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.fragments import arguments_text
from langchain_aimlapi.api.replies import finish_reason, objects, unify_completion
from langchain_aimlapi.api.types import JSON

_RENAMED = frozenset({"id", "object", "created_at", "model", "output", "output_text", "usage"})
_REPEATED = frozenset({"instructions", "tools", "text", "input"})
"""What only repeats the request, at length."""
_USAGE_NAMES = {
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "input_tokens_details": "prompt_tokens_details",
    "output_tokens_details": "completion_tokens_details",
}
_POSITIONS = ("start_index", "end_index")


def decode(reply: JSON, headers: Mapping[str, str]) -> JSON:
    """The neutral completion.

    Raises:
        APIStatusError: If the answer failed or was cancelled.
        InvalidRequestError: If there is no answer yet (`background=True`).
    """
    check_answered(reply, headers)
    return unify_completion(completion(reply), headers)


def check_answered(reply: JSON, headers: Mapping[str, str]) -> None:
    """Refuse a response that holds no answer and will not hold one.

    Raises:
        APIStatusError: If it failed or was cancelled.
        InvalidRequestError: If it is only being made.
    """
    status = reply.get("status")
    if status in ("failed", "cancelled"):
        raise make_error(failure(reply), status=None, headers=headers)
    if status in ("queued", "in_progress") and (reply.get("background") or not reply.get("output")):
        raise InvalidRequestError(
            f"The response {reply.get('id')} is {status}: background=True starts an answer that the service documents "
            "no way to fetch. Leave background out, or stream the answer",
            request_id=headers.get("x-inference-id"),
            body=reply,
        )


def failure(response: JSON) -> JSON:
    """The error body for a response that has failed."""
    why = response.get("error") or f"The response {response.get('id')} has {response.get('status', 'failed')}"
    return {"error": why if isinstance(why, dict) else {"message": why}}


def completion(response: JSON) -> JSON:
    """A finished `response` object as a chat completion; an object without output has no choices."""
    kept = {
        key: value
        for key, value in response.items()
        if key not in _RENAMED and key not in _REPEATED and value is not None
    }
    facts = {"id": response.get("id"), "created": created(response), "model": response.get("model")}
    return {
        **kept,
        **{key: value for key, value in facts.items() if value is not None},
        "object": "chat.completion",
        "choices": [_choice(response)] if _answers(response) else [],
        "usage": neutral_usage(response.get("usage")),
    }


def _answers(response: JSON) -> bool:
    return isinstance(response.get("output"), list) or bool(as_text(response.get("output_text")))


def created(response: JSON) -> int | None:
    """When the answer was begun, in whole seconds."""
    at = response.get("created_at")
    return int(at) if isinstance(at, (int, float)) and math.isfinite(at) and at else None


def neutral_usage(usage: Any) -> JSON | None:
    """Token counts under OpenAI's older names; counts of other names are kept."""
    if not isinstance(usage, dict):
        return None
    return {_USAGE_NAMES.get(str(key), str(key)): value for key, value in usage.items()}


def _choice(response: JSON) -> JSON:
    output = objects(response.get("output"))
    native = _native_finish(response)
    cut = response.get("status") == "incomplete"
    message = message_of(output)
    if not output:
        message["content"] = as_text(response.get("output_text")) or None
    finish = finish_reason(native) if cut else "tool_calls" if "tool_calls" in message else "stop"
    choice: JSON = {"index": 0, "message": message, "finish_reason": finish, "native_finish_reason": native}
    logprobs = [entry for part in _parts(output) for entry in objects(part.get("logprobs"))]
    return {**choice, "logprobs": {"content": logprobs}} if logprobs else choice


def _native_finish(response: JSON) -> str:
    """The vendor's word for why the answer ended: the reason for which it is incomplete, else its status."""
    status = str(response.get("status") or "completed")
    if status != "incomplete":
        return status
    return as_text(as_object(response.get("incomplete_details")).get("reason")) or "max_output_tokens"


def message_of(output: list[JSON]) -> JSON:
    """The message that the items make."""
    texts = [as_text(part.get("text")) for part in _parts(output)]
    message: JSON = {"role": "assistant", "content": "".join(texts) or None}
    found = {
        "refusal": "".join(as_text(part.get("refusal")) for part in _contents(output)),
        "reasoning_content": PARAGRAPH.join(filter(None, _thoughts(output))),
        "annotations": list(_annotations(output)),
        "tool_calls": [_tool_call(item) for item in output if as_text(item.get("type")) in CALL_TEXTS],
        "output_items": output,
    }
    return {**message, **{key: value for key, value in found.items() if value}}


def _contents(output: Iterable[JSON]) -> Iterator[JSON]:
    """The content parts of all messages among the items."""
    for item in output:
        if item.get("type") == "message":
            yield from objects(item.get("content"))


def _parts(output: Iterable[JSON]) -> Iterator[JSON]:
    return (part for part in _contents(output) if part.get("type") == "output_text")


def _thoughts(output: Iterable[JSON]) -> Iterator[str]:
    """The readable parts of all reasoning items: summaries, then the reasoning itself where a vendor shows it."""
    for item in output:
        if item.get("type") == "reasoning":
            parts = [*objects(item.get("summary")), *objects(item.get("content"))]
            yield from (as_text(part.get("text")) for part in parts)


def _annotations(output: Iterable[JSON]) -> Iterator[JSON]:
    """Citations in the chat endpoint's form, their positions counted in the text of the whole message."""
    offset = 0
    for part in _parts(output):
        for annotation in objects(part.get("annotations")):
            yield nested_annotation(annotation, offset)
        offset += len(as_text(part.get("text")))


def nested_annotation(annotation: JSON, offset: int = 0) -> JSON:
    """`{"type": "url_citation", "url": …}` as `{"type": "url_citation", "url_citation": {"url": …}}`."""
    kind = str(annotation.get("type"))
    if isinstance(annotation.get(kind), dict):
        return annotation
    facts = {key: value for key, value in annotation.items() if key != "type"}
    shifted = {key: facts[key] + offset for key in _POSITIONS if isinstance(facts.get(key), int)}
    return {"type": kind, kind: {**facts, **shifted}}


def _tool_call(item: JSON) -> JSON:
    """The call in the chat endpoint's form."""
    told: JSON = {"name": as_text(item.get("name"))}
    call_id = as_text(item.get("call_id")) or None
    if item["type"] == "custom_tool_call":
        return {"id": call_id, "type": "custom", "custom": {**told, "input": as_text(item.get("input"))}}
    function = {**told, "arguments": arguments_text(item.get("arguments"))}
    return {"id": call_id, "type": "function", "function": function}
