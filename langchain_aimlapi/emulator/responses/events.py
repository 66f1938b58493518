"""The events of a streamed response, made from the finished one: joined, they are that response again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from langchain_aimlapi.emulator.tokens import split_tokens

Json = dict[str, Any]
_EMPTY: Json = {"output": [], "output_text": "", "usage": None, "incomplete_details": None}


def response_events(response: Json) -> Iterator[Json]:
    """All events in the order OpenAI sends them, numbered from 0.

    Args:
        response: The finished response; its last event carries it whole, usage and cost included.
    """
    for number, event in enumerate(_events(response)):
        yield {"type": event.pop("type"), "sequence_number": number, **event}


def _events(response: Json) -> Iterator[Json]:
    begun = {key: value for key, value in response.items() if key != "meta"} | _EMPTY | {"status": "in_progress"}
    if response["background"]:
        yield {"type": "response.created", "response": begun | {"status": "queued"}}
        yield {"type": "response.queued", "response": begun | {"status": "queued"}}
    else:
        yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(response["output"]):
        yield from _item_events(index, item)
    yield {"type": f"response.{response['status']}", "response": response}


def _item_events(index: int, item: Json) -> Iterator[Json]:
    start, inner = _WRITERS.get(item["type"], _plain)(item)
    yield {"type": "response.output_item.added", "output_index": index, "item": start}
    for event in inner:
        yield {"type": event.pop("type"), "item_id": item["id"], "output_index": index, **event}
    yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _started(item: Json, **emptied: Any) -> Json:
    return item | emptied | ({"status": "in_progress"} if "status" in item else {})


def _plain(item: Json) -> tuple[Json, Iterator[Json]]:
    return item, iter(())


def _message(item: Json) -> tuple[Json, Iterator[Json]]:
    return _started(item, content=[]), (
        event | {"content_index": at} for at, part in enumerate(item["content"]) for event in _part_events(part)
    )


def _part_events(part: Json) -> Iterator[Json]:
    name, key = ("refusal", "refusal") if part["type"] == "refusal" else ("output_text", "text")
    empty = {"type": "refusal", "refusal": ""} if key == "refusal" else {**part, "text": "", "annotations": []}
    extra: Json = {"logprobs": []} if key == "text" else {}
    yield {"type": "response.content_part.added", "part": empty}
    for token in split_tokens(part[key]):
        yield {"type": f"response.{name}.delta", "delta": token, **extra}
    for at, annotation in enumerate(part.get("annotations", ())):
        added = {"annotation_index": at, "annotation": annotation}
        yield {"type": "response.output_text.annotation.added", **added}
    yield {"type": f"response.{name}.done", key: part[key], **extra}
    yield {"type": "response.content_part.done", "part": part}


def _reasoning(item: Json) -> tuple[Json, Iterator[Json]]:
    return _started(item, summary=[]), (
        event | {"summary_index": at} for at, part in enumerate(item["summary"]) for event in _summary_events(part)
    )


def _summary_events(part: Json) -> Iterator[Json]:
    yield {"type": "response.reasoning_summary_part.added", "part": {**part, "text": ""}}
    for token in split_tokens(part["text"]):
        yield {"type": "response.reasoning_summary_text.delta", "delta": token}
    yield {"type": "response.reasoning_summary_text.done", "text": part["text"]}
    yield {"type": "response.reasoning_summary_part.done", "part": part}


def _written(key: str, name: str) -> Callable[[Json], tuple[Json, Iterator[Json]]]:
    """The writer of an item whose one field comes in deltas."""

    def write(item: Json) -> tuple[Json, Iterator[Json]]:
        return _started(item, **{key: ""}), _field_events(item, key, name)

    return write


def _field_events(item: Json, key: str, name: str) -> Iterator[Json]:
    for token in split_tokens(item[key]):
        yield {"type": f"response.{name}.delta", "delta": token}
    yield {"type": f"response.{name}.done", key: item[key]}


def _search(item: Json) -> tuple[Json, Iterator[Json]]:
    steps = ("in_progress", "searching", "completed")
    return _started(item), ({"type": f"response.web_search_call.{step}"} for step in steps)


def _code(item: Json) -> tuple[Json, Iterator[Json]]:
    def steps() -> Iterator[Json]:
        yield {"type": "response.code_interpreter_call.in_progress"}
        yield from _field_events(item, "code", "code_interpreter_call_code")
        yield {"type": "response.code_interpreter_call.interpreting"}
        yield {"type": "response.code_interpreter_call.completed"}

    return _started(item, code="", outputs=None), steps()


def _mcp_list(item: Json) -> tuple[Json, Iterator[Json]]:
    return _started(item, tools=[]), (
        {"type": f"response.mcp_list_tools.{step}"} for step in ("in_progress", "completed")
    )


def _mcp_call(item: Json) -> tuple[Json, Iterator[Json]]:
    def steps() -> Iterator[Json]:
        yield {"type": "response.mcp_call.in_progress"}
        yield from _field_events(item, "arguments", "mcp_call_arguments")
        yield {"type": "response.mcp_call.completed"}

    return _started(item, arguments="", output=None), steps()


_WRITERS: dict[str, Callable[[Json], tuple[Json, Iterator[Json]]]] = {
    "message": _message,
    "reasoning": _reasoning,
    "function_call": _written("arguments", "function_call_arguments"),
    "custom_tool_call": _written("input", "custom_tool_call_input"),
    "web_search_call": _search,
    "code_interpreter_call": _code,
    "mcp_list_tools": _mcp_list,
    "mcp_call": _mcp_call,
}
