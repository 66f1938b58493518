"""The ASGI application: every module in `routes` adds its own, everything else is the service's 404."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from langchain_aimlapi.emulator import routes
from langchain_aimlapi.emulator.bookkeeper import Bookkeeper
from langchain_aimlapi.emulator.errors import MESSAGES, ServiceError, error_content
from langchain_aimlapi.emulator.recorder import Recorder
from langchain_aimlapi.emulator.schema_values import SchemaError
from langchain_aimlapi.emulator.state import Options, State


def create_app(options: Options | None = None, **settings: Any) -> Starlette:
    """Build the emulator as an ASGI application.

    Args:
        options: How it behaves.
        **settings: The fields of `Options` instead of an object.

    Returns:
        The application; ``app.state.emulator`` holds what it remembers.
    """
    state = State(options or Options(**settings))
    app = Starlette(
        routes=_all_routes(),
        middleware=[Middleware(Recorder, state=state), Middleware(Bookkeeper, state=state)],
        exception_handlers={
            ServiceError: refuse,
            SchemaError: _refuse_schema,
            HTTPException: _refuse_http,
            Exception: _refuse_crash,
        },
    )
    app.state.emulator = state
    return app


def emulator_state(request: Request) -> State:
    """The state behind a request."""
    state: State = request.app.state.emulator
    return state


async def refuse(request: Request, error: Exception) -> Response:
    """Answer with the service's error body."""
    if not isinstance(error, ServiceError):
        raise error
    content, kind = error_content(error, path=request.url.path, request_id=request.state.inference_id)
    headers = error.headers | {"content-type": f"{kind}; charset=utf-8"}
    return Response(content, error.status, headers)


def _all_routes() -> list[BaseRoute]:
    found: list[BaseRoute] = []
    for module in sorted(pkgutil.iter_modules(routes.__path__), key=lambda module: module.name):
        found += importlib.import_module(f"{routes.__name__}.{module.name}").ROUTES
    return found


async def _refuse_schema(request: Request, error: Exception) -> Response:
    return await refuse(request, ServiceError(400, f"400 Invalid schema for a tool or response_format: {error}"))


async def _refuse_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status in (404, 405):
        return await refuse(request, ServiceError(404, f"Cannot {request.method} {request.url.path}"))
    return await refuse(request, ServiceError(status, MESSAGES.get(status, str(error))))


async def _refuse_crash(request: Request, error: Exception) -> Response:
    return await refuse(request, ServiceError(500, f"The emulator failed: {type(error).__name__}: {error}"))
