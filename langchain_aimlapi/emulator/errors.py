"""The service's refusals: one exception, and the body shapes it has been seen to answer with."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

ERROR_SHAPES = ("documented", "nested", "title", "list", "object", "html", "empty")

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}

MESSAGES = {
    400: "Body validation error",
    401: "Unauthorized: the API key is missing or invalid",
    403: "Forbidden",
    404: "Not found",
    429: "Too many requests: the rate limit was reached",
    500: "Internal server error",
    502: "Bad gateway: the upstream provider did not answer",
    503: "Service unavailable: the upstream provider is down",
    504: "Generation timeout",
}


class ServiceError(Exception):
    """A refusal in the service's manner.

    Args:
        status: HTTP status code.
        message: Text for the ``message`` field.
        headers: Extra response headers, such as ``retry-after``.
        shape: One of `ERROR_SHAPES`.
    """

    def __init__(
        self, status: int, message: str, *, headers: dict[str, str] | None = None, shape: str = "documented"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}
        self.shape = shape


class VendorRefusalError(ServiceError):
    """A refusal of the vendor behind the service, relayed with the vendor's status before the vendor's words.

    Args:
        text: The vendor's words.
    """

    def __init__(self, text: str) -> None:
        super().__init__(400, f"400 {text}")


def error_content(error: ServiceError, *, path: str, request_id: str) -> tuple[bytes, str]:
    """The body of a refusal and its content type."""
    if error.shape == "html":
        title = TITLES.get(error.status, "Error")
        page = f"<html><head><title>{error.status} {title}</title></head><body><h1>{title}</h1></body></html>"
        return page.encode(), "text/html"
    if error.shape == "empty":
        return b"", "text/plain"
    return json.dumps(_error_json(error, path, request_id), ensure_ascii=False).encode(), "application/json"


def _error_json(error: ServiceError, path: str, request_id: str) -> dict[str, Any]:
    if error.shape == "title":
        return {
            "title": TITLES.get(error.status, "Error"),
            "status": error.status,
            "message": error.message,
        }
    message: Any = error.message
    if error.shape == "list":
        message = [error.message]
    elif error.shape == "object":
        message = {"error": TITLES.get(error.status, "Error"), "detail": error.message}
    body = {
        "requestId": request_id,
        "statusCode": error.status,
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "path": path,
        "message": message,
    }
    return {"error": body} if error.shape == "nested" else body
