"""The ``response`` object of a reply. Pure."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.emulator.replies import Head, Reply
from langchain_aimlapi.emulator.responses.admission import ResponseRequest
from langchain_aimlapi.emulator.responses.items import output_items, output_text
from langchain_aimlapi.emulator.tokens import Usage

Json = dict[str, Any]
# Parameters a response repeats, with what stands there when the request did not say.
_ECHOED: dict[str, Any] = {
    "instructions": None,
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": None, "summary": None},
    "store": False,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
}


def response_body(reply: Reply, request: ResponseRequest) -> Json:
    """The finished response."""
    items = output_items(reply, request)
    incomplete = reply.answers[0].finish == "length"
    return {
        **opened(reply.head, request, "incomplete" if incomplete else "completed"),
        "incomplete_details": {"reason": "max_output_tokens"} if incomplete else None,
        "output": items,
        "output_text": output_text(items),
        "usage": usage_json(reply.usage),
        "meta": reply.cost.as_meta(),
    }


def opened(head: Head, request: ResponseRequest, status: str) -> Json:
    """A response in which nothing is said yet."""
    given = {name: request.parameter(name) for name in _ECHOED}
    return {
        "id": response_id(head),
        "object": "response",
        "created_at": head.created,
        "status": status,
        "background": request.parameter("background") is True,
        "error": None,
        "incomplete_details": None,
        "max_output_tokens": request.limits.max_tokens,
        "model": head.model,
        "output": [],
        "output_text": "",
        **{name: _echo(name, value) for name, value in given.items()},
        "usage": None,
        "user": None,
        "metadata": {},
    }


def _echo(name: str, value: Any) -> Any:
    usual = _ECHOED[name]
    if value is None:
        return usual
    return {**usual, **value} if isinstance(usual, dict) else value


def response_id(head: Head) -> str:
    """The id of a response."""
    return f"resp_{head.key}"


def usage_json(usage: Usage) -> Json:
    """Tokens under the names of this endpoint."""
    written = {"cache_write_tokens": usage.cache_write} if usage.cache_write else {}
    return {
        "input_tokens": usage.prompt,
        "input_tokens_details": {"cached_tokens": usage.cache_read, **written},
        "output_tokens": usage.completion,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.total,
    }
