"""Generations that take minutes: submit → poll → result, as pure functions on the service's answers.

Video, music: `POST` answers with an id at once, `GET` with that id tells how far it is. Status words and shapes differ
among vendors and over time; here they become a `JobState`. The addresses are in
https://docs.aimlapi.com/api-references/video-models and https://docs.aimlapi.com/api-references/music-models
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from langchain_aimlapi.api.error_bodies import lacking, read_error
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    GenerationFailedError,
    GenerationTimeoutError,
    MalformedResponseError,
    NotFoundError,
)
from langchain_aimlapi.api.types import JSON

VIDEO_PATH = "/v2/video/generations"
AUDIO_PATH = "/v2/generate/audio"
Phase = Literal["pending", "completed", "failed"]

# fmt: off
PENDING = frozenset(
    {
        "queued", "queueing", "enqueued", "in_queue", "waiting", "pending", "submitted", "created", "accepted",
        "received", "scheduled", "not_started", "starting", "started", "initializing", "initialized", "preparing",
        "loading", "validating", "active", "processing", "running", "in_progress", "generating", "rendering",
        "encoding", "uploading", "downloading", "transcribing", "retrying", "throttled", "finalizing", "cancelling",
        "canceling",
    }
)
"""Status words that mean: ask again. Any other word that comes without a file ends the waiting."""
COMPLETED = frozenset(
    {
        "completed", "complete", "succeeded", "successful", "success", "done", "finished", "ready",
    }
)
FAILED = frozenset(
    {
        "error", "errored", "failed", "failure", "cancelled", "canceled", "expired", "timeout", "timed_out",
        "aborted", "rejected", "moderated", "content_filtered", "blocked", "denied", "refused", "terminated",
        "stopped", "killed", "deleted",
    }
)
# fmt: on
_FILE_KEYS = ("video", "videos", "audio_file", "audio", "output", "url")
_ID_KEYS = ("id", "generation_id", "generationId", "task_id")


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a generation is.

    Attributes:
        id: The service's id of it.
        phase: What its status means: `"pending"`, `"completed"` or `"failed"`.
        status: The service's own word, such as `"generating"`.
        files: What was made: for each file `url` and what else is said of it. Only when completed.
        cost: `{"usd": float, "credits": int}`, which the answer to the submission has and later ones may lack.
        inference_id: The service's id for its support.
        reply: The whole answer.
    """

    id: str
    phase: Phase
    status: str
    files: tuple[JSON, ...] = ()
    cost: dict[str, int | float] | None = None
    inference_id: str | None = None
    reply: JSON = field(default_factory=dict, repr=False)

    @property
    def done(self) -> bool:
        """Whether it will not change any more."""
        return self.phase != "pending"

    def raise_if_failed(self, model: str | None = None) -> None:
        """Raise what went wrong.

        Raises:
            GenerationFailedError: If the generation failed.
            MalformedResponseError: If it is said to be completed and there is no file.
        """
        if self.phase == "failed":
            said = read_error(self.reply.get("error") or self.reply.get("message") or "").message
            text = f"The generation {self.id} by {model or 'the model'} ended with status {self.status!r}"
            known = as_word(self.status) in FAILED
            reason = "without a reason" if known else "which is no word for one that goes on"
            raise GenerationFailedError(
                f"{text}: {said}" if said else f"{text}, {reason}",
                job_id=self.id,
                model=model,
                request_id=self.inference_id,
                body=self.reply,
            )
        if self.phase == "completed" and not self.files:
            text = f"The generation {self.id} is said to be {self.status!r}, but the answer has no file in it"
            raise lacking(text, "a URL is expected in video or audio_file", self.reply)


def read_job(reply: JSON, job_id: str | None = None) -> JobState:
    """The state that an answer tells, to a submission or to a poll.

    Only the status counts: answers of finished generations may carry an `error` object that means nothing. A status
    that nobody knows, in the answer to a poll, means that it has ended: with what it made if a file is there, else
    without.

    Args:
        reply: The answer, with `cost` and `inference_id` at top level.
        job_id: The id that was asked for, for answers that do not repeat it.

    Raises:
        MalformedResponseError: If there is no id, or nothing is said of the generation that was asked for.

    Example:
        ```python
        from langchain_aimlapi.api.jobs import read_job

        state = read_job({"id": "a1", "status": "succeeded", "video": ["https://cdn.example/a.mp4"]})
        assert state.phase == "completed" and state.files[0]["url"].endswith("a.mp4")
        ```
    """
    found = next((str(reply[key]) for key in _ID_KEYS if isinstance(reply.get(key), str | int) and reply[key]), job_id)
    if not found:
        expected = f"it is expected in {' or '.join(_ID_KEYS)}"
        raise lacking("The answer to the submission has no id of a generation", expected, reply)
    status = str(reply.get("status") or "")
    files = tuple(_files(reply))
    if not (status or files or reply.get("error")) and not any(key in reply for key in _ID_KEYS):
        raise MalformedResponseError(f"The answer says nothing of the generation {found}", body=reply)
    word = as_word(status)
    phase = _phase(word, has_files=bool(files), has_error=bool(reply.get("error")))
    if job_id is None and not files and word not in FAILED and status:
        phase = "pending"  # a submission has been taken, whatever that is called
    return JobState(
        id=job_id or found,
        phase=phase,
        status=status or phase,
        files=files if phase == "completed" else (),
        cost=reply.get("cost"),
        inference_id=reply.get("inference_id"),
        reply=reply,
    )


def as_word(status: str) -> str:
    """A status word as the tables here have it: `In-Progress` is `in_progress`."""
    return re.sub(r"[\s-]+", "_", status.strip().lower())


def _phase(status: str, *, has_files: bool, has_error: bool) -> Phase:
    if status in COMPLETED:
        return "completed"
    if status in FAILED:
        return "failed"
    if status in PENDING:
        return "pending"
    if has_files:
        return "completed"
    return "failed" if has_error or status else "pending"


def _files(reply: JSON) -> Iterator[JSON]:
    """The files of an answer: an address, an object with one, or a list of either, under the family's key."""
    for key in _FILE_KEYS:
        value = reply.get(key)
        found = [entry for entry in map(_entry, value if isinstance(value, list) else [value]) if entry]
        if found:
            yield from found
            return


def _entry(value: Any) -> JSON | None:
    entry = {"url": value} if isinstance(value, str) else value
    url = entry.get("url") if isinstance(entry, dict) else None
    return entry if isinstance(url, str) and url.startswith(("http://", "https://", "data:")) else None


@dataclass(frozen=True, slots=True)
class Patience:
    """How to wait for a generation.

    Attributes:
        interval: Seconds before the first poll; later ones come less and less often. Short clips take 15 to 60 s.
        max_interval: Most seconds between two polls.
        timeout: Seconds after which waiting ends with an error; None waits as long as it takes. Slow models take 20
            minutes.
        growth: By how much the interval grows from poll to poll.
        max_failures: How many polls in a row may fail before the error is raised.
    """

    interval: float = 5.0
    max_interval: float = 15.0
    timeout: float | None = 1200.0
    growth: float = 1.25
    max_failures: int = 5

    def __post_init__(self) -> None:
        if self.interval <= 0 or self.max_interval <= 0 or self.growth < 1:
            raise ValueError("interval and max_interval must be more than 0 seconds, and growth at least 1")
        if self.timeout is not None and self.timeout < 0:
            raise ValueError("timeout must be at least 0 seconds, or None")

    def pause(self, polls: int) -> float:
        """Seconds before the next poll, when there were that many."""
        return float(min(self.max_interval, self.interval * self.growth ** min(polls, 60)))


class Watch:
    """The decisions of waiting for one generation, transcript or run; the caller sleeps and polls.

    Args:
        state: What is known at the start.
        patience: How to wait.
        now: The time, in seconds of any clock that does not go back.
        model: The model, for errors.
        noun: What is waited for, for errors.
        cure: What takes the waiting up again, for errors.
    """

    def __init__(
        self,
        state: JobState,
        patience: Patience,
        now: float,
        model: str | None = None,
        *,
        noun: str = "generation",
        cure: str = "job_from_id takes it up again",
    ) -> None:
        self.state = state
        self._noun = noun
        self._cure = cure
        self._patience = patience
        self._began = now
        self._model = model
        self._polls = 0
        self._failures = 0

    def pause(self, now: float) -> float:
        """Seconds to sleep before the next poll.

        Raises:
            GenerationTimeoutError: If the time is over.
        """
        planned = self._patience.pause(self._polls)
        if self._patience.timeout is None:
            return planned
        left = self._began + self._patience.timeout - now
        if left <= 0:
            raise GenerationTimeoutError(
                f"The {self._noun} {self.state.id} is {self.state.status!r} after {now - self._began:.0f} s. "
                f"It goes on at the service: {self._cure}",
                job_id=self.state.id,
                model=self._model,
            )
        return min(planned, left)

    def polled(self, state: JobState) -> None:
        """Take the answer to a poll."""
        self._polls += 1
        self._failures = 0
        self.state = state

    def failed(self, error: AIMLAPIError) -> None:
        """Take a poll that failed: the next one may succeed, and the generation has been paid for.

        Raises:
            AIMLAPIError: The error, with the id in its text, if it will not pass or there were too many of them.
        """
        self._polls += 1
        self._failures += 1
        if not error.is_retryable or self._failures >= self._patience.max_failures:
            if not isinstance(error, NotFoundError):  # what nobody knows cannot be taken up
                error.message += f". The {self._noun} {self.state.id} may go on at the service: {self._cure}"
            raise error
