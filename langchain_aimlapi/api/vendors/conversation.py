"""A conversation from anywhere, as the vendor that is asked next takes it: all rules, in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from langchain_aimlapi.api.types import JSON, ModelTraits
from langchain_aimlapi.api.vendors.media import fit_parts, is_hosted_item
from langchain_aimlapi.api.vendors.notes import Notes
from langchain_aimlapi.api.vendors.pairs import are_paired, calls_in_words, fit_call_types, pair_calls
from langchain_aimlapi.api.vendors.rules import VendorRules, rules_for, vendor_of
from langchain_aimlapi.api.vendors.seals import NOTED, keep_own_seals, sign_foreign_calls
from langchain_aimlapi.api.vendors.survey import survey
from langchain_aimlapi.api.vendors.system import fit_system_messages
from langchain_aimlapi.api.vendors.texts import check_answerable
from langchain_aimlapi.api.vendors.tool_ids import fit_call_ids


def fit_conversation(
    messages: Sequence[JSON],
    model: ModelTraits,
    notes: Notes,
    *,
    is_own: Callable[[JSON], bool],
    goes_on: bool = False,
    tools: Collection[JSON] = (),
) -> list[JSON]:
    """The conversation as the model's vendor takes it; the given messages are not changed.

    Args:
        messages: The conversation in OpenAI's form.
        model: The model that is asked.
        notes: Are told what the model does not get as it was.
        is_own: Whether the model can read what the one in a `made_by` note has sealed.
        goes_on: Whether the service keeps what came before, so that results may answer calls that are not here.
        tools: The tools that are offered with the conversation.

    Raises:
        InvalidRequestError: If the conversation says nothing and the vendor refuses such.

    Example:
        >>> from langchain_aimlapi.catalogue import get_model
        >>> said = [{"role": "user", "content": "Hi"}]
        >>> fit_conversation(said, get_model("openai/gpt-5"), Notes(), is_own=lambda made_by: False)
        [{'role': 'user', 'content': 'Hi'}]
    """
    rules = rules_for(model)
    found = survey(messages)
    fitted = list(messages)
    if not found.keys.isdisjoint(NOTED) or "extra_content" in found.call_keys:
        fitted = keep_own_seals(fitted, vendor_of(model), is_own)
    if found.kinds:
        fitted = fit_system_messages(fitted, model, notes)
    types = rules.call_types | {str(tool.get("type")) for tool in tools} if tools else rules.call_types
    has_results = "tool_result" in found.kinds
    in_order = not has_results and (not found.has_calls or are_paired(fitted, rules.call_id, types))
    if not in_order:
        fitted = fit_call_ids(fitted, rules.call_id)
        in_order = not has_results and are_paired(fitted, rules.call_id, types)
    if not found.keys.isdisjoint(_VENDORS_PARTS):
        fitted = _note_lost_blocks(fitted, model, notes)
    if found.kinds - {"text"}:
        fitted = fit_parts(fitted, model, notes)
    if not in_order:
        fitted = fit_call_types(fitted, types)
        fitted = fitted if goes_on else pair_calls(fitted, notes.rewrite)
    if found.has_calls:
        fitted = _fit_calls(fitted, model, rules, notes, has_tools=bool(tools))
    if not rules.blank_texts:
        check_answerable(fitted, model.id)
    return fitted


def _fit_calls(
    messages: list[JSON], model: ModelTraits, rules: VendorRules, notes: Notes, *, has_tools: bool
) -> list[JSON]:
    """The conversation with calls as words for a model that knows none, and signed for one that wants that."""
    if not has_tools and not _knows_calls(model) and any(map(_is_of_tools, messages)):
        notes.rewrite("tool calls and their results are sent as words: the model knows no tools")
        messages = calls_in_words(messages)
    if rules.unsigned_call and rules.signed_models and rules.signed_models.search(model.id):
        messages = sign_foreign_calls(messages, rules.unsigned_call)
    return messages


def _knows_calls(model: ModelTraits) -> bool:
    shapes = model.message_shapes
    if not shapes or model.dialect != "chat":
        return True
    return "tool_calls" in (shapes.get("assistant") or {}).get("keys", ()) and "tool" in shapes


def _is_of_tools(message: JSON) -> bool:
    return message["role"] == "tool" or bool(message.get("tool_calls"))


_VENDORS_PARTS = frozenset({"left_out", "content_blocks", "output_items"})


def _note_lost_blocks(messages: Iterable[JSON], model: ModelTraits, notes: Notes) -> list[JSON]:
    """The messages; what vendors ran themselves and only their own endpoint takes back is told of."""
    told = []
    for message in messages:
        if _VENDORS_PARTS.isdisjoint(message):
            told.append(message)
            continue
        if "left_out" in message:
            for kind in message["left_out"]:
                notes.leave_out(kind)
            told.append({key: value for key, value in message.items() if key != "left_out"})
        else:
            told.append(message)
        blocks = () if model.dialect == "messages" else message.get("content_blocks") or ()
        items = () if model.dialect == "responses" else message.get("output_items") or ()
        kinds = [str(part.get("type")) for part in (*blocks, *items)]
        for kind in kinds:
            if is_hosted_item(kind) or kind in ("server_tool_use", "mcp_tool_use") or kind.endswith("_tool_result"):
                notes.leave_out(kind)
    return told
