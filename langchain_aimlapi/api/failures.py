"""What clients of either HTTP library raised, and answers of a wrong status, as the package's errors."""

from __future__ import annotations

import socket
import ssl
import sys
from typing import Any, NoReturn
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
from langchain_aimlapi.http_library import httpx, library_of

_FAILURES = {
    "httpx2": ("HTTPError", "InvalidURL", "StreamError"),
    "httpx": ("HTTPError", "InvalidURL", "StreamError"),
    "httpcore2": ("TimeoutException", "NetworkError", "ProtocolError", "ProxyError", "UnsupportedProtocol"),
    "httpcore": ("TimeoutException", "NetworkError", "ProtocolError", "ProxyError", "UnsupportedProtocol"),
    "h11": ("ProtocolError",),
    "h2.exceptions": ("H2Error",),
    "anyio": ("BrokenResourceError", "ClosedResourceError", "EndOfStream"),
}
"""What clients raise for requests that fail, with transports of the user's own whatever is below them."""
_UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})
"""Raised before the first byte of a request is on its way to the service."""
_UNCONNECTED = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_BEFORE_AN_ANSWER: dict[Limit, str] = {
    "connect": "{host} could not be connected to within {seconds:g} s",
    "first_byte": "{host} gave no answer within {seconds:g} s",
    "between_chunks": "{host} stopped sending: there was nothing new for {seconds:g} s",
    "total": "The call to {host} took more than the {seconds:g} s that it may take in all",
    "write": "{host} stopped taking the request for {seconds:g} s",
    "pool": "No connection to {host} became free within {seconds:g} s",
}


def failures() -> tuple[type[Exception], ...]:
    """What an `except` around a client has to catch: failures of loaded libraries, of sockets, of loops."""
    found = (getattr(sys.modules.get(name), kind, None) for name, kinds in _FAILURES.items() for kind in kinds)
    return (OSError, EOFError, RuntimeError, *{kind for kind in found if kind is not None})


def raise_as_error(error: Exception, call: Call) -> NoReturn:
    """Raise the typed error for what a client raised, which becomes its cause without what saw the key."""
    if isinstance(error, (NotImplementedError, RecursionError)):
        raise error  # a bug, of a transport perhaps
    failure = transport_error(error, call)
    _hide_key(error, call)
    raise failure from error


def refusal(error: Exception) -> Any:
    """The answer that a hook of the user's own, such as `response.raise_for_status`, made an error of; else None."""
    response = getattr(error, "response", None) if "HTTPStatusError" in _names(error) else None
    return None if response is None or response.is_success else response


def _hide_key(error: Exception, call: Call) -> None:
    """The cause is public, too: its request's headers hold the key, as do frames, and its text may."""
    for name in ("request", "response", "_request"):
        vars(error).pop(name, None)
    if "RequestError" in _names(error):
        error.request = library_of(error).Request(call.method, call.url)  # type: ignore[attr-defined]
    if call.secret:
        error.args = tuple(mask(each, call.secret) if isinstance(each, str) else each for each in error.args)
    error.__traceback__ = error.__cause__ = error.__context__ = None


def _names(error: Exception) -> set[str]:
    """The names of an error's class and of all that it is derived from: both libraries have the same."""
    return {kind.__name__ for kind in type(error).__mro__}


def transport_error(error: Exception, call: Call) -> AIMLAPIError:
    """The typed error for what a client raised."""
    host, began, names = urlsplit(call.url).hostname, call.clock.began, _names(error)
    if not names.isdisjoint(("TimeoutException", "TimeoutError", "Timeout")):
        return timeout_error(call, _limit(names, call))
    detail = mask(str(error) or type(error).__name__, call.secret)
    if not names.isdisjoint(("InvalidURL", "UnsupportedProtocol")):
        return APIConnectionError(f"The address {call.url!r} cannot be used: {detail}", began=True)
    if "buffer too long" in detail:  # h11's words
        return header_error(call)
    what = "The connection broke while the answer was arriving" if began else f"Could not get an answer from {host}"
    unsent = not names.isdisjoint(_UNSENT) or isinstance(error, _UNCONNECTED)
    if isinstance(error, RuntimeError) and not began:
        began = "client has been closed" in detail  # which no second attempt would change
        unsent = unsent or began or "loop is closed" in detail  # a connection of another loop: it took no byte
    return APIConnectionError(f"{what}: {detail}", began=began, sent=not unsent)


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


def _limit(names: set[str], call: Call) -> Limit:
    if "ConnectTimeout" in names:
        return call.clock.reached("connect")
    if "PoolTimeout" in names:
        return call.clock.reached("pool")
    return call.clock.reached("write" if "WriteTimeout" in names else "read")
