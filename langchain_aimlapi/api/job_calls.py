"""The endpoints of generations that take minutes, such as films and music; `AIMLAPIClient` has them."""

from __future__ import annotations

from langchain_aimlapi.api.families import Posting
from langchain_aimlapi.api.jobs import JobState, read_job
from langchain_aimlapi.api.prompts import check_prompt
from langchain_aimlapi.api.reading import read_generation
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON


class JobCalls(Posting):
    """Submit and poll; `langchain_aimlapi.api.jobs` says what the answers mean and how to wait."""

    def submit_job(self, path: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JobState:
        """Begin a generation, which is paid for now.

        Args:
            path: `/v2/video/generations`, `/v2/generate/audio`, or an older address such as
                `/v2/generate/video/kling/generation`.
            body: `model` and the model's own parameters.
                https://docs.aimlapi.com/api-references/video-models
            options: What differs for this call.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        check_prompt(body)
        return read_job(read_generation(*self._exchange("POST", path, options, body=body)))

    async def asubmit_job(self, path: str, body: JSON, options: RequestOptions = DEFAULT_OPTIONS) -> JobState:
        """`submit_job`, asynchronously."""
        check_prompt(body)
        return read_job(read_generation(*await self._aexchange("POST", path, options, body=body)))

    def fetch_job(self, path: str, job_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JobState:
        """Ask how far a generation is, which costs nothing. A failed one is a state, not an error.

        Args:
            path: The address that it was submitted to.
            job_id: Its id, as the service gave it.
            options: What differs for this call.

        Raises:
            AIMLAPIError: As `submit_job`; `NotFoundError` for an id that the service does not know.
        """
        query = {"generation_id": job_id}
        return read_job(read_generation(*self._exchange("GET", path, options, params=query)), job_id)

    async def afetch_job(self, path: str, job_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> JobState:
        """`fetch_job`, asynchronously."""
        query = {"generation_id": job_id}
        return read_job(read_generation(*await self._aexchange("GET", path, options, params=query)), job_id)
