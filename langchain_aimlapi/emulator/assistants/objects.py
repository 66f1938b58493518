"""The objects of the Assistants API as JSON: assistant, thread, message, run, step. Pure but for the time."""

from __future__ import annotations

import time
from typing import Any

from langchain_aimlapi.emulator.conversation import Call
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.media import MediaError, read_part

Json = dict[str, Any]
_TAKEN_OVER = ("model", "instructions", "tools", "temperature", "top_p", "response_format", "reasoning_effort")
_TIMES = ("started_at", "completed_at", "cancelled_at", "failed_at")


def assistant_json(name: str, body: Json) -> Json:
    """A new assistant."""
    return {
        "id": name,
        "object": "assistant",
        "created_at": int(time.time()),
        "name": None,
        "description": None,
        "instructions": None,
        "tools": [],
        "tool_resources": {},
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
        "response_format": "auto",
        "reasoning_effort": None,
        **given(body),
    }


def thread_json(name: str, body: Json) -> Json:
    """A new thread."""
    kept = {key: value for key, value in given(body).items() if key != "messages"}
    head = {"id": name, "object": "thread", "created_at": int(time.time())}
    return {**head, "metadata": {}, "tool_resources": {}, **kept}


def message_json(name: str, thread_id: str, body: Json, **more: Any) -> Json:
    """A new message.

    Raises:
        ServiceError: 400 for a picture that is none.
    """
    content = body["content"]
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    return {
        "id": name,
        "object": "thread.message",
        "created_at": int(time.time()),
        "thread_id": thread_id,
        "status": "completed",
        "incomplete_details": None,
        "completed_at": int(time.time()),
        "incomplete_at": None,
        "role": body["role"],
        "content": [_part_json(part) for part in parts],
        "assistant_id": None,
        "run_id": None,
        "attachments": body.get("attachments") or [],
        "metadata": body.get("metadata") or {},
        **more,
    }


def run_json(name: str, thread_id: str, assistant: Json, body: Json, lifetime: float) -> Json:
    """A new run: the assistant's settings unless the request has its own.

    Args:
        name: Its id.
        thread_id: The thread.
        assistant: The assistant.
        body: The request.
        lifetime: Seconds after which it expires.
    """
    own = given(body)
    settings = {key: own.get(key, assistant.get(key)) for key in _TAKEN_OVER}
    added = own.get("additional_instructions")
    settings["instructions"] = "\n".join(filter(None, (settings["instructions"], added))) or None
    created = int(time.time())
    return {
        "id": name,
        "object": "thread.run",
        "created_at": created,
        "thread_id": thread_id,
        "assistant_id": assistant["id"],
        "status": "queued",
        "required_action": None,
        "last_error": None,
        "incomplete_details": None,
        "expires_at": created + lifetime,
        **dict.fromkeys(_TIMES),
        **settings,
        "tool_choice": own.get("tool_choice", "auto"),
        "parallel_tool_calls": own.get("parallel_tool_calls", True),
        "max_prompt_tokens": own.get("max_prompt_tokens"),
        "max_completion_tokens": own.get("max_completion_tokens"),
        "truncation_strategy": own.get("truncation_strategy", {"type": "auto", "last_messages": None}),
        "metadata": own.get("metadata", {}),
        "usage": None,
    }


def step_json(name: str, run: Json, details: Json) -> Json:
    """A step that has begun."""
    return {
        "id": name,
        "object": "thread.run.step",
        "created_at": int(time.time()),
        "run_id": run["id"],
        "assistant_id": run["assistant_id"],
        "thread_id": run["thread_id"],
        "type": details["type"],
        "status": "in_progress",
        "step_details": details,
        "last_error": None,
        "cancelled_at": None,
        "completed_at": None,
        "expired_at": None,
        "failed_at": None,
        "metadata": {},
        "usage": None,
    }


def call_json(call: Call) -> Json:
    """A tool call as a run asks for it."""
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def text_part(text: str) -> Json:
    """Text as messages hold it."""
    return {"type": "text", "text": {"value": text, "annotations": []}}


def given(body: Json) -> Json:
    """The fields that are set."""
    return {key: value for key, value in body.items() if value is not None}


def _part_json(part: Json) -> Json:
    if part["type"] == "text":
        return text_part(part["text"])
    try:
        read_part(part)
    except MediaError as error:
        raise ServiceError(400, f"400 Invalid image: {error}") from None
    return part
