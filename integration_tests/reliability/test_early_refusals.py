"""A server may refuse a large request before it has read it: the answer counts, and nobody writes on for nothing."""

import asyncio
import fcntl
import logging
import socket
import struct
import termios
import time

import pytest
from raw_server import RawServer
from wire import ANSWER, LARGE, LOOPS, Proxy, aask, ask, client_for, colours, https, over_tls

from langchain_aimlapi import APIStatusError, Timeouts
from langchain_aimlapi.api.uploads import FilePart

HUGE = {**LARGE, "messages": [{"role": "user", "content": "x" * 20_000_000}]}
"""Far more than the buffers of both sides hold."""
PATIENT = Timeouts(write=20, first_byte=20, connect=20)
LINGER_NOT = struct.pack("ii", 1, 0)
HINT = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"


def refusal(status):
    body = b'{"message": "refused for this reason", "statusCode": %d}' % status
    return (
        b"HTTP/1.1 %d No\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body
    )


def say(connection, words):
    """Send, and wait until the client's system has it: a reset that overtakes it would destroy it there."""
    connection.sendall(words)
    while any(fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4))):
        time.sleep(0.001)


def refuse_and_close(status, before=b""):
    """What it has not read makes the system reset the connection."""

    def serve(server, connection):
        connection.recv(1000)
        say(connection, before + refusal(status))

    return serve


def refuse_and_reset(status):
    def serve(server, connection):
        connection.recv(1000)
        say(connection, refusal(status))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)

    return serve


def refuse_and_stay(status):
    """It neither reads nor hangs up: only the answer says that it is over."""

    def serve(server, connection):
        connection.recv(1000)
        say(connection, refusal(status))
        server.stopped.wait(60)

    return serve


def refuse_in_the_middle(status):
    def serve(server, connection):
        for _ in range(40):
            connection.recv(65536)
        say(connection, refusal(status))

    return serve


WAYS = [refuse_and_close, refuse_and_reset, refuse_and_stay, refuse_in_the_middle]


@pytest.fixture
def quiet(caplog, capfd):
    """Nothing is written to stderr, and asyncio has nothing to warn about."""
    caplog.set_level(logging.WARNING, logger="asyncio")
    yield
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
    assert capfd.readouterr().err == ""


def run(colour, url, call=ask, acall=aask, **settings):
    client = client_for(url, timeout=PATIENT, **settings)
    if colour == "sync":
        with client:
            return call(client, HUGE)

    async def one():
        async with client:
            return await acall(client, HUGE)

    with asyncio.Runner(loop_factory=LOOPS[colour]) as runner:
        return runner.run(one())


@pytest.mark.parametrize("secured", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@colours
def test_a_refusal_is_heard_while_the_request_is_written(trusted, quiet, colour, way, secured):
    for status in (413, 401, 429):
        serve = way(status)
        with RawServer(over_tls(trusted, serve) if secured else serve) as server:
            with pytest.raises(APIStatusError, match="refused for this reason") as caught:
                run(colour, https(server) if secured else server.url)
            assert caught.value.status_code == status


@colours
def test_a_refusal_behind_hints_is_heard_too(quiet, colour):
    with RawServer(refuse_and_close(413, HINT * 2)) as server, pytest.raises(APIStatusError, match="this reason"):
        run(colour, server.url)


@pytest.mark.parametrize("secured", [False, True], ids=["http", "https"])
@colours
def test_hints_and_answers_that_begin_early_do_not_stop_the_request(trusted, quiet, colour, secured):
    """A server may begin its answer while it reads, and wants the rest all the same."""

    def begin_early(server, connection):
        connection.recv(1000)
        connection.sendall(HINT + ANSWER[:40])
        left = 20_000_000 - 1000  # of the text alone; headers may have come with it or by themselves
        while left > 0:
            left -= len(connection.recv(1 << 20)) or left + 1
        server.asked.set()
        connection.sendall(ANSWER[40:])
        server.wait(connection)

    with RawServer(over_tls(trusted, begin_early) if secured else begin_early) as server:
        assert run(colour, https(server) if secured else server.url) == "hello"
        assert server.asked.is_set()


@colours
def test_a_refused_upload_in_pieces_is_heard(quiet, colour, tmp_path):
    sound = tmp_path / "sound.wav"
    sound.write_bytes(b"x" * 20_000_000)
    with sound.open("rb") as file, RawServer(refuse_and_close(413)) as server:
        part = [FilePart("audio", "sound.wav", file)]
        with pytest.raises(APIStatusError, match="this reason"):
            run(
                colour,
                server.url,
                lambda client, _: client.submit_transcription({"model": "#g1_nova-2-general"}, part),
                lambda client, _: client.asubmit_transcription({"model": "#g1_nova-2-general"}, part),
            )


@colours
def test_a_refusal_is_heard_through_a_proxy(authority, trusted, use_proxy, quiet, colour):
    authority.issue_cert("service.example").configure_cert(trusted)
    with RawServer(over_tls(trusted, refuse_and_stay(413))) as server:
        proxy = Proxy(("127.0.0.1", int(server.url.rpartition(":")[2])))
        with proxy.server:
            use_proxy("https", proxy.server.url)
            with pytest.raises(APIStatusError, match="this reason"):
                run(colour, "https://service.example")
