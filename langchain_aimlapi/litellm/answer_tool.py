"""`response_format` for models that lack it: the answer is asked for as a call of a tool, and handed out as text.

LiteLLM's users expect this of Claude. Pure functions on the neutral form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    JSON = dict[str, Any]

NAME = "json_tool_call"
"""The tool's name, LiteLLM's own word for it."""


def is_schema(response_format: Any) -> bool:
    """Whether a `response_format` asks for JSON at all."""
    return isinstance(response_format, dict) and response_format.get("type") in ("json_schema", "json_object")


def ask_by_tool(params: Mapping[str, Any]) -> JSON:
    """The parameters with the answer tool in place of `response_format`.

    Beside other tools the model chooses which to call, else it must call this one; a model that thinks cannot be
    forced, so there it is told in the tool's description only.
    """
    asked = {key: value for key, value in params.items() if key != "response_format"}
    others = asked.get("tools") or []
    asked["tools"] = [*others, _tool(params["response_format"])]
    if not others:
        thinks = bool(params.get("thinking") or params.get("reasoning_effort") or params.get("reasoning"))
        forced = {"type": "function", "function": {"name": NAME}}
        asked["tool_choice"] = "auto" if thinks else forced
    return asked


def _tool(response_format: Mapping[str, Any]) -> JSON:
    described = response_format.get("json_schema") or {}
    schema = described.get("schema") or {"type": "object", "additionalProperties": True}
    told = described.get("description") or "The final answer. Always answer by calling this tool, never in words."
    return {"type": "function", "function": {"name": NAME, "description": told, "parameters": schema}}


def answer_as_text(completion: JSON) -> JSON:
    """The completion with the answer tool's arguments as the text of its message."""
    return {**completion, "choices": [_choice_as_text(choice) for choice in completion["choices"]]}


def _choice_as_text(choice: JSON) -> JSON:
    message = choice["message"]
    calls = message.get("tool_calls") or ()
    answer = next((call for call in calls if (call.get("function") or {}).get("name") == NAME), None)
    if answer is None:
        return choice
    others = [call for call in calls if call is not answer]
    rest = {key: value for key, value in message.items() if key != "tool_calls"}
    told = {**rest, "content": answer["function"].get("arguments") or "{}"}
    if others:
        return {**choice, "message": {**told, "tool_calls": others}}
    finish = "stop" if choice.get("finish_reason") == "tool_calls" else choice.get("finish_reason")
    return {**choice, "message": told, "finish_reason": finish}


class AnswerToolReader:
    """Turns the chunks of one stream: fragments of the answer tool's arguments into text, the rest as it is."""

    def __init__(self) -> None:
        self._answer_index: int | None = None
        self._called_others = False

    def read(self, chunk: JSON) -> JSON:
        """The chunk for one of the neutral form."""
        return {**chunk, "choices": [self._choice(choice) for choice in chunk["choices"]]}

    def _choice(self, choice: JSON) -> JSON:
        delta = choice.get("delta") or {}
        told = dict(delta)
        calls = told.pop("tool_calls", None) or ()
        others = [call for call in calls if not self._is_answer(call)]
        text = "".join(call["function"].get("arguments") or "" for call in calls if call not in others)
        if others:
            self._called_others = True
            told["tool_calls"] = others
        if text:
            told["content"] = text
        finish = choice.get("finish_reason")
        if finish == "tool_calls" and self._answer_index is not None and not self._called_others:
            finish = "stop"
        return {**choice, "delta": told, "finish_reason": finish}

    def _is_answer(self, call: JSON) -> bool:
        if (call.get("function") or {}).get("name") == NAME:
            self._answer_index = call["index"]
        return self._answer_index is not None and call.get("index") == self._answer_index
