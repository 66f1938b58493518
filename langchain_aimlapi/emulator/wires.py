"""What the faults have to know of each protocol: how its events are framed, fail and end. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.emulator.sse import DONE, frame

Json = dict[str, Any]
STREAM_ERROR = "The upstream failed while the answer was being streamed"


@dataclass(frozen=True)
class Wire:
    """One endpoint's protocol.

    Attributes:
        framed: An event as text.
        error: The error event of a kind, given how many events came before.
        error_body: The body of an error that comes with a success status.
        emptied: The body of an answer that holds nothing.
        failed: The body of an answer that says itself that it failed; None where there is no such thing.
        has_usage: Whether an event tells the usage.
        finishes: Whether an event says why the answer ended.
        is_last: Whether an event ends the stream.
        done: What follows the last event.
        numbers_calls: Whether tool calls come as numbered deltas, which the ``tool-…`` faults spoil.
    """

    framed: Callable[[Json], str]
    error: Callable[[str, int], str]
    error_body: Callable[[str], Json]
    emptied: Callable[[Json], Json]
    has_usage: Callable[[Json], bool]
    finishes: Callable[[Json], bool]
    is_last: Callable[[Json], bool]
    failed: Callable[[Json, str], Json] | None = None
    done: str = ""
    numbers_calls: bool = False


def error_object(message: str, status: int = 500) -> Json:
    """An error as some upstreams put it into a body or a stream."""
    return {"error": {"message": message, "type": "server_error", "code": status}}


def gateway_error(message: str) -> Json:
    """An error in the words of the service's gateway."""
    return {"message": message, "statusCode": 500}


def anthropic_error(message: str) -> Json:
    """An error in Anthropic's shape."""
    return {"type": "error", "error": {"type": "api_error", "message": message}}


def failed_response(body: Json, message: str) -> Json:
    """A response object that failed."""
    error = {"code": "server_error", "message": message}
    return {**body, "status": "failed", "error": error, "output": [], "output_text": "", "usage": None}


def _chat_error(kind: str, _before: int) -> str:
    if kind == "message":
        return frame(gateway_error(STREAM_ERROR))
    return frame(error_object(STREAM_ERROR), "error" if kind == "event" else None)


def _responses_error(kind: str, before: int) -> str:
    if kind == "message":
        return frame(gateway_error(STREAM_ERROR))
    if kind == "failed":
        response = failed_response({"id": "resp_emulator", "object": "response"}, STREAM_ERROR)
        return frame({"type": "response.failed", "sequence_number": before, "response": response}, "response.failed")
    event = {"type": "error", "code": "server_error", "message": STREAM_ERROR, "param": None}
    return frame({**event, "sequence_number": before}, "error")


def _messages_error(kind: str, _before: int) -> str:
    if kind == "message":
        return frame(gateway_error(STREAM_ERROR))
    return frame(anthropic_error(STREAM_ERROR), "error")


def _run_error(kind: str, _before: int) -> str:
    return frame(gateway_error(STREAM_ERROR)) if kind == "message" else frame(error_object(STREAM_ERROR), "error")


def _typed(event: Json) -> str:
    return frame(event, event["type"])


def _ends_response(event: Json) -> bool:
    return event["type"] in ("response.completed", "response.incomplete", "response.failed")


CHAT = Wire(
    framed=frame,
    error=_chat_error,
    error_body=error_object,
    emptied=lambda body: {**body, "choices": []},
    has_usage=lambda chunk: bool(chunk.get("usage")),
    finishes=lambda chunk: any(choice.get("finish_reason") for choice in chunk.get("choices") or ()),
    is_last=lambda _: False,
    done=DONE,
    numbers_calls=True,
)
RESPONSES = Wire(
    framed=_typed,
    error=_responses_error,
    error_body=error_object,
    emptied=lambda body: {**body, "output": [], "output_text": ""},
    has_usage=_ends_response,
    finishes=_ends_response,
    is_last=_ends_response,
    failed=failed_response,
)
MESSAGES = Wire(
    framed=_typed,
    error=_messages_error,
    error_body=anthropic_error,
    emptied=lambda body: {**body, "content": []},
    has_usage=lambda event: event["type"] == "message_delta",
    finishes=lambda event: event["type"] == "message_delta",
    is_last=lambda event: event["type"] == "message_stop",
)
RUNS = Wire(
    framed=lambda event: frame(event["data"], event["event"]),
    error=_run_error,
    error_body=error_object,
    emptied=lambda _: {},
    has_usage=lambda event: bool(event["data"].get("usage")),
    finishes=lambda _: False,
    is_last=lambda _: False,
    done=f"event: done\n{DONE}",
)
