"""``/v1/keys``: keys that are made here open the other endpoints until they are disabled or deleted."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.auth import account_key, is_management
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.keyring import IssuedKey
from langchain_aimlapi.emulator.serving import read_json


async def list_keys(request: Request) -> JSONResponse:
    """All keys, oldest first."""
    _check_manager(request)
    return JSONResponse({"data": [_row(request, one) for one in emulator_state(request).keyring.listed()]})


async def latest_key(request: Request) -> JSONResponse:
    """The key that was made last."""
    _check_manager(request)
    listed = emulator_state(request).keyring.listed()
    if not listed:
        raise ServiceError(404, "No API key found")
    return JSONResponse({"data": _row(request, listed[-1])})


async def create_key(request: Request) -> JSONResponse:
    """Make a key; the only answer that has it whole."""
    _check_manager(request)
    body = await read_json(request) if await request.body() else {}
    made = emulator_state(request).keyring.create(body)
    return JSONResponse({"data": {**_row(request, made), "key": made.key}})


async def change_key(request: Request) -> JSONResponse:
    """Change some settings (``PATCH``) or set all anew (``PUT``)."""
    _check_manager(request)
    body = await read_json(request)
    replace = request.method == "PUT"
    changed = emulator_state(request).keyring.update(request.path_params["prefix"], body, replace=replace)
    return JSONResponse({"data": _row(request, changed)})


async def delete_key(request: Request) -> JSONResponse:
    """Delete a key."""
    _check_manager(request)
    prefix = request.path_params["prefix"]
    emulator_state(request).keyring.delete(prefix)
    return JSONResponse({"data": {"prefix": prefix, "deleted": True}})


def _check_manager(request: Request) -> None:
    if not is_management(account_key(request)):
        raise ServiceError(403, "A management key is required")


def _row(request: Request, key: IssuedKey) -> dict[str, Any]:
    return key.row(emulator_state(request).ledger)


ROUTES = [
    Route("/v1/keys", list_keys, methods=["GET"]),
    Route("/v1/keys", create_key, methods=["POST"]),
    Route("/v1/key", latest_key, methods=["GET"]),
    Route("/v1/keys/{prefix}", change_key, methods=["PATCH", "PUT"]),
    Route("/v1/keys/{prefix}", delete_key, methods=["DELETE"]),
]
