"""Batches of Messages requests: how far one is, and what came of each of its requests. Pure functions on answers.

A batch that is still at work answers with an object, in one of two forms; one that has ended answers with JSON Lines,
a line for each request, in any order.

https://docs.aimlapi.com/capabilities/batch-processing
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_aimlapi.api.calls import Answer, Call
from langchain_aimlapi.api.error_bodies import make_error
from langchain_aimlapi.api.errors import AIMLAPIError, MalformedResponseError
from langchain_aimlapi.api.jobs import COMPLETED, FAILED, PENDING, JobState, Phase, as_word
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.reading import read_reply, unreadable
from langchain_aimlapi.api.types import JSON

BATCHES_PATH = "/v1/batches"
MOST_REQUESTS = 100_000
ENDED = "ended"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BatchRequestError(AIMLAPIError):
    """A request of a batch has no answer, though nothing was wrong with it: nothing is charged for it.

    Attributes:
        outcome: `"canceled"`, `"expired"` (24 hours after the submission), or `"missing"` if the results lack it.
        custom_id: The request's id within the batch.
        batch_id: The batch.
    """

    def __init__(
        self,
        message: str,
        *,
        outcome: str = "missing",
        custom_id: str | None = None,
        batch_id: str | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message, **details)
        self.outcome = outcome
        self.custom_id = custom_id
        self.batch_id = batch_id


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is.

    Attributes:
        id: The service's id of it.
        phase: What its status means: `"pending"`, `"completed"` (the results are there) or `"failed"` (it ended, and
            there are none).
        status: The service's own word, such as `"in_progress"`, `"generating"`, `"canceling"` or `"ended"`.
        counts: Requests by what came of them: `processing`, `succeeded`, `errored`, `canceled`, `expired`; empty when
            the service does not say.
        results: For each request `custom_id` and `result`, in the order of the answer. Only when completed.
        reply: The answer as it came, for what else it says: `created_at`, `expires_at`, `ended_at`.
    """

    id: str
    phase: Phase
    status: str
    counts: Mapping[str, int] = field(default_factory=dict)
    results: tuple[JSON, ...] = field(default=(), repr=False)
    reply: JSON = field(default_factory=dict, repr=False)

    @property
    def done(self) -> bool:
        """Whether it will not change any more."""
        return self.phase != "pending"

    def as_job(self) -> JobState:
        """What the waiting (`langchain_aimlapi.api.jobs.Watch`) has to know of it."""
        return JobState(self.id, self.phase, self.status)


def read_batch(response: Answer, call: Call, batch_id: str | None = None) -> BatchState:
    """The state that an answer tells, to a submission, a poll or a cancellation.

    Args:
        response: The answer.
        call: What was asked.
        batch_id: The id that was asked for, for answers that do not repeat it.

    Raises:
        AIMLAPIError: If the answer is an error, cannot be read, or has no id.
    """
    content = response.content.removeprefix(_BYTE_ORDER_MARK)
    lines = [line for line in content.split(b"\n") if line.strip()]
    if batch_id and lines and _is_result(_parsed(lines[0])):
        return completed(batch_id, _read_lines(lines, response, call))
    return read_state(read_reply(response, call), batch_id)


def read_state(reply: JSON, batch_id: str | None = None) -> BatchState:
    """The state that an object tells.

    `"ended"` without results means that they are about to come, unless it says that there will be none.

    Raises:
        MalformedResponseError: If there is no id.
    """
    found = batch_id or reply.get("id")
    if not isinstance(found, str) or not found:
        raise MalformedResponseError("The answer to the submission has no id of a batch", body=reply)
    status = str(reply.get("processing_status") or reply.get("status") or "")
    counts = _counts(reply.get("request_counts"))
    word = as_word(status)
    goes_on = not word or word in PENDING or word in COMPLETED or word == ENDED or batch_id is None
    over = word in FAILED or not goes_on or (word == ENDED and _fruitless(counts))
    return BatchState(found, "failed" if over else "pending", status or "pending", counts, reply=reply)


def completed(batch_id: str, results: tuple[JSON, ...]) -> BatchState:
    """The state of a batch whose results are there."""
    counts: dict[str, int] = {}
    for line in results:
        outcome = str(line["result"].get("type"))
        counts[outcome] = counts.get(outcome, 0) + 1
    return BatchState(batch_id, "completed", ENDED, counts, results)


def request_error(line: JSON, batch_id: str) -> AIMLAPIError:
    """The typed error of a request that did not succeed.

    Args:
        line: The request's line of the results.
        batch_id: The batch.
    """
    result, custom_id = line["result"], line.get("custom_id")
    outcome = str(result.get("type"))
    if outcome == "errored":
        return make_error(result.get("error") or {}, status=None)
    return lost_request(outcome, custom_id, batch_id)


def lost_request(outcome: str, custom_id: str | None, batch_id: str) -> BatchRequestError:
    """The error of a request without an answer, by what became of it."""
    words = {
        "canceled": "was cancelled before it was its turn",
        "expired": "expired before it was its turn: the service keeps a batch for 24 hours",
        "missing": "is not among the results",
    }
    told = words.get(outcome, f"ended as {outcome!r}")
    return BatchRequestError(
        f"The request {custom_id!r} of the batch {batch_id} {told}; nothing is charged for it, send it again",
        outcome=outcome,
        custom_id=custom_id,
        batch_id=batch_id,
    )


def _read_lines(lines: list[bytes], response: Answer, call: Call) -> tuple[JSON, ...]:
    results = [_parsed(line) for line in lines]
    for number, result in enumerate(results, start=1):
        if not _is_result(result):
            raise unreadable(f"line {number} of {len(lines)} is no result of a request", response, call)
    return tuple(results)


def _parsed(line: bytes) -> Any:
    try:
        return parse_json(line)
    except ValueError:
        return None


def _is_result(line: Any) -> bool:
    return isinstance(line, dict) and isinstance(line.get("custom_id"), str) and isinstance(line.get("result"), dict)


def _counts(counts: Any) -> dict[str, int]:
    if not isinstance(counts, dict):
        return {}
    return {name: count for name, count in counts.items() if isinstance(count, int) and not isinstance(count, bool)}


def _fruitless(counts: Mapping[str, int]) -> bool:
    """Whether a batch is known to have ended without a single answer."""
    awaited = sum(counts.get(name, 0) for name in ("processing", "succeeded", "errored"))
    return bool(counts) and awaited == 0
