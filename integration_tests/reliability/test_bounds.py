"""Every call ends within its time, whatever the server does; the error names the limit that was reached."""

import asyncio
import itertools
import socket
import time
from contextlib import ExitStack

import pytest
from langchain_core.messages import HumanMessage
from raw_server import EVENTS, HEAD, JSON, WORD, RawServer

from langchain_aimlapi import (
    AIMLAPIClient,
    AIMLAPIEmbeddings,
    AIMLAPISpeech,
    AIMLAPIVideoGenerator,
    APITimeoutError,
    ChatAIMLAPI,
    ServerError,
    Timeouts,
)
from langchain_aimlapi.http_library import httpx

MODEL = "openai/gpt-4o"
SHORT = 0.3
FAR = Timeouts(connect=20, first_byte=20, between_chunks=20, total=20, write=20, pool=20)
WAIT = 0.6
"""Seconds; half of what a slow talker takes in all, and six times its silence."""
SOUND = b"\xff\xfb\x90\x44" + b"\0" * 28
ENOUGH = 5.0
"""Seconds; far more than any of these limits, far less than the time that the server would take."""


def invoke(settings):
    ChatAIMLAPI(model=MODEL, **settings).invoke("Hi")


def ainvoke(settings):
    asyncio.run(ChatAIMLAPI(model=MODEL, **settings).ainvoke("Hi"))


def stream(settings):
    list(ChatAIMLAPI(model=MODEL, **settings).stream("Hi"))


def astream(settings):
    async def read():
        async for _ in ChatAIMLAPI(model=MODEL, **settings).astream("Hi"):
            pass

    asyncio.run(read())


def embed(settings):
    AIMLAPIEmbeddings(model="text-embedding-3-small", **settings).embed_query("Hi")


def submit(settings):
    AIMLAPIVideoGenerator(model="google/veo-3.1-t2v", **settings).submit("A cat")


WHOLE = [invoke, ainvoke, embed, submit]
STREAMED = [stream, astream]
READERS = {
    "stream": lambda model, given: "".join(chunk.text for chunk in model.stream("Hi", **given)),
    "astream": lambda model, given: asyncio.run(_read_async(model, given)),
    "invoke": lambda model, given: model.model_copy(update={"streaming": True}).invoke("Hi", **given).text,
}
by_name = {"ids": lambda value: getattr(value, "__name__", None)}


def say_nothing(server, connection):
    server.read_request(connection)
    server.wait(connection)


def drip_headers(server, connection):
    server.read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    server.drip(connection, itertools.repeat(b"a"))


def continue_for_ever(server, connection):
    server.read_request(connection)
    server.drip(connection, itertools.repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n"))


def drip_json(server, connection):
    server.read_request(connection)
    connection.sendall(JSON)
    server.drip(connection, itertools.repeat(b" "))


def stall_json(server, connection):
    server.read_request(connection)
    connection.sendall(JSON + b'{"id":')
    server.wait(connection)


def stall_stream(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD)
    server.wait(connection)


def comment_for_ever(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD)
    server.drip(connection, itertools.repeat(b": still here\n\n"))


def ping_for_ever(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD)
    server.drip(connection, itertools.repeat(b'event: ping\ndata: {"type": "ping"}\n\n'))


def drip_line(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD + b"data: ")
    server.drip(connection, itertools.repeat(b" "))


def talk_for_ever(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS)
    server.drip(connection, itertools.repeat(WORD))


def flood_comments(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS + WORD)
    server.drip(connection, itertools.repeat(b": spam\n" * 2000), seconds=0.0)


def talk_slowly(server, connection):
    server.read_request(connection)
    connection.sendall(EVENTS)
    server.drip(connection, [WORD] * 12, seconds=0.1)
    connection.sendall(WORD.replace(b"}}]", b'},"finish_reason":"stop"}]') + b"data: [DONE]\n\n")


def talk_slowly_aloud(server, connection):
    server.read_request(connection)
    connection.sendall(HEAD % (b"audio/mpeg", b"Content-Length: %d\r\n" % (12 * len(SOUND))))
    server.drip(connection, [SOUND] * 12, seconds=0.1)


def drip_error(server, connection):
    server.read_request(connection)
    connection.sendall(b"HTTP/1.1 500 Oh\r\nContent-Length: 100000\r\n\r\n")
    server.drip(connection, itertools.repeat(b"e"))


BOUNDS = [
    *(
        (serve, "first_byte", call)
        for serve in (say_nothing, drip_headers, continue_for_ever)
        for call in WHOLE + STREAMED
    ),
    *((serve, "between_chunks", call) for serve in (stall_json,) for call in WHOLE),
    *(
        (serve, "between_chunks", call)
        for serve in (stall_stream, comment_for_ever, ping_for_ever, drip_line, flood_comments)
        for call in STREAMED
    ),
    *((serve, "total", call) for serve in (say_nothing, drip_headers, drip_json) for call in WHOLE),
    *((serve, "total", call) for serve in (drip_headers, comment_for_ever, talk_for_ever) for call in STREAMED),
]


@pytest.mark.parametrize(("serve", "limit", "call"), BOUNDS, **by_name)
def test_a_call_ends_at_the_limit_that_is_reached_first(serve, limit, call):
    limits = {name: getattr(FAR, name) for name in ("connect", "first_byte", "between_chunks", "total")}
    with RawServer(serve) as server:
        began = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            call(_settings(server, Timeouts(**limits | {limit: SHORT})))
        assert SHORT * 0.9 <= time.monotonic() - began < ENOUGH
        assert caught.value.limit == limit
        assert f"Timeouts({limit}=...)" in str(caught.value)
        assert server.hung_up.wait(5), "the connection is closed"


@pytest.mark.parametrize("call", WHOLE, **by_name)
def test_a_number_bounds_the_whole_call(call):
    with RawServer(drip_json) as server:
        began = time.monotonic()
        with pytest.raises(APITimeoutError, match="in all"):
            call(_settings(server, SHORT))
        assert time.monotonic() - began < ENOUGH


@pytest.mark.parametrize("call", [invoke, ainvoke], **by_name)
def test_a_number_bounds_a_whole_call_with_its_retries(call):
    with RawServer(say_nothing) as server:
        began = time.monotonic()
        with pytest.raises(APITimeoutError):
            call({**_settings(server, SHORT), "max_retries": 50})
        assert time.monotonic() - began < 2 * SHORT
        assert len(server.requests) == 1


SETTINGS = [WAIT, (WAIT, WAIT), httpx.Timeout(WAIT)]


@pytest.mark.parametrize("timeout", SETTINGS, ids=["number", "pair", "httpx"])
@pytest.mark.parametrize("per_call", [False, True], ids=["model", "call"])
@pytest.mark.parametrize("streaming", READERS)
def test_a_stream_that_goes_on_outlives_the_time_of_one_wait(streaming, per_call, timeout):
    with RawServer(talk_slowly) as server:
        model = ChatAIMLAPI(model=MODEL, **_settings(server, FAR if per_call else timeout))
        given = {"timeout": timeout} if per_call else {}
        began = time.monotonic()
        assert READERS[streaming](model, given) == "x" * 13
        assert time.monotonic() - began > 1.5 * WAIT


def test_a_stream_that_is_read_late_has_all_of_its_time():
    with RawServer(talk_slowly) as server:
        model = ChatAIMLAPI(model=MODEL, **_settings(server, 1))
        call = model._call([HumanMessage("Hi")], None, {}, stream=True)
        chunks = model.client.stream_chat(call.dialect, call.body, call.options)
        time.sleep(1.5)  # nobody has asked for anything yet
        assert list(chunks)


@pytest.mark.parametrize("serve", [stall_stream, comment_for_ever, drip_line])
@pytest.mark.parametrize("call", STREAMED, **by_name)
def test_a_number_ends_a_stream_that_has_nothing_more_to_say(call, serve):
    with RawServer(serve) as server:
        began = time.monotonic()
        with pytest.raises(APITimeoutError, match="nothing new for") as caught:
            call(_settings(server, SHORT))
        assert caught.value.limit == "between_chunks"
        assert time.monotonic() - began < ENOUGH


@pytest.mark.parametrize("call", STREAMED, **by_name)
def test_a_total_ends_a_stream_that_goes_on(call):
    with RawServer(talk_for_ever) as server, pytest.raises(APITimeoutError, match="in all"):
        call(_settings(server, Timeouts(total=SHORT)))


def test_a_number_bounds_a_sound_that_is_held_and_not_one_that_is_handed_on():
    with RawServer(talk_slowly_aloud) as server:
        speaker = AIMLAPISpeech(model="deepgram/aura", **_settings(server, WAIT))
        assert b"".join(speaker.iter_speech("Hi")) == SOUND * 12
        with pytest.raises(APITimeoutError, match="in all"):
            speaker.speak("Hi")
        with pytest.raises(APITimeoutError, match="in all"):
            asyncio.run(speaker.aspeak("Hi"))


def test_a_call_may_have_limits_of_its_own():
    with RawServer(say_nothing) as server:
        model = ChatAIMLAPI(model=MODEL, **_settings(server, FAR))
        with pytest.raises(APITimeoutError, match=r"no answer within 0\.3 s.*first_byte"):
            model.invoke("Hi", timeout=Timeouts(first_byte=SHORT))


@pytest.mark.parametrize("call", STREAMED, **by_name)
def test_what_a_stream_had_said_is_kept(call):
    with RawServer(comment_for_ever) as server:
        with pytest.raises(APITimeoutError, match="nothing new for") as caught:
            call(_settings(server, Timeouts(between_chunks=SHORT)))
        assert caught.value.partial_text == "x"
        assert caught.value.began
        assert len(server.requests) == 1


@pytest.mark.parametrize("call", [invoke, ainvoke], **by_name)
def test_the_body_of_an_error_is_not_waited_for(call, monkeypatch):
    monkeypatch.setattr("langchain_aimlapi.api.answers.ERROR_SECONDS", SHORT)
    with RawServer(drip_error) as server:
        began = time.monotonic()
        with pytest.raises(ServerError):
            call(_settings(server, FAR))
        assert time.monotonic() - began < ENOUGH


@pytest.mark.parametrize("call", [invoke, ainvoke], **by_name)
def test_the_total_covers_all_attempts_and_the_waits_between_them(call):
    def refuse(server, connection):
        while server.read_request(connection):
            connection.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")

    with RawServer(refuse) as server:
        began = time.monotonic()
        with pytest.raises(ServerError) as caught:
            call({**_settings(server, Timeouts(total=1.0)), "max_retries": 50})
        assert time.monotonic() - began < 1.1
        assert caught.value.status_code == 503
        assert len(server.requests) == 2


@pytest.mark.parametrize("call", [invoke, ainvoke], **by_name)
def test_nobody_who_lets_one_in(call):
    with ExitStack() as held:
        full = held.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(APITimeoutError, match="could not be connected to within") as caught:
            call({"api_key": "key", "base_url": url, "max_retries": 0, "timeout": Timeouts(connect=SHORT)})
        assert caught.value.limit == "connect"
        assert not caught.value.sent
        assert time.monotonic() - began < ENOUGH


@pytest.mark.parametrize("call", [invoke, ainvoke], **by_name)
def test_a_handshake_that_is_not_answered(call):
    with RawServer(lambda server, connection: server.wait(connection)) as server:
        settings = _settings(server, Timeouts(connect=SHORT))
        with pytest.raises(APITimeoutError, match="could not be connected to within"):
            call({**settings, "base_url": server.url.replace("http", "https")})


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_server_that_does_not_take_the_request(colour):
    def do_not_read(server, connection):
        while not server.stopped.wait(0.05):
            pass

    body = {"model": MODEL, "input": "x" * 40_000_000}
    with RawServer(do_not_read) as server, AIMLAPIClient("key", server.url, Timeouts(write=SHORT), 0) as client:
        with pytest.raises(APITimeoutError, match="stopped taking the request") as caught:
            client.embed(body) if colour == "sync" else asyncio.run(client.aembed(body))
        assert caught.value.limit == "write"


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_client_of_the_users_own_is_bounded_where_the_answer_has_begun(colour):
    """What httpx does alone cannot be bounded from outside in one colour: there, headers may drip."""
    with RawServer(drip_json) as server:
        own = {"http_client": httpx.Client()} if colour == "sync" else {"http_async_client": httpx.AsyncClient()}
        model = ChatAIMLAPI(model=MODEL, **_settings(server, Timeouts(total=SHORT)), **own)
        began = time.monotonic()
        with pytest.raises(APITimeoutError, match="in all"):
            model.invoke("Hi") if colour == "sync" else asyncio.run(_then_close(model))
        assert time.monotonic() - began < ENOUGH
        if colour == "sync":
            model.http_client.close()


async def _then_close(model):
    async with model.http_async_client:
        await model.ainvoke("Hi")


def test_time_that_the_reader_takes_is_no_silence_of_the_server():
    with RawServer(talk_slowly) as server:
        model = ChatAIMLAPI(model=MODEL, **_settings(server, Timeouts(between_chunks=0.5)))
        text = ""
        for chunk in model.stream("Hi"):
            text += chunk.text
            time.sleep(0.2)
    assert text == "x" * 13


async def _read_async(model, given):
    return "".join([chunk.text async for chunk in model.astream("Hi", **given)])


def _settings(server, timeout):
    return {"api_key": "key", "base_url": server.url, "max_retries": 0, "timeout": timeout}
