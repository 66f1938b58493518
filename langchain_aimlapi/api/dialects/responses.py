"""OpenAI's Responses API, `POST /v1/responses`: the only way to nine models, a second way to thirty.

**Requests.** System and developer messages are input items with their role, in place: the schema takes them anywhere,
while `instructions` is one text at the front, which the caller may still set. Parameters whose place is another one
move there (`max_tokens` → `max_output_tokens`, `reasoning_effort` → `reasoning.effort`, `response_format` →
`text.format`); what has no place at all (`stop`, `n`, `seed`, …) keeps its name, for the schema check to report.

**Answers.** A neutral message has the text, refusal, tool calls, annotations (positions counted in the whole text) and
readable reasoning; beside them `output_items` is the answer's list of items, unchanged: ids, encrypted reasoning, calls
of built-in tools. Sent again with the history it is what the vendor gets back (`responses_items`). The completion's
`id` is the response's, for `previous_response_id`, which needs `store=True`: then send only the new messages. Where
nothing is stored and tools are bound, a reasoning model is asked to `include` its encrypted reasoning, since without it
the next turn would not know why a tool was called. What the
service merely repeats of the request (`instructions`, `tools`, `text`) is left out; all else of the response is kept.

**Background.** `background=True` without streaming gives no answer but a note that one is being made, and the service
documents no way to fetch it: `decode` raises an error that says so and names the response's id. Streamed it works.

https://docs.aimlapi.com/api-references/text-models-llm/openai
"""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.api.dialects._base import Dialect
from langchain_aimlapi.api.dialects.responses_events import ResponsesEventReader
from langchain_aimlapi.api.dialects.responses_items import encode_input
from langchain_aimlapi.api.dialects.responses_reply import decode
from langchain_aimlapi.api.types import JSON, ModelTraits

RESPONSES_PATH = "/v1/responses"
_LIMITS = ("max_output_tokens", "max_completion_tokens", "max_tokens")
_REPLACED = frozenset({*_LIMITS, "messages", "reasoning_effort", "response_format", "tools", "tool_choice"})
_DROPPED = frozenset({"stream_options"})  # usage comes in any case
ENCRYPTED = "reasoning.encrypted_content"
_NO_PARAMETERS: JSON = {"type": "object", "properties": {}}


def encode(request: JSON, model: ModelTraits) -> JSON:
    """The body for a model that takes the Responses API's shape.

    Raises:
        InvalidRequestError: If a message holds something that it has no place for.
    """
    body = {key: value for key, value in request.items() if key not in _REPLACED | _DROPPED}
    stored = bool(request.get("store") or request.get("previous_response_id"))
    body["input"] = encode_input(request["messages"], model, stored=stored)
    moved = {
        "max_output_tokens": next((request[name] for name in _LIMITS if request.get(name) is not None), None),
        "reasoning": encode_reasoning(request.get("reasoning"), request.get("reasoning_effort")),
        "text": encode_text(request.get("text"), request.get("response_format")),
        "tools": [encode_tool(tool) for tool in request.get("tools") or ()] or None,
        "tool_choice": encode_tool_choice(request.get("tool_choice")),
        "include": request.get("include") or ([ENCRYPTED] if not stored and _loses_reasoning(request, model) else None),
    }
    return {**body, **{key: value for key, value in moved.items() if value is not None}}


def _loses_reasoning(request: JSON, model: ModelTraits) -> bool:
    """Whether the thoughts behind a tool call would be gone in the next turn."""
    known = model.parameters or {}
    return bool(request.get("tools")) and "reasoning" in model.capabilities and {"include", "reasoning"} <= known.keys()


def encode_reasoning(reasoning: Any, effort: Any) -> Any:
    """`reasoning` with the effort, unless it has one of its own."""
    if effort is None:
        return reasoning
    return {"effort": effort, **(reasoning or {})}


def encode_text(text: Any, response_format: Any) -> Any:
    """`text` with the response format, its JSON schema laid flat."""
    if response_format is None:
        return text
    return {**(text or {}), "format": _flat(response_format, "json_schema")}


def _flat(nested: Any, key: str) -> JSON:
    """`{"type": …, key: {…}}` with the inner keys beside `type`; without an inner object a copy."""
    inner = nested.get(key)
    if not isinstance(inner, dict):
        return dict(nested)
    return {"type": nested["type"], **inner}


def encode_tool(tool: JSON) -> JSON:
    """A tool laid flat; one that the vendor runs is left as it is.

    A function must say whether it is strict and what it takes: false, and nothing, when the caller did not.
    """
    kind = tool.get("type")
    if kind == "custom":
        flat = _flat(tool, "custom")
        return {**flat, "format": _flat(flat["format"], "grammar")} if isinstance(flat.get("format"), dict) else flat
    if kind != "function":
        return tool
    flat = {key: value for key, value in _flat(tool, "function").items() if value is not None}
    return {**flat, "parameters": flat.get("parameters") or _NO_PARAMETERS, "strict": bool(flat.get("strict"))}


def encode_tool_choice(choice: Any) -> Any:
    """The tool choice laid flat; a word stays a word."""
    if choice == "any":
        return "required"
    if not isinstance(choice, dict):
        return choice
    flat = _flat(choice, str(choice.get("type")))
    if choice.get("type") == "allowed_tools":
        flat["tools"] = [_flat(tool, str(tool.get("type"))) for tool in flat.get("tools") or ()]
    return flat


RESPONSES = Dialect(name="responses", path=RESPONSES_PATH, encode=encode, decode=decode, reader=ResponsesEventReader)
