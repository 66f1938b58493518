"""From an HTTP response of status 2xx to the JSON object in it, or to the error that it is all the same."""

from __future__ import annotations

from typing import Any

from langchain_aimlapi.api.calls import Answer, Call, public_response
from langchain_aimlapi.api.error_bodies import error_in_body, make_error, malformed
from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.api.families import with_facts
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.types import JSON


def read_object(response: Answer, call: Call) -> JSON:
    """The answer's JSON object.

    Raises:
        AIMLAPIError: If it is none, or says that something went wrong.
    """
    body = _sound(response, call)
    if not isinstance(body, dict):
        raise unreadable("it is no JSON object", response, call)
    return body


def read_list(response: Answer, call: Call) -> list[Any]:
    """The answer's JSON list.

    Raises:
        AIMLAPIError: If it is none, or says that something went wrong.
    """
    body = _sound(response, call)
    if not isinstance(body, list):
        raise unreadable("it is no JSON list", response, call)
    return body


def _sound(response: Answer, call: Call) -> Any:
    """The answer's JSON, unless it says that something went wrong."""
    body = _parsed(response, call)
    if error_in_body(body):
        failure = make_error(body, status=None, headers=response.headers, secret=call.secret)
        failure.response = public_response(response, response.content, call)
        raise failure
    return body


def read_reply(response: Answer, call: Call) -> JSON:
    """`read_object`, with cost and ids at top level."""
    return with_facts(read_object(response, call), response.headers)


def read_generation(response: Answer, call: Call) -> JSON:
    """The answer of a generation, with cost and ids; an `error` in it is no error here, since its status decides.

    Raises:
        AIMLAPIError: As `read_object`, for anything that is no generation.
    """
    body = _parsed(response, call)
    if isinstance(body, dict) and ("generation_id" in body or "id" in body or _is_state(body)):
        return with_facts(body, response.headers)
    return read_reply(response, call)


def unreadable(what: str, response: Answer, call: Call) -> MalformedResponseError:
    """The error for an answer that is not what it should be.

    Args:
        what: What is wrong with it.
        response: The answer.
        call: What was asked.
    """
    public = public_response(response, response.content, call)
    return malformed(
        what,
        public.content,
        response=public,
        status_code=response.status_code,
        request_id=response.headers.get("x-inference-id"),
    )


def _is_state(body: JSON) -> bool:
    return isinstance(body.get("status"), str) and "statusCode" not in body


def _parsed(response: Answer, call: Call) -> Any:
    try:
        return parse_json(response.content)
    except ValueError as error:
        raise unreadable("it is not JSON", response, call) from error
