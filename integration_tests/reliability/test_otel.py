"""One span for every call, by the conventions for generative AI, with nothing of the conversation in it."""

import asyncio

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from raw_server import EVENTS, WORD, RawServer

from langchain_aimlapi import (
    AIMLAPIBatches,
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPIError,
    AIMLAPIImageGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPIOCRParser,
    AIMLAPISpeech,
    AIMLAPITranscriber,
    AIMLAPIVideoGenerator,
    ChatAIMLAPI,
)
from langchain_aimlapi.otel import instrument, operation_at, uninstrument

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


COLOURS = pytest.mark.parametrize("colour", ["sync", "async"])


async def _done(colour, owner, name, *args, **params):
    if colour == "sync":
        return getattr(owner, name)(*args, **params)
    return await getattr(owner, f"a{name}")(*args, **params)


@COLOURS
@pytest.mark.parametrize("model", ["deepgram/aura-2", "openai/tts-1"])
async def test_speech_is_a_span_whether_it_comes_as_bytes_or_as_an_address(emulator_environment, spans, colour, model):
    speech = await _done(colour, AIMLAPISpeech(model=model), "speak", "Good morning")
    (span,) = spans()
    assert span.name == f"generate_content {model}"
    assert span.attributes["aimlapi.request_id"] == speech.inference_id
    assert span.attributes.get("aimlapi.cost.usd") == (speech.cost or {}).get("usd")
    assert "morning" not in repr(dict(span.attributes))


@COLOURS
async def test_a_sound_that_breaks_off_or_is_refused_is_a_failed_span(emulator_environment, spans, colour):
    for fault in ("cut-after=1", "status=503"):
        headers = {"X-Emulator-Fault": fault}
        speaker = AIMLAPISpeech(model="deepgram/aura-2", max_retries=0, default_headers=headers)
        with pytest.raises(AIMLAPIError):
            await _done(colour, speaker, "speak", "Good morning")
    assert [span.attributes["error.type"] for span in spans()] == ["APIConnectionError", "503"]


@COLOURS
async def test_transcripts_pages_and_features_are_spans(emulator_environment, spans, colour):
    transcriber = AIMLAPITranscriber(model="nova-3", poll_interval=0.01)
    transcript = await _done(colour, transcriber, "transcribe", "https://files.example/a.mp3")
    page = await _done(colour, AIMLAPIOCRParser(model="zhipu/glm-ocr"), "read", "https://files.example/a.png")
    client = AIMLAPIClient()
    seen = await _done(colour, client, "recognize_features", "https://files.example/a.png", ["LOGO_DETECTION"])
    assert [span.name for span in spans()] == [
        "generate_content nova-3",
        "generate_content zhipu/glm-ocr",
        "generate_content",
    ]
    ids = [span.attributes["aimlapi.request_id"] for span in spans()]
    assert ids == [transcript.inference_id, page.inference_id, seen["inference_id"]]
    assert spans()[0].attributes["aimlapi.cost.usd"] == transcript.cost["usd"]


@COLOURS
async def test_a_generation_says_what_it_costs_when_it_is_submitted(emulator_environment, spans, colour):
    job = await _done(colour, AIMLAPIMusicGenerator(model="stable-audio"), "submit", "Rain")
    (span,) = spans()
    assert span.attributes["aimlapi.request_id"] == job.inference_id
    assert span.attributes["aimlapi.cost.usd"] == job.cost["usd"]


@COLOURS
async def test_a_batch_is_one_span_with_its_size(emulator_environment, spans, colour):
    batches = AIMLAPIBatches(ChatAIMLAPI(model="anthropic/claude-sonnet-4.5", max_tokens=50))
    await _done(colour, batches, "submit", ["Say hello", "Say goodbye"])
    (span,) = spans()
    assert span.name == "create_batch anthropic/claude-sonnet-4.5"
    assert span.attributes["aimlapi.batch.size"] == 2
    assert "goodbye" not in repr(dict(span.attributes))


@COLOURS
async def test_runs_of_assistants_are_spans_with_usage(emulator_environment, spans, colour):
    client = AIMLAPIClient()
    assistant = await _done(colour, client, "create_assistant", {"model": MODEL})
    thread = await _done(colour, client, "create_thread", {"messages": [{"role": "user", "content": "Say hello"}]})
    body = {"assistant_id": assistant["id"]}
    if colour == "sync":
        *_, last = client.stream_run(thread["id"], body)
    else:
        *_, last = [event async for event in await client.astream_run(thread["id"], body)]
    made, run = spans()
    assert last.event == "thread.run.completed"
    assert made.name == f"create_agent {MODEL}"
    assert run.name == "invoke_agent"
    assert run.attributes["gen_ai.agent.id"] == assistant["id"]
    assert run.attributes["gen_ai.response.id"] == last.data["id"]
    assert run.attributes["gen_ai.usage.output_tokens"] == last.data["usage"]["completion_tokens"]
    assert "hello" not in repr(dict(run.attributes))


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/v2/generate/video/kling/generation", "generate_content"),
        ("/threads/thread_1/runs/run_1/submit_tool_outputs", "invoke_agent"),
        ("/threads/thread_1/runs/run_1/cancel", None),
        ("/threads/thread_1/messages", None),
        ("/v1/keys", None),
    ],
)
def test_what_is_no_generation_has_no_span(path, word):
    assert operation_at(path) == word


def test_nothing_is_told_any_more_after_the_end(emulator_environment, spans):
    uninstrument()
    ChatAIMLAPI(model=MODEL).invoke("Say hello")
    assert spans() == ()
