"""`MediaJob`: a generation that takes minutes, as an object to wait for, in this process or in another one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from langchain_aimlapi.api.downloads import Downloader, DownloadRules
from langchain_aimlapi.api.jobs import JobState, Patience
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.connection import Connection
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.fetching import ModelDownloader
from langchain_aimlapi.file_saving import check_target
from langchain_aimlapi.job_request import Family, job_path
from langchain_aimlapi.job_results import MusicResult, VideoResult, read_result
from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.waiting import Waitable

if TYPE_CHECKING:
    from langchain_aimlapi.api import client as api_client
else:
    api_client = LazyModule("langchain_aimlapi.api.client")

Progress = Callable[["MediaJob[Any]"], object]

AnyResult = TypeVar("AnyResult", bound=VideoResult | MusicResult)


class MediaJob(Waitable[AnyResult]):
    """A generation at the service: paid for when it was submitted, and going on whether anybody waits or not.

    Its `id` and `model` are all that another process needs to take it up again, with `job_from_id`. The service has no
    call that ends a generation; `stop_waiting` ends the waiting only. Waiting asynchronously is cancelled like any
    task: `await job` and `await job.wait_async()` leave nothing behind.

    Args:
        state: What is known of it.
        model: The model.
        family: `"video"` or `"music"`.
        path: The address that it was submitted to.
        client: What polls.
        downloader: Fetches the files.
        patience: How to wait.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIVideoGenerator

        job = AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", poll_interval=0.01).submit("A paper boat in the rain")
        print(job.id, job.status, job.cost)
        result = job.wait(timeout=600)
        print(result.video.url)
        ```
    """

    def __init__(
        self,
        state: JobState,
        model: str,
        family: Family,
        path: str,
        client: api_client.AIMLAPIClient,
        downloader: Downloader | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.model = model
        self.family = family
        self.path = path
        super().__init__(patience or Patience())
        self._state = state
        self._cost = state.cost
        self._client = client
        self._downloader = downloader or ModelDownloader(DownloadRules(trusted_origin=client.base_url))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r}, model={self.model!r}, status={self.status!r})"

    @property
    def id(self) -> str:
        """The service's id of the generation."""
        return self._state.id

    @property
    def status(self) -> str:
        """The service's word for how far it is, as of the last poll, such as `"queued"` or `"generating"`."""
        return self._state.status

    @property
    def done(self) -> bool:
        """Whether it was finished or had failed at the last poll."""
        return self._state.done

    @property
    def failed(self) -> bool:
        """Whether it had failed at the last poll."""
        return self._state.phase == "failed"

    @property
    def cost(self) -> dict[str, int | float] | None:
        """What it costs, `{"usd": float, "credits": int}`; None if it was taken up by its id: only submitting tells."""
        return self._cost or self._state.cost

    @property
    def inference_id(self) -> str:
        """The service's id for its support."""
        return self._state.inference_id or self.id

    # Asking

    def refresh(self) -> Self:
        """Ask the service once how far it is.

        Raises:
            AIMLAPIError: If the service cannot be asked; a failed generation is no error here.
        """
        with model_errors(self.model):
            self._state = self._client.fetch_job(self.path, self.id)
        return self

    async def arefresh(self) -> Self:
        """`refresh`, asynchronously."""
        with model_errors(self.model):
            self._state = await self._client.afetch_job(self.path, self.id)
        return self

    def result(self) -> AnyResult:
        """The result of a finished generation, without asking the service.

        Raises:
            GenerationFailedError: If it failed.
            ValueError: If it is not finished as of the last poll.
        """
        if not self.done:
            raise ValueError(f"The generation {self.id} is {self.status!r}: wait() for it")
        with model_errors(self.model):
            return cast("AnyResult", read_result(self._state, self.model, self.family, self._downloader, self._cost))

    def _job_state(self) -> JobState:
        return self._state

    def _outcome(self) -> AnyResult:
        return self.result()

    def _model(self) -> str:
        return self.model

    # Files

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        timeout: float | None = None,
        on_progress: Progress | None = None,
    ) -> Path:
        """Wait, and save the first file; see `wait` and `MediaFile.save`. A file that is in the way ends it at once."""
        check_target(path, overwrite=overwrite)
        return self.wait(timeout, on_progress=on_progress).file.save(path, overwrite=overwrite)

    async def adownload(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        timeout: float | None = None,  # noqa: ASYNC109 - a total of seconds, as in `wait`
        on_progress: Progress | None = None,
    ) -> Path:
        """`download`, asynchronously."""
        check_target(path, overwrite=overwrite)
        result = await self.wait_async(timeout, on_progress=on_progress)
        return await result.file.asave(path, overwrite=overwrite)


def job_from_id(
    model: str, job_id: str, *, family: Family | None = None, path: str | None = None, **connection: Any
) -> MediaJob[Any]:
    """Take up a generation that was submitted before, by this process or another one.

    Args:
        model: The model that makes it.
        job_id: Its id.
        family: `"video"` or `"music"`. Default: what the catalogue says of the model, else `"video"`.
        path: The address that it was submitted to. Default: the catalogue's.
        **connection: Key, address and so on, as for `AIMLAPIVideoGenerator`. Default: the environment's.

    Raises:
        ValueError: If a setting cannot be used.
    """
    card = get_model(model)
    kind: Family = family or ("music" if card.family == "music" else "video")
    state = JobState(job_id, "pending", "unknown")
    return MediaJob(state, model, kind, path or job_path(card, kind), Connection(**connection).client)
