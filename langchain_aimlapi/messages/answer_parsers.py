"""The parsers of typed answers.

They refuse an answer that was cut at a length limit or that is a refusal: core's own would complete the cut JSON into
an object that the model never wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.exceptions import OutputParserException
from langchain_core.output_parsers import (
    BaseCumulativeTransformOutputParser,
    JsonOutputParser,
    PydanticOutputParser,
)
from langchain_core.output_parsers.openai_tools import JsonOutputKeyToolsParser, PydanticToolsParser
from langchain_core.utils.pydantic import is_basemodel_subclass

if TYPE_CHECKING:
    from langchain_core.output_parsers import BaseOutputParser
    from langchain_core.output_parsers.pydantic import TBaseModel  # noqa: F401 - mypy resolves the parser by it
    from langchain_core.outputs import Generation


def json_parser(schema: Any) -> BaseOutputParser[Any]:
    """Reads an answer that is JSON text."""
    parser = PydanticOutputParser(pydantic_object=schema) if is_pydantic(schema) else JsonOutputParser()
    return WholeAnswerParser(inner=parser)


def tool_parser(schema: Any, name: str) -> BaseOutputParser[Any]:
    """Reads an answer that is a call of the tool `name`."""
    if is_pydantic(schema):
        parser: Any = PydanticToolsParser(tools=[schema], first_tool_only=True)
    else:
        parser = JsonOutputKeyToolsParser(key_name=name, first_tool_only=True)
    return WholeAnswerParser(inner=parser, reads_calls=True)


def is_pydantic(schema: Any) -> bool:
    """Whether the schema is a pydantic class, of version 1 or 2."""
    return isinstance(schema, type) and is_basemodel_subclass(schema)


def check_whole(result: list[Generation]) -> None:
    """Refuse an answer that was cut or that is a refusal.

    Raises:
        OutputParserException: The text says which, and the cure.
    """
    message = getattr(result[0], "message", None) if result else None
    if message is None:
        return
    if message.response_metadata.get("finish_reason") == "length":
        raise OutputParserException(
            "The answer was cut at the limit of its length, so it is no whole object: raise max_tokens",
            llm_output=str(message.content),
        )
    refusal = message.additional_kwargs.get("refusal")
    if refusal and not message.content and not message.tool_calls:
        raise OutputParserException(f"The model refused to answer: {refusal}", llm_output=refusal)


def check_calls(result: list[Generation]) -> None:
    """Refuse an answer whose only tool calls cannot be read: core's parsers would say that there was none.

    Raises:
        OutputParserException: With the arguments as the model wrote them.
    """
    message = getattr(result[0], "message", None) if result else None
    if message is not None and message.invalid_tool_calls and not message.tool_calls:
        broken = message.invalid_tool_calls[0]["args"] or ""
        raise OutputParserException(f"The arguments are no JSON object: {broken!r}", llm_output=broken)


class WholeAnswerParser(BaseCumulativeTransformOutputParser[Any]):
    """Reads answers with another parser, once it has made sure that they are whole."""

    inner: Any
    """The parser that reads them."""
    reads_calls: bool = False
    """Whether that parser reads tool calls."""

    @property
    def OutputType(self) -> Any:  # noqa: N802 - LangChain's name
        """What comes out: what the other parser gives."""
        return self.inner.OutputType

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Any:
        """The object in an answer.

        Raises:
            OutputParserException: If the answer was cut, is a refusal or cannot be read.
        """
        check_whole(result)
        if self.reads_calls:
            check_calls(result)
        return self.inner.parse_result(result, partial=partial)

    def parse(self, text: str) -> Any:
        """The object in a text."""
        return self.inner.parse(text)
