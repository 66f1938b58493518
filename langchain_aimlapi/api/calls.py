"""One request of the service: complete but for the connection, and what of it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_aimlapi.api.clock import Clock
from langchain_aimlapi.api.limits import DEFAULT_SIZE_LIMITS, SizeLimits
from langchain_aimlapi.api.masking import mask_bytes
from langchain_aimlapi.http_library import httpx, library_of
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import senders as api_senders
    from langchain_aimlapi.api import uploads as api_uploads
else:
    api_senders = LazyModule("langchain_aimlapi.api.senders")
    api_uploads = LazyModule("langchain_aimlapi.api.uploads")


_DECODED_HEADERS = frozenset({b"content-encoding", b"content-length", b"transfer-encoding", b"set-cookie"})


@dataclass(frozen=True, slots=True)
class Form:
    """A body of `multipart/form-data`, encoded anew for every attempt, so that files need not be held in memory.

    Attributes:
        fields: Texts by name.
        files: The files.
    """

    fields: Mapping[str, Any]
    files: tuple[api_uploads.FilePart, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, to be sent once, with all of its attempts.

    Attributes:
        method: HTTP method.
        url: Absolute address.
        headers: All headers, credentials included.
        content: Encoded body, or None.
        form: A form to send instead.
        params: Query parameters.
        clock: Runs from now on, and says how much time is left.
        limits: How large the answer may be.
        secret: The API key in `headers`, to be masked in errors.
        repeatable: Whether it may be sent again although the service may have received it; no for what is paid for
            by the piece.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Form | None = field(default=None, repr=False)
    params: Mapping[str, Any] | None = None
    clock: Clock = field(default_factory=Clock, repr=False)
    limits: SizeLimits = DEFAULT_SIZE_LIMITS
    secret: str | None = field(default=None, repr=False)
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose body has been read.

    Attributes:
        status_code: HTTP status.
        headers: Its headers.
        content: Its body, decompressed.
    """

    status_code: int
    headers: httpx.Headers
    content: bytes = field(repr=False)


def make_request(
    client: httpx.Client | httpx.AsyncClient | api_senders.Sender | api_senders.AsyncSender,
    call: Call,
    timeout: Mapping[str, float | None],
) -> httpx.Request:
    """The request as httpx sends it.

    Args:
        client: Who sends it.
        call: What is sent.
        timeout: Seconds by phase, for connections that do not look at the call's clock.
    """
    if call.form is not None:
        return _form_request(client, call, call.form, timeout)
    return client.build_request(
        call.method,
        call.url,
        headers=dict(call.headers),
        content=call.content,
        params=call.params,
        extensions={"timeout": timeout},
    )


def _form_request(
    client: httpx.Client | httpx.AsyncClient | api_senders.Sender | api_senders.AsyncSender,
    call: Call,
    form: Form,
    timeout: Mapping[str, float | None],
) -> httpx.Request:
    """The request with a form; its content type, which names the boundary, is httpx's."""
    headers = {name: value for name, value in call.headers.items() if name.lower() != "content-type"}
    return client.build_request(
        call.method,
        call.url,
        headers=headers,
        data=form.fields,
        files=[part.rewound() for part in form.files],
        params=call.params,
        extensions={"timeout": timeout},
    )


def public_response(response: httpx.Response | Answer, content: bytes, call: Call) -> httpx.Response:
    """The answer for the user to look at: headers and body (bounded), tied to a request without credentials.

    Headers stay the bytes that came: text of another encoding than ASCII could not be made a header again.
    """
    content = content[: call.limits.error]
    headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _DECODED_HEADERS]
    if call.secret:
        content = mask_bytes(content, call.secret)
        headers = [(name, mask_bytes(value, call.secret)) for name, value in headers]
    library = library_of(response.headers)  # what the user's own client is of
    request = library.Request(call.method, call.url)
    answer: httpx.Response = library.Response(response.status_code, headers=headers, content=content, request=request)
    return answer
