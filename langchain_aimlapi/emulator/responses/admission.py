"""Whether a responses request is let in: model, schema, items, what it refers to, window. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from langchain_aimlapi.catalogue import Endpoint, ModelCard  # noqa: F401 - a field of the class that this one extends
from langchain_aimlapi.emulator.admission import (
    ChatRequest,
    check_window,
    find_endpoint,
    validation_error,
    with_measured_efforts,
)
from langchain_aimlapi.emulator.answers import Limits
from langchain_aimlapi.emulator.checks.request import refuse_response_as_vendor
from langchain_aimlapi.emulator.checks.signatures import encrypted_fault, owner_of
from langchain_aimlapi.emulator.conversation import Conversation, prompt_tokens
from langchain_aimlapi.emulator.errors import ServiceError, VendorRefusalError
from langchain_aimlapi.emulator.responses.item_check import check_calls, check_items
from langchain_aimlapi.emulator.responses.reading import input_items, read_items
from langchain_aimlapi.emulator.schema_check import Issue, check_parameters, check_value
from langchain_aimlapi.emulator.thinking import thinks

Json = dict[str, Any]
Items = tuple[Json, ...]
DEFAULT_LIMIT = 512
_TEXT = {"type": "string"}
_LEAST_OF_TOOLS: Mapping[str, Mapping[str, Any]] = {
    "function": {
        "type": "object",
        "properties": {"name": _TEXT, "parameters": {"type": "object", "nullable": True}},
        "required_keys": ["name"],
    },
    "custom": {"type": "object", "properties": {"name": _TEXT}, "required_keys": ["name"]},
    "mcp": {"type": "object", "properties": {"server_label": _TEXT}, "required_keys": ["server_label"]},
}


@dataclass(frozen=True)
class ResponseRequest(ChatRequest):
    """A checked request, with the whole conversation as items."""

    items: Items = ()

    @property
    def relayed(self) -> bool:
        """Items are not translated for an upstream: the emulator answers itself."""
        return False


def admit_response(body: Any, path: str, stored: Callable[[str], Items | None]) -> ResponseRequest:
    """Check a request to the responses endpoint.

    Args:
        body: The decoded JSON.
        path: The path it was sent to.
        stored: Gives the items kept under the id of an earlier response.

    Raises:
        ServiceError: 400 or 404, as the service would answer.
    """
    if not isinstance(body, dict):
        raise ServiceError(400, "Body validation error: Expected object")
    card, endpoint = find_endpoint(body.get("model"), path)
    parameters = _with_measured_efforts(card, endpoint.parameters)
    _check_body(body, parameters)
    items = _whole_conversation(body, stored, owner_of(card))
    conversation = read_items(body, items, parameters)
    request = ResponseRequest(
        card=card,
        endpoint=endpoint,
        body=body,
        conversation=conversation,
        limits=Limits(int(body.get("max_output_tokens") or DEFAULT_LIMIT)),
        prompt_tokens=prompt_tokens(conversation),
        reasons=thinks(card, body, parameters),
        items=items,
    )
    request = _truncated(request) if body.get("truncation") == "auto" else request
    check_window(request)
    refuse_response_as_vendor(request)
    return request


def _check_body(body: Json, parameters: Mapping[str, Any]) -> None:
    issues = check_parameters(body, parameters)
    given = body.get("input")
    if isinstance(given, list):
        issues += check_items(given)
        if not given and not body.get("previous_response_id"):
            issues.append(Issue(("input",), "Array must contain at least 1 element(s)"))
    issues += _loose_tools(body.get("tools")) if not issues else []
    if issues:
        raise validation_error(issues)


def _loose_tools(tools: Any) -> list[Issue]:
    """Faults of tools that a schema lets through because it takes tools of any type."""
    return [
        issue
        for at, tool in enumerate(tools or ())
        for issue in check_value(tool, _LEAST_OF_TOOLS.get(tool["type"], {}), ("tools", at))
    ]


def _whole_conversation(body: Json, stored: Callable[[str], Items | None], owner: str) -> Items:
    """What came before, then the input, with references resolved; ``owner`` is whose sealed reasoning can be opened."""
    before: Items = ()
    previous = body.get("previous_response_id")
    if previous:
        found = stored(previous)
        if found is None:
            raise ServiceError(400, f"400 Previous response with id '{previous}' not found.")
        before = found
    items = (*before, *(_resolved(item, stored, owner) for item in input_items(body)))
    for fault in check_calls(items):
        raise ServiceError(400, f"400 {fault}")
    return items


def _resolved(item: Json, stored: Callable[[str], Items | None], owner: str) -> Json:
    """An item, or the one a reference names; reasoning has to be stored or encrypted to be known again."""
    kind, sealed = item.get("type"), item.get("encrypted_content")
    if kind == "reasoning" and sealed is not None:
        fault = encrypted_fault(item, owner)
        if fault:
            raise VendorRefusalError(fault)
        return item
    if kind == "item_reference" or (kind == "reasoning" and item.get("id")):
        found = stored(str(item["id"]))
        if found is None:
            raise ServiceError(
                404,
                f"404 Item with id '{item['id']}' not found. Items are not persisted when `store` is set to false. "
                "Try again with `store` set to true, or remove this item from your input.",
            )
        return found[0]
    return item


def _with_measured_efforts(card: ModelCard, parameters: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The parameters, with the efforts that were seen to work beside the documented ones."""
    reasoning = parameters.get("reasoning")
    if reasoning is None:
        return parameters
    efforts = with_measured_efforts(card, {"reasoning_effort": reasoning["properties"]["effort"]})["reasoning_effort"]
    return {**parameters, "reasoning": {**reasoning, "properties": {**reasoning["properties"], "effort": efforts}}}


def _truncated(request: ResponseRequest) -> ResponseRequest:
    """The request without the oldest turns that do not fit the window."""
    window = request.card.context_window
    while window is not None and request.prompt_tokens > window and len(request.conversation.turns) > 1:
        conversation: Conversation = replace(request.conversation, turns=request.conversation.turns[1:])
        request = replace(request, conversation=conversation, prompt_tokens=prompt_tokens(conversation))
    return request
