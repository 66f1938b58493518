"""What constructors take, for type checkers and editors: the fields of the classes, and their other names.

Loaded by type checkers alone. A test holds that nothing is missing here and nothing is too much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypedDict

from langchain_core.caches import BaseCache
from langchain_core.callbacks import Callbacks
from langchain_core.language_models import ModelProfile
from langchain_core.rate_limiters import BaseRateLimiter
from langchain_core.tools import ToolException
from langchain_core.tools.base import ArgsSchema
from pydantic import ValidationError
from pydantic.v1 import ValidationError as OldValidationError

from langchain_aimlapi.api.keepalive import SocketOption
from langchain_aimlapi.api.limits import SizeLimits
from langchain_aimlapi.api.retry import RetryBudget
from langchain_aimlapi.api.vision import Feature
from langchain_aimlapi.call_params import UnsupportedParams
from langchain_aimlapi.connection import GivenKey


class ConnectionOptions(TypedDict, total=False):
    """Of `Connection`."""

    api_key: GivenKey
    base_url: str | None
    timeout: float | tuple[float, float] | Any | None
    request_timeout: float | tuple[float, float] | Any | None
    max_retries: int
    retry_budget: RetryBudget | None
    size_limits: SizeLimits | None
    allow_http: bool | None
    default_headers: dict[str, str] | None
    app_url: str | None
    app_title: str | None
    partner_id: str | None
    http_client: Any | None
    http_async_client: Any | None
    http_socket_options: Sequence[SocketOption] | None


class ModelOptions(ConnectionOptions, total=False):
    """Of everything that calls one model."""

    model_kwargs: dict[str, Any]
    extra_body: dict[str, Any] | None
    unsupported_params: UnsupportedParams


class LanguageModelOptions(ModelOptions, total=False):
    """Of `ChatSettings`, and of LangChain's language models."""

    temperature: float | None
    top_p: float | None
    top_k: int | None
    max_tokens: int | None
    max_completion_tokens: int | None
    stop: list[str] | str | None
    stop_sequences: list[str] | str | None
    n: int | None
    seed: int | None
    frequency_penalty: float | None
    presence_penalty: float | None
    logit_bias: dict[str, float] | None
    logprobs: bool | None
    top_logprobs: int | None
    reasoning_effort: str | None
    reasoning: dict[str, Any] | None
    thinking: dict[str, Any] | None
    dialect: str | None
    streaming: bool
    stream_usage: bool
    name: str | None
    cache: BaseCache | bool | None
    verbose: bool
    callbacks: Callbacks
    tags: list[str] | None
    metadata: dict[str, Any] | None
    custom_get_token_ids: Callable[[str], list[int]] | None
    rate_limiter: BaseRateLimiter | None


class ChatOptions(LanguageModelOptions, total=False):
    """Of `ChatAIMLAPI`."""

    disable_streaming: bool | Literal["tool_calling"]
    output_version: str | None
    profile: ModelProfile | None


class LLMOptions(LanguageModelOptions, total=False):
    """Of `AIMLAPILLM`."""

    disable_streaming: bool


class EmbeddingOptions(ModelOptions, total=False):
    """Of `AIMLAPIEmbeddings`."""

    dimensions: int | None
    input_type: str | None
    task_type: str | None
    title: str | None
    chunk_size: int | None
    max_concurrency: int
    show_progress_bar: bool


class ModerationOptions(ModelOptions, total=False):
    """Of `AIMLAPIModeration`."""

    name: str | None
    method: Literal["guard", "judge"] | None
    categories: dict[str, str]
    read_verdict: Callable[[str], tuple[bool, list[str]]] | None


class OCROptions(ModelOptions, total=False):
    """Of `AIMLAPIOCRParser`."""

    max_document_bytes: int


class TranscriberOptions(ModelOptions, total=False):
    """Of `AIMLAPITranscriber`."""

    language: str | None
    diarize: bool | None
    split: Literal["segments", "whole"]
    poll_interval: float
    wait_timeout: float | None
    max_upload_bytes: int


class SearchOptions(ModelOptions, total=False):
    """Of what searches."""

    search_mode: Literal["web", "academic"] | None
    search_context_size: Literal["low", "medium", "high"] | None
    search_domain_filter: list[str] | None
    search_recency_filter: Literal["day", "week", "month", "year"] | None
    search_after_date_filter: date | str | None
    search_before_date_filter: date | str | None
    last_updated_after_filter: date | str | None
    last_updated_before_filter: date | str | None
    user_location: dict[str, str] | None
    return_images: bool | None
    return_related_questions: bool | None


class RetrieverOptions(SearchOptions, total=False):
    """Of `AIMLAPISearchRetriever`."""

    name: str | None
    tags: list[str] | None
    metadata: dict[str, Any] | None
    k: int | None


class ToolOptions(TypedDict, total=False):
    """Of LangChain's tools."""

    name: str
    description: str
    args_schema: ArgsSchema | None
    return_direct: bool
    verbose: bool
    callbacks: Callbacks
    tags: list[str] | None
    metadata: dict[str, Any] | None
    handle_tool_error: bool | str | Callable[[ToolException], Any] | None
    handle_validation_error: bool | str | Callable[[ValidationError | OldValidationError], str] | None
    response_format: Literal["content", "content_and_artifact"]
    extras: dict[str, Any] | None


class SearchToolOptions(SearchOptions, ToolOptions, total=False):
    """Of `AIMLAPISearch`."""


class VisionToolOptions(ConnectionOptions, ToolOptions, total=False):
    """Of `AIMLAPIFeatureRecognition`."""

    features: list[Feature]


class MediaToolOptions(ModelOptions, ToolOptions, total=False):
    """Of the tools that make files."""

    save_directory: Path | str | None
    allow_private_hosts: bool
    max_bytes: int


class SpeechToolOptions(MediaToolOptions, total=False):
    """Of `AIMLAPISpeech`."""

    voice: str | list[str] | None
    format: str | None
    speed: float | None
    sample_rate: int | None


class GenerationToolOptions(MediaToolOptions, total=False):
    """Of the tools whose models take files."""

    allow_file_inputs: bool


class ImageToolOptions(GenerationToolOptions, total=False):
    """Of `AIMLAPIImageGenerator`."""

    size: str | tuple[int, int] | None
    aspect_ratio: str | None
    n: int | None
    quality: str | None
    seed: int | None
    negative_prompt: str | None
    output_format: str | None


class MeshToolOptions(GenerationToolOptions, total=False):
    """Of `AIMLAPI3DGenerator`."""

    output_format: str | None


class JobToolOptions(GenerationToolOptions, total=False):
    """Of the tools whose generations are waited for."""

    poll_interval: float
    wait_timeout: float | None
    path: str | None


class MusicToolOptions(JobToolOptions, total=False):
    """Of `AIMLAPIMusicGenerator`."""

    duration: float | None
    seed: int | None


class VideoToolOptions(JobToolOptions, total=False):
    """Of `AIMLAPIVideoGenerator`."""

    aspect_ratio: str | None
    resolution: str | None
    duration: int | None
    seed: int | None
    negative_prompt: str | None
