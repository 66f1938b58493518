"""Reasoning beside a tool choice that forces a call: three vendors refuse it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from langchain_aimlapi.emulator.checks.vendors import ALIBABA, ANTHROPIC, DEEPSEEK, behind_gateway, vendor_of
from langchain_aimlapi.emulator.thinking import asks_to_think
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")


_ALWAYS = re.compile(r"-thinking\b|\bqwq|\bqvq")
"""Alibaba's models that cannot but reason."""
_TEXTS: Mapping[str, str] = {
    ALIBABA: "<400> InternalError.Algo.InvalidParameter: The tool_choice parameter does not support being set to "
    "required or object in thinking mode",
    ANTHROPIC: "Thinking may not be enabled when tool_choice forces tool use.",
    DEEPSEEK: "Thinking mode does not support this tool_choice",
}


def forced_tool_faults(request: emulator_admission.ChatRequest) -> Iterator[str]:
    """The refusal of a request that wants both.

    DeepSeek's models reason unless they are told not to, some of Alibaba's in any case.

    Args:
        request: A request with a tool choice of any shape.
    """
    card, parameters = request.card, request.endpoint.parameters
    vendor = vendor_of(card)
    if vendor not in _TEXTS or request.conversation.choice.mode not in ("required", "any"):
        return
    if vendor == ANTHROPIC and behind_gateway(card, parameters):
        return  # the gateway leaves the reasoning out
    unasked = vendor == DEEPSEEK or (vendor == ALIBABA and _ALWAYS.search(card.id))
    if asks_to_think(request.body, parameters) or (unasked and request.reasons):
        yield _TEXTS[vendor]
