"""An ASGI layer around the routes: it records each request and gives each answer its tracing headers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from langchain_aimlapi.emulator.auth import bearer_key
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import state as emulator_state
else:
    emulator_state = LazyModule("langchain_aimlapi.emulator.state")


_CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_SECRET_HEADERS = frozenset(("authorization", "api-key", "x-api-key"))


@dataclass(frozen=True)
class RequestRecord:
    """A request as it arrived.

    Attributes:
        method: HTTP method.
        path: Path without the query.
        query: The query string as sent.
        headers: Header names in lower case; secrets are left out.
        authorized: Whether a key was sent, as Bearer, in ``x-api-key`` or in ``api-key``.
        key_mask: The key's last three characters behind an ellipsis, or an empty string.
        body: The decoded JSON; None for an empty body or one that is not JSON.
        content: The bytes of the body.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    authorized: bool
    key_mask: str
    body: Any
    content: bytes

    @property
    def model(self) -> str | None:
        """The model the body asks for."""
        model = self.body.get("model") if isinstance(self.body, dict) else None
        return model if isinstance(model, str) else None


class Recorder:
    """Wraps an application.

    Args:
        app: The routes.
        state: Where requests are kept.
    """

    def __init__(self, app: ASGIApp, state: emulator_state.State) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        content = await _read(receive)
        record = make_record(scope, content)
        serial = self.state.record(record)
        inference_id = f"inf-{digest(record.path, record.content.decode('utf-8', 'replace'), serial)}"
        scope.setdefault("state", {}).update(inference_id=inference_id, record=record)
        tracing = _tracing_headers(inference_id, record.headers.get("x-client-request-id"))

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(tracing)
            await send(message)

        await self.app(scope, _replay(content, receive), send_traced)


def make_record(scope: Scope, content: bytes) -> RequestRecord:
    """The record of a request."""
    headers = Headers(scope=scope)
    key = bearer_key(headers.get("authorization")) or headers.get("x-api-key") or headers.get("api-key")
    return RequestRecord(
        method=scope["method"],
        path=unquote(scope["path"]),
        query=scope["query_string"].decode("latin-1"),
        headers={name: value for name, value in headers.items() if name not in _SECRET_HEADERS},
        authorized=key is not None,
        key_mask=f"…{key[-3:]}" if key else "",
        body=_decoded(content),
        content=content,
    )


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _tracing_headers(inference_id: str, client_id: str | None) -> dict[str, str]:
    headers = {"x-inference-id": inference_id}
    if client_id is not None and _CLIENT_ID.fullmatch(client_id):
        headers["x-client-request-id"] = client_id
    return headers


async def _read(receive: Receive) -> bytes:
    content = b""
    while True:
        message = await receive()
        content += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return content


def _replay(content: bytes, receive: Receive) -> Receive:
    """The body once more; afterwards what the server has to say (a client that went away)."""
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": content, "more_body": False}

    return replay
