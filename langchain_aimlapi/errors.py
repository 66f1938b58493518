"""The errors of the package as LangChain programs meet them.

Every error of the service's tree (`langchain_aimlapi.api.errors`) that leaves a LangChain class is also of
`langchain_core`'s `ModelError` kind, by which agents' retry, fallback and summarisation middleware decide. Catch
either: `except RateLimitError`, which `AIMLAPIClient` raises as well, and `except ModelRateLimitError` both work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from langchain_core import exceptions as core

from langchain_aimlapi.api import errors as api
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    ContextOverflowError,
    IncompleteStreamError,
    InvalidRequestError,
    MalformedResponseError,
    NotFoundError,
    OutOfCreditsError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)
from langchain_aimlapi.catalogue import suggest_models

__all__ = [
    "AIMLAPIError",
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "ContextOverflowError",
    "IncompleteStreamError",
    "InvalidRequestError",
    "MalformedResponseError",
    "ModelAPIStatusError",
    "ModelAuthenticationError",
    "ModelConfigurationError",
    "ModelConnectionError",
    "ModelContextOverflowError",
    "ModelDownloadError",
    "ModelGenerationError",
    "ModelGenerationFailedError",
    "ModelGenerationTimeoutError",
    "ModelIncompleteStreamError",
    "ModelInvalidRequestError",
    "ModelMalformedResponseError",
    "ModelNotFoundError",
    "ModelOutOfCreditsError",
    "ModelPermissionDeniedError",
    "ModelQuotaExceededError",
    "ModelRateLimitError",
    "ModelServerError",
    "ModelTimeoutError",
    "ModelUpstreamRefusalError",
    "ModelWaitingStoppedError",
    "NotFoundError",
    "OutOfCreditsError",
    "PermissionDeniedError",
    "QuotaExceededError",
    "RateLimitError",
    "ServerError",
    "UpstreamRefusalError",
    "as_model_error",
    "model_errors",
]


class ModelAPIStatusError(api.APIStatusError, core.ModelError):
    """An error answer of a kind of its own."""


class ModelInvalidRequestError(api.InvalidRequestError, core.ModelInvalidRequestError):
    """The request is wrong."""


class ModelContextOverflowError(api.ContextOverflowError, core.ContextOverflowError):
    """The input is longer than the model's context window."""


class ModelUpstreamRefusalError(api.UpstreamRefusalError, core.ModelInvalidRequestError):
    """A vendor refused the request."""


class ModelAuthenticationError(api.AuthenticationError, core.ModelAuthenticationError):
    """The API key is missing or not valid."""


class ModelPermissionDeniedError(api.PermissionDeniedError, core.ModelPermissionDeniedError):
    """The key may not do this."""


class ModelOutOfCreditsError(api.OutOfCreditsError, core.ModelPermissionDeniedError):
    """The account has no funds left."""


class ModelNotFoundError(api.NotFoundError, core.ModelNotFoundError):
    """The model does not exist or has been retired."""


class ModelRateLimitError(api.RateLimitError, core.ModelRateLimitError):
    """Too many requests at once."""


class ModelQuotaExceededError(api.QuotaExceededError, core.ModelRateLimitError):
    """The quota of a plan is used up."""


class ModelServerError(api.ServerError, core.ModelAPIError):
    """The service or a vendor behind it failed."""


class ModelConnectionError(api.APIConnectionError, core.ModelConnectionError):
    """The service could not be reached, or the connection broke."""


class ModelTimeoutError(api.APITimeoutError, core.ModelTimeoutError):
    """No answer within the time allowed."""


class ModelIncompleteStreamError(api.IncompleteStreamError, core.ModelConnectionError):
    """A stream ended before the answer did."""


class ModelMalformedResponseError(api.MalformedResponseError, core.ModelAPIError):
    """The answer cannot be read."""


class ModelConfigurationError(api.ConfigurationError, core.ModelError):
    """A variable of the environment cannot be used."""


class ModelDownloadError(api.DownloadError, core.ModelError):
    """A generated file cannot be fetched: making it anew would be paid for anew, so nothing does that by itself."""


class ModelGenerationError(api.GenerationError, core.ModelError):
    """A generation has no result."""


class ModelGenerationFailedError(api.GenerationFailedError, core.ModelError):
    """The service says that the generation failed."""


class ModelGenerationTimeoutError(api.GenerationTimeoutError, core.ModelError):
    """The generation was not finished in time; it goes on at the service."""


class ModelWaitingStoppedError(api.WaitingStoppedError, core.ModelError):
    """Somebody stopped the waiting; the generation goes on at the service."""


_MODEL_ERRORS: dict[type[AIMLAPIError], type[AIMLAPIError]] = {
    APIStatusError: ModelAPIStatusError,
    InvalidRequestError: ModelInvalidRequestError,
    ContextOverflowError: ModelContextOverflowError,
    UpstreamRefusalError: ModelUpstreamRefusalError,
    AuthenticationError: ModelAuthenticationError,
    PermissionDeniedError: ModelPermissionDeniedError,
    OutOfCreditsError: ModelOutOfCreditsError,
    NotFoundError: ModelNotFoundError,
    RateLimitError: ModelRateLimitError,
    QuotaExceededError: ModelQuotaExceededError,
    ServerError: ModelServerError,
    APIConnectionError: ModelConnectionError,
    APITimeoutError: ModelTimeoutError,
    IncompleteStreamError: ModelIncompleteStreamError,
    MalformedResponseError: ModelMalformedResponseError,
    api.ConfigurationError: ModelConfigurationError,
    api.DownloadError: ModelDownloadError,
    api.GenerationError: ModelGenerationError,
    api.GenerationFailedError: ModelGenerationFailedError,
    api.GenerationTimeoutError: ModelGenerationTimeoutError,
    api.WaitingStoppedError: ModelWaitingStoppedError,
}


def as_model_error(error: AIMLAPIError, model: str | None = None) -> AIMLAPIError:
    """The same error as one of LangChain's kind too; a model that was not found comes with names that are close.

    Args:
        error: An error of the service's tree.
        model: The model that was asked for.
    """
    kind = _MODEL_ERRORS.get(type(error))
    if kind is None:
        return error
    twin = kind.like(error)
    if isinstance(error, NotFoundError) and model and "model" in error.message.lower():
        close = [name for name in suggest_models(model) if name.lower() != model.lower()]
        if close:
            twin.message += f". Names close to {model!r}: {', '.join(map(repr, close))}"
    return twin


@contextmanager
def model_errors(model: str | None = None) -> Iterator[None]:
    """Turn the service's errors that pass through into LangChain's kind, without a second traceback."""
    try:
        yield
    except AIMLAPIError as error:
        raise as_model_error(error, model).with_traceback(error.__traceback__) from error.__cause__
