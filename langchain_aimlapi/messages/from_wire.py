"""Neutral answers, whole and in chunks, to LangChain messages.

A message has no id here: LangChain gives each one that is unique. LangGraph replaces messages of the same id, and there
are servers that repeat theirs; the service's id is in `response_metadata["id"]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, InvalidToolCall, ToolCall, ToolCallChunk, UsageMetadata
from langchain_core.messages.tool import invalid_tool_call, tool_call, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.utils.json import parse_partial_json

from langchain_aimlapi.api.fragments import TEXT_PARTS, arguments_text, parse_object, vendors_type
from langchain_aimlapi.filling import fill
from langchain_aimlapi.messages import custom_tools
from langchain_aimlapi.messages.blocks import PROVIDER
from langchain_aimlapi.messages.chunks import generation_chunk, message_chunk
from langchain_aimlapi.messages.usage import usage_metadata

JSON = dict[str, Any]

_MESSAGE_KEYS = frozenset({"role", "content", "tool_calls"})
_CHOICE_KEYS = frozenset({"index", "message", "delta", "finish_reason", "broken_tool_calls"})
_ANSWER_KEYS = frozenset({"object", "created", "choices", "usage", "model"})
_MESSAGE = AIMessage(
    content="",
    id=None,
    additional_kwargs={},
    response_metadata={},
    tool_calls=[],
    invalid_tool_calls=[],
    usage_metadata=None,
)


def completion_to_result(completion: JSON, model: str | None = None) -> ChatResult:
    """All choices of a completion; the token usage belongs to the first, since it is said for all together.

    Args:
        completion: The answer.
        model: The model that was asked for, by which an answer is booked that does not name its own.
    """
    shared = answer_metadata(completion, model)
    usage = usage_metadata(completion.get("usage"))
    generations = []
    for position, choice in enumerate(completion["choices"]):
        metadata = {**shared, **choice_metadata(choice)}
        message = message_from_wire(choice["message"], metadata, usage=usage if position == 0 else None)
        info = {key: metadata[key] for key in ("finish_reason", "logprobs") if metadata.get(key) is not None}
        generations.append(ChatGeneration(message=message, generation_info=info))
    llm_output = {key: shared[key] for key in ("model_name", "id", "token_usage", "cost") if key in shared}
    return ChatResult(generations=generations, llm_output=llm_output)


def combine_outputs(outputs: Iterable[JSON | None], model: str) -> JSON:
    """The `llm_output` of several answers: their tokens, details included, and their costs summed.

    Args:
        outputs: Those of `completion_to_result`; None for answers that were streamed or came out of a cache.
        model: The model that was asked for.
    """
    told = [output for output in outputs if output]
    names = [output["model_name"] for output in told if output.get("model_name")]
    combined: JSON = {"token_usage": _sum(output.get("token_usage") or {} for output in told)}
    if told and all(output.get("cost") for output in told):
        combined["cost"] = _sum(output["cost"] for output in told)
    return {**combined, "model_name": names[0] if names else model}


def _sum(counts: Iterable[JSON]) -> JSON:
    """The sums of numbers of the same name, in objects inside too; of anything else the last word counts."""
    total: JSON = {}
    for count in counts:
        for key, value in count.items():
            known = total.get(key)
            if isinstance(value, dict):
                total[key] = _sum([known if isinstance(known, dict) else {}, value])
            elif _is_number(value) and _is_number(known):
                total[key] = known + value
            elif value is not None:
                total[key] = value
    return total


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def message_from_wire(
    wire: JSON, metadata: JSON, *, message_id: str | None = None, usage: UsageMetadata | None = None
) -> AIMessage:
    """The message of one choice, with the objects given: the same as `AIMessage` makes of them."""
    cut = metadata.get("finish_reason") == "length"
    calls, invalid, extras = tool_calls_from_wire(wire.get("tool_calls") or (), cut=cut)
    kwargs = message_extras(wire)
    if extras:
        kwargs["tool_call_extras"] = extras
    fields = {
        "content": content_from_wire(wire.get("content")),
        "id": message_id,
        "additional_kwargs": kwargs,
        "response_metadata": metadata,
        "tool_calls": calls,
        "invalid_tool_calls": invalid,
        "usage_metadata": usage,
    }
    return fill(_MESSAGE, fields)


def content_from_wire(content: Any) -> str | list[Any]:
    """Text as text; a list of parts as text too unless it holds more than texts."""
    if isinstance(content, list):
        texts = [part for part in content if isinstance(part, dict) and part.get("type", "text") in TEXT_PARTS]
        return "".join(part.get("text") or "" for part in texts) if len(texts) == len(content) else content
    return content or ""


def tool_calls_from_wire(
    calls: Iterable[JSON], *, cut: bool = False
) -> tuple[list[ToolCall], list[InvalidToolCall], JSON]:
    """Calls whose arguments are a JSON object, the others, and by call id what vendors want back with a call.

    No arguments at all count as an empty object, unless the answer was `cut`.
    """
    valid: list[ToolCall] = []
    invalid: list[InvalidToolCall] = []
    extras: JSON = {}
    listed = list(calls)
    for call in listed:
        function = call.get("function") or call.get("custom") or {}
        name, call_id = function.get("name"), call.get("id")
        name = name if isinstance(name, str) else ""  # as in a stream
        arguments = function.get("arguments", function.get("input"))
        try:
            args = _call_arguments(call, arguments, cut=cut and call is listed[-1])
        except ValueError as error:
            text = arguments_text(arguments)
            invalid.append(invalid_tool_call(name=name, args=text, id=call_id, error=str(error)))
        else:
            valid.append(tool_call(name=name, args=args, id=call_id))
        if kept := call_extras(call):
            extras[str(call_id)] = kept
    return valid, invalid, extras


def _call_arguments(call: JSON, arguments: Any, *, cut: bool) -> dict[str, Any]:
    if not call.get("custom"):
        return parse_arguments(arguments, cut=cut)
    if cut:
        raise ValueError("the text for the tool was cut at the limit of the answer's length")
    return custom_tools.to_arguments(arguments_text(arguments))


def call_extras(call: JSON) -> JSON:
    """What has to go back with a call and has no place in LangChain's: thought signatures, the kind of tool."""
    extras = {"extra_content": call["extra_content"]} if call.get("extra_content") else {}
    if call.get("custom"):
        return {**custom_tools.MARK, **extras}
    vendors = vendors_type(call)
    return {"type": vendors, **extras} if vendors else extras


def parse_arguments(arguments: Any, *, cut: bool = False) -> dict[str, Any]:
    """The arguments of a tool call as an object; nothing at all counts as an empty one, unless the answer was cut.

    Raises:
        ValueError: If they are no JSON object, as when the answer was cut at a limit.
    """
    text = arguments_text(arguments)
    return {} if not text.strip() and not cut else parse_object(text)


def message_extras(wire: JSON) -> JSON:
    """What a message says beyond text and tool calls: reasoning, refusal, annotations, audio, unknown fields."""
    return {key: value for key, value in wire.items() if key not in _MESSAGE_KEYS and value not in (None, "", [])}


def answer_metadata(answer: JSON, model: str | None = None) -> JSON:
    """`response_metadata` of an answer as a whole: the same keys for a completion and for the last chunk."""
    metadata = {key: value for key, value in answer.items() if key not in _ANSWER_KEYS and value is not None}
    metadata["model_provider"] = PROVIDER
    if answer.get("usage"):
        metadata["token_usage"] = answer["usage"]
    if name := answer.get("model") or model:
        metadata["model_name"] = name
    return metadata


def choice_metadata(choice: JSON) -> JSON:
    """`response_metadata` of one choice: why it ended, in OpenAI's word and the vendor's, and log probabilities."""
    return {
        key: value for key, value in {**choice, **_finish(choice)}.items() if key not in _SKIPPED and value is not None
    }


_SKIPPED = _CHOICE_KEYS - {"finish_reason"}


def _finish(choice: JSON) -> JSON:
    return {"finish_reason": choice.get("finish_reason"), "native_finish_reason": choice.get("native_finish_reason")}


class ChunkConverter:
    """Turns the neutral chunks of one stream into LangChain's; the stream's first choice is the message.

    Args:
        model: The model that was asked for, by which an answer is booked that does not name its own.
    """

    __slots__ = ("_call_ids", "_custom", "_model")

    def __init__(self, model: str | None = None) -> None:
        self._model = model
        self._call_ids: dict[int, str] = {}
        self._custom: set[int] = set()  # indices of calls of custom tools

    def convert(self, chunk: JSON) -> ChatGenerationChunk:
        """One generation chunk. The one with the finish reason also has usage, cost and all other metadata."""
        choice = chunk["choices"][0]
        delta = choice["delta"]
        last = "usage" in chunk
        fragments = delta.get("tool_calls")
        calls = [self._fragment(fragment) for fragment in fragments] if fragments else []
        message = message_chunk(
            delta.get("content") or "",
            additional_kwargs={} if _MESSAGE_KEYS.issuperset(delta) else message_extras(delta),
            response_metadata=self._metadata(chunk, choice) if last else {"model_provider": PROVIDER},
            tool_call_chunks=[*calls, *self._closers(choice)] if last else calls,
            usage_metadata=usage_metadata(chunk["usage"]) if last else None,
        )
        if fragments:
            self._add_call_extras(message, fragments)
        info = {"logprobs": choice["logprobs"]} if choice.get("logprobs") else None
        if last and choice.get("finish_reason"):
            info = {**(info or {}), "finish_reason": choice["finish_reason"]}
        return generation_chunk(message, info)

    def _metadata(self, chunk: JSON, choice: JSON) -> JSON:
        return {**answer_metadata(chunk, self._model), **choice_metadata(choice)}

    def _add_call_extras(self, message: AIMessageChunk, fragments: Iterable[JSON]) -> None:
        """What vendors want back with a call, by the id of the call, as `tool_calls_from_wire` does it."""
        extras = {}
        for part in fragments:
            if "id" in part:
                self._call_ids[part["index"]] = part["id"]
            kept = call_extras(part)
            if kept and ("id" in part or "extra_content" in part):
                extras[self._call_ids.get(part["index"])] = kept
        if extras:
            message.additional_kwargs["tool_call_extras"] = extras

    def _fragment(self, fragment: JSON) -> ToolCallChunk:
        function = fragment.get("function") or fragment.get("custom") or {}
        args = function.get("arguments", function.get("input"))
        if "custom" in fragment:
            opening = "" if fragment["index"] in self._custom else custom_tools.OPENING
            self._custom.add(fragment["index"])
            args = opening + custom_tools.escape(args or "")
        return tool_call_chunk(name=function.get("name"), args=args, id=fragment.get("id"), index=fragment["index"])

    def _as_json(self, index: int, text: str) -> str:
        return custom_tools.OPENING + custom_tools.escape(text) if index in self._custom else text

    def _closers(self, choice: JSON) -> list[ToolCallChunk]:
        """A last fragment for each call that needs one.

        The object that a custom tool's text stands in is closed. A call that was cut gets a closing bracket that
        nothing opened: LangChain's core repairs partial JSON when it merges chunks, and `{"path": "/et` would become
        a valid call that nobody made; so it lands in `invalid_tool_calls`, as it does in `invoke`.
        """
        broken = choice.get("broken_tool_calls") or {}
        closed = dict.fromkeys(self._custom - broken.keys(), custom_tools.CLOSING)
        texts = {index: self._as_json(index, text) for index, text in broken.items()}
        spoilt = {index: mismatch(text) for index, text in texts.items() if is_completed_by_core(text)}
        return [tool_call_chunk(args=args, index=index) for index, args in sorted({**closed, **spoilt}.items())]


def is_completed_by_core(text: str) -> bool:
    """Whether LangChain's core would make a valid call of arguments that are no whole object."""
    try:
        return not text.strip() or isinstance(parse_partial_json(text), dict)
    except (ValueError, RecursionError):
        return False


def mismatch(partial: str) -> str:
    """Characters that make partial JSON impossible to complete."""
    stack, in_string, escaped = [], False, False
    for character in partial:
        if in_string:
            in_string = character != '"' or escaped
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "{[":
            stack.append(character)
        elif character in "}]" and stack:
            stack.pop()
    closer = "}" if stack and stack[-1] == "[" else "]"
    return ("\\" if escaped else "") + ('"' if in_string else "") + closer
