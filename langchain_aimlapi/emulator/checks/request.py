"""All that vendors refuse in a request, in the order the rules are looked at. Pure."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from langchain_aimlapi.emulator.checks.claude_text import claude_text_faults
from langchain_aimlapi.emulator.checks.forced_tools import forced_tool_faults
from langchain_aimlapi.emulator.checks.names import name_faults, response_name_faults
from langchain_aimlapi.emulator.checks.signatures import signature_faults
from langchain_aimlapi.emulator.checks.strict_schemas import schema_faults
from langchain_aimlapi.emulator.checks.thinking_budgets import thinking_faults
from langchain_aimlapi.emulator.checks.tool_ids import item_id_faults, tool_id_faults
from langchain_aimlapi.emulator.checks.tool_results import result_faults
from langchain_aimlapi.emulator.checks.vendors import refuse_first, vendor_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import admission as emulator_admission
    from langchain_aimlapi.emulator.responses import admission as responses_admission
else:
    emulator_admission = LazyModule("langchain_aimlapi.emulator.admission")
    responses_admission = LazyModule("langchain_aimlapi.emulator.responses.admission")


_RULES = (
    tool_id_faults,
    result_faults,
    name_faults,
    claude_text_faults,
    signature_faults,
    schema_faults,
    thinking_faults,
    forced_tool_faults,
)


def refuse_as_vendor(request: emulator_admission.ChatRequest) -> None:
    """Refuse what the vendor of a chat or messages request's model refuses.

    Raises:
        VendorRefusalError: 400 with the vendor's words.
    """
    refuse_first(chain.from_iterable(rule(request) for rule in _RULES))


def refuse_response_as_vendor(request: responses_admission.ResponseRequest) -> None:
    """The same of a responses request.

    Raises:
        VendorRefusalError: 400 with the vendor's words.
    """
    vendor = vendor_of(request.card)
    refuse_first(
        chain(
            item_id_faults(vendor, request.items),
            response_name_faults(vendor, request.body, request.items),
            schema_faults(request),
        )
    )
