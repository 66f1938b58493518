"""Reasoning where vendors refuse it: beside a forced tool, and behind calls without the reasoning that led to them.

Beside a forced tool the model is left the choice.

Anthropic, "Thinking may not be enabled when tool_choice forces tool use."; DeepSeek, "Thinking mode does not support
this tool_choice"; Alibaba Cloud, "The tool_choice parameter does not support being set to required or object in
thinking mode"; Moonshot, "tool_choice 'required' is incompatible with thinking enabled".

Calls of another model have no reasoning that Claude could check: it answers them without reasoning. Anthropic,
"Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant`
message must start with a thinking block".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_aimlapi.api.reasoning import read_thinking
from langchain_aimlapi.api.vendors.rules import VendorRules

_UNFORCED = ("auto", "none")


def must_leave_the_choice(
    request: Mapping[str, Any], extra_body: Mapping[str, Any], model: str, rules: VendorRules
) -> bool:
    """Whether a request forces a tool upon a model that reasons, of a vendor that refuses both together.

    Args:
        request: The request, its options for reasoning in any spelling.
        extra_body: What is laid over its body.
        model: The model's name.
        rules: Its vendor's rules.
    """
    if rules.forces_while_reasoning or not is_forced(request.get("tool_choice")):
        return False
    asked = read_thinking({**request, **extra_body}).enabled
    return bool(rules.reasons_unasked and rules.reasons_unasked.search(model)) if asked is None else asked


def is_forced(choice: Any) -> bool:
    """Whether a tool choice, in OpenAI's form or Claude's, leaves the model no way but to call a tool."""
    if isinstance(choice, dict):
        mode = (choice.get("allowed_tools") or choice).get("mode", choice.get("type"))
        return mode not in _UNFORCED
    return choice is not None and choice not in _UNFORCED


def left_to_the_model(choice: Any) -> Any:
    """A forced choice as `auto`, with what else it says."""
    if not isinstance(choice, dict) or choice.get("type") in ("function", "custom"):
        return "auto"
    if choice.get("type") == "allowed_tools":
        inner = choice.get("allowed_tools")
        return {**choice, "allowed_tools": {**inner, "mode": "auto"}} if inner else {**choice, "mode": "auto"}
    return {**{key: value for key, value in choice.items() if key != "name"}, "type": "auto"}


def lacks_own_reasoning(request: Mapping[str, Any], rules: VendorRules) -> bool:
    """Whether a request makes a model reason by a budget behind calls that none of its own reasoning led to.

    Args:
        request: The request in OpenAI's form, its options for reasoning as the model has them.
        rules: The rules of the model's vendor.
    """
    thinking = request.get("thinking")
    if not rules.reasons_before_calls or not isinstance(thinking, dict) or thinking.get("type") != "enabled":
        return False
    messages = request["messages"]
    last = max((at for at, message in enumerate(messages) if message["role"] == "assistant"), default=len(messages))
    if not any(map(_holds_result, messages[last + 1 :])):
        return False
    turn = messages[last]
    parts = [*(turn.get("reasoning_details") or ()), *(turn.get("content_blocks") or ())]
    return not any(part.get("type") in ("thinking", "redacted_thinking") for part in parts)


def _holds_result(message: Mapping[str, Any]) -> bool:
    content = message.get("content")
    parts = content if isinstance(content, list) else ()
    return message["role"] == "tool" or any(part.get("type") == "tool_result" for part in parts)
