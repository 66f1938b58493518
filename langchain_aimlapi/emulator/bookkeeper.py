"""An ASGI layer around the routes: it refuses keys that were taken away and writes calls of models into the books."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from langchain_aimlapi.emulator.auth import bearer_key
from langchain_aimlapi.emulator.errors import ServiceError, error_content
from langchain_aimlapi.emulator.ledger import PREFIX_LENGTH, Entry, asked_model, current_entry, owner_of, scope_of
from langchain_aimlapi.emulator.recorder import RequestRecord
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.emulator import state as emulator_state
else:
    emulator_state = LazyModule("langchain_aimlapi.emulator.state")


class Bookkeeper:
    """Wraps an application, inside the recorder.

    Args:
        app: The routes.
        state: Where the books and the issued keys are.
    """

    def __init__(self, app: ASGIApp, state: emulator_state.State) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = _key_of(scope) if scope["type"] == "http" else None
        if key is None:
            await self.app(scope, receive, send)
            return
        record: RequestRecord = scope["state"]["record"]
        entry = new_entry(record, key, scope["state"]["inference_id"])
        sending = send if entry is None else _booking(send, entry, self.state)
        try:
            self.state.keyring.check(key, record.method, record.path, self.state.ledger)
        except ServiceError as refusal:
            await _refuse(refusal, scope, receive, sending)
            return
        token = current_entry.set(entry)
        try:
            await self.app(scope, receive, sending)
        finally:
            current_entry.reset(token)


def new_entry(record: RequestRecord, key: str, inference_id: str) -> Entry | None:
    """The entry of a request; None if it calls no model."""
    if record.method != "POST" or scope_of(record.path) is None:
        return None
    model = asked_model(record.body, record.content)
    if not model:
        return None
    return Entry(
        owner=owner_of(key),
        prefix=key[:PREFIX_LENGTH],
        path=record.path,
        model=model,
        inference_id=inference_id,
        client_request_id=record.headers.get("x-client-request-id"),
    )


def _booking(send: Send, entry: Entry, state: emulator_state.State) -> Send:
    """Send, and write down when the answer began and ended.

    The entry is in the books before the caller can know of the answer.
    """

    async def booking(message: Message) -> None:
        waited = time.monotonic() - entry.began
        if message["type"] == "http.response.start":
            entry.status = message["status"]
            kind = Headers(raw=list(message.get("headers", ()))).get("content-type", "")
            entry.streamed = kind.startswith("text/event-stream")
            state.ledger.add(entry)
        elif message.get("body") and entry.first is None:
            entry.first = waited
        if message["type"] == "http.response.body" and not message.get("more_body"):
            entry.duration = waited
        await send(message)

    return booking


async def _refuse(refusal: ServiceError, scope: Scope, receive: Receive, send: Send) -> None:
    content, kind = error_content(refusal, path=scope["path"], request_id=scope["state"]["inference_id"])
    await Response(content, refusal.status, {"content-type": kind})(scope, receive, send)


def _key_of(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    return bearer_key(headers.get("authorization")) or headers.get("x-api-key") or headers.get("api-key")
