"""One line of the standard log for every attempt, at DEBUG: where to, what came of it, after how long, on what library.

There is nothing in it that a stranger must not read: no body, no header, no query.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.http_library import description, library_of
from langchain_aimlapi.http_library import lazy_httpx as httpx
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import calls as api_calls
else:
    api_calls = LazyModule("langchain_aimlapi.api.calls")


logger = logging.getLogger("langchain_aimlapi")


class AttemptLog:
    """Counts the attempts of one call and tells the log about each.

    Args:
        call: What is sent.
        client: The user's own that it is sent with, if there is one.
    """

    __slots__ = ("_began", "_call", "_client", "count")

    def __init__(self, call: api_calls.Call, client: object = None) -> None:
        self._call = call
        self._client = client
        self._began = 0.0
        self.count = 0
        """Attempts begun."""

    def begin(self) -> None:
        """Another attempt begins."""
        self.count += 1
        self._began = time.monotonic()

    def answered(self, response: httpx.Response) -> None:
        """It has been answered; the body is still to come."""
        if logger.isEnabledFor(logging.DEBUG):
            self._write(f"status {response.status_code}", response.headers.get("x-inference-id"))

    def failed(self, error: AIMLAPIError, delay: float | None) -> None:
        """It has failed; there will be another one after `delay` seconds, or none."""
        if logger.isEnabledFor(logging.DEBUG):
            status = f"status {error.status_code}, " if error.status_code else ""
            after = "" if delay is None else f", next attempt in {delay:.2f} s"
            self._write(f"{status}{type(error).__name__}{after}", error.request_id)

    def _write(self, outcome: str, request_id: str | None) -> None:
        logger.debug(
            "%s %s: %s (%.3f s, attempt %d, request id %s, %s)",
            self._call.method,
            urlsplit(self._call.url).path,
            outcome,
            time.monotonic() - self._began,
            self.count,
            request_id or "unknown",
            description(library_of(self._client).__name__),
        )
