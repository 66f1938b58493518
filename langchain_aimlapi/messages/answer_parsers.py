"""The parsers of structured output.

They refuse an answer that is none: cut at a length limit, held back, refused, given in words. Core's own parsers
complete cut JSON into an object that the model never wrote, and return None for words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import is_dataclass
from typing import Any

from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage, BaseMessage, BaseMessageChunk
from langchain_core.output_parsers import BaseCumulativeTransformOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, Generation, GenerationChunk
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import BaseModel, TypeAdapter

from langchain_aimlapi.messages.json_answers import json_of, json_so_far

JSON = dict[str, Any]

_MOST_SHOWN = 200
"""Characters of an answer that an error shows; all of them are in its `llm_output`."""


class StructuredOutputError(OutputParserException):
    """An answer is not the object that was asked for, whatever the method was.

    It was cut, refused, held back by a filter, given in words, is no JSON, or does not fit the schema. `llm_output` is
    the text, or the arguments, that the model wrote.

    Example:
        ```python
        from langchain_aimlapi import ChatAIMLAPI, StructuredOutputError

        model = ChatAIMLAPI(model="openai/gpt-4o", max_tokens=16)
        try:
            model.with_structured_output({"title": "Poem", "type": "object"}).invoke("Write a long poem.")
        except StructuredOutputError as error:
            print(error.llm_output)
        ```
    """


def json_parser(schema: Any, *, beside_tools: bool = False) -> AnswerParser:
    """Reads an answer that is JSON text.

    Args:
        schema: A class to make an instance of; for any other schema the answer is what the JSON says.
        beside_tools: Whether the model may call a tool instead: that answer is None.
    """
    return AnswerParser(schema_type=_type_of(schema), beside_tools=beside_tools)


def tool_parser(schema: Any, name: str, *, beside_tools: bool = False) -> AnswerParser:
    """Reads an answer that is a call of the tool `name`; the rest as `json_parser`."""
    return AnswerParser(schema_type=_type_of(schema), tool=name, beside_tools=beside_tools)


def _type_of(schema: Any) -> Any:
    return schema if isinstance(schema, type) and (is_basemodel_subclass(schema) or is_dataclass(schema)) else None


class AnswerParser(BaseCumulativeTransformOutputParser[Any]):
    """Reads the object in an answer, once it has made sure that the answer is one."""

    schema_type: Any = None
    """A pydantic class or dataclass to make an instance of; None leaves the object as it is."""
    tool: str | None = None
    """The tool whose arguments are the answer; None reads the text."""
    beside_tools: bool = False
    """Whether the model may call other tools instead."""

    @property
    def OutputType(self) -> Any:  # noqa: N802 - LangChain's name
        """What comes out."""
        return self.schema_type or dict[str, Any]

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Any:
        """The object in an answer, None if the model called another tool, or if there is none yet.

        Raises:
            StructuredOutputError: If there is none.
        """
        message = getattr(result[0], "message", None)
        message = message if isinstance(message, AIMessage) else AIMessage(result[0].text)
        check_whole(message)
        if partial:
            return self._made(self._found_so_far(message), partial=True)
        if self._is_for_others(message):
            return None
        return self._made(self._called(message) if self.tool else read_json(message.text), partial=False)

    def parse(self, text: str) -> Any:
        """The object in a text."""
        return self.parse_result([GenerationChunk(text=text)])

    def _is_for_others(self, message: AIMessage) -> bool:
        calls = [*message.tool_calls, *message.invalid_tool_calls]
        return self.beside_tools and bool(calls) and all(call["name"] != self.tool for call in calls)

    def _found_so_far(self, message: AIMessage) -> Any:
        if self.tool:
            return next((call["args"] for call in message.tool_calls if call["name"] == self.tool), None)
        return None if self._is_for_others(message) else json_so_far(message.text)

    def _called(self, message: AIMessage) -> JSON:
        for call in message.tool_calls:
            if call["name"] == self.tool:
                return call["args"]
        broken = next((call["args"] or "" for call in message.invalid_tool_calls), None)
        if broken is not None:
            raise StructuredOutputError(f"The arguments are no JSON object: {broken!r}", llm_output=broken)
        said = message.text
        if message.tool_calls:
            found = f"called {message.tool_calls[0]['name']!r}"
        else:
            found = f"answered in words, {_shown(said)}," if said.strip() else "answered nothing"
        raise StructuredOutputError(f"The model {found} instead of calling {self.tool!r}", llm_output=said)

    def _made(self, value: Any, *, partial: bool) -> Any:
        """An instance of the class, if there is one; of an answer that is not whole only if it fits already."""
        if self.schema_type is None or value is None:
            return value
        try:
            return _instance(self.schema_type, value)
        except ValueError as error:
            if partial:
                return None
            text = f"The answer does not fit {self.schema_type.__name__}: {error}"
            raise StructuredOutputError(text, llm_output=repr(value)) from error

    def _transform(self, input: Iterator[str | BaseMessage]) -> Iterator[Any]:  # noqa: A002 - LangChain's name
        grown = _Growing(self)
        for piece in input:
            yield from grown.add(piece)
        yield from grown.end()

    async def _atransform(self, input: AsyncIterator[str | BaseMessage]) -> AsyncIterator[Any]:  # noqa: A002
        grown = _Growing(self)
        async for piece in input:
            for value in grown.add(piece):
                yield value
        for value in grown.end():
            yield value


class _Growing:
    """A streamed answer: what can be read of it each time it grows, and at its end whether it is one."""

    def __init__(self, parser: AnswerParser) -> None:
        self._parser = parser
        self._sum: Any = None
        self._last: Any = None

    def add(self, piece: str | BaseMessage) -> list[Any]:
        made = _generation(piece)
        self._sum = made if self._sum is None else self._sum + made
        return self._news(self._parser.parse_result([self._sum], partial=True))

    def end(self) -> list[Any]:
        return [] if self._sum is None else self._news(self._parser.parse_result([self._sum]))

    def _news(self, value: Any) -> list[Any]:
        if value is None or value == self._last:
            return []
        self._last = value
        return [value]


def _generation(piece: str | BaseMessage) -> GenerationChunk | ChatGenerationChunk | ChatGeneration:
    if isinstance(piece, BaseMessageChunk):
        return ChatGenerationChunk(message=piece)
    return GenerationChunk(text=piece) if isinstance(piece, str) else ChatGeneration(message=piece)


def _instance(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        return TypeAdapter(kind).validate_python(value)
    return kind.model_validate(value) if issubclass(kind, BaseModel) else kind.parse_obj(value)


def check_whole(message: AIMessage) -> None:
    """Refuse an answer that was cut, held back or refused.

    Raises:
        StructuredOutputError: The text says which, and the cure.
    """
    said, told = message.text, message.response_metadata
    finish, native = told.get("finish_reason"), str(told.get("native_finish_reason") or told.get("finish_reason") or "")
    if finish == "length":
        raise StructuredOutputError(
            "The answer was cut at the limit of its length, so it is no whole object: raise max_tokens", llm_output=said
        )
    refusal = message.additional_kwargs.get("refusal")
    if refusal and not said and not message.tool_calls:
        raise StructuredOutputError(f"The model refused to answer: {refusal}", llm_output=refusal)
    if finish == "content_filter":
        raise StructuredOutputError(
            f"The answer was held back by the vendor's filter ({native}): ask in other words", llm_output=said
        )
    if native.lower() == "malformed_function_call":
        raise StructuredOutputError(
            f"The model wrote a tool call that its vendor could not read ({native}): ask again, or simplify the schema",
            llm_output=said,
        )


def read_json(text: str) -> Any:
    """The JSON in a text.

    Raises:
        StructuredOutputError: If there is none.
    """
    try:
        return json_of(text)
    except ValueError as error:
        found = f"holds no JSON: {_shown(text)}" if text.strip() else "is empty"
        raise StructuredOutputError(f"The answer {found}", llm_output=text) from error


def _shown(text: str) -> str:
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")
