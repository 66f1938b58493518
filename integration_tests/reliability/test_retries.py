"""Retries happen as documented: how many, when, how long; what is paid for by the piece is not made twice."""

import asyncio
import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from raw_server import RawServer

from langchain_aimlapi import (
    AIMLAPI3DGenerator,
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPIImageGenerator,
    AIMLAPIMusicGenerator,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
    APIConnectionError,
    ChatAIMLAPI,
    RateLimitError,
    RetryBudget,
    RetryPolicy,
    ServerError,
)

MODEL = "openai/gpt-4o"
REPLY = {
    "id": "c",
    "model": MODEL,
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}],
}


def answer(status=200, body=REPLY, headers=""):
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
    return head.encode() + content


def hang_up(server, connection):
    """Take the request and close the connection without a word."""
    server.read_request(connection)


def sequence(*answers):
    """One answer after the other, over all connections; the last one for ever."""
    turn = itertools.chain(answers, itertools.repeat(answers[-1]))
    lock = threading.Lock()

    def serve(server, connection):
        while server.read_request(connection):
            with lock:
                reply = next(turn)
            connection.sendall(reply)

    return serve


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Delays of our own accord are short; what the service asks for is waited for."""
    monkeypatch.setattr(RetryPolicy.__init__, "__defaults__", _shorter(RetryPolicy.__init__.__defaults__))


def _shorter(defaults):
    return tuple(0.01 if value == 0.5 else value for value in defaults)


def video(settings):
    AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", **settings).submit("A cat")


def avideo(settings):
    asyncio.run(AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", **settings).asubmit("A cat"))


def music(settings):
    AIMLAPIMusicGenerator(model="elevenlabs/eleven_music", **settings).submit("A song")


def image(settings):
    AIMLAPIImageGenerator(model="flux/schnell", **settings).generate("A cat")


def speech(settings):
    AIMLAPISpeech(model="#g1_aura-asteria-en", **settings).speak("Hello")


def mesh(settings):
    AIMLAPI3DGenerator(model="triposr", **settings).generate("https://a.example/cat.png")


def chat(settings):
    ChatAIMLAPI(model=MODEL, **settings).invoke("Hi")


def achat(settings):
    asyncio.run(ChatAIMLAPI(model=MODEL, **settings).ainvoke("Hi"))


def stream(settings):
    list(ChatAIMLAPI(model=MODEL, **settings).stream("Hi"))


def embed(settings):
    AIMLAPIEmbeddings(model="text-embedding-3-small", **settings).embed_query("Hi")


PAID = [video, avideo, music, image, speech, mesh]
CHEAP = [chat, achat, stream, embed]
by_name = {"ids": lambda value: getattr(value, "__name__", None)}


def settings_for(server, **settings):
    return {"api_key": "key", "base_url": server.url, **settings}


@pytest.mark.parametrize(("call", "attempts"), [*((c, 1) for c in PAID), *((c, 3) for c in CHEAP)], **by_name)
def test_only_what_may_be_repeated_is_sent_again_once_it_has_been_received(call, attempts):
    with RawServer(hang_up) as server:
        with pytest.raises(APIConnectionError, match="Could not get an answer") as caught:
            call(settings_for(server))
        assert len(server.requests) == attempts
    assert caught.value.sent


@pytest.mark.parametrize(("status", "attempts"), [(429, 3), (500, 3), (503, 3), (502, 1), (504, 1), (408, 1), (400, 1)])
@pytest.mark.parametrize("call", [video, image], **by_name)
def test_a_generation_is_submitted_again_only_after_an_answer_that_refused_it(call, status, attempts):
    with RawServer(sequence(answer(status, {"message": "no"}))) as server:
        with pytest.raises(Exception, match="no"):
            call(settings_for(server))
        assert len(server.requests) == attempts


@pytest.mark.parametrize("call", [video, chat], **by_name)
def test_what_never_reached_the_service_is_tried_again(call, monkeypatch):
    tried = []
    real = RetryPolicy.delay
    monkeypatch.setattr(RetryPolicy, "delay", lambda policy, error, n: tried.append(n) or real(policy, error, n))
    with RawServer(hang_up) as server:
        url = server.url
    with pytest.raises(APIConnectionError) as caught:
        call({"api_key": "key", "base_url": url})
    assert tried == [1, 2, 3]
    assert not caught.value.sent


@pytest.mark.parametrize(("resend", "attempts"), [(True, 3), (False, 1)])
def test_the_policy_may_say_otherwise(resend, attempts):
    with RawServer(hang_up) as server:
        client = AIMLAPIClient("key", server.url, retry_policy=RetryPolicy(resend=resend))
        with client, pytest.raises(APIConnectionError):
            client.generate_images({"model": "flux/schnell", "prompt": "A cat"})
        assert len(server.requests) == attempts
        with client, pytest.raises(APIConnectionError):
            client.embed({"model": "m", "input": "Hi"})
        assert len(server.requests) == 2 * attempts


@pytest.mark.parametrize(
    ("header", "least"),
    [
        ("Retry-After: 0.3", 0.3),
        ("Retry-After: 1", 1.0),
        ("retry-after-ms: 300", 0.3),
        ("Retry-After: -7", 0.0),
        ("Retry-After: soon", 0.0),
        ("Retry-After: Tue, 01 Sep 2020 12:00:00 GMT", 0.0),
    ],
)
@pytest.mark.parametrize("call", [chat, achat], **by_name)
def test_what_the_service_asks_to_wait_is_waited(call, header, least):
    refusal = answer(429, {"message": "slow down"}, header + "\r\n")
    with RawServer(sequence(refusal, answer())) as server:
        began = time.monotonic()
        call(settings_for(server))
        assert least <= time.monotonic() - began < least + 3
        assert len(server.requests) == 2


@pytest.mark.parametrize("call", [chat, achat, stream, embed, image], **by_name)
def test_a_wait_beyond_the_cap_is_an_error_at_once(call):
    refusal = answer(429, {"message": "slow down"}, "Retry-After: 86400\r\n")
    with RawServer(sequence(refusal)) as server:
        with pytest.raises(RateLimitError) as caught:
            call(settings_for(server))
        assert caught.value.retry_after == 86400
        assert len(server.requests) == 1


def test_a_common_budget_keeps_an_outage_from_being_multiplied():
    budget = RetryBudget(capacity=5)
    with RawServer(sequence(answer(503, {"message": "down"}))) as server:
        chat_model = ChatAIMLAPI(model=MODEL, retry_budget=budget, **settings_for(server))
        embeddings = AIMLAPIEmbeddings(model="text-embedding-3-small", retry_budget=budget, **settings_for(server))
        for call in (chat_model.invoke, embeddings.embed_query) * 10:
            with pytest.raises(ServerError):
                call("Hi")
        assert len(server.requests) == 20 + 5
    assert budget.left == 0


def _every_tenth_fails():
    """Three kinds of failure, one for every tenth request, evenly mixed."""
    number = itertools.count()
    bad = [answer(429, {"message": "slow down"}), answer(500, {"message": "oops"}), answer(503, {"message": "busy"})]

    def serve(server, connection):
        while server.read_request(connection):
            turn = next(number)
            connection.sendall(bad[turn // 10 % 3] if turn % 10 == 0 else answer())

    return serve


@pytest.mark.parametrize("colour", ["threads", "tasks"])
def test_500_parallel_calls_of_which_a_tenth_fails_all_succeed(colour):
    with RawServer(_every_tenth_fails()) as server:
        model = ChatAIMLAPI(model=MODEL, max_retries=5, **settings_for(server))
        if colour == "threads":
            with ThreadPoolExecutor(50) as pool:
                texts = list(pool.map(lambda _: model.invoke("Hi").text, range(500)))
        else:
            texts = asyncio.run(_gather(model))
        assert texts == ["hello"] * 500
        assert 550 <= len(server.requests) <= 560


async def _gather(model):
    return [message.text for message in await asyncio.gather(*(model.ainvoke("Hi") for _ in range(500)))]
