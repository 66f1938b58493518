"""What httpx raised, and answers of a wrong status, as the package's errors."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

from langchain_aimlapi.api.calls import Call, public_response
from langchain_aimlapi.api.clock import Limit
from langchain_aimlapi.api.error_bodies import make_error, parse_body
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    APITimeoutError,
    MalformedResponseError,
)
from langchain_aimlapi.api.masking import mask
from langchain_aimlapi.api.retry import parse_retry_after
from langchain_aimlapi.http_library import httpx

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Raised before the first byte of a request is on its way to the service."""
_BEFORE_AN_ANSWER: dict[Limit, str] = {
    "connect": "{host} could not be connected to within {seconds:g} s",
    "first_byte": "{host} gave no answer within {seconds:g} s",
    "between_chunks": "{host} stopped sending: there was nothing new for {seconds:g} s",
    "total": "The call to {host} took more than the {seconds:g} s that it may take in all",
    "write": "{host} stopped taking the request for {seconds:g} s",
    "pool": "No connection to {host} became free within {seconds:g} s",
}


def raise_as_error(error: Exception, call: Call) -> NoReturn:
    """Raise the typed error for what httpx raised, which becomes its cause without the frames that saw the key."""
    failure = transport_error(error, call)
    if isinstance(error, httpx.RequestError):
        error.request = httpx.Request(call.method, call.url)  # the cause is public too, and its headers hold the key
    error.__traceback__ = error.__cause__ = error.__context__ = None
    raise failure from error


def transport_error(error: Exception, call: Call) -> AIMLAPIError:
    """The typed error for what httpx raised."""
    host, began = urlsplit(call.url).hostname, call.clock.began
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return timeout_error(call, _limit(error, call))
    detail = mask(str(error) or type(error).__name__, call.secret)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return APIConnectionError(f"The address {call.url!r} cannot be used: {detail}", began=True)
    if "buffer too long" in detail:  # h11's words
        return header_error(call)
    what = "The connection broke while the answer was arriving" if began else f"Could not get an answer from {host}"
    return APIConnectionError(f"{what}: {detail}", began=began, sent=not isinstance(error, _UNSENT))


def timeout_error(call: Call, limit: Limit) -> APITimeoutError:
    """The error for a limit that was reached; it names the limit and how to raise it."""
    seconds = getattr(call.clock.timeouts, limit) or 0.0
    text = _BEFORE_AN_ANSWER[limit].format(host=urlsplit(call.url).hostname, seconds=seconds)
    return APITimeoutError(
        f"{text}; timeout=Timeouts({limit}=...) allows more",
        began=call.clock.began,
        sent=limit not in ("connect", "pool"),
        limit=limit,
    )


def header_error(call: Call) -> MalformedResponseError:
    """The error for headers that are too long."""
    return MalformedResponseError(
        f"The headers of the answer have more than {call.limits.header:,} bytes; SizeLimits(header=...) would take more"
    )


def headers_fit(response: httpx.Response, call: Call) -> bool:
    """Whether the headers of an answer are as short as they have to be."""
    return sum(len(name) + len(value) + 4 for name, value in response.headers.raw) <= call.limits.header


def answer_error(response: httpx.Response, content: bytes, call: Call) -> AIMLAPIError:
    """The error for an answer whose status is none of success, or whose headers are too long.

    Args:
        response: The answer.
        content: As much as has been read of its body.
        call: What it answers.
    """
    if not headers_fit(response, call):
        return header_error(call)
    error = make_error(
        parse_body(content),
        status=response.status_code,
        headers=response.headers,
        retry_after=parse_retry_after(response.headers),
        secret=call.secret,
    )
    error.response = public_response(response, content, call)
    error.request_id = mask(error.request_id, call.secret) if error.request_id else None
    return error


def _limit(error: Exception, call: Call) -> Limit:
    if isinstance(error, httpx.ConnectTimeout):
        return call.clock.reached("connect")
    if isinstance(error, httpx.PoolTimeout):
        return call.clock.reached("pool")
    return call.clock.reached("write" if isinstance(error, httpx.WriteTimeout) else "read")
