"""Answers mean the same however their bytes are cut; a connection is used again only if nothing is left on it."""

import ssl
from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.calls import Call, make_request
from langchain_aimlapi.api.http11 import AsyncConnection, Connection, Protocol
from langchain_aimlapi.api.senders import Sender
from langchain_aimlapi.http_library import httpcore, httpx

ORIGIN = httpcore.Origin(b"http", b"host", 80)
CONTEXT = ssl.create_default_context
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\nX-Case: A\r\nContent-Length: 6\r\n\r\nanswer"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nans\r\n3;x=y\r\nwer\r\n0\r\nTrailer: 1\r\n\r\n"
TO_THE_END = b"HTTP/1.0 200 OK\r\n\r\nanswer"


def request(content=b"{}"):
    url = httpcore.URL(scheme=b"http", host=b"host", port=None, target=b"/v1?a=b")
    size = str(len(content)).encode()
    return httpcore.Request("POST", url, headers=[(b"Host", b"host"), (b"Content-Length", size)], content=content)


def connection(*answers):
    return Connection(ORIGIN, httpcore.MockBackend(list(answers)), CONTEXT)


def read(response):
    try:
        return b"".join(response.stream)
    finally:
        response.stream.close()


@pytest.mark.parametrize("answer", [WHOLE, CHUNKED, TO_THE_END], ids=["length", "chunks", "end"])
@given(cuts=st.lists(st.integers(0, 200), max_size=8), hints=st.integers(0, 2))
def test_an_answer_may_be_cut_anywhere(answer, cuts, hints):
    data = HINTS * hints + answer
    marks = [0, *sorted(cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(marks) if data[start:end]]
    response = connection(*pieces).handle_request(request())
    assert response.status == 200
    assert read(response) == b"answer"


def test_names_of_headers_are_as_they_came():
    assert connection(WHOLE).handle_request(request()).headers[0] == (b"X-Case", b"A")


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        (WHOLE, True),
        (CHUNKED, True),
        (TO_THE_END, False),
        (WHOLE.replace(b"X-Case: A", b"Connection: close"), False),
        (WHOLE + b"left over", False),
        (CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 6\r\n\r\n", 1), False),
        (CHUNKED.replace(b"\r\nTransfer", b"\r\nContent-Length: 999\r\nTransfer", 1), False),
    ],
    ids=["length", "chunks", "end", "close", "surplus", "two ends", "two ends that differ"],
)
def test_a_connection_is_idle_again_only_if_it_takes_another_request(answer, again):
    used = connection(answer)
    response = used.handle_request(request())
    assert not used.is_idle()
    assert read(response) == b"answer"
    assert used.is_idle() is again
    assert used.is_closed() is not again


def test_one_connection_serves_one_request_after_the_other():
    used = connection(WHOLE, CHUNKED, WHOLE)
    assert [read(used.handle_request(request())) for _ in range(3)] == [b"answer"] * 3


def test_an_answer_that_is_left_closes_the_connection():
    used = connection(WHOLE[:-3], b"wer")
    response = used.handle_request(request())
    assert next(iter(response.stream)) == b"ans"
    response.stream.close()
    assert used.is_closed()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "closed the connection without an answer"),
        ([b"HTTP/1.1 200"], "closed the connection without an answer"),
        ([b"no http\r\n\r\n"], "status line"),
        ([WHOLE[:-2]], "peer closed connection"),
        ([b"HTTP/1.1 101 Other\r\nUpgrade: x\r\n\r\n"], "SWITCH"),
    ],
    ids=["nothing", "half a line", "nonsense", "cut", "another protocol"],
)
def test_what_is_no_answer_is_an_error_and_closes_the_connection(answers, words):
    used = connection(*answers)
    with pytest.raises(httpcore.RemoteProtocolError, match=words):
        read(used.handle_request(request()))
    assert used.is_closed()


@pytest.mark.timeout(30)
@pytest.mark.parametrize("behind", [b"", b"bytes of the other protocol", WHOLE])
async def test_a_change_to_another_protocol_is_an_error_and_not_a_loop(behind):
    answer = HINTS + b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + behind
    asking = request()
    asking.headers += [(b"Connection", b"Upgrade"), (b"Upgrade", b"h2c")]
    used = connection(answer)
    with pytest.raises(httpcore.RemoteProtocolError, match="another protocol"):
        used.handle_request(asking)
    other = AsyncConnection(ORIGIN, httpcore.AsyncMockBackend([answer]), CONTEXT)
    with pytest.raises(httpcore.RemoteProtocolError, match="another protocol"):
        await other.handle_async_request(asking)
    assert used.is_closed()
    assert other.is_closed()


def test_an_upgrade_that_the_server_does_not_want_changes_nothing():
    asking = request()
    asking.headers += [(b"Connection", b"Upgrade"), (b"Upgrade", b"h2c")]
    assert read(connection(WHOLE).handle_request(asking)) == b"answer"


def test_what_came_before_a_failure_is_given_before_it_is_raised():
    response = connection(CHUNKED.replace(b"3;x=y", b"zzz")).handle_request(request())
    pieces = iter(response.stream)
    assert next(pieces) == b"ans"
    with pytest.raises(httpcore.RemoteProtocolError, match="chunk header"):
        next(pieces)


def test_the_first_chunk_is_given_alone_and_then_all_that_has_come_at_once():
    protocol = Protocol()
    protocol.begin(request(b""))
    protocol.end()
    protocol.receive(CHUNKED.replace(b"3\r\nans", b"1\r\na\r\n2\r\nns"))
    assert protocol.head().status_code == 200
    assert protocol.body() == b"a"
    assert not protocol.over
    assert protocol.body() == b"nswer"
    assert protocol.over


@pytest.mark.parametrize("content", [[b"too long"], [b"12"]], ids=["long", "short"])
def test_a_body_that_is_not_what_was_announced_is_not_sent(content):
    lying = request(b"1234")
    lying.stream = content
    with pytest.raises(httpcore.LocalProtocolError, match="Content-Length"):
        connection(WHOLE).handle_request(lying)


def test_a_header_that_cannot_be_sent_is_refused():
    bad = request()
    bad.headers.append((b"X", b"a\nb"))
    with pytest.raises(httpcore.LocalProtocolError, match="header"):
        connection(WHOLE).handle_request(bad)


class Stream(httpcore.MockStream):
    def __init__(self, fails=False):
        super().__init__([WHOLE])
        self.written = []
        self.fails = fails

    def write(self, buffer, timeout=None):
        self.written.append(bytes(buffer))
        if self.fails:
            raise httpcore.WriteError("hung up")


class Backend(httpcore.MockBackend):
    def __init__(self, stream):
        self.stream = stream

    def connect_tcp(self, *_, **__):
        return self.stream


@pytest.mark.parametrize(("size", "writes"), [(2, 1), (200_000, 2)])
def test_a_short_body_goes_out_with_its_headers_and_a_long_one_whole(size, writes):
    stream = Stream()
    used = Connection(ORIGIN, Backend(stream), CONTEXT)
    read(used.handle_request(request(b"x" * size)))
    assert len(stream.written) == writes
    server = h11.Connection(h11.SERVER)
    server.receive_data(b"".join(stream.written))
    head = server.next_event()
    assert (head.method, head.target) == (b"POST", b"/v1?a=b")
    body = b""
    while type(event := server.next_event()) is h11.Data:
        body += event.data
    assert body == b"x" * size


def test_a_server_that_refuses_a_request_before_it_has_read_it_is_heard():
    used = Connection(ORIGIN, Backend(Stream(fails=True)), CONTEXT)
    assert read(used.handle_request(request())) == b"answer"


async def test_event_loops_get_the_same():
    used = AsyncConnection(ORIGIN, httpcore.AsyncMockBackend([CHUNKED, WHOLE, WHOLE[:-1]]), CONTEXT)
    for _ in range(2):
        response = await used.handle_async_request(request())
        assert b"".join([piece async for piece in response.stream]) == b"answer"
        await response.stream.aclose()
        assert used.is_idle()
    response = await used.handle_async_request(request())
    with pytest.raises(httpcore.RemoteProtocolError, match="peer closed"):
        assert [piece async for piece in response.stream] == [b"answe"]
    assert used.is_closed()


def test_a_request_is_what_the_call_says_and_no_more():
    sender = Sender(httpx.Limits())
    made = make_request(sender, Call("POST", "https://host/v1", {"X-A": "1"}, content=b"{}"), {"read": 3.0})
    assert dict(made.headers) == {"host": "host", "x-a": "1", "content-length": "2"}
    assert made.extensions["timeout"] == {"read": 3.0}
    assert made.read() == b"{}"
    sender.close()
