"""The endpoints of batches; `AIMLAPIClient` has them. The service has no list of batches: keep their ids.

https://docs.aimlapi.com/capabilities/batch-processing
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from langchain_aimlapi.api.asking import sent_once
from langchain_aimlapi.api.batches import BATCHES_PATH, BatchState, read_batch
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.families import Posting
from langchain_aimlapi.api.requests import DEFAULT_OPTIONS, RequestOptions
from langchain_aimlapi.api.types import JSON


class BatchCalls(Posting):
    """Submit many Messages requests at once, at up to half the price, and fetch their answers later."""

    def create_batch(self, requests: Sequence[JSON], options: RequestOptions = DEFAULT_OPTIONS) -> BatchState:
        """Submit requests to Claude's models, 1 to 100,000.

        Args:
            requests: For each `custom_id`, which no two may share, and `params`, the body of a Messages request.
            options: What differs for this call. The call is not sent again after a failure unless `max_retries` says
                so: the first one may have begun a batch, which is paid for.

        Raises:
            AIMLAPIError: The leaf of the tree in `langchain_aimlapi.api.errors` that fits what went wrong.
        """
        body = {"requests": list(requests)}
        return read_batch(*self._exchange("POST", BATCHES_PATH, sent_once(options), body=body))

    async def acreate_batch(self, requests: Sequence[JSON], options: RequestOptions = DEFAULT_OPTIONS) -> BatchState:
        """`create_batch`, asynchronously."""
        body = {"requests": list(requests)}
        return read_batch(*await self._aexchange("POST", BATCHES_PATH, sent_once(options), body=body))

    def fetch_batch(self, batch_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> BatchState:
        """Ask how far a batch is; once it has ended, its results come with the answer.

        Args:
            batch_id: Its id, as the service gave it.
            options: What differs for this call.

        Raises:
            NotFoundError: For an id that the service does not know.
            AIMLAPIError: As `create_batch`.
        """
        query = {"batch_id": _checked(batch_id)}
        return read_batch(*self._exchange("GET", BATCHES_PATH, options, params=query), batch_id)

    async def afetch_batch(self, batch_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> BatchState:
        """`fetch_batch`, asynchronously."""
        query = {"batch_id": _checked(batch_id)}
        return read_batch(*await self._aexchange("GET", BATCHES_PATH, options, params=query), batch_id)

    def cancel_batch(self, batch_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> BatchState:
        """End a batch: requests that have been answered keep their answers, the others are not charged.

        Args:
            batch_id: Its id.
            options: What differs for this call.

        Raises:
            NotFoundError: For an id that the service does not know.
            AIMLAPIError: As `create_batch`.
        """
        return read_batch(*self._exchange("POST", _cancel_path(batch_id), options), batch_id)

    async def acancel_batch(self, batch_id: str, options: RequestOptions = DEFAULT_OPTIONS) -> BatchState:
        """`cancel_batch`, asynchronously."""
        return read_batch(*await self._aexchange("POST", _cancel_path(batch_id), options), batch_id)


def _cancel_path(batch_id: str) -> str:
    return f"{BATCHES_PATH}/cancel/{quote(_checked(batch_id), safe='')}"


def _checked(batch_id: str) -> str:
    if not batch_id.strip(" ./"):
        raise InvalidRequestError(f"batch_id must be the id of a batch such as 'msgbatch_01Ab', not {batch_id!r}")
    return batch_id
