"""What the endpoints of the families beside chat share: finding the model, checking the body, answering."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from langchain_aimlapi.catalogue import Endpoint, ModelCard, get_model
from langchain_aimlapi.emulator.admission import validation_error
from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import check_funds, check_key
from langchain_aimlapi.emulator.coercion import COERCING_FAMILIES, coerced
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.faults import HEADER, take_fault
from langchain_aimlapi.emulator.schema_check import check_parameters
from langchain_aimlapi.emulator.serving import suffer, whole_answer
from langchain_aimlapi.emulator.tokens import Cost
from langchain_aimlapi.emulator.wires import Wire

Json = dict[str, Any]


@dataclass(frozen=True)
class FamilyCall:
    """A request that passed the checks of its model's schema.

    Attributes:
        card: The model.
        endpoint: How it is called.
        body: The request; numbers and booleans that came as strings are such by now.
        base_url: Address under which the emulator was called.
        inference_id: The id of this request.
    """

    card: ModelCard
    endpoint: Endpoint
    body: Json
    base_url: str = ""
    inference_id: str = ""

    def parameter(self, name: str) -> Any:
        """A parameter's value, or its default, if the model knows the parameter."""
        rule = self.endpoint.parameters.get(name)
        return None if rule is None else self.body.get(name, rule.get("default"))

    @property
    def status(self) -> int:
        """The success code this model is documented with."""
        return 201 if self.endpoint.statuses == (201,) else 200


@dataclass(frozen=True)
class FamilyAnswer:
    """What an endpoint answers, and what it costs."""

    body: Json
    cost: Cost
    status: int = 200


def find_endpoint(name: Any, path: str) -> tuple[ModelCard, Endpoint]:
    """The model's card and its endpoint at a path, with or without the version in front.

    Raises:
        ServiceError: 400 without a model name, 404 for a model that is unknown or not served here.
    """
    if not isinstance(name, str) or not name.strip():
        raise ServiceError(400, "Body validation error: model: Required")
    card = get_model(name, warn=False)
    spellings = {spelling.lower() for spelling in (card.id, *card.aliases)}
    if not card.known or name.strip().lower() not in spellings:
        raise ServiceError(404, f"Model '{name}' not found")
    endpoint = card.endpoint(path) or card.endpoint(f"/v1{path}")
    if endpoint is None or card.not_callable:
        raise ServiceError(404, f"No endpoints found for model '{name}' at {path}")
    return card, endpoint


def admit(body: Any, request: Request, path: str | None = None) -> FamilyCall:
    """Check a request against the schema of its model.

    Args:
        body: The request's body.
        request: The request.
        path: The address whose schema counts, where that is not the request's own.

    Raises:
        ServiceError: 400 or 404, as the service would answer.
    """
    if not isinstance(body, dict):
        raise ServiceError(400, "Body validation error: Expected object")
    card, endpoint = find_endpoint(body.get("model"), path or request.url.path)
    if card.family in COERCING_FAMILIES:
        body = coerced(body, endpoint.parameters)
    issues = check_parameters(body, endpoint.parameters)
    if issues:
        raise validation_error(issues)
    return FamilyCall(card, endpoint, body, str(request.base_url).rstrip("/"), request.state.inference_id)


async def answer(
    request: Request,
    read: Callable[[Request], Awaitable[Any]],
    make: Callable[[Any, Request], FamilyAnswer],
    wire: Wire,
) -> Response:
    """Serve one request: key, funds, faults, then the answer, which is paid for.

    Args:
        request: The request.
        read: Reads its body.
        make: Makes the answer; runs in a thread, since drawing takes a moment.
        wire: What the faults have to know of the answer.
    """
    state = emulator_state(request)
    key = check_key(request.headers.get("authorization"), state.options.keys)
    check_funds(state.balance)
    body, fault = take_fault(request.headers.get(HEADER), await read(request))
    fault = await suffer(state, key, fault)
    made = await asyncio.to_thread(make, body, request)
    state.charge(made.cost.usd, _tokens(made.body.get("usage")))
    return whole_answer(made.body, made.cost, fault, wire, made.status)


def _tokens(usage: Any) -> tuple[int, int]:
    """Tokens that went in and came out, for models that are billed by them."""
    if not isinstance(usage, dict) or not isinstance(usage.get("total_tokens"), int):
        return 0, 0
    total: int = usage["total_tokens"]
    going_in = usage.get("prompt_tokens", usage.get("input_tokens"))
    return (going_in, total - going_in) if isinstance(going_in, int) else (total, 0)
