"""Structured output for models that lack `response_format`: asked for as a call of a tool, handed out as text.

The caller sees what it asked for, a message whose content is the JSON. Pure functions on the canonical format, used by
every surface; `ChatCall` holds what the answer needs on its way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_aimlapi.api.dialects._replay import plain_text
from langchain_aimlapi.api.types import JSON, ModelTraits

NAME = "json_tool_call"
"""The tool's name, LiteLLM's own word for it."""
UNNAMED = "answer"
"""The name of a schema that has none."""
_SCHEMA_KEYS = frozenset({"type", "properties", "$ref", "$defs", "anyOf"})
TOLD = "The final answer. Always answer by calling this tool, never in words."


def needs_answer_tool(model: ModelTraits, response_format: Any) -> bool:
    """Whether a model that has tools lacks the kind of `response_format` that is asked for."""
    schema = model.parameters
    if schema is None or "tools" not in schema or not isinstance(response_format, dict):
        return False
    if response_format.get("type") == "json_schema":
        return "structured_output" not in model.capabilities
    return response_format.get("type") == "json_object" and not {"response_format", "text"} & schema.keys()


def whole_response_format(response_format: JSON) -> JSON:
    """A `response_format` with the schema where chat-completions has it, out of the other places for one.

    The Responses API, Anthropic and others have the schema beside the type, or the schema itself as `json_schema`.

    Example:
        >>> whole_response_format({"type": "json_schema", "name": "tea", "schema": {"type": "object"}})
        {'type': 'json_schema', 'json_schema': {'name': 'tea', 'schema': {'type': 'object'}}}
    """
    if response_format.get("type") != "json_schema":
        return response_format
    described = response_format.get("json_schema")
    if isinstance(described, dict):
        if "schema" in described or _SCHEMA_KEYS.isdisjoint(described):
            return response_format
        described = {"name": described.get("title"), "schema": described}
    elif isinstance(response_format.get("schema"), dict):
        described = {key: value for key, value in response_format.items() if key != "type"}
    else:
        return response_format
    name = described.get("name") or described["schema"].get("title") or UNNAMED
    return {"type": "json_schema", "json_schema": {**described, "name": name}}


def ask_by_tool(request: Mapping[str, Any]) -> tuple[JSON, str | None]:
    """The request with the answer tool in place of `response_format`, and the tool's name.

    Alone the tool must be called; beside other tools one of all must be, which is what an agent's loop needs. Where the
    caller insists on one of its own tools there is no answer to ask for, and the name is None.
    """
    asked = {key: value for key, value in request.items() if key != "response_format"}
    others, choice = asked.get("tools") or [], asked.get("tool_choice")
    if others and choice not in (None, "auto", "none"):
        return asked, None
    name = _free_name(others)
    asked["tools"] = [*others, _tool(name, request["response_format"])]
    asked["tool_choice"] = (
        "required" if others and choice != "none" else {"type": "function", "function": {"name": name}}
    )
    return asked, name


def _free_name(others: Iterable[JSON]) -> str:
    taken = {(tool.get("function") or tool).get("name") for tool in others}
    name = NAME
    while name in taken:
        name += "_"
    return name


def _tool(name: str, response_format: Mapping[str, Any]) -> JSON:
    described = response_format.get("json_schema") or response_format  # some have a schema beside `json_object`
    schema = described.get("schema") or {"type": "object", "additionalProperties": True}
    told = f"{TOLD} {described['description']}" if described.get("description") else TOLD
    function = {"name": name, "description": told, "parameters": schema}
    if described.get("strict") is not None:
        function["strict"] = described["strict"]
    return {"type": "function", "function": function}


def answer_as_text(completion: JSON, name: str = NAME) -> JSON:
    """The completion with the answer tool's arguments as the text of its message.

    Text that came before the answer is kept beside it, as `preamble`: the content is JSON and nothing else.
    """
    return {**completion, "choices": [_choice_as_text(choice, name) for choice in completion["choices"]]}


def _choice_as_text(choice: JSON, name: str) -> JSON:
    reader = _ChoiceReader(name)
    message = dict(choice["message"])
    message["content"] = plain_text(message.get("content"))
    calls = [{"index": at, **call} for at, call in enumerate(message.pop("tool_calls", None) or ())]
    read = reader.read({**choice, "delta": {**message, "tool_calls": calls}})
    if not reader.answered:
        return choice
    told: JSON = read.pop("delta")
    if "tool_calls" in told:
        told["tool_calls"] = [{k: v for k, v in call.items() if k != "index"} for call in told["tool_calls"]]
    return {**read, "message": told}


class AnswerToolReader:
    """Turns the chunks of one stream: fragments of the answer tool's arguments into text, the rest as it is.

    Other text is held back until it is clear whether it comes before the answer, which it must not be mixed with.
    """

    def __init__(self, name: str = NAME) -> None:
        self._name = name
        self._choices: dict[int, _ChoiceReader] = {}

    def read(self, chunk: JSON) -> JSON:
        """The chunk for one of the canonical format."""
        return {**chunk, "choices": [self._read(choice) for choice in chunk["choices"]]}

    def _read(self, choice: JSON) -> JSON:
        index = choice.get("index", 0)
        reader = self._choices.get(index) or self._choices.setdefault(index, _ChoiceReader(self._name))
        return reader.read(choice)


class _ChoiceReader:
    """What has arrived of one choice."""

    def __init__(self, name: str) -> None:
        self.answered = False
        self._name = name
        self._place: Any = None
        self._held: list[str] | None = []
        self._called_others = self._came_first = False
        self._is_empty = True

    def read(self, choice: JSON) -> JSON:
        """The choice of a chunk, its answer as text."""
        told = dict(choice.get("delta") or {})
        finish, text = choice.get("finish_reason"), told.pop("content", None) or ""
        calls, answer = told.pop("tool_calls", None) or (), ""
        others: list[JSON] = []
        for call in calls:
            if self._is_answer(call):
                self._came_first = self._came_first or not (self._called_others or others)
                answer += (call.get("function") or {}).get("arguments") or ""
            else:
                others.append(call)
        if self.answered and finish and self._is_empty and not answer and finish != "length":
            answer = "{}"
        self._is_empty = self._is_empty and not answer
        self._called_others = self._called_others or bool(others)
        told.update(self._texts(text, answer, is_last=bool(finish)))
        if others:
            told["tool_calls"] = others
        if finish == "tool_calls" and self.answered and not self._called_others:
            finish = "stop"
        return {**choice, **self._broken(choice), "delta": told, "finish_reason": finish}

    def _is_answer(self, call: JSON) -> bool:
        if (call.get("function") or {}).get("name") == self._name:
            self._place, self.answered = call["index"], True
        return self.answered and call.get("index") == self._place

    def _texts(self, text: str, answer: str, *, is_last: bool) -> JSON:
        """The content of a delta, and what was said before the answer, once that is known."""
        if self._held is None:
            return {"content": text + answer} if text or answer else {}
        self._held.append(text)
        if not (self.answered or self._called_others or is_last):
            return {}
        said, self._held = "".join(self._held), None
        if self._came_first:
            return {"content": answer, **({"preamble": said} if said else {})}
        return {"content": said + answer} if said or answer else {}

    def _broken(self, choice: JSON) -> JSON:
        broken = choice.get("broken_tool_calls")
        return {"broken_tool_calls": {k: v for k, v in broken.items() if k != self._place}} if broken else {}
