"""Custom tools: calls that carry free text instead of a JSON object.

LangChain's tool calls have an object of arguments. A tool with one text argument gets it under the key `"__arg1"`, so
the text of a custom call goes there; that the call is one of a custom tool is kept beside the message
(`tool_call_extras`), and it goes back to the service as what it was.
"""

from __future__ import annotations

import json
from typing import Any

JSON = dict[str, Any]

ARGUMENT = "__arg1"
MARK: JSON = {"type": "custom"}
OPENING = f'{{"{ARGUMENT}": "'
CLOSING = '"}'


def to_arguments(text: str) -> JSON:
    """The text of a custom call as LangChain's arguments."""
    return {ARGUMENT: text}


def to_text(args: JSON) -> str:
    """The text of a custom call, out of its arguments; other arguments than the one text are written as JSON."""
    text = args.get(ARGUMENT)
    return text if isinstance(text, str) else json.dumps(args, ensure_ascii=False)


def escape(piece: str) -> str:
    """A piece of the text as it stands inside a JSON string."""
    return json.dumps(piece, ensure_ascii=False)[1:-1]


def to_wire_tool(tool: JSON) -> JSON:
    """A custom tool in the chat endpoint's form, which keeps name, description and format in an object of their own."""
    if tool.get("type") != "custom" or "custom" in tool or "input_schema" in tool:
        return tool
    return {"type": "custom", "custom": {key: value for key, value in tool.items() if key != "type"}}


def to_wire_call(call_id: str | None, name: str, args: JSON) -> JSON:
    """A call of a custom tool in OpenAI's form."""
    return {"id": call_id, "type": "custom", "custom": {"name": name, "input": to_text(args)}}
