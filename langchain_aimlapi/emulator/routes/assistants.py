"""OpenAI's Assistants API at the host's root: ``/assistants``, ``/threads`` and what is below them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from langchain_aimlapi.emulator.app import emulator_state
from langchain_aimlapi.emulator.assistants.desk import Answer, Desk, detached
from langchain_aimlapi.emulator.auth import check_key
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.faults import HEADER, Fault, take_fault
from langchain_aimlapi.emulator.serving import as_they_come, event_stream, suffer, whole_answer
from langchain_aimlapi.emulator.state import State
from langchain_aimlapi.emulator.wires import RUNS

THREAD = "/threads/{thread}"
MESSAGES, RUNS_PATH = f"{THREAD}/messages", f"{THREAD}/runs"
RUN = f"{RUNS_PATH}/{{run}}"


def _endpoint(handle: Callable[[Desk], Answer]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        state = emulator_state(request)
        key = check_key(request.headers.get("authorization"), state.options.keys)
        body, fault = take_fault(request.headers.get(HEADER), await _body(request))
        fault = await suffer(state, key, fault)
        with state.assistants.lock:
            made = detached(handle(Desk(state, key, request.path_params, request.query_params, body)))
        return _response(made, fault, state)

    return serve


def _response(made: Answer, fault: Fault, state: State) -> Response:
    if isinstance(made, dict):
        return whole_answer(made, None, fault, RUNS)
    if "body" in fault:
        return whole_answer(made[-1]["data"], None, fault, RUNS)
    return event_stream(as_they_come(made), fault, RUNS, state.options.token_delay)


async def _body(request: Request) -> Any:
    """The body; an empty one is an empty object: cancelling needs none."""
    content = await request.body()
    try:
        return json.loads(content) if content else {}
    except ValueError as error:
        raise ServiceError(400, f"Body validation error: the body is not JSON: {error}") from None


TABLE: tuple[tuple[str, str, Callable[[Desk], Answer]], ...] = (
    ("POST", "/assistants", Desk.create_assistant),
    ("GET", "/assistants", Desk.list_assistants),
    ("GET", "/assistants/{assistant}", Desk.retrieve_assistant),
    ("POST", "/assistants/{assistant}", Desk.update_assistant),
    ("DELETE", "/assistants/{assistant}", Desk.delete_assistant),
    ("POST", "/threads", Desk.create_thread),
    ("POST", "/threads/runs", Desk.create_thread_and_run),
    ("GET", THREAD, Desk.retrieve_thread),
    ("POST", THREAD, Desk.update_thread),
    ("DELETE", THREAD, Desk.delete_thread),
    ("POST", MESSAGES, Desk.create_message),
    ("GET", MESSAGES, Desk.list_messages),
    ("GET", f"{MESSAGES}/{{message}}", Desk.retrieve_message),
    ("POST", f"{MESSAGES}/{{message}}", Desk.update_message),
    ("DELETE", f"{MESSAGES}/{{message}}", Desk.delete_message),
    ("POST", RUNS_PATH, Desk.create_run),
    ("GET", RUNS_PATH, Desk.list_runs),
    ("GET", RUN, Desk.retrieve_run),
    ("POST", RUN, Desk.update_run),
    ("POST", f"{RUN}/cancel", Desk.cancel_run),
    ("POST", f"{RUN}/submit_tool_outputs", Desk.submit_tool_outputs),
    ("GET", f"{RUN}/steps", Desk.list_steps),
    ("GET", f"{RUN}/steps/{{step}}", Desk.retrieve_step),
)
ROUTES = [Route(path, _endpoint(handle), methods=[method]) for method, path, handle in TABLE]
