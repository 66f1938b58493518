"""What Anthropic wants of texts: none that is blank, and no white space at the end of a turn that is to be continued.

"text content blocks must contain non-whitespace text", "final assistant content cannot end with trailing whitespace".
These work on messages as they go out, OpenAI-shaped ones as Claude's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.types import JSON


def tidy_texts(messages: Iterable[JSON]) -> list[JSON]:
    """The messages without blank texts, those that held nothing else left out; results of tools stay, empty.

    Example:
        >>> tidy_texts([{"role": "user", "content": " "}, {"role": "assistant", "content": "Hi "}])
        [{'role': 'assistant', 'content': 'Hi'}]
    """
    tidied = [tidy for message in messages if (tidy := _tidy(message)) is not None]
    if tidied and tidied[-1]["role"] == "assistant" and not tidied[-1].get("tool_calls"):
        tidied[-1] = {**tidied[-1], "content": _ending(tidied[-1].get("content"))}
    return tidied


def check_answerable(messages: Sequence[JSON], model: str) -> None:
    """Refuse a conversation that asks nothing.

    Raises:
        InvalidRequestError: If it holds no message, or none but system messages and blank ones, or if its last message
            is a blank one of the user, behind an answer.
    """
    asks = bool(messages) and messages[-1]["role"] == "user"
    said = (
        message["role"]
        for message in reversed(messages)
        if message["role"] not in ("system", "developer") and _tidy(message)
    )
    last = next(said, None)
    if last is None or (asks and last == "assistant"):
        raise InvalidRequestError(
            f"messages must end with something to answer for {model}, and system messages and white space are nothing "
            "to answer: add what the user asks"
        )


def is_blank(text: Any) -> bool:
    """Whether a text says nothing."""
    return not isinstance(text, str) or not text.strip()


def _tidy(message: JSON) -> JSON | None:
    content = message.get("content")
    if isinstance(content, str) and content and not content.isspace():
        return message
    if isinstance(content, list):
        kept = [
            _tidy_block(block) for block in content if block.get("type") != "text" or not is_blank(block.get("text"))
        ]
        found: str | list[JSON] | None = kept or None
    else:
        found = None if is_blank(content) else content
    if found is not None:
        return message if found == content else {**message, "content": found}
    if message["role"] in ("tool", "function"):
        return {**message, "content": ""}
    rest = {key: value for key, value in message.items() if key != "content"}
    return rest if rest.get("tool_calls") else None


def _tidy_block(block: JSON) -> JSON:
    """A result of a tool, in Claude's form, without blank texts."""
    content = block.get("content")
    if block.get("type") != "tool_result" or not isinstance(content, str | list):
        return block
    if isinstance(content, str):
        return {**block, "content": ""} if content and is_blank(content) else block
    kept = [part for part in content if part.get("type") != "text" or not is_blank(part.get("text"))]
    return block if kept == content else {**block, "content": kept or ""}


def _ending(content: Any) -> Any:
    """The content of a final turn without white space at its end."""
    if isinstance(content, str):
        return content.rstrip()
    if not isinstance(content, list) or content[-1].get("type") != "text":
        return content
    return [*content[:-1], {**content[-1], "text": content[-1]["text"].rstrip()}]
