"""A checked request as a plain OpenAI-compatible server wants it, whichever shape it came in. Pure."""

from __future__ import annotations

import json
from typing import Any

from langchain_aimlapi.emulator.conversation import Json, content_text

_PASSED_ON = (
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "stop",
    "max_tokens",
    "n",
    "seed",
    "frequency_penalty",
    "presence_penalty",
    "logit_bias",
    "response_format",
    "reasoning_effort",
    "parallel_tool_calls",
)
_MESSAGE_KEYS = ("role", "content", "name", "tool_calls", "tool_call_id")


def to_openai(body: Json, known: Any, model: str) -> Json:
    """The body for the upstream.

    Args:
        body: The request as it came.
        known: The names of the parameters its model knows; others are left out, as the service ignores them.
        model: The upstream's model name.
    """
    given = {key: value for key, value in body.items() if key in known and value is not None}
    request: Json = {"model": model, "messages": _messages(given)}
    request |= {key: given[key] for key in _PASSED_ON if key in given}
    if "max_completion_tokens" in given:
        request.setdefault("max_tokens", given["max_completion_tokens"])
    if "stop_sequences" in given:
        request["stop"] = given["stop_sequences"]
    if "tools" in given:
        request["tools"] = [_tool(tool) for tool in given["tools"]]
        request |= _tool_choice(given.get("tool_choice"))
    if given.get("stream"):
        request |= {"stream": True, "stream_options": {"include_usage": True}}
    return request


def _messages(given: Json) -> list[Json]:
    system = [{"role": "system", "content": content_text(given["system"])}] if "system" in given else []
    return system + [message for original in given["messages"] for message in _message(original)]


def _message(message: Json) -> list[Json]:
    plain = {key: message[key] for key in _MESSAGE_KEYS if key in message}
    if plain["role"] == "developer":
        plain["role"] = "system"
    if not isinstance(message.get("content"), list):
        return [plain]
    blocks = message["content"]
    answers = [_tool_message(block) for block in blocks if block["type"] == "tool_result"]
    calls = [_tool_call(block) for block in blocks if block["type"] == "tool_use"]
    parts = [part for part in map(_part, blocks) if part is not None]
    if calls:
        plain["tool_calls"] = calls
    if not parts and answers:
        return answers
    plain["content"] = parts or None
    return [*answers, plain]


def _part(block: Json) -> Json | None:
    if block["type"] == "text":
        return {"type": "text", "text": block["text"]}
    if block["type"] == "image":
        source = block["source"]
        inline = f"data:{source.get('media_type', 'image/png')};base64,{source.get('data', '')}"
        return {"type": "image_url", "image_url": {"url": source.get("url") or inline}}
    if block["type"] in ("tool_use", "tool_result", "thinking", "redacted_thinking"):
        return None
    return block


def _tool_message(block: Json) -> Json:
    return {
        "role": "tool",
        "tool_call_id": block["tool_use_id"],
        "content": content_text(block.get("content", "")),
    }


def _tool_call(block: Json) -> Json:
    arguments = json.dumps(block.get("input", {}), ensure_ascii=False)
    return {"id": block["id"], "type": "function", "function": {"name": block["name"], "arguments": arguments}}


def _tool(tool: Json) -> Json:
    if "input_schema" not in tool:
        return tool
    function = {"name": tool["name"], "parameters": tool["input_schema"]}
    if "description" in tool:
        function["description"] = tool["description"]
    return {"type": "function", "function": function}


def _tool_choice(choice: Any) -> Json:
    if choice is None:
        return {}
    if isinstance(choice, str):
        return {"tool_choice": choice}
    kind = choice["type"]
    found: Json = {"tool_choice": {"auto": "auto", "any": "required", "none": "none"}.get(kind, choice)}
    if kind == "tool":
        found = {"tool_choice": {"type": "function", "function": {"name": choice["name"]}}}
    if choice.get("disable_parallel_tool_use"):
        found["parallel_tool_calls"] = False
    return found
