"""LangChain, LiteLLM and Langflow integrations for AI/ML API (https://aimlapi.com).

Names are imported when they are first asked for: importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from langchain_aimlapi._renamed import RENAMED, REPLACED, warn_of_old_name
from langchain_aimlapi._version import __version__

if TYPE_CHECKING:
    from langchain_aimlapi.api import AIMLAPIClient, Attribution, RequestOptions, RetryPolicy
    from langchain_aimlapi.api.batches import BatchRequestError
    from langchain_aimlapi.api.errors import (
        ConfigurationError,
        DownloadError,
        GenerationError,
        GenerationFailedError,
        GenerationTimeoutError,
        WaitingStoppedError,
    )
    from langchain_aimlapi.api.limits import SizeLimits, Timeouts
    from langchain_aimlapi.api.retry import RetryBudget
    from langchain_aimlapi.artifacts import restore_artifact
    from langchain_aimlapi.batches import AIMLAPIBatches, BatchJob, batch_from_id
    from langchain_aimlapi.callbacks import CostCallbackHandler, Spending, get_cost_callback
    from langchain_aimlapi.catalogue import ModelCard, find_models, get_model
    from langchain_aimlapi.chat_files import file_block
    from langchain_aimlapi.chat_models import ChatAIMLAPI
    from langchain_aimlapi.document_loaders import (
        AIMLAPIOCRLoader,
        AIMLAPIOCRParser,
        AIMLAPITranscriber,
        AIMLAPITranscriptionLoader,
    )
    from langchain_aimlapi.embedding_request import EmbeddingResult
    from langchain_aimlapi.embeddings import AIMLAPIEmbeddings
    from langchain_aimlapi.errors import (
        AIMLAPIError,
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        ContextOverflowError,
        IncompleteStreamError,
        InvalidRequestError,
        MalformedResponseError,
        ModelAPIStatusError,
        ModelAuthenticationError,
        ModelConfigurationError,
        ModelConnectionError,
        ModelContextOverflowError,
        ModelDownloadError,
        ModelGenerationError,
        ModelGenerationFailedError,
        ModelGenerationTimeoutError,
        ModelIncompleteStreamError,
        ModelInvalidRequestError,
        ModelMalformedResponseError,
        ModelNotFoundError,
        ModelOutOfCreditsError,
        ModelPermissionDeniedError,
        ModelQuotaExceededError,
        ModelRateLimitError,
        ModelServerError,
        ModelTimeoutError,
        ModelUpstreamRefusalError,
        ModelWaitingStoppedError,
        NotFoundError,
        OutOfCreditsError,
        PermissionDeniedError,
        QuotaExceededError,
        RateLimitError,
        ServerError,
        UpstreamRefusalError,
    )
    from langchain_aimlapi.image_results import GeneratedImage, ImageResult
    from langchain_aimlapi.job_results import Model3DResult, MusicResult, VideoResult
    from langchain_aimlapi.llms import AIMLAPILLM
    from langchain_aimlapi.media_jobs import MediaJob, job_from_id
    from langchain_aimlapi.messages.answer_parsers import StructuredOutputError
    from langchain_aimlapi.middleware import AIMLAPIModerationMiddleware
    from langchain_aimlapi.moderation import AIMLAPIModeration, ModerationVerdict, UnsafeContentError
    from langchain_aimlapi.ocr_results import OCRResult
    from langchain_aimlapi.retrievers import AIMLAPISearchRetriever
    from langchain_aimlapi.search_results import SearchAnswer
    from langchain_aimlapi.speech_results import Speech
    from langchain_aimlapi.tools.images import AIMLAPIImageGenerator
    from langchain_aimlapi.tools.models_3d import AIMLAPI3DGenerator
    from langchain_aimlapi.tools.music import AIMLAPIMusicGenerator
    from langchain_aimlapi.tools.search import AIMLAPISearch
    from langchain_aimlapi.tools.speech import AIMLAPISpeech
    from langchain_aimlapi.tools.videos import AIMLAPIVideoGenerator
    from langchain_aimlapi.transcripts import Transcript

_HOMES = {
    "langchain_aimlapi.api": ("AIMLAPIClient", "Attribution", "RequestOptions", "RetryPolicy"),
    "langchain_aimlapi.api.batches": ("BatchRequestError",),
    "langchain_aimlapi.api.errors": (
        "ConfigurationError",
        "DownloadError",
        "GenerationError",
        "GenerationFailedError",
        "GenerationTimeoutError",
        "WaitingStoppedError",
    ),
    "langchain_aimlapi.api.limits": ("SizeLimits", "Timeouts"),
    "langchain_aimlapi.api.retry": ("RetryBudget",),
    "langchain_aimlapi.batches": ("AIMLAPIBatches", "BatchJob", "batch_from_id"),
    "langchain_aimlapi.artifacts": ("restore_artifact",),
    "langchain_aimlapi.callbacks": ("CostCallbackHandler", "Spending", "get_cost_callback"),
    "langchain_aimlapi.catalogue": ("ModelCard", "find_models", "get_model"),
    "langchain_aimlapi.chat_files": ("file_block",),
    "langchain_aimlapi.chat_models": ("ChatAIMLAPI",),
    "langchain_aimlapi.document_loaders.ocr": ("AIMLAPIOCRLoader", "AIMLAPIOCRParser"),
    "langchain_aimlapi.document_loaders.transcription": ("AIMLAPITranscriber", "AIMLAPITranscriptionLoader"),
    "langchain_aimlapi.embedding_request": ("EmbeddingResult",),
    "langchain_aimlapi.embeddings": ("AIMLAPIEmbeddings",),
    "langchain_aimlapi.errors": (
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
        "ModelConnectionError",
        "ModelContextOverflowError",
        "ModelConfigurationError",
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
    ),
    "langchain_aimlapi.image_results": ("GeneratedImage", "ImageResult"),
    "langchain_aimlapi.job_results": ("Model3DResult", "MusicResult", "VideoResult"),
    "langchain_aimlapi.llms": ("AIMLAPILLM",),
    "langchain_aimlapi.media_jobs": ("MediaJob", "job_from_id"),
    "langchain_aimlapi.tools.images": ("AIMLAPIImageGenerator",),
    "langchain_aimlapi.tools.models_3d": ("AIMLAPI3DGenerator",),
    "langchain_aimlapi.tools.music": ("AIMLAPIMusicGenerator",),
    "langchain_aimlapi.tools.videos": ("AIMLAPIVideoGenerator",),
    "langchain_aimlapi.messages.answer_parsers": ("StructuredOutputError",),
    "langchain_aimlapi.middleware": ("AIMLAPIModerationMiddleware",),
    "langchain_aimlapi.moderation": ("AIMLAPIModeration", "ModerationVerdict", "UnsafeContentError"),
    "langchain_aimlapi.ocr_results": ("OCRResult",),
    "langchain_aimlapi.retrievers": ("AIMLAPISearchRetriever",),
    "langchain_aimlapi.search_results": ("SearchAnswer",),
    "langchain_aimlapi.speech_results": ("Speech",),
    "langchain_aimlapi.tools.search": ("AIMLAPISearch",),
    "langchain_aimlapi.tools.speech": ("AIMLAPISpeech",),
    "langchain_aimlapi.transcripts": ("Transcript",),
}
_NEED_EXTRAS = frozenset({"AIMLAPIModerationMiddleware"})
"""Names that are there without their extra, too, so that `help`, `import *` and completion work; using one says what to
install."""
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AIMLAPILLM",
    "AIMLAPI3DGenerator",
    "AIMLAPIBatches",
    "AIMLAPIClient",
    "AIMLAPIEmbeddings",
    "AIMLAPIError",
    "AIMLAPIImageGenerator",
    "AIMLAPIModeration",
    "AIMLAPIModerationMiddleware",
    "AIMLAPIMusicGenerator",
    "AIMLAPIOCRLoader",
    "AIMLAPIOCRParser",
    "AIMLAPISearch",
    "AIMLAPISearchRetriever",
    "AIMLAPISpeech",
    "AIMLAPITranscriber",
    "AIMLAPITranscriptionLoader",
    "AIMLAPIVideoGenerator",
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "Attribution",
    "AuthenticationError",
    "BatchJob",
    "BatchRequestError",
    "ChatAIMLAPI",
    "ConfigurationError",
    "ContextOverflowError",
    "CostCallbackHandler",
    "DownloadError",
    "EmbeddingResult",
    "GeneratedImage",
    "GenerationError",
    "GenerationFailedError",
    "GenerationTimeoutError",
    "ImageResult",
    "IncompleteStreamError",
    "InvalidRequestError",
    "MalformedResponseError",
    "MediaJob",
    "Model3DResult",
    "ModelAPIStatusError",
    "ModelAuthenticationError",
    "ModelCard",
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
    "ModerationVerdict",
    "MusicResult",
    "NotFoundError",
    "OCRResult",
    "OutOfCreditsError",
    "PermissionDeniedError",
    "QuotaExceededError",
    "RateLimitError",
    "RequestOptions",
    "RetryBudget",
    "RetryPolicy",
    "SearchAnswer",
    "ServerError",
    "SizeLimits",
    "Speech",
    "Spending",
    "StructuredOutputError",
    "Timeouts",
    "Transcript",
    "UnsafeContentError",
    "UpstreamRefusalError",
    "VideoResult",
    "WaitingStoppedError",
    "__version__",
    "batch_from_id",
    "file_block",
    "find_models",
    "get_cost_callback",
    "get_model",
    "job_from_id",
    "restore_artifact",
]


def __getattr__(name: str) -> Any:
    if name in RENAMED:
        value = getattr(sys.modules[__name__], RENAMED[name])
        warn_of_old_name(name, RENAMED[name])
        globals()[name] = value
        return value
    if name in REPLACED:
        home, new = REPLACED[name]
        warn_of_old_name(name, new)
        globals()[name] = getattr(importlib.import_module(home), name)
        return globals()[name]
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(importlib.import_module(_MODULES[name]), name)
    except ImportError as error:
        if name not in _NEED_EXTRAS:
            raise
        from langchain_aimlapi._extras import stand_in  # noqa: PLC0415 - most never need it

        return stand_in(name, _MODULES[name], error)  # not kept: the extra may be installed meanwhile
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
