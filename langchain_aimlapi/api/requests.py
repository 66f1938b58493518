"""Headers and bodies of calls: pure functions from settings and values to what goes on the wire."""

from __future__ import annotations

import math
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import pydantic_core

from langchain_aimlapi._version import __version__
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.surrogates import mend_values
from langchain_aimlapi.http_library import Timeout
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import limits as api_limits
else:
    api_limits = LazyModule("langchain_aimlapi.api.limits")


# Patterns are texts, which `re` compiles when they are first needed.
CLIENT_REQUEST_ID = r"[A-Za-z0-9._:-]{1,128}"
HEADER_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
PATH = r"(?:/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)+"
PARTNER_ID = r"part_[A-Za-z0-9]{1,64}"
_LONG = 64 * 1024
"""Bytes of JSON from which on searching it takes longer than looking at its values."""
_FINITE = frozenset({str, int, bool})


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
            ValueError: If the partner id has not the form that the service accepts; it would be ignored silently. Or
                if a value cannot stand in a header.
        """
        if self.partner_id and not re.fullmatch(PARTNER_ID, self.partner_id):
            raise ValueError(
                f"partner_id must look like 'part_' and up to 64 letters or digits, not {self.partner_id!r}"
            )
        named = {
            "HTTP-Referer": self.app_url,
            "X-Title": self.app_title,
            "X-AIMLAPI-Partner-ID": self.partner_id,
        }
        return check_headers({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """What may differ from call to call.

    Attributes:
        headers: Headers to send beside the client's own.
        timeout: Seconds for each wait, and for the whole call unless its answer is streamed; `(connect, read)` seconds,
            `Timeouts`, or a `Timeout` of httpx or httpx2; None for the client's own.
        max_retries: Attempts after the first one; None for the client's own.
        client_request_id: Your id for this call, 1 to 128 characters of `A-Za-z0-9._:-`; the service repeats it in its
            answer and its logs. https://docs.aimlapi.com/capabilities/request-tracing-and-cost
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: api_limits.Timeouts | float | tuple[float, float] | Timeout | None = None
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
        ValueError: If a name or value is no text or holds a character that no header can carry, such as a line break,
            which would smuggle in further headers. The value itself is not shown: it may be a secret.
    """
    for name, value in headers.items():
        if type(name) is not str or not re.fullmatch(HEADER_NAME, name):
            raise ValueError(f"{name!r} cannot be the name of a header")
        if type(value) is not str:
            raise ValueError(f"the header {name!r} must be a text, not {type(value).__name__}")
        if not value.isascii():
            raise ValueError(f"the header {name!r} holds characters outside ASCII; encode its value")
        if not all(character.isprintable() or character == "\t" for character in value):
            raise ValueError(f"the header {name!r} holds a line break or another control character")
    return {name: value.strip() for name, value in headers.items()}


@lru_cache(256)
def check_path(path: str) -> str:
    """The path of a call, if it stays on the service's host and where it was meant to go.

    Raises:
        InvalidRequestError: If it does not begin with a slash, holds what an address cannot, or has steps back.
    """
    if not re.fullmatch(PATH, path) or {".", ".."} & set(path.split("/")):
        raise InvalidRequestError(f"{path!r} cannot be the path of a call: it must look like '/v1/models'")
    return path


def merge_headers(*layers: Mapping[str, str]) -> dict[str, str]:
    """All headers of the layers; a later one replaces an earlier one of the same name, whatever the case."""
    spelt = {name.lower(): (name, value) for layer in layers for name, value in layer.items()}
    return dict(spelt.values())


def call_headers(base: Mapping[str, str], key: str | None, options: RequestOptions) -> dict[str, str]:
    """All headers of one call; a caller's header replaces ours of the same name, whatever the case.

    Without a key there is no `Authorization` but the caller's.

    Raises:
        InvalidRequestError: If `client_request_id` is not one that the service takes; it would be dropped silently.
    """
    headers = merge_headers({"Authorization": f"Bearer {key}"} if key else {}, base, check_headers(options.headers))
    if options.client_request_id is not None:
        if not re.fullmatch(CLIENT_REQUEST_ID, options.client_request_id):
            raise InvalidRequestError(
                "client_request_id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -, "
                f"not {options.client_request_id!r}"
            )
        headers = merge_headers(headers, {"X-Client-Request-Id": options.client_request_id})
    return headers


def encode_body(body: Any) -> bytes:
    """The body as JSON; half a character (`api.surrogates`) is sent as U+FFFD.

    Raises:
        InvalidRequestError: If it holds something that JSON has no form for, or a number that is not finite.
    """
    try:
        content = _written(body)
    except ValueError as error:
        raise InvalidRequestError(f"The request cannot be written as JSON: {error}") from error
    if not _is_surely_finite(body, content):
        _refuse_constants(content)
    return content


def _written(body: Any) -> bytes:
    try:
        content: bytes = pydantic_core.to_json(body, inf_nan_mode="constants")
    except ValueError as error:
        if "surrogates not allowed" not in str(error):
            raise
        content = pydantic_core.to_json(mend_values(body), inf_nan_mode="constants")
    return content


def _is_surely_finite(body: Any, content: bytes) -> bool:
    """Whether neither `NaN` nor `Infinity` stands in the JSON; a long one is not searched, its values are looked at."""
    if len(content) < _LONG:
        return b"NaN" not in content and b"Infinity" not in content
    return _has_only_finite(body)


def _has_only_finite(value: Any) -> bool:
    """Whether all numbers are finite; False also when there is something else than plain JSON values."""
    kind = type(value)
    if kind is dict or kind is list:
        inside = value.values() if kind is dict else value
        return all(type(item) is str or _has_only_finite(item) for item in inside)
    return value is None or kind in _FINITE or (kind is float and math.isfinite(value))


def _refuse_constants(content: bytes) -> None:
    """Refuse JSON with `NaN` or `Infinity` for a number, which pydantic and Python write and nobody else reads."""
    try:
        pydantic_core.from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidRequestError("The request holds a number that is not finite: JSON has no form for it") from error
