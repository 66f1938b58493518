"""Faults told by the status: refusals in every form, and successes that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from faulty import answers
from faulty.fault import Fault, Request, Step, promises
from faulty.http import REQUEST_ID, answer, head
from faulty.right import right

Sends = Callable[[Request], Iterable[Step]]
HTML = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>"
    + b"<p>nginx</p>" * 2_700
    + b"</body></html>"
)
CREDITS = "You've run out of credits. Please top up your balance at https://aimlapi.com/app/billing"
BUSY = "Too many requests"


def refuse(status: int, message: Any, *headers: tuple[str, str]) -> Sends:
    """The documented error body."""
    facts = {"requestId": "req-1", "statusCode": status, "timestamp": "2026-01-01T00:00:00Z", "path": "/v1/x"}
    return told(status, {**facts, "message": message}, *headers)


def told(status: int, body: Any, *headers: tuple[str, str]) -> Sends:
    """Any JSON body."""
    return lambda _: (answer(answers.encode(body), status, *headers),)


def page(status: int, content: bytes = HTML) -> Sends:
    """A page for browsers."""
    return lambda _: (answer(content, status, content_type="text/html"),)


def well(status: int) -> Sends:
    """The right answer under an unusual status."""
    return lambda request: (right(request, status),)


def after_noise(*statuses: int) -> Sends:
    """The right answer behind provisional ones."""

    def send(request: Request) -> Iterable[Step]:
        yield b"".join(f"HTTP/1.1 {status} Noise\r\n\r\n".encode() for status in statuses)
        yield right(request)

    return send


def echo_key(request: Request) -> Iterable[Step]:
    """A refusal that repeats the credentials, in the text, in a header and under another key."""
    key = request.headers.get("authorization", "")
    said = {
        "message": f"Incorrect API key provided: {key}",
        "statusCode": 401,
        "requestId": "req-1",
        "seen": {key: key},
    }
    yield answer(answers.encode(said), 401, ("X-Echo", key))


def elsewhere(status: int) -> Sends:
    """A redirect to another host."""
    return lambda request: (answer(b"", status, ("Location", f"{request.origin}{request.path}")),)


def later(seconds: float) -> str:
    """An HTTP date."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def busy_until(request: Request) -> Iterable[Step]:
    """A 429 that names a moment."""
    return refuse(429, BUSY, ("Retry-After", later(120)))(request)


def busy_once(*headers: tuple[str, str], status: int = 429) -> Sends:
    """A refusal of the first attempt, and the right answer to the next."""

    def send(request: Request) -> Iterable[Step]:
        return (refuse(status, BUSY, *headers) if request.attempt == 1 else well(200))(request)

    return send


def refused(name: str, says: str, sends: Sends, status: int, error: str, **more: Any) -> Fault:
    """A fault whose error has the status and the service's id."""
    return Fault(name, says, sends, error, status=status, **{"request_id": "req-1", **more})


SERVER, BAD, BUSY_ERROR, BROKE = "ServerError", "InvalidRequestError", "RateLimitError", "OutOfCreditsError"
NOTHING = promises("MalformedResponseError", "IncompleteStreamError")
FAULTS = (
    Fault("provisional", "100 and 103 before the answer", after_noise(100, 103, 102)),
    Fault("status-201", "201 instead of 200", well(201)),
    Fault("status-202", "202 with the whole answer", well(202)),
    Fault("status-204", "204 and nothing", lambda _: (head(204, content_type=None),), NOTHING),
    Fault("status-200-html", "200 with a page for browsers", page(200), NOTHING),
    *(
        Fault(f"status-{status}", f"{status} to another host", elsewhere(status), "APIStatusError", status=status)
        for status in (301, 302, 303, 307, 308)
    ),
    Fault("status-304", "304 and nothing", lambda _: (head(304, content_type=None),), "APIStatusError", status=304),
    refused("status-400", "400", refuse(400, "max_tokens must be a number"), 400, BAD, words=("max_tokens",)),
    refused(
        "status-400-list",
        "400, its message a list",
        refuse(400, ["a is missing", "b is odd"]),
        400,
        BAD,
        words=("b is odd",),
    ),
    refused(
        "status-400-object",
        "400, its message an object",
        refuse(400, {"message": {"detail": "deep"}}),
        400,
        BAD,
        words=("deep",),
    ),
    refused(
        "status-400-zod",
        "400 with a validation error",
        refuse(400, [{"path": ["messages", 0, "role"], "message": "Invalid"}]),
        400,
        BAD,
        words=("messages.0.role",),
    ),
    refused("status-401", "401 that repeats the key", echo_key, 401, "AuthenticationError", words=("***",)),
    refused("status-402", "402", refuse(402, "Payment required"), 402, BROKE),
    refused(
        "status-403-credits", "403 that names the billing page", refuse(403, CREDITS), 403, BROKE, words=("billing",)
    ),
    refused("status-403", "403 of a scope", refuse(403, "The key lacks the scope"), 403, "PermissionDeniedError"),
    refused(
        "status-404", "404 of a model", refuse(404, "0 endpoints for this model are available"), 404, "NotFoundError"
    ),
    refused(
        "status-404-text",
        "404 as plain text",
        lambda _: (answer(b"404 page not found", 404, content_type="text/plain"),),
        404,
        "NotFoundError",
        request_id=REQUEST_ID,
    ),
    refused(
        "status-404-html",
        "404 as a page",
        page(404, b"<html><h1>Not Found</h1></html>"),
        404,
        "NotFoundError",
        request_id=REQUEST_ID,
    ),
    refused("status-405", "405", refuse(405, "Method not allowed"), 405, BAD),
    refused("status-408", "408", refuse(408, "Request timeout"), 408, SERVER),
    refused("status-409", "409", refuse(409, "Conflict"), 409, SERVER),
    refused(
        "status-413",
        "413 of a gateway",
        page(413, b"<h1>413 Request Entity Too Large</h1>"),
        413,
        BAD,
        request_id=REQUEST_ID,
    ),
    refused(
        "status-422",
        "422 with details as FastAPI sends them",
        told(422, {"detail": [{"loc": ["body", "x"], "msg": "Field required"}], "requestId": "req-1"}),
        422,
        BAD,
        words=("Field required",),
    ),
    refused("status-425", "425", refuse(425, "Too early"), 425, SERVER),
    refused("status-429", "429 without a time", refuse(429, BUSY), 429, BUSY_ERROR),
    refused(
        "status-429-quota",
        "429 of a used-up plan",
        refuse(429, "The quota of your plan is used up"),
        429,
        "QuotaExceededError",
    ),
    refused(
        "retry-after",
        "429, Retry-After in seconds",
        refuse(429, BUSY, ("Retry-After", "7")),
        429,
        BUSY_ERROR,
        retry_after=7.0,
    ),
    refused(
        "retry-after-fraction",
        "429, Retry-After 1.5",
        refuse(429, BUSY, ("Retry-After", "1.5")),
        429,
        BUSY_ERROR,
        retry_after=1.5,
    ),
    refused(
        "retry-after-ms",
        "429, retry-after-ms",
        refuse(429, BUSY, ("retry-after-ms", "2500")),
        429,
        BUSY_ERROR,
        retry_after=2.5,
    ),
    refused("retry-after-date", "429, Retry-After as a date", busy_until, 429, BUSY_ERROR, retry_after=120.0),
    refused(
        "retry-after-past",
        "429, a date in the past",
        refuse(429, BUSY, ("Retry-After", "Mon, 01 Jan 2024 00:00:00 GMT")),
        429,
        BUSY_ERROR,
        retry_after=0.0,
    ),
    refused(
        "retry-after-garbage",
        "429, Retry-After no time at all",
        refuse(429, BUSY, ("Retry-After", "soon")),
        429,
        BUSY_ERROR,
    ),
    refused("retry-after-negative", "429, Retry-After -5", refuse(429, BUSY, ("Retry-After", "-5")), 429, BUSY_ERROR),
    refused(
        "retry-after-endless",
        "429, Retry-After of eleven days, a retry allowed",
        refuse(429, BUSY, ("Retry-After", "999999")),
        429,
        BUSY_ERROR,
        retry_after=999999.0,
        max_retries=1,
    ),
    Fault("busy-once", "429 once, then the answer", busy_once(("retry-after-ms", "1")), max_retries=1),
    Fault("down-once", "503 once, then the answer", busy_once(("retry-after-ms", "1"), status=503), max_retries=1),
    refused("status-500", "500", refuse(500, "Internal server error"), 500, SERVER),
    refused(
        "status-500-400",
        "500 that hides a vendor's 400",
        refuse(500, "400 Unable to access model"),
        500,
        "UpstreamRefusalError",
    ),
    refused("status-500-429", "500 that hides a vendor's 429", refuse(500, "429 Too many requests"), 500, BUSY_ERROR),
    refused("status-500-empty", "500 and nothing", lambda _: (answer(b"", 500),), 500, SERVER, request_id=REQUEST_ID),
    refused(
        "status-502",
        "502 with a page of 30 KB",
        page(502),
        502,
        SERVER,
        request_id=REQUEST_ID,
        words=("502 Bad Gateway",),
    ),
    refused(
        "status-503",
        "503 with Retry-After",
        refuse(503, "Overloaded", ("Retry-After", "3")),
        503,
        SERVER,
        retry_after=3.0,
    ),
    refused("status-504", "504", page(504, b"<h1>504 Gateway Time-out</h1>"), 504, SERVER, request_id=REQUEST_ID),
    refused(
        "status-520", "520 of a content network", page(520, b"error code: 520"), 520, SERVER, request_id=REQUEST_ID
    ),
    refused(
        "status-529",
        "529 as Anthropic says it",
        told(
            529,
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "req-1"},
        ),
        529,
        SERVER,
    ),
    refused("status-599", "599", refuse(599, "Odd"), 599, SERVER),
    refused("status-999", "999", refuse(999, "Odder"), 999, SERVER),
)
