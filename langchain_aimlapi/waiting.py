"""`Waitable`: what waiting for films, songs and batches has in common, in both colours."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, Generic, Self, TypeVar

from langchain_aimlapi.api.errors import AIMLAPIError, WaitingStoppedError
from langchain_aimlapi.api.jobs import JobState, Patience, Watch
from langchain_aimlapi.errors import model_errors

Outcome = TypeVar("Outcome")


class Waitable(ABC, Generic[Outcome]):
    """Something that goes on at the service, whether anybody waits or not.

    Attributes:
        patience: How to wait for it.
    """

    _noun = "generation"
    _cure = "job_from_id takes it up again"

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._stop = threading.Event()

    @property
    @abstractmethod
    def id(self) -> str:
        """The service's id of it."""

    @property
    @abstractmethod
    def status(self) -> str:
        """The service's word for how far it is, as of the last poll."""

    @property
    @abstractmethod
    def done(self) -> bool:
        """Whether there was nothing more to wait for at the last poll."""

    @abstractmethod
    def _job_state(self) -> JobState:
        """What is known of it, for the decisions of waiting."""

    @abstractmethod
    def _outcome(self) -> Outcome:
        """What `wait` returns, without asking the service."""

    def _model(self) -> str | None:
        """The model, for errors."""
        return None

    @abstractmethod
    def refresh(self) -> Self:
        """Ask the service once how far it is.

        Raises:
            AIMLAPIError: If the service cannot be asked; that a generation failed is no error here.
        """

    @abstractmethod
    async def arefresh(self) -> Self:
        """`refresh`, asynchronously."""

    def wait(
        self,
        timeout: float | None = None,
        *,
        interval: float | None = None,
        on_progress: Callable[[Self], object] | None = None,
    ) -> Outcome:
        """Ask again and again until there is a result, and return it.

        Args:
            timeout: Most seconds to wait. Default: that of `patience`.
            interval: Seconds before the first poll. Default: that of `patience`.
            on_progress: Called with this object after every poll.

        Raises:
            GenerationFailedError: If it failed.
            GenerationTimeoutError: If it was not finished in time; the error's `job_id` takes it up again.
            WaitingStoppedError: After `stop_waiting`.
            AIMLAPIError: If the service cannot be asked; a few polls in a row may fail.
        """
        with model_errors(self._model()):
            watch = self._watch(timeout, interval)
            while not self.done:
                if self._stop.wait(watch.pause(time.monotonic())):
                    raise self._stopped()
                try:
                    self.refresh()
                except AIMLAPIError as error:
                    watch.failed(error)
                    continue
                watch.polled(self._job_state())
                if on_progress is not None:
                    on_progress(self)
        return self._outcome()

    async def wait_async(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - a total of seconds, as in `wait`
        *,
        interval: float | None = None,
        on_progress: Callable[[Self], object] | None = None,
    ) -> Outcome:
        """`wait`, asynchronously; `on_progress` may be asynchronous too."""
        with model_errors(self._model()):
            watch = self._watch(timeout, interval)
            while not self.done:
                await asyncio.sleep(watch.pause(time.monotonic()))
                if self._stop.is_set():
                    raise self._stopped()
                try:
                    await self.arefresh()
                except AIMLAPIError as error:
                    watch.failed(error)
                    continue
                watch.polled(self._job_state())
                told = on_progress(self) if on_progress is not None else None
                if inspect.isawaitable(told):
                    await told
        return await self._aoutcome()

    async def _aoutcome(self) -> Outcome:
        """`_outcome`, where reading it would hold up an event loop."""
        return self._outcome()

    def __await__(self) -> Generator[Any, None, Outcome]:
        return self.wait_async().__await__()

    def stop_waiting(self) -> None:
        """End a `wait` that goes on in another thread. What is waited for goes on, and is paid for."""
        self._stop.set()

    def _watch(self, timeout: float | None, interval: float | None) -> Watch:
        patience = self.patience
        if timeout is not None:
            patience = replace(patience, timeout=timeout)
        if interval is not None:
            patience = replace(patience, interval=interval)
        return Watch(self._job_state(), patience, time.monotonic(), self._model(), noun=self._noun, cure=self._cure)

    def _stopped(self) -> WaitingStoppedError:
        self._stop.clear()
        text = f"Nobody waits any more for the {self._noun} {self.id}, which is {self.status!r} and goes on"
        return WaitingStoppedError(text, job_id=self.id, model=self._model())
