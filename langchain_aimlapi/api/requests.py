"""Headers and bodies of calls: pure functions from settings and values to what goes on the wire."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx
import pydantic_core

from langchain_aimlapi._version import __version__
from langchain_aimlapi.api.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_TIMEOUT = httpx.Timeout(600.0, connect=10.0)
"""Seconds: 10 to connect, 600 for everything else, since long answers that are not streamed take minutes."""
CLIENT_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
PARTNER_ID = re.compile(r"part_[A-Za-z0-9]{1,64}")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who calls, for the service's statistics; nothing is sent unless it is set.

    Attributes:
        app_url: URL of the calling application (`HTTP-Referer`).
        app_title: Its name (`X-Title`).
        partner_id: Partner id that the service has issued to you (`X-AIMLAPI-Partner-ID`); it credits its owner.
    """

    app_url: str | None = None
    app_title: str | None = None
    partner_id: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers that say so.

        Raises:
            ValueError: If the partner id has not the form that the service accepts; it would be ignored silently.
        """
        if self.partner_id and not PARTNER_ID.fullmatch(self.partner_id):
            raise ValueError(
                f"partner_id must look like 'part_' and up to 64 letters or digits, not {self.partner_id!r}"
            )
        named = {
            "HTTP-Referer": self.app_url,
            "X-Title": self.app_title,
            "X-AIMLAPI-Partner-ID": self.partner_id,
        }
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """What may differ from call to call.

    Attributes:
        headers: Headers to send beside the client's own.
        timeout: Seconds, or an `httpx.Timeout`; None for the client's own.
        max_retries: Attempts after the first one; None for the client's own.
        client_request_id: Your id for this call, 1 to 128 characters of `A-Za-z0-9._:-`; the service repeats it in its
            answer and its logs. https://docs.aimlapi.com/capabilities/request-tracing-and-cost
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float | httpx.Timeout | None = None
    max_retries: int | None = None
    client_request_id: str | None = None


DEFAULT_OPTIONS = RequestOptions()


@cache
def user_agent() -> str:
    """Name and version of this package and of Python."""
    return f"langchain-aimlapi/{__version__} python/{platform.python_version()}"


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, if they can be sent.

    Raises:
        ValueError: If a name or value is no text or holds a line break, which would smuggle in further headers.
    """
    for name, value in headers.items():
        if type(value) is not str:
            raise ValueError(f"the header {name!r} must be a text, not {type(value).__name__}")
        if any(character in "\r\n\0" for character in name + value):
            raise ValueError(f"the header {name!r} holds a line break or a null character")
        if not value.isascii():
            raise ValueError(f"the header {name!r} holds characters outside ASCII; encode its value")
    return dict(headers)


def call_headers(base: Mapping[str, str], key: str, options: RequestOptions) -> dict[str, str]:
    """All headers of one call; a caller's header replaces ours of the same name, whatever the case.

    Raises:
        InvalidRequestError: If `client_request_id` is not one that the service takes; it would be dropped silently.
    """
    headers = {"Authorization": f"Bearer {key}", **base, **check_headers(options.headers)}
    if options.client_request_id is not None:
        if not CLIENT_REQUEST_ID.fullmatch(options.client_request_id):
            raise InvalidRequestError(
                "client_request_id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, "
                f"not {options.client_request_id!r}"
            )
        headers["X-Client-Request-Id"] = options.client_request_id
    return headers


def encode_body(body: Any) -> bytes:
    """The body as JSON.

    Raises:
        InvalidRequestError: If it holds something that JSON has no form for, or a number that is not finite.
    """
    try:
        return pydantic_core.to_json(body, inf_nan_mode="constants")
    except (pydantic_core.PydanticSerializationError, ValueError) as error:
        raise InvalidRequestError(f"The request cannot be written as JSON: {error}") from error


def make_timeout(timeout: float | httpx.Timeout | tuple[float, float] | None) -> httpx.Timeout:
    """The time limits; None stands for the default.

    A number is the limit of every phase but connecting, which keeps its 10 seconds unless the number is smaller.
    """
    if timeout is None:
        return DEFAULT_TIMEOUT
    if isinstance(timeout, httpx.Timeout):
        return timeout
    if isinstance(timeout, tuple):
        connect, read = timeout
        return httpx.Timeout(read, connect=connect)
    if timeout <= 0:
        raise ValueError(f"timeout must be more than 0 seconds, not {timeout!r}")
    return httpx.Timeout(timeout, connect=min(timeout, 10.0))
