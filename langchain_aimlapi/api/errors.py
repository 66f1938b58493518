"""Everything that can go wrong between a caller and the service, as one tree.

```
AIMLAPIError
 ├─ APIStatusError               the service answered with an error
 │   ├─ InvalidRequestError         400, 413, 422: the request itself is wrong
 │   │   ├─ ContextOverflowError       the input is longer than the model's context window
 │   │   └─ UpstreamRefusalError       500 whose text is a vendor's own 4xx
 │   ├─ AuthenticationError         401, or no key at all
 │   ├─ PermissionDeniedError       403: scope, verification, spending limit
 │   │   └─ OutOfCreditsError          402, or 403 that names the billing page
 │   ├─ NotFoundError               404: wrong path, unknown or retired model
 │   ├─ RateLimitError              429: too many requests, worth a retry
 │   │   └─ QuotaExceededError         429 of a plan or free tier, not worth one
 │   └─ ServerError                 408, 409, 425, 5xx
 ├─ APIConnectionError           no answer, or the connection broke
 │   └─ APITimeoutError
 ├─ IncompleteStreamError        a stream ended before the answer did
 ├─ MalformedResponseError       an answer that is not what the contract says
 ├─ ConfigurationError           the environment names certificates or a proxy that cannot be used
 ├─ DownloadError                a generated file cannot be fetched
 └─ GenerationError              a generation that takes minutes has no result
     ├─ GenerationFailedError       the service says that it failed
     ├─ GenerationTimeoutError      it was not finished in time, and goes on
     └─ WaitingStoppedError         somebody stopped the waiting, and it goes on
```

Statuses and bodies: https://docs.aimlapi.com/errors-and-messages/general-info
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from langchain_aimlapi.api.types import Cost
from langchain_aimlapi.http_library import lazy_httpx as httpx

_AnyError = TypeVar("_AnyError", bound="AIMLAPIError")


@dataclass(frozen=True, slots=True)
class FieldIssue:
    """One field that the service refused.

    Attributes:
        field: Dotted path of the field, for example `"messages.0.role"`; empty when the body as a whole is meant.
        message: The service's words.
        expected: What the service accepts, as text; None when it does not say.
        received: What it got, as text; None when it does not say.
        allowed: The allowed values, when the service lists them.
    """

    field: str
    message: str
    expected: str | None = None
    received: str | None = None
    allowed: tuple[Any, ...] = ()

    def __str__(self) -> str:
        """The issue as one phrase: field, what is wrong, what is allowed."""
        parts = [self.message]
        if self.allowed and not all(str(value) in self.message for value in self.allowed):
            parts.append("allowed: " + ", ".join(repr(value) for value in self.allowed))
        elif self.expected and self.expected.lower() not in self.message.lower():
            parts.append(f"expected {self.expected}")
        if self.received and self.received.lower() not in self.message.lower():
            parts.append(f"received {self.received}")
        text = "; ".join(part for part in parts if part)
        return f"{self.field}: {text}" if self.field and not text.startswith(self.field) else text


class AIMLAPIError(Exception):
    """Base of every error of this package that has to do with the service.

    Attributes:
        message: What happened, one or two sentences, never a key and never a whole page of HTML.
        status_code: HTTP status, or None when there was no answer.
        request_id: The service's id of the failed request (`requestId` or `x-inference-id`), for their support.
        response: The answer as `httpx.Response`, body read (bounded), without the request's credentials; or None.
        body: The parsed body, when there was one.
        retry_after: Seconds that the service asked to wait, or None.
        issues: The fields that were refused.
        partial_text: Text that a stream had delivered before it failed.
        usage: Token counts of an answer that failed midway, as the service sent them; None when it sent none.
        cost: What the service charged for it, `{"usd": float, "credits": int}`, or None.

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIError, ChatAIMLAPI

        try:
            ChatAIMLAPI(model="openai/gpt-4o", api_key="bad-key").invoke("Hi")
        except AIMLAPIError as error:
            print(type(error).__name__, error.status_code)
        ```
    """

    is_retryable: ClassVar[bool] = False
    """Whether the same request may succeed when it is sent again."""

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        request_id: str | None = None,
        response: httpx.Response | None = None,
        body: Any = None,
        retry_after: float | None = None,
        issues: tuple[FieldIssue, ...] = (),
        partial_text: str = "",
        usage: dict[str, Any] | None = None,
        cost: Cost | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.request_id = request_id
        self.response = response
        self.body = body
        self.retry_after = retry_after
        self.issues = issues
        self.partial_text = partial_text
        self.usage = usage
        self.cost = cost

    def details(self) -> dict[str, Any]:
        """All attributes but the message: what makes an equal error."""
        return {key: value for key, value in self.__dict__.items() if key != "message" and not key.startswith("__")}

    @classmethod
    def like(cls, error: AIMLAPIError) -> Self:
        """An error of this class that says what `error` says."""
        return _rebuild(cls, error.message, error.details())

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, self.details())

    def __str__(self) -> str:
        notes = [f"status {self.status_code}" if self.status_code else "", self._request_note()]
        tail = ", ".join(note for note in notes if note)
        return f"{self.message} ({tail})" if tail else self.message

    def _request_note(self) -> str:
        return f"request id {self.request_id}" if self.request_id else ""


def _rebuild(cls: type[_AnyError], message: str, details: dict[str, Any]) -> _AnyError:
    """An error with these attributes, those included that somebody has hung on it: a tracer, a retry library."""
    error = cls.__new__(cls, message)  # without __init__, which may ask for more than a message
    error.__dict__.update(details, message=message)
    return error


class APIStatusError(AIMLAPIError):
    """The service answered, and the answer is an error."""


class InvalidRequestError(APIStatusError):
    """The service refuses the request as it is (400, 413, 422); the text names the field where the service does."""


class ContextOverflowError(InvalidRequestError):
    """The input is longer than the model's context window."""


class UpstreamRefusalError(InvalidRequestError):
    """A vendor refused the request, and the service relayed that refusal as a 500.

    Sending it again is useless. `upstream_status` is the vendor's own status.
    """

    def __init__(self, message: str, *, upstream_status: int | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.upstream_status = upstream_status


class AuthenticationError(APIStatusError):
    """The API key is missing or not valid (401)."""


class PermissionDeniedError(APIStatusError):
    """The key is valid but may not do this (403): scope, account verification, spending limit, wrong kind of key."""


class OutOfCreditsError(PermissionDeniedError):
    """The account has no funds left (the service says it with a 403)."""


class NotFoundError(APIStatusError):
    """The path or the model does not exist, or the model has been retired (404)."""


class RateLimitError(APIStatusError):
    """Too many requests at once (429)."""

    is_retryable = True


class QuotaExceededError(RateLimitError):
    """The quota of a plan or of the free tier is used up (429); waiting a moment does not help."""

    is_retryable = False


class ServerError(APIStatusError):
    """The service or a vendor behind it failed (408, 409, 425, 5xx)."""

    is_retryable = True


class APIConnectionError(AIMLAPIError):
    """The service could not be reached, or the connection broke.

    `began` tells whether an answer had begun to arrive: then the request is not sent again of our own accord. `sent`
    tells whether the service may have received the request: then one that is paid for by the piece is not, either.
    """

    is_retryable = True

    def __init__(self, message: str, *, began: bool = False, sent: bool = True, **details: Any) -> None:
        super().__init__(message, **details)
        self.began = began
        self.sent = sent


class APITimeoutError(APIConnectionError):
    """No answer, or no more of it, within the time allowed.

    `limit` names the setting of `Timeouts` that was reached, `None` where it is not known.
    """

    def __init__(self, message: str, *, limit: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.limit = limit


class IncompleteStreamError(AIMLAPIError):
    """A stream ended without its end: what arrived is in `partial_text` and is not an answer."""

    is_retryable = True


class MalformedResponseError(AIMLAPIError):
    """The service's answer cannot be read: no JSON, no choices, a broken chunk."""

    is_retryable = True


class ConfigurationError(AIMLAPIError, ValueError):
    """A variable of the environment (`SSL_CERT_FILE`, `HTTPS_PROXY`, …) cannot be used; the text names it."""


class DownloadError(AIMLAPIError):
    """A generated file cannot be fetched: its address has expired, it is too large, or it leads where it must not."""


class GenerationError(AIMLAPIError):
    """A generation has no result; `job_id` is its id, and `model` the model, as far as they are known.

    It is never sent again by itself: a generation is paid for when it is submitted.
    """

    def __init__(self, message: str, *, job_id: str | None = None, model: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.job_id = job_id
        self.model = model


class GenerationFailedError(GenerationError):
    """The service says that the generation failed; it says so with HTTP status 200."""


class GenerationTimeoutError(GenerationError):
    """The generation was not finished in time. It goes on at the service: take it up again by its `job_id`."""

    job_id: str


class WaitingStoppedError(GenerationError):
    """Somebody stopped the waiting. The generation goes on at the service: take it up again by its `job_id`."""

    job_id: str
