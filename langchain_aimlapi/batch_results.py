"""From the results of a batch to messages and errors, in the order of the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from langchain_core.messages import AIMessage

from langchain_aimlapi.api.answer_tool import answer_as_text
from langchain_aimlapi.api.batches import BatchRequestError, BatchState, lost_request, request_error
from langchain_aimlapi.api.dialects import MESSAGES, not_answered
from langchain_aimlapi.api.errors import AIMLAPIError, GenerationFailedError, MalformedResponseError
from langchain_aimlapi.api.vendors.tool_names import with_own_names
from langchain_aimlapi.batch_request import place_of, request_id
from langchain_aimlapi.errors import as_model_error
from langchain_aimlapi.messages.from_wire import completion_to_result

JSON = dict[str, Any]

BatchAnswer: TypeAlias = AIMessage | AIMLAPIError
"""What came of one request: the answer, or the error instead of it."""


def read_results(
    state: BatchState, count: int | None = None, tool_names: Mapping[str, str] | None = None
) -> list[BatchAnswer]:
    """What came of every request, in the order of the inputs.

    Args:
        state: A batch that has ended.
        count: How many inputs there were; None if nobody knows any more.
        tool_names: The caller's names of tools that were sent under another one, by that.

    Raises:
        GenerationFailedError: If there are no results, and nobody knows of how many requests.
    """
    expected = count if count is not None else _told_count(state)
    if state.phase == "failed":
        if expected is None:
            raise GenerationFailedError(
                f"The batch {state.id} ended as {state.status!r} without results", job_id=state.id, body=state.reply
            )
        return [_as_model_error(_lost(state, request_id(place))) for place in range(expected)]
    places = [place_of(line["custom_id"]) for line in state.results]
    if None in places:
        return [read_result(line, state.id, tool_names) for line in state.results]
    found = {place: read_result(line, state.id, tool_names) for place, line in zip(places, state.results, strict=True)}
    most = max((expected or 0, *(place + 1 for place in places if place is not None)))
    return [found.get(place) or _missing(place, state.id) for place in range(most)]


def read_result(line: JSON, batch_id: str, tool_names: Mapping[str, str] | None = None) -> BatchAnswer:
    """The answer to one request, read as `ChatAIMLAPI` reads answers, or its error.

    Args:
        line: The request's line of the results.
        batch_id: The batch.
        tool_names: As for `read_results`.
    """
    if line["result"].get("type") != "succeeded":
        return _as_model_error(request_error(line, batch_id))
    try:
        message = _message(line["result"].get("message"), tool_names or {})
    except AIMLAPIError as error:
        return _as_model_error(error)
    message.response_metadata |= {"batch_id": batch_id, "custom_id": line["custom_id"]}
    return message


def _message(reply: Any, tool_names: Mapping[str, str]) -> AIMessage:
    completion = MESSAGES.decode(reply, {}) if isinstance(reply, dict) else {}
    if not completion.get("choices"):
        expected = not_answered(MESSAGES.path, reply if isinstance(reply, dict) else {})
        raise MalformedResponseError(f"The result of a request is said to be there, but {expected}", body=reply)
    completion = answer_as_text(with_own_names(completion, tool_names) if tool_names else completion)
    message = completion_to_result(completion).generations[0].message
    if not isinstance(message, AIMessage):  # the reading makes nothing else
        raise MalformedResponseError("The result of a request is no answer of a model", body=reply)
    return message


def _told_count(state: BatchState) -> int | None:
    return sum(state.counts.values()) if state.phase == "failed" and state.counts else None


def _lost(state: BatchState, custom_id: str) -> BatchRequestError:
    status = state.status.lower()
    known = "canceled" if status.startswith("cancel") else next((one for one in state.counts if state.counts[one]), "")
    return lost_request("expired" if status == "expired" else known or state.status, custom_id, state.id)


def _missing(place: int, batch_id: str) -> AIMLAPIError:
    return _as_model_error(lost_request("missing", request_id(place), batch_id))


def _as_model_error(error: AIMLAPIError) -> AIMLAPIError:
    return as_model_error(error)
