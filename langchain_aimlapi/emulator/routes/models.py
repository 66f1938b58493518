"""``GET /v1/models`` with its filters and ETag, and ``GET /model/{id}``. No key is needed for either."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.model_rows import FILTERS, SECTIONS, listed_cards, model_row, row_by_name, select

if TYPE_CHECKING:
    from starlette.requests import Request

LIST_PATHS = ("/v1/models", "/models", "/api/v1/models")


async def model_list(request: Request) -> Response:
    """The list of models, filtered by the query."""
    query = {name: _words(request, name) for name in FILTERS if name in request.query_params}
    rows = [model_row(card, _sections(request)) for card in select(listed_cards(), query)]
    content = json.dumps({"object": "list", "data": rows}, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": etag})
    return Response(content, headers={"etag": etag}, media_type="application/json")


async def one_model(request: Request) -> Response:
    """One model by id or alias."""
    name = request.path_params["name"]
    row = row_by_name(name)
    if row is None:
        raise ServiceError(404, f"Model '{name}' not found")
    return JSONResponse({"object": "model", "data": row})


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
    Route("/model/{name:path}", one_model),
]
