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


def _without_budgets(request: emulator_admission.ChatRequest) -> bool:
    """Opus from 4.7 and the fifth generation, where the endpoint documents ``adaptive``: else no form were left."""
    name = request.card.id
    opus = _OPUS.search(name)
    gone = bool(_FIFTH.search(name)) or (opus is not None and 7 <= int(opus[1]) < 100)
    return gone and '"adaptive"' in json.dumps(request.endpoint.parameters["thinking"])


def _sampling(request: emulator_admission.ChatRequest) -> Iterator[str]:
    temperature: Any = request.parameter("temperature")
    if temperature is not None and temperature != 1:
        yield f"`temperature` may only be set to 1 when thinking is enabled. {_PAGE}"
    if request.parameter("top_k") is not None:
        yield f"`top_k` must be unset when thinking is enabled. {_PAGE}"
    top_p: Any = request.parameter("top_p")
    if top_p is not None and top_p < 0.95:
        yield f"`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled. {_PAGE}"
