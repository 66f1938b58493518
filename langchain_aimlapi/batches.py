"""Many inputs for one chat model in a batch: answered within hours, at up to half the price."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from langchain_core.language_models import LanguageModelInput
from langchain_core.runnables import Runnable

from langchain_aimlapi.api.batches import BatchState
from langchain_aimlapi.api.jobs import JobState, Patience
from langchain_aimlapi.batch_request import build_requests, renamed_tools, unwrapped
from langchain_aimlapi.batch_results import BatchAnswer, read_results
from langchain_aimlapi.connection import Connection
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.waiting import Waitable

if TYPE_CHECKING:
    from langchain_aimlapi.api import client as api_client
else:
    api_client = LazyModule("langchain_aimlapi.api.client")


BATCH_PATIENCE = Patience(interval=5.0, max_interval=60.0, timeout=7200.0)
"""Batches take up to an hour, by the documentation, and expire after 24."""


class AIMLAPIBatches:
    """Submits inputs for a chat model as a batch.

    The requests are those that `invoke` would send, and the answers are read in the same way. The service takes batches
    of Claude's models only; anything else is refused before it is sent. LangChain's callbacks see nothing of a batch.

    Args:
        model: A `ChatAIMLAPI`, or one with tools or parameters bound to it.
        patience: How to wait for batches. Default: polls 5 to 60 s apart, for two hours.

    Raises:
        TypeError: If `model` is something else, such as a chain.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIBatches, ChatAIMLAPI

        batches = AIMLAPIBatches(ChatAIMLAPI(model="anthropic/claude-sonnet-4.5", max_tokens=200))
        batch = batches.submit(["Say hello", "Say goodbye"])
        print(batch.id)
        for answer in batch.wait():
            print(answer if isinstance(answer, Exception) else answer.text)
        ```
    """

    def __init__(self, model: Runnable[LanguageModelInput, Any], patience: Patience | None = None) -> None:
        self.model, self._bound = unwrapped(model)
        self.patience = patience or BATCH_PATIENCE

    def submit(self, inputs: Sequence[LanguageModelInput], **params: Any) -> BatchJob:
        """Submit a batch, which is paid for as its requests are answered.

        Args:
            inputs: What `invoke` takes, 1 to 100,000 times.
            **params: Parameters of every request, as for `invoke`. The call is not sent again after a failure unless
                `max_retries` is among them: the first one may have begun a batch.

        Raises:
            InvalidRequestError: If the model or the inputs cannot be sent in a batch.
            AIMLAPIError: If the service refuses the batch or cannot be reached.
        """
        settings = {**self._bound, **params}
        with model_errors(self.model.model):
            requests, options = build_requests(self.model, inputs, settings)
            state = self.model.client.create_batch(requests, options)
        return self._job(state, len(requests), settings)

    async def asubmit(self, inputs: Sequence[LanguageModelInput], **params: Any) -> BatchJob:
        """`submit`, asynchronously."""
        settings = {**self._bound, **params}
        with model_errors(self.model.model):  # in a thread, since 100,000 inputs take seconds
            requests, options = await asyncio.to_thread(build_requests, self.model, inputs, settings)
            state = await self.model.client.acreate_batch(requests, options)
        return self._job(state, len(requests), settings)

    def resume(self, batch_id: str) -> BatchJob:
        """Take up a batch that was submitted before, by this process or another one, with the model's connection.

        Calls of the model's tools have the caller's names in the answers, as after `submit`.

        Args:
            batch_id: Its id.
        """
        return self._job(_unknown(batch_id), None, self._bound)

    def _job(self, state: BatchState, count: int | None, settings: Mapping[str, Any]) -> BatchJob:
        return BatchJob(state, self.model.client, count, self.patience, renamed_tools(self.model, settings))


class BatchJob(Waitable[list[BatchAnswer]]):
    """A batch at the service, which goes on whether anybody waits or not.

    Its `id` is all that another process needs to take it up again, with `batch_from_id`: the service has no list of
    batches. Waiting asynchronously is cancelled like any task; `stop_waiting` ends the waiting, `cancel` the batch.

    Attributes:
        count: How many inputs it has; None if it was taken up by its id.
        patience: How to wait for it.
    """

    _noun = "batch"
    _cure = "batch_from_id takes it up again"

    def __init__(
        self,
        state: BatchState,
        client: api_client.AIMLAPIClient,
        count: int | None = None,
        patience: Patience = BATCH_PATIENCE,
        tool_names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(patience)
        self.count = count
        self._tool_names = tool_names or {}
        self._state = state
        self._submission_id: str | None = state.reply.get("inference_id")
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r}, status={self.status!r})"

    @property
    def id(self) -> str:
        """The service's id of the batch."""
        return self._state.id

    @property
    def status(self) -> str:
        """The service's word for how far it is, as of the last poll, such as `"in_progress"` or `"ended"`."""
        return self._state.status

    @property
    def inference_id(self) -> str | None:
        """The service's id of the submission, or else of the last question, for its support."""
        return self._submission_id or self._state.reply.get("inference_id")

    @property
    def done(self) -> bool:
        """Whether it had ended at the last poll."""
        return self._state.done

    @property
    def counts(self) -> Mapping[str, int]:
        """Requests by what came of them: `processing`, `succeeded`, `errored`, `canceled`, `expired`.

        Empty when the service did not say at the last poll.
        """
        return self._state.counts

    def refresh(self) -> Self:
        """Ask the service once how far it is.

        Raises:
            AIMLAPIError: If the service cannot be asked.
        """
        with model_errors():
            self._state = self._client.fetch_batch(self.id)
        return self

    async def arefresh(self) -> Self:
        """`refresh`, asynchronously."""
        with model_errors():
            self._state = await self._client.afetch_batch(self.id)
        return self

    def cancel(self) -> Self:
        """End the batch: answers that are there stay, the other requests are not charged. Then `wait` as ever.

        Raises:
            AIMLAPIError: If the service refuses or cannot be asked.
        """
        with model_errors():
            self._state = _still_to_ask(self._client.cancel_batch(self.id))
        return self

    async def acancel(self) -> Self:
        """`cancel`, asynchronously."""
        with model_errors():
            self._state = _still_to_ask(await self._client.acancel_batch(self.id))
        return self

    def results(self) -> list[BatchAnswer]:
        """What came of every input, in their order, without asking the service: a message, or the error instead of it.

        Raises:
            ValueError: If the batch had not ended at the last poll.
            GenerationFailedError: If it ended without results, and was taken up by its id, so that nobody knows how
                many there should be.
        """
        if not self.done:
            raise ValueError(f"The batch {self.id} is {self.status!r}: wait() for it")
        return read_results(self._state, self.count, self._tool_names)

    def _job_state(self) -> JobState:
        return self._state.as_job()

    def _outcome(self) -> list[BatchAnswer]:
        return self.results()

    async def _aoutcome(self) -> list[BatchAnswer]:
        return await asyncio.to_thread(self.results)  # 100,000 answers take seconds


def batch_from_id(batch_id: str, *, patience: Patience = BATCH_PATIENCE, **connection: Any) -> BatchJob:
    """Take up a batch that was submitted before, by this process or another one.

    Nobody knows its model here: tools that were sent under another name, as Claude takes no dots, keep that in the
    answers. `AIMLAPIBatches(model).resume(batch_id)` gives them the names that the model's tools have.

    Args:
        batch_id: Its id.
        patience: How to wait for it.
        **connection: Key, address and so on, as for `ChatAIMLAPI`. Default: the environment's.

    Raises:
        ValueError: If a setting cannot be used.
    """
    return BatchJob(_unknown(batch_id), Connection(**connection).client, None, patience)


def _unknown(batch_id: str) -> BatchState:
    return BatchState(batch_id, "pending", "unknown")


def _still_to_ask(state: BatchState) -> BatchState:
    """The state after a cancellation, whose answer does not tell which requests were answered before."""
    return state if state.phase == "completed" else replace(state, phase="pending")
