"""Misbehaviour on request: the language of fault specs, and the refusals and bodies they cause. Pure.

A spec is a list such as ``status=429;retry-after=2;times=1``. It comes in the header ``X-Emulator-Fault`` or behind a
model's name, ``some/model#fault=status=500``, for clients that cannot set headers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from langchain_aimlapi.emulator.errors import ERROR_SHAPES, MESSAGES, ServiceError, VendorRefusalError
from langchain_aimlapi.emulator.sse import json_text
from langchain_aimlapi.emulator.wires import CHAT, Wire

HEADER = "x-emulator-fault"
SUFFIX = "#fault="
LATE_ERROR = "The upstream failed after the headers were sent"
QUOTA_MESSAGE = "Free-tier limit: the hourly quota of your plan is used up. Upgrade your plan to continue."


def _whole(low: int, high: int = 10**9) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError
        return number

    return convert


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 3600:
        raise ValueError
    return number


def _one_of(*words: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return convert


# name -> (how its value is read, None for a flag; what the value may be, for the refusal of a wrong one)
FAULTS: Mapping[str, tuple[Callable[[str], Any] | None, str]] = {
    "status": (_whole(400, 599), "400 to 599"),
    "shape": (_one_of(*ERROR_SHAPES), " | ".join(ERROR_SHAPES)),
    "message": (str, "text of the error"),
    "retry-after": (_seconds, "seconds"),
    "retry-after-ms": (_whole(0), "milliseconds"),
    "retry-after-date": (_seconds, "seconds from now, sent as an HTTP date"),
    "wrapped": (_whole(400, 599), "upstream status inside a 500"),
    "quota-429": (None, ""),
    "wrap-refusals": (None, ""),
    "times": (_whole(1), "number of requests"),
    "key": (str, "any text: makes a counter of its own"),
    "delay": (_seconds, "seconds before the headers"),
    "chunk-delay": (_seconds, "seconds before every chunk"),
    "cut-after": (_whole(0), "number of chunks"),
    "end-after": (_whole(0), "number of chunks"),
    "no-done": (None, ""),
    "hold-open": (_seconds, "seconds after the end"),
    "malformed-chunk": (_whole(1), "chunk number"),
    "error-chunk": (_whole(1), "chunk number"),
    "kind": (_one_of("error", "message", "event", "failed"), "error | message | event | failed"),
    "body": (
        _one_of("html", "empty", "garbage", "truncated", "no-choices", "error-200", "failed"),
        "html | empty | garbage | truncated | no-choices | error-200 | failed",
    ),
    "duplicate-usage": (None, ""),
    "tool-index": (_one_of("null", "shared"), "null | shared"),
    "tool-repeat-name": (None, ""),
    "tool-args-object": (None, ""),
    "late-error": (None, ""),
    "no-model": (None, ""),
    "reply-id": (str, "any text: the id of every reply"),
    "finish": (str, "any word: why the answer ended"),
    "usage-names": (_one_of("input"), "input"),
    "surrogates": (_one_of("split", "alone"), "split | alone"),
    "comments": (None, ""),
    "crlf": (None, ""),
    "cr": (None, ""),
    "split": (_whole(1), "number of bytes"),
}


@dataclass(frozen=True)
class Fault:
    """A parsed spec.

    Attributes:
        text: The spec as it was given; it names the counter of ``times``.
        settings: Values by name; a flag's value is True.
    """

    text: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """A setting; ``default`` if the spec does not have it."""
        return self.settings.get(name, default)

    def __contains__(self, name: str) -> bool:
        """Whether the spec has a setting."""
        return name in self.settings


NO_FAULT = Fault()


def parse_fault(text: str) -> Fault:
    """Read a spec.

    Raises:
        ServiceError: 400, in the emulator's own name, for a fault it does not know or a value that does not fit.
    """
    settings: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = part.partition("=")
        if name not in FAULTS:
            raise ServiceError(400, f"Emulator: unknown fault {name!r}. Allowed: {', '.join(FAULTS)}")
        settings[name] = _read_value(name, value.strip())
    return Fault(text, settings) if settings else NO_FAULT


def take_fault(header: str | None, body: Any) -> tuple[Any, Fault]:
    """The body without the fault behind the model's name, and the fault of both places together."""
    specs = [header] if header else []
    if isinstance(body, dict) and isinstance(body.get("model"), str) and SUFFIX in body["model"]:
        model, _, spec = body["model"].partition(SUFFIX)
        body = {**body, "model": model}
        specs.append(spec)
    return body, parse_fault(";".join(specs))


def refusal(fault: Fault) -> ServiceError | None:
    """The error that a fault answers with instead of an answer, if it is one that does."""
    shape = fault.get("shape", "documented")
    if "quota-429" in fault:
        return ServiceError(429, fault.get("message", QUOTA_MESSAGE), shape=shape)
    if "wrapped" in fault:
        inner = fault.get("message", "Unable to access the model: the upstream refused the request")
        return ServiceError(500, f"{fault.get('wrapped')} {inner}", shape=shape)
    if "status" in fault:
        status = fault.get("status")
        message = fault.get("message", MESSAGES.get(status, f"Error {status}"))
        return ServiceError(status, message, headers=_retry_headers(fault), shape=shape)
    return None


@contextmanager
def relaying(fault: Fault) -> Iterator[None]:
    """Let a vendor's refusal come as 500 if the fault says so.

    Raises:
        ServiceError: 500 in the place of a vendor's 400.
    """
    try:
        yield
    except VendorRefusalError as error:
        if "wrap-refusals" not in fault:
            raise
        raise ServiceError(500, error.message) from error


def spoil_body(fault: Fault, body: dict[str, Any], wire: Wire = CHAT) -> tuple[bytes, str] | None:
    """The bytes and content type sent instead of an answer; None if the fault leaves it whole."""
    failure = wire.error_body(LATE_ERROR)
    makers: Mapping[str, Callable[[], tuple[bytes, str]]] = {
        "html": lambda: (b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"),
        "empty": lambda: (b"", "application/json"),
        "garbage": lambda: (b'\x00\x9f{"id": nothing ]', "application/json"),
        "truncated": lambda: (_json(body)[: len(_json(body)) // 2], "application/json"),
        "no-choices": lambda: (_json(wire.emptied(body)), "application/json"),
        "error-200": lambda: (_json(failure), "application/json"),
        "failed": lambda: (_json(wire.failed(body, LATE_ERROR) if wire.failed else failure), "application/json"),
    }
    kind = fault.get("body")
    return makers[kind]() if kind else None


def spoil_tool_calls(fault: Fault, body: dict[str, Any]) -> dict[str, Any]:
    """A completion whose tool arguments are objects instead of JSON text, if the fault says so."""
    if "tool-args-object" in fault:
        for choice in body["choices"]:
            for call in _functions(choice["message"]):
                call["function"]["arguments"] = as_object(call["function"]["arguments"])
    return body


def _functions(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [call for call in message.get("tool_calls", ()) if "function" in call]


def as_object(arguments: str) -> Any:
    """Tool arguments decoded; cut-off ones stay text."""
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


def _json(value: Any) -> bytes:
    return json_text(value).encode()


def _read_value(name: str, value: str) -> Any:
    convert, meaning = FAULTS[name]
    if convert is None:
        if value:
            raise ServiceError(400, f"Emulator: fault {name!r} takes no value, received {value!r}")
        return True
    try:
        return convert(value)
    except ValueError:
        raise ServiceError(400, f"Emulator: fault {name!r} needs {meaning}, received {value!r}") from None


def _retry_headers(fault: Fault) -> dict[str, str]:
    headers = {}
    if "retry-after" in fault:
        headers["retry-after"] = f"{fault.get('retry-after'):g}"
    if "retry-after-date" in fault:
        moment = datetime.now(UTC) + timedelta(seconds=fault.get("retry-after-date"))
        headers["retry-after"] = format_datetime(moment, usegmt=True)
    if "retry-after-ms" in fault:
        headers["retry-after-ms"] = str(fault.get("retry-after-ms"))
    return headers
