"""Runs of assistants: what a state means, and a stream's bytes as events. Pure.

The events are those of OpenAI: https://platform.openai.com/docs/api-reference/assistants-streaming/events
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from langchain_aimlapi.api.error_bodies import error_in_body, make_error, malformed
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    GenerationFailedError,
    IncompleteStreamError,
    MalformedResponseError,
)
from langchain_aimlapi.api.jobs import JobState, Phase
from langchain_aimlapi.api.json_text import parse_json
from langchain_aimlapi.api.limits import DEFAULT_SIZE_LIMITS, SizeLimits
from langchain_aimlapi.api.masking import mask
from langchain_aimlapi.api.sse import SSEDecoder
from langchain_aimlapi.api.types import JSON, ServerSentEvent

_PENDING = frozenset({"queued", "in_progress", "cancelling"})
_RESTS = frozenset({"completed", "requires_action", "incomplete", "cancelled"})
_RESTING = frozenset(
    f"thread.run.{status}"
    for status in ("completed", "requires_action", "incomplete", "cancelled", "failed", "expired")
)
_DONE = b"[DONE]"


class RunEvent(NamedTuple):
    """One event of a run.

    Attributes:
        event: Its name, such as `"thread.message.delta"` or `"thread.run.completed"`.
        data: The object it is about: a thread, a run, a step, a message, or what was added to one.
    """

    event: str
    data: JSON

    @property
    def text(self) -> str:
        """The words that this event adds to a message; empty for every other event."""
        return _added_text(self.data) if self.event == "thread.message.delta" else ""


def run_state(run: JSON) -> JobState:
    """How far a run is; one that waits for its tools' outputs, was cut short or cancelled is over too.

    Raises:
        MalformedResponseError: If it has no id or no status.

    Example:
        ```python
        from langchain_aimlapi.api.run_events import run_state

        assert run_state({"id": "run_1", "status": "queued"}).phase == "pending"
        assert run_state({"id": "run_1", "status": "requires_action"}).done
        ```
    """
    name, status = run.get("id"), run.get("status")
    if not isinstance(name, str) or not isinstance(status, str):
        raise malformed("it is no run: it has no id or no status", str(run))
    phase: Phase = "pending" if status in _PENDING else "completed" if status in _RESTS else "failed"
    return JobState(name, phase, status, cost=run.get("cost"), inference_id=run.get("inference_id"), reply=run)


def finished_run(state: JobState) -> JSON:
    """The run that is over.

    Raises:
        GenerationFailedError: If it failed or expired.
    """
    if state.phase != "failed":
        return state.reply
    said = state.reply.get("last_error")
    reason = said.get("message") or said.get("code") if isinstance(said, dict) else None
    raise GenerationFailedError(
        f"The run {state.id} ended with status {state.status!r}: {reason or 'without a reason'}",
        job_id=state.id,
        model=state.reply.get("model"),
        request_id=state.inference_id,
        body=state.reply,
    )


class RunStreamReader:
    """Takes the bytes of one streamed run and gives events; knows whether the stream was whole.

    Args:
        headers: Headers of the answer.
        secret: The API key, masked in error texts.
        limits: How large a line and an event may be.
    """

    def __init__(
        self, headers: Mapping[str, str], secret: str | None = None, limits: SizeLimits = DEFAULT_SIZE_LIMITS
    ) -> None:
        self.done = False
        self._headers = headers
        self._secret = secret
        self._sse = SSEDecoder(limits.event, limits.line)
        self._rests = False
        self._text: list[str] = []

    @property
    def news(self) -> int:
        """Events until now, comments and pings left out."""
        return self._sse.news

    def feed(self, data: bytes) -> Iterator[RunEvent]:
        """The events that `data` completes.

        Raises:
            AIMLAPIError: The typed error that the service sent instead of an event.
            MalformedResponseError: If an event cannot be read.
        """
        yield from self._read(self._sse.feed(data))

    def finish(self) -> Iterator[RunEvent]:
        """What is left when the bytes have ended.

        Raises:
            IncompleteStreamError: If the stream ended before the run came to rest.
        """
        if not self.done:
            with suppress(MalformedResponseError):  # an event that was cut in two: the stream was, too
                yield from self._read(self._sse.finish())
        if not self.done and not self._rests:
            raise IncompleteStreamError(
                "The stream of events ended before the run did. The run may go on at the service: retrieve_run tells",
                request_id=self._headers.get("x-inference-id"),
                partial_text="".join(self._text),
            )

    def failed(self, error: AIMLAPIError) -> AIMLAPIError | None:
        """The error to raise when the connection broke with `error`, or None when the run was at rest by then."""
        if self._rests:
            return None
        error.partial_text = error.partial_text or "".join(self._text)
        return error

    def hear_late(self, data: bytes) -> None:
        """Nothing behind the end is of interest."""

    def complete(self, error: AIMLAPIError) -> AIMLAPIError:
        """The error itself: it has the text."""
        return error

    def _read(self, events: Iterable[ServerSentEvent]) -> Iterator[RunEvent]:
        for event in events:
            if event.data.strip() == _DONE:
                self.done = True
                return
            found = RunEvent(event.event, self._data(event))
            self._rests = self._rests or found.event in _RESTING
            self._text.append(found.text)
            yield found

    def _data(self, event: ServerSentEvent) -> JSON:
        try:
            data = parse_json(event.data)
        except ValueError:
            data = None
        if event.event == "error" or (not event.event.startswith("thread.") and error_in_body(data)):
            body = event.data.decode("utf-8", "replace") if data is None else data
            raise make_error(
                body, status=None, headers=self._headers, secret=self._secret, partial_text="".join(self._text)
            )
        if not isinstance(data, dict):
            raise malformed(
                f"the event {event.event!r} is no JSON object",
                mask(event.data.decode("utf-8", "replace"), self._secret),
                request_id=self._headers.get("x-inference-id"),
                partial_text="".join(self._text),
            )
        return data


def _added_text(data: JSON) -> str:
    delta = data.get("delta")
    content: Any = delta.get("content") if isinstance(delta, dict) else None
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    values = [text.get("value") for text in texts if isinstance(text, dict)]
    return "".join(value for value in values if isinstance(value, str))
