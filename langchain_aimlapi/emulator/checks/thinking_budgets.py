"""What Claude's vendor refuses beside thinking: budgets where there are none any more, and odd sampling. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.emulator.checks.vendors import ANTHROPIC, behind_gateway, vendor_of
from langchain_aimlapi.emulator.thinking import asks_to_think
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


_PAGE = (
    "Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
    "#important-considerations-when-using-extended-thinking"
)
_OPUS = re.compile(r"opus-4[.-](\d+)\b")
_FIFTH = re.compile(r"claude-(?:opus|sonnet|haiku|fable)-(?:5\b|latest)")


def thinking_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """What does not go with thinking, in the order the vendor looks."""
    if vendor_of(request.card) != ANTHROPIC or behind_gateway(request.card, request.endpoint.parameters):
        return
    thinking = request.parameter("thinking")
    if not isinstance(thinking, dict):
        return
    if thinking.get("type") == "adaptive" and "budget_tokens" in thinking:
        yield "thinking.adaptive.budget_tokens: Extra inputs are not permitted"
    if thinking.get("type") == "enabled" and _without_budgets(request):
        yield (
            '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and '
            '"output_config.effort" to control thinking behavior.'
        )
    if asks_to_think(request.body, request.endpoint.parameters):
        yield from _sampling(request)
    if thinking.get("type") == "enabled" and "messages" in request.endpoint.path:
        yield from _turn_faults(request.body["messages"])


def _without_budgets(request: emulator_admission.ChatRequest) -> bool:
    """Opus from 4.7 and the fifth generation, where the endpoint documents ``adaptive``: else no form were left."""
    name = request.card.id
    opus = _OPUS.search(name)
    gone = bool(_FIFTH.search(name)) or (opus is not None and 7 <= int(opus[1]) < 100)
    return gone and '"adaptive"' in json.dumps(request.endpoint.parameters["thinking"])


def _turn_faults(messages: list[dict[str, Any]]) -> Iterator[str]:
    """Calls whose results are sent stand behind the thinking that led to them; chat tells nobody its signatures."""
    last = max((at for at, message in enumerate(messages) if message["role"] == "assistant"), default=None)
    if last is None or not any(map(_holds_result, messages[last + 1 :])):
        return
    content = messages[last].get("content")
    first = content[0].get("type") if isinstance(content, list) and content else "text" if content else "tool_use"
    if first not in ("thinking", "redacted_thinking"):
        yield (
            f"messages.{last}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first}`. When "
            "`thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the "
            "lastmost set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks from "
            "previous turns. To avoid this requirement, disable `thinking`."
        )


def _holds_result(message: dict[str, Any]) -> bool:
    content = message.get("content")
    blocks = content if isinstance(content, list) else ()
    return message["role"] == "tool" or any(block.get("type") == "tool_result" for block in blocks)


def _sampling(request: emulator_admission.ChatRequest) -> Iterator[str]:
    temperature: Any = request.parameter("temperature")
    if temperature is not None and temperature != 1:
        yield f"`temperature` may only be set to 1 when thinking is enabled. {_PAGE}"
    if request.parameter("top_k") is not None:
        yield f"`top_k` must be unset when thinking is enabled. {_PAGE}"
    top_p: Any = request.parameter("top_p")
    if top_p is not None and top_p < 0.95:
        yield f"`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled. {_PAGE}"
