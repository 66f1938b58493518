"""``GET /artefacts/…``: the files that answers point to. As on the hosts of the service, no key is asked for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.artefacts import PATH, artefacts_of


async def artefact(request: Request) -> Response:
    """One file."""
    query = request.query_params
    found = artefacts_of(request).find(
        request.path_params["token"], query.get("expires", ""), query.get("signature", "")
    )
    return Response(found.content, media_type=found.mime_type)


ROUTES = [Route(f"{PATH}/{{token}}/{{name:path}}", artefact)]
