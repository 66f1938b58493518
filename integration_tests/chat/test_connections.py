"""One model object everywhere: connections that live on, and are closed when nobody needs them."""

import asyncio
import contextlib
import copy
import multiprocessing
import os
import pickle
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from langchain_aimlapi import AIMLAPIClient, ChatAIMLAPI
from langchain_aimlapi.api.dialects import CHAT
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"


@pytest.fixture
def model(emulator_environment):
    """A model with connections of its own, so that they can be counted."""
    model = ChatAIMLAPI(model=MODEL, max_tokens=50)
    model.client = AIMLAPIClient(api_key="key", base_url=emulator_environment.base_url)
    yield model
    model.client.close()


def test_sequential_streams_use_one_connection(model, emulator):
    for _ in range(8):
        assert list(model.stream("Say hello"))
    assert emulator.connections == 1


async def test_sequential_asynchronous_streams_use_one_connection(model, emulator):
    for _ in range(8):
        assert [chunk async for chunk in model.astream("Say hello")]
    assert emulator.connections == 1
    await model.client.aclose()


def test_a_body_held_open_after_done_does_not_hold_the_caller(emulator_environment):
    slow = ChatAIMLAPI(model=MODEL, default_headers={"X-Emulator-Fault": "hold-open=20"})
    chunks = list(slow.stream("Say hello"))
    assert "".join(chunk.text for chunk in chunks) == "hello"


async def test_a_body_held_open_after_done_does_not_hold_an_asynchronous_caller(emulator_environment):
    slow = ChatAIMLAPI(model=MODEL, default_headers={"X-Emulator-Fault": "hold-open=20"})
    async with asyncio.timeout(10):
        assert "".join([chunk.text async for chunk in slow.astream("Say hello")]) == "hello"


@pytest.fixture
def endless_stream():
    """A server whose stream never ends, and an event that tells when its client has hung up."""
    hung_up = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection:
            request = b""
            while b"Hi" not in request:
                request += connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            chunk = b'data: {"id":"c","choices":[{"index":0,"delta":{"content":"x"}}]}\n\n'
            connection.sendall(chunk * 3)
            connection.settimeout(10)
            with contextlib.suppress(ConnectionError):  # a reset is a client that is gone, too
                assert connection.recv(1) == b""
            hung_up.set()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", hung_up
    listener.close()
    thread.join(10)


def test_leaving_a_stream_early_closes_its_connection(endless_stream):
    url, hung_up = endless_stream
    stream = ChatAIMLAPI(model=MODEL, api_key="key", base_url=url).stream("Hi")
    assert next(stream).text == "x"
    stream.close()
    assert hung_up.wait(5)


def test_a_stream_that_nobody_reads_is_closed_too(endless_stream):
    url, hung_up = endless_stream
    with AIMLAPIClient(api_key="key", base_url=url) as client:
        stream = client.stream_chat(CHAT, {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}]})
        stream.close()
        assert hung_up.wait(5)


async def test_leaving_an_asynchronous_stream_early_closes_its_connection(endless_stream):
    url, hung_up = endless_stream
    stream = ChatAIMLAPI(model=MODEL, api_key="key", base_url=url).astream("Hi")
    assert (await anext(stream)).text == "x"
    await stream.aclose()
    assert await asyncio.to_thread(hung_up.wait, 5)


async def test_cancelling_a_task_closes_its_connection(endless_stream):
    url, hung_up = endless_stream
    model = ChatAIMLAPI(model=MODEL, api_key="key", base_url=url)

    async def read():
        async for _ in model.astream("Hi"):
            pass

    task = asyncio.create_task(read())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(hung_up.wait, 5)


def test_one_model_answers_in_several_event_loops(emulator_environment):
    model = ChatAIMLAPI(model=MODEL, max_retries=0)
    answers = [asyncio.run(model.ainvoke("Say hello")).text for _ in range(3)]
    assert answers == ["hello"] * 3


def test_one_model_answers_in_many_threads(emulator_environment):
    model = ChatAIMLAPI(model=MODEL, max_retries=0)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: model.invoke(f"Say number {number}").text, range(64)))
    assert answers == [f"number {number}" for number in range(64)]


def test_a_pickled_and_a_copied_model_answer_like_the_first(emulator_environment):
    model = ChatAIMLAPI(model=MODEL, max_retries=0, temperature=0.5)
    assert model.invoke("Say hello").text == "hello"
    for twin in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), copy.copy(model), model.model_copy()):
        assert twin == model
        assert twin.invoke("Say hello").text == "hello"


def _ask(model, number, answers):
    answers.put((number, model.invoke(f"Say number {number}").text))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_forked_children_never_read_from_their_parents_sockets(emulator_environment):
    model = ChatAIMLAPI(model=MODEL, max_retries=0)
    assert model.invoke("Say parent").text == "parent"  # the parent's connection is open from here on
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    children = [context.Process(target=_ask, args=(model, number, answers)) for number in range(4)]
    for child in children:
        child.start()
    told = [model.invoke(f"Say parent {number}").text for number in range(4)]
    heard = dict(answers.get(timeout=30) for _ in children)
    for child in children:
        child.join(30)
    assert told == [f"parent {number}" for number in range(4)]
    assert heard == {number: f"number {number}" for number in range(4)}


def test_a_client_of_the_users_own_is_used_and_stays_open(emulator_environment):
    seen = []
    with httpx.Client(event_hooks={"request": [lambda request: seen.append(request.url.path)]}) as mine:
        model = ChatAIMLAPI(model=MODEL, http_client=mine)
        assert model.invoke("Say hello").text == "hello"
        model.client.close()
        assert not mine.is_closed
        assert copy.deepcopy(model).http_client is mine
        with pytest.raises(TypeError, match="http_client"):
            pickle.dumps(model)
    assert seen == ["/v1/chat/completions"]


def test_a_proxy_that_the_environment_names_is_used(emulator_environment, monkeypatch):
    proxied = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection:
            if connection.recv(65536).startswith(b"POST http://service.example/v1/chat/completions"):
                proxied.set()
            connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
    monkeypatch.setenv("http_proxy", os.environ["HTTP_PROXY"])
    with AIMLAPIClient(api_key="key", base_url="http://service.example", max_retries=0, allow_http=True) as client:
        model = ChatAIMLAPI(model=MODEL)
        model.client = client
        with pytest.raises(Exception, match="502"):
            model.invoke("Hi")
    thread.join(5)
    listener.close()
    assert proxied.is_set()
