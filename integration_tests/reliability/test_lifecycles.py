"""Calls that nobody waits for any more leave nothing behind; one object serves threads, loops, processes, copies."""

import asyncio
import contextlib
import copy
import gc
import multiprocessing
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from raw_server import EVENTS, JSON, WORD, RawServer

from langchain_aimlapi import AIMLAPIClient, AIMLAPIEmbeddings, AIMLAPIVideoGenerator, ChatAIMLAPI
from langchain_aimlapi.api.dialects import CHAT

MODEL = "openai/gpt-4o"
FILM = "google/veo-3.1-t2v"
BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}]}


def say_nothing(server, connection):
    server.read_request(connection)
    server.wait(connection)


def begin_json(server, connection):
    server.read_request(connection)
    connection.sendall(JSON + b'{"id":')
    server.wait(connection)


def talk_for_ever(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD * 3)
    server.wait(connection)


async def chat(url):
    await ChatAIMLAPI(model=MODEL, api_key="key", base_url=url).ainvoke("Hi")


async def stream(url):
    async for _ in ChatAIMLAPI(model=MODEL, api_key="key", base_url=url).astream("Hi"):
        pass


async def embed(url):
    await AIMLAPIEmbeddings(model="text-embedding-3-small", api_key="key", base_url=url).aembed_query("Hi")


async def submit(url):
    await AIMLAPIVideoGenerator(model=FILM, api_key="key", base_url=url).asubmit("A cat")


@pytest.mark.parametrize("serve", [say_nothing, begin_json, talk_for_ever], ids=lambda serve: serve.__name__)
@pytest.mark.parametrize("call", [chat, stream, embed, submit], ids=lambda call: call.__name__)
async def test_a_cancelled_task_hangs_up_at_once(call, serve):
    with RawServer(serve) as server:
        task = asyncio.create_task(call(server.url))
        await asyncio.to_thread(server.asked.wait, 5)
        await asyncio.sleep(0.1)
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - began < 1
        assert await asyncio.to_thread(server.hung_up.wait, 2)


async def test_a_wait_between_attempts_can_be_cancelled():
    def refuse(server, connection):
        while server.read_request(connection):
            connection.sendall(b"HTTP/1.1 429 X\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")

    with RawServer(refuse) as server:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await chat(server.url)
        assert time.monotonic() - began < 2


def test_a_stream_that_is_forgotten_hangs_up():
    with RawServer(talk_for_ever) as server, AIMLAPIClient("key", server.url) as client:
        chunks = client.stream_chat(CHAT, BODY)
        next(chunks)
        del chunks
        gc.collect()
        assert server.hung_up.wait(2)


OPEN = Path("/proc/self/fd")


def sockets():
    """How many sockets this process has open."""
    found = 0
    for file in OPEN.iterdir():
        with contextlib.suppress(OSError):  # closed since the list was made
            found += str(file.readlink()).startswith("socket:")
    return found


@pytest.mark.skipif(not OPEN.is_dir(), reason="open files are counted in /proc")
def test_hundreds_of_calls_cancelled_left_and_failed_leave_nothing_behind(emulator):
    async def some_call(number, model):
        how = number % 4
        with contextlib.suppress(Exception):
            if how == 0:
                await model.ainvoke("Say hello")
            elif how == 1:
                chunks = model.astream("Say one two three four")
                await anext(chunks)
                await chunks.aclose()
            elif how == 2:
                await model.ainvoke("Say hello", extra_headers={"X-Emulator-Fault": "status=500"}, max_retries=0)
            else:
                async with asyncio.timeout(0.01):
                    await model.ainvoke("Say hello", extra_headers={"X-Emulator-Fault": "delay=1"})

    async def all_calls():
        client = AIMLAPIClient("key", emulator.base_url)
        model = ChatAIMLAPI(model=MODEL, api_key="key", base_url=emulator.base_url)
        model.client = client
        for start in range(0, 500, 50):
            await asyncio.gather(*(some_call(start + number, model) for number in range(50)))
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await client.aclose()
        return left

    before = sockets()
    assert asyncio.run(all_calls()) == []
    gc.collect()
    assert sockets() <= before + 2  # the server's side may close a moment later


# One object everywhere


def embeds(embeddings, number):
    return len(embeddings.embed_documents([f"text {number}"])[0])


def submits(film, number):
    return bool(film.submit(f"A cat, {number}").id)


MAKERS = {
    "embeddings": (lambda: AIMLAPIEmbeddings(model="text-embedding-3-small", max_retries=0), embeds, 1536),
    "job": (lambda: AIMLAPIVideoGenerator(model=FILM, max_retries=0), submits, True),
}
every_surface = pytest.mark.parametrize(("make", "ask", "right"), MAKERS.values(), ids=MAKERS)


async def _ask_async(thing):
    if isinstance(thing, AIMLAPIEmbeddings):
        return len((await thing.aembed_documents(["text"]))[0])
    return bool((await thing.asubmit("A cat")).id)


@every_surface
def test_one_object_answers_in_several_event_loops(emulator_environment, make, ask, right):
    thing = make()
    assert [asyncio.run(_ask_async(thing)) for _ in range(3)] == [right] * 3


@every_surface
def test_one_object_answers_in_many_threads(emulator_environment, make, ask, right):
    thing = make()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: ask(thing, number), range(32))) == [right] * 32


@every_surface
def test_pickled_and_copied_objects_answer_too(emulator_environment, make, ask, right):
    thing = make()
    assert ask(thing, 0) == right
    for twin in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing), copy.copy(thing), thing.model_copy()):
        assert ask(twin, 1) == right


def _tell(ask, thing, number, answers):
    answers.put(ask(thing, number))


@every_surface
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_forked_children_have_sockets_of_their_own(emulator_environment, make, ask, right):
    thing = make()
    assert ask(thing, 0) == right  # the parent's connection is open from here on
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    children = [context.Process(target=_tell, args=(ask, thing, number, answers)) for number in range(3)]
    for child in children:
        child.start()
    assert [ask(thing, number) for number in range(3)] == [right] * 3
    assert [answers.get(timeout=30) for _ in children] == [right] * 3
    for child in children:
        child.join(30)
    assert emulator_environment.connections >= 3, "one for each child"
