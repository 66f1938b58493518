"""OpenTelemetry spans for all calls, by the conventions for generative AI. Needs the extra `otel`.

One span of kind CLIENT for each call, whoever makes it: LangChain's classes, LiteLLM's provider, `AIMLAPIClient`.
Attributes: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/. Neither prompts nor answers are in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

from langchain_aimlapi._extras import needing
from langchain_aimlapi._version import __version__
from langchain_aimlapi.api.run_events import RunEvent
from langchain_aimlapi.api.telemetry import Watch, add_observer, remove_observer

with needing("langchain_aimlapi.otel", "otel", "opentelemetry"):
    from opentelemetry import context, trace
    from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, TracerProvider

JSON = dict[str, Any]

PROVIDER = "aimlapi"
OPERATIONS = {
    "/v1/chat/completions": "chat",
    "/v1/responses": "chat",
    "/v1/messages": "chat",
    "/v1/embeddings": "embeddings",
    "/v1/images/generations": "generate_content",
    "/v1/images/edits": "generate_content",
    "/v2/video/generations": "generate_content",
    "/v2/generate/audio": "generate_content",
    "/v1/tts": "generate_content",
    "/v1/stt/create": "generate_content",
    "/v1/ocr": "generate_content",
    "/vision": "generate_content",
    "/v1/batches": "create_batch",
    "/assistants": "create_agent",
    "/threads/runs": "invoke_agent",
}
"""The conventions' word for what is done at a path; there are no spans for other paths but those below."""
_PATTERNS = {
    re.compile(r"/v2/generate/video/.+"): "generate_content",
    re.compile(r"/threads/[^/]+/runs(?:/[^/]+/submit_tool_outputs)?"): "invoke_agent",
}
_REQUEST = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "max_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "seed": "seed",
    "n": "choice.count",
}
_RUN = re.compile(r"thread\.run\.[a-z_]+")
_installed: list[_Tracing] = []


def instrument(tracer_provider: TracerProvider | None = None) -> None:
    """Make a span for every call from now on; calling it again changes the provider.

    Args:
        tracer_provider: Where spans go. Default: the process's own provider.

    Example:
        ```python
        from langchain_aimlapi.otel import instrument

        instrument()
        ```
    """
    uninstrument()
    _installed.append(_Tracing(trace.get_tracer("langchain_aimlapi", __version__, tracer_provider)))
    add_observer(_installed[0])


def uninstrument() -> None:
    """Make no more spans."""
    while _installed:
        remove_observer(_installed.pop())


class _Tracing:
    """Begins spans."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def begin(self, path: str, body: JSON | None, base_url: str) -> Watch:
        operation = operation_at(path)
        if operation is None or body is None:  # a question about a generation posts nothing
            return Watch()
        attributes = dict(_request_attributes(operation, body, base_url))
        model = attributes.get("gen_ai.request.model")
        name = f"{operation} {model}" if model else operation
        return _SpanWatch(self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes))


class _SpanWatch(Watch):
    """One call's span."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._token: Any = None
        self._reasons: list[str] = []
        self._over = False

    def __enter__(self) -> Self:
        self._token = context.attach(trace.set_span_in_context(self._span))  # spans of httpx become its children
        return self

    def __exit__(self, kind: object, error: BaseException | None, frames: object) -> None:
        context.detach(self._token)
        super().__exit__(kind, error, frames)

    def answered(self, reply: Any) -> Any:
        facts = _facts(reply)
        for name, value in _response_attributes(facts):
            self._span.set_attribute(name, value)
        self._reasons += _finish_reasons(facts)
        return reply

    def ended(self, error: BaseException | None = None) -> None:
        if self._over:
            return
        self._over = True
        if self._reasons:
            self._span.set_attribute("gen_ai.response.finish_reasons", self._reasons)
        if error is not None:
            self._fail(error)
        self._span.end()

    def _fail(self, error: BaseException) -> None:
        """Say what kind of failure it was; its text is left out, since it may quote the conversation."""
        kind = str(getattr(error, "status_code", None) or type(error).__qualname__)
        self._span.set_attribute("error.type", kind)
        self._span.set_status(Status(StatusCode.ERROR, type(error).__qualname__))
        request_id = getattr(error, "request_id", None)
        if request_id:
            self._span.set_attribute("aimlapi.request_id", request_id)


def operation_at(path: str) -> str | None:
    """The conventions' word for what is done at a path; None if it is no generation, or nothing for a span.

    Args:
        path: Where a call is posted to.

    Example:
        ```python
        from langchain_aimlapi.otel import operation_at

        assert operation_at("/v1/tts") == "generate_content"
        assert operation_at("/v1/models") is None
        ```
    """
    found = OPERATIONS.get(path)
    return found or next((word for pattern, word in _PATTERNS.items() if pattern.fullmatch(path)), None)


def _facts(reply: Any) -> JSON:
    """What may be told of an answer, or of a piece of one; of a run's events only those about the run."""
    if isinstance(reply, RunEvent):
        return reply.data if _RUN.fullmatch(reply.event) else {}
    return reply if isinstance(reply, dict) else {}


def _model_of(body: JSON) -> Any:
    """The model that is asked; of a batch the one that all its requests ask."""
    requests = body.get("requests")
    if not isinstance(requests, list):
        return body.get("model")
    asked = {request.get("params", {}).get("model") for request in requests}
    return asked.pop() if len(asked) == 1 else None


def _request_attributes(operation: str, body: JSON, base_url: str) -> Iterator[tuple[str, Any]]:
    address = urlsplit(base_url)
    yield "gen_ai.operation.name", operation
    yield "gen_ai.provider.name", PROVIDER
    yield "server.address", address.hostname or ""
    yield "server.port", address.port or (443 if address.scheme == "https" else 80)
    model = _model_of(body)
    if isinstance(model, str):
        yield "gen_ai.request.model", model
    if isinstance(body.get("requests"), list):
        yield "aimlapi.batch.size", len(body["requests"])
    if isinstance(body.get("assistant_id"), str):
        yield "gen_ai.agent.id", body["assistant_id"]
    for name, attribute in _REQUEST.items():
        if isinstance(body.get(name), (int, float)):
            yield f"gen_ai.request.{attribute}", body[name]
    stop = body.get("stop")
    if stop:
        yield "gen_ai.request.stop_sequences", [stop] if isinstance(stop, str) else [str(word) for word in stop]


def _response_attributes(reply: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, attribute in (("id", "gen_ai.response.id"), ("model", "gen_ai.response.model")):
        if isinstance(reply.get(name), str):
            yield attribute, reply[name]
    usage = reply.get("usage")
    for name, attribute in (("prompt_tokens", "input_tokens"), ("completion_tokens", "output_tokens")):
        if isinstance(usage, dict) and isinstance(usage.get(name), int):
            yield f"gen_ai.usage.{attribute}", usage[name]
    if isinstance(reply.get("inference_id"), str):
        yield "aimlapi.request_id", reply["inference_id"]
    cost = reply.get("cost")
    if isinstance(cost, dict) and isinstance(cost.get("usd"), (int, float)):
        yield "aimlapi.cost.usd", cost["usd"]


def _finish_reasons(reply: Mapping[str, Any]) -> list[str]:
    choices = reply.get("choices")
    found = (choice.get("finish_reason") for choice in choices if isinstance(choice, dict)) if choices else ()
    return [reason for reason in found if isinstance(reason, str)]


__all__ = ["OPERATIONS", "PROVIDER", "instrument", "operation_at", "uninstrument"]
