"""The list of models, one of them, its OpenAPI document, and how fast models answer. No key is needed for any."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.measuring import metrics
from langchain_aimlapi.emulator.model_docs import document
from langchain_aimlapi.emulator.model_rows import (
    FILTERS,
    SECTIONS,
    card_by_name,
    endpoint_of,
    listed_cards,
    model_rows,
    row_by_name,
    select,
)

LIST_PATHS = ("/v1/models", "/models", "/api/v1/models")
MOST_ALIASES = 100


async def model_list(request: Request) -> Response:
    """The list of models, filtered by the query."""
    query = {name: _words(request, name) for name in FILTERS if name in request.query_params}
    sections, kinds = _sections(request), query.get("type", set())
    cards = select(listed_cards(), query)
    rows = [row for card in cards for row in model_rows(card, _base_url(request), sections, kinds)]
    content = json.dumps({"object": "list", "data": rows}, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": etag})
    return Response(content, headers={"etag": etag}, media_type="application/json")


async def one_model(request: Request) -> Response:
    """One model by id or alias."""
    name = request.path_params["name"]
    row = row_by_name(name, _base_url(request))
    if row is None:
        raise ServiceError(404, f"Model '{name}' not found")
    return JSONResponse({"object": "model", "data": row})


async def model_document(request: Request) -> JSONResponse:
    """Which requests a model takes."""
    name = request.query_params.get("model")
    if not name:
        raise ServiceError(400, "Query validation error: model: Required")
    card = card_by_name(name)
    wanted = request.query_params.get("endpoint")
    endpoint = endpoint_of(card, wanted) if card is not None else None
    if card is None or endpoint is None:
        raise ServiceError(404, f"No documentation found for model '{name}' at '{wanted}'")
    return JSONResponse(document(card, endpoint))


async def model_metrics(request: Request) -> JSONResponse:
    """How fast models answered in the last five minutes."""
    unknown = sorted(request.query_params.keys() - {"aliases"})
    names = request.query_params.getlist("aliases")
    if unknown:
        raise ServiceError(400, f"Query validation error: Unrecognized key(s): {', '.join(unknown)}")
    if len(names) > MOST_ALIASES:
        raise ServiceError(400, f"Query validation error: aliases: at most {MOST_ALIASES} element(s)")
    cards = {name: card for name in names if (card := card_by_name(name)) is not None}
    exact = {card.id for name, card in cards.items() if name in (card.id, *card.aliases)}
    entries = emulator_state(request).ledger.newest_first() if exact or not names else ()
    return JSONResponse(metrics(entries, exact, datetime.now(UTC)))


def _base_url(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _sections(request: Request) -> set[str]:
    wanted = _words(request, "include")
    everything = "all" in wanted or "true" in _words(request, "details")
    return set(SECTIONS) if everything else wanted


def _words(request: Request, name: str) -> set[str]:
    """The values of a query field: repeated, or separated by commas."""
    parts = (part for value in request.query_params.getlist(name) for part in value.split(","))
    return {part.strip().lower() for part in parts if part.strip()}


ROUTES = [
    *(Route(path, model_list) for path in LIST_PATHS),
    Route("/models/metrics", model_metrics),
    Route("/docs-json", model_document),
    Route("/model/{name:path}", one_model),
]
