"""One span for every call, by the conventions for generative AI, with nothing of the conversation in it."""

import asyncio

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from raw_server import EVENTS, WORD, RawServer

from langchain_aimlapi import (
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPIError,
    AIMLAPIImageGenerator,
    AIMLAPIVideoGenerator,
    ChatAIMLAPI,
)
from langchain_aimlapi.otel import instrument, uninstrument

MODEL = "openai/gpt-4o"


@pytest.fixture
def provider():
    return TracerProvider()


@pytest.fixture
def spans(provider):
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrument(provider)
    yield exporter.get_finished_spans
    uninstrument()


async def _read(chunks):
    async for _ in chunks:
        pass


WAYS = {
    "invoke": lambda model: model.invoke("Say hello"),
    "stream": lambda model: list(model.stream("Say hello")),
    "ainvoke": lambda model: asyncio.run(model.ainvoke("Say hello")),
    "astream": lambda model: asyncio.run(_read(model.astream("Say hello"))),
}
every_way = pytest.mark.parametrize("call", WAYS.values(), ids=WAYS)


@every_way
def test_a_chat_is_a_span_with_usage_and_finish_reason(emulator_environment, spans, call):
    call(ChatAIMLAPI(model=MODEL, temperature=0.5, max_tokens=77))
    (span,) = spans()
    assert span.name == f"chat {MODEL}"
    assert span.kind is SpanKind.CLIENT
    told = dict(span.attributes)
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "aimlapi"
    assert told["gen_ai.request.model"] == MODEL
    assert told["gen_ai.request.temperature"] == 0.5
    assert told["gen_ai.request.max_tokens"] == 77
    assert told["gen_ai.response.finish_reasons"] == ("stop",)
    assert told["gen_ai.usage.input_tokens"] > 0
    assert told["gen_ai.usage.output_tokens"] > 0
    assert told["gen_ai.response.id"]
    assert told["aimlapi.request_id"]
    assert told["server.address"] == "127.0.0.1"
    assert span.status.status_code is StatusCode.UNSET
    assert "hello" not in repr(told)


@every_way
def test_a_failure_is_named_and_not_quoted(emulator_environment, spans, call):
    model = ChatAIMLAPI(model=MODEL, max_retries=0, default_headers={"X-Emulator-Fault": "status=503"})
    with pytest.raises(AIMLAPIError):
        call(model)
    (span,) = spans()
    assert span.attributes["error.type"] == "503"
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == "ServerError"
    assert not span.events


@pytest.mark.parametrize("way", ["stream", "astream"])
def test_a_stream_that_breaks_is_a_failed_span(spans, way):
    def break_off(server, connection):
        server.read_request(connection)
        connection.sendall(EVENTS + WORD)

    with RawServer(break_off) as server, pytest.raises(AIMLAPIError):
        WAYS[way](ChatAIMLAPI(model=MODEL, base_url=server.url, api_key="key"))
    (span,) = spans()
    assert span.attributes["error.type"] == "IncompleteStreamError"


def test_a_stream_that_is_left_is_a_span_that_ended_well(emulator_environment, spans):
    stream = ChatAIMLAPI(model=MODEL).stream("Say one two three")
    next(stream)
    assert spans() == ()
    stream.close()
    (span,) = spans()
    assert span.status.status_code is StatusCode.UNSET


def test_a_span_belongs_to_what_the_program_was_doing(emulator_environment, spans, provider):
    with provider.get_tracer("mine").start_as_current_span("task"):
        list(ChatAIMLAPI(model=MODEL).stream("Say hello"))
        ChatAIMLAPI(model=MODEL).invoke("Say hello")
    *children, parent = spans()
    assert [child.parent.span_id for child in children] == [parent.context.span_id] * 2


def test_other_families_are_seen_too_and_polls_are_not(emulator_environment, spans):
    AIMLAPIEmbeddings(model="text-embedding-3-small").embed_documents(["one", "two"])
    AIMLAPIImageGenerator(model="flux/schnell").generate("A cat")
    AIMLAPIVideoGenerator(model="google/veo-3.1-t2v").submit("A cat").refresh()
    AIMLAPIClient().list_models()
    names = [span.name for span in spans()]
    assert names == [
        "embeddings text-embedding-3-small",
        "generate_content flux/schnell",
        "generate_content google/veo-3.1-t2v",
    ]
    assert spans()[0].attributes["gen_ai.usage.input_tokens"] > 0


def test_nothing_is_told_any_more_after_the_end(emulator_environment, spans):
    uninstrument()
    ChatAIMLAPI(model=MODEL).invoke("Say hello")
    assert spans() == ()
