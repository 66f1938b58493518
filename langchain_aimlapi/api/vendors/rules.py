"""One table of the vendors' own rules, chosen by what the catalogue knows of a model.

The service passes requests on to the model's vendor, which refuses what its own API refuses. A row is found by the
catalogue's vendor, or, where it names none, by the dialect, which two vendors have to themselves.

Sources: Anthropic, https://docs.claude.com/en/api/messages (`tool_use.id`); OpenAI, error texts "string too long.
Expected a string with maximum length 40" on chat completions and 64 on `/v1/responses`; Mistral, error text "Tool call
id has to be a-z, A-Z, 0-9, with a length of 9"; Amazon Bedrock, `ToolUseBlock.toolUseId`; Google,
https://ai.google.dev/gemini-api/docs/thought-signatures (calls of other models).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from langchain_aimlapi.api.types import ModelTraits


class IdRule(NamedTuple):
    """Which ids of tool calls a vendor takes.

    Attributes:
        pattern: What the whole id has to match.
        prefix: What begins an id that is made in place of one that does not fit.
        length: Characters of an id that is made, prefix included.
    """

    pattern: re.Pattern[str]
    prefix: str = "call_"
    length: int = 29


ANY_ID = IdRule(re.compile(r".+", re.DOTALL))


class VendorRules(NamedTuple):
    """What a vendor asks of a request beyond the schema of the model.

    Attributes:
        call_id: Ids of tool calls.
        tool_extras: Whether a tool may have more than its function, as `cache_control` and `input_examples`.
        forces_while_reasoning: Whether a model that reasons can be made to call a tool.
        effort_replaces_budget: Models that take an effort in place of a number of tokens for reasoning, by name.
        reasons_unasked: Models that reason unless it is switched off, by name; only told where it matters.
        call_types: Types of tool calls: `"custom"` are those of tools that take free text, `"builtin_function"` Kimi's.
        seals_travel: Whether sealed reasoning of a model is valid wherever that model is served, and not only where
            it was made.
        unsigned_call: What signs a tool call of another model in the present turn, for models that want each signed.
        signed_models: Those models, by name.
        blank_texts: Whether texts may be blank, and turns that are gone on with end in white space.
        tool_name: What the whole name of a tool has to match.
        answers_results: Whether results of tools have to be answered before the user says something.
        reasons_before_calls: Whether calls whose results are being sent have to stand behind signed reasoning, where
            the model is to reason by a budget.
    """

    call_id: IdRule = ANY_ID
    tool_extras: bool = False
    forces_while_reasoning: bool = True
    effort_replaces_budget: re.Pattern[str] | None = None
    reasons_unasked: re.Pattern[str] | None = None
    call_types: frozenset[str] = frozenset({"function"})
    seals_travel: bool = False
    unsigned_call: str | None = None
    signed_models: re.Pattern[str] | None = None
    blank_texts: bool = True
    tool_name: re.Pattern[str] = re.compile(r"[a-zA-Z0-9_-]{1,64}")
    answers_results: bool = False
    reasons_before_calls: bool = False


_OPENAI_TYPES = frozenset({"function", "custom"})
_WORD_ID = IdRule(re.compile(r"[a-zA-Z0-9_-]+"))
_CLAUDES_WITHOUT_BUDGETS = re.compile(
    r"claude-(?:opus-4[.-][7-9](?!\d)|(?:opus|sonnet|haiku|fable|mythos)-[5-9](?!\d)|(?:opus|sonnet|fable)-latest)"
)
_VENDORS: Mapping[str | None, VendorRules] = {
    "Amazon": VendorRules(call_id=IdRule(re.compile(r"[a-zA-Z0-9_-]{1,64}"))),
    "Alibaba Cloud": VendorRules(
        forces_while_reasoning=False, reasons_unasked=re.compile(r"-thinking(?![a-z])|qwq|qvq")
    ),
    "Anthropic": VendorRules(
        call_id=_WORD_ID,
        tool_extras=True,
        forces_while_reasoning=False,
        effort_replaces_budget=_CLAUDES_WITHOUT_BUDGETS,
        seals_travel=True,
        blank_texts=False,
        reasons_before_calls=True,
    ),
    "DeepSeek": VendorRules(forces_while_reasoning=False, reasons_unasked=re.compile(r"deepseek-v4")),
    "Google": VendorRules(
        seals_travel=True,
        unsigned_call="skip_thought_signature_validator",
        signed_models=re.compile(r"gemini-(?:[3-9]|[1-9]\d)"),
        tool_name=re.compile(r"[a-zA-Z_][a-zA-Z0-9_-]{0,63}"),
    ),
    "Mistral AI": VendorRules(call_id=IdRule(re.compile(r"[a-zA-Z0-9]{9}"), prefix="", length=9), answers_results=True),
    "Moonshot": VendorRules(
        call_types=frozenset({"function", "builtin_function"}),
        forces_while_reasoning=False,
        reasons_unasked=re.compile(r"kimi-k2-[567]|kimi-k2-thinking"),
        tool_name=re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,63}"),
    ),
    "OpenAI": VendorRules(call_id=IdRule(re.compile(r".{1,40}", re.DOTALL)), call_types=_OPENAI_TYPES),
    "xAI": VendorRules(call_types=_OPENAI_TYPES),
    None: VendorRules(call_types=_OPENAI_TYPES | {"builtin_function"}),
}
_DIALECT_VENDORS = {"claude": "Anthropic", "messages": "Anthropic", "responses": "OpenAI"}
_RESPONSES_ID = IdRule(re.compile(r".{1,64}", re.DOTALL))
_NO_RULES = VendorRules()
READS_SEALS_OF: Mapping[str, frozenset[str]] = {"claude-fable-5-1": frozenset({"claude-opus-5", "claude-opus-5-5"})}
"""Models that read sealed reasoning of others, as their vendor says.

https://platform.claude.com/docs/en/build-with-claude/preserved-thinking
"""


def rules_for(model: ModelTraits) -> VendorRules:
    """The rules of the vendor that a request goes to, in the dialect that the model is spoken to in.

    Example:
        >>> from langchain_aimlapi.catalogue import get_model
        >>> rules_for(get_model("anthropic/claude-sonnet-4.5")).call_id.pattern.pattern
        '[a-zA-Z0-9_-]+'
    """
    return _rules(vendor_of(model), model.dialect)


@cache
def _rules(vendor: str | None, dialect: str) -> VendorRules:
    rules = _VENDORS.get(vendor, _NO_RULES)
    return rules._replace(call_id=_RESPONSES_ID) if dialect == "responses" else rules


def vendor_of(model: ModelTraits) -> str | None:
    """The vendor that a request goes to: the catalogue's, else the one whose dialect it is; None when unknown."""
    return model.vendor or _DIALECT_VENDORS.get(model.dialect)
