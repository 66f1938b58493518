"""Calls by LiteLLM are seen by whoever watches the client, as `langchain_aimlapi.otel` does."""

import litellm
import pytest
from calling import QUESTION, ask, fault, stream_of

from langchain_aimlapi.api.telemetry import Watch, add_observer, remove_observer


class Notes(Watch):
    """Writes down one call."""

    def __init__(self, path, model):
        self.path, self.model, self.usage, self.ends = path, model, None, []

    def answered(self, reply):
        self.usage = reply.get("usage") or self.usage
        return reply

    def ended(self, error=None):
        self.ends.append(error)


class Observer:
    """Writes down every call."""

    def __init__(self):
        self.seen = []

    def begin(self, path, body, base_url):
        self.seen.append(Notes(path, body["model"]))
        return self.seen[-1]


@pytest.fixture
def seen():
    observer = Observer()
    add_observer(observer)
    yield observer.seen
    remove_observer(observer)


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_completion_is_seen_once_with_its_usage(service, seen, colour, streamed):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION}
    await (stream_of(colour, **call) if streamed else ask(colour, **call))
    (notes,) = seen
    assert (notes.path, notes.model) == ("/v1/chat/completions", "openai/gpt-4o")
    assert notes.usage["total_tokens"] > 0
    assert notes.ends[0] is None


async def test_other_families_are_seen(service, seen, colour):
    if colour == "sync":
        litellm.embedding("aimlapi/text-embedding-3-small", input=["one"])
        litellm.image_generation(prompt="A boat", model="aimlapi/flux/schnell")
    else:
        await litellm.aembedding("aimlapi/text-embedding-3-small", input=["one"])
        await litellm.aimage_generation(prompt="A boat", model="aimlapi/flux/schnell")
    assert [(notes.path, notes.model) for notes in seen] == [
        ("/v1/embeddings", "text-embedding-3-small"),
        ("/v1/images/generations", "flux/schnell"),
    ]


async def test_a_failure_is_seen_as_one(service, seen, colour):
    call = {"model": "aimlapi/openai/gpt-4o", "messages": QUESTION, "max_retries": 0}
    with pytest.raises(litellm.ServiceUnavailableError):
        await ask(colour, **call, extra_headers=fault("status=503"))
    (notes,) = seen
    assert [error.status_code for error in notes.ends] == [503]
