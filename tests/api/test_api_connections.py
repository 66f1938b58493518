"""A connection is used again, never by two at once; there are never more than allowed, and idle ones go away."""

import asyncio
import threading

import pytest

from langchain_aimlapi.api.connections import AsyncPool, Book, Pool
from langchain_aimlapi.http_library import httpcore, httpx

ORIGIN = httpcore.Origin(b"http", b"host", 80)


def limits(most=1000, idle=1000, expiry=30.0):
    return httpx.Limits(max_connections=most, max_keepalive_connections=idle, keepalive_expiry=expiry)


def request(host="host", seconds=None, scheme="http", headers=()):
    url = httpcore.URL(scheme=scheme.encode(), host=host.encode(), port=None, target=b"/")
    return httpcore.Request(b"POST", url, headers=list(headers), extensions={"timeout": {"pool": seconds}})


class FakeConnection:
    """A connection as a pool sees it; one to the host `broken` fails."""

    def __init__(self, origin):
        self.origin = origin
        self.requests = 0
        self.busy = self.closed = self.hung_up = False

    def handle_request(self, _):
        assert not self.busy, "one connection serves one request at a time"
        assert not self.closed
        self.busy = True
        self.requests += 1
        if self.origin.host == b"broken":
            self.close()
            raise httpcore.ReadError("broken")
        return httpcore.Response(200, content=FakeBody(self))

    async def handle_async_request(self, given):
        return self.handle_request(given)

    def is_idle(self):
        return not self.busy and not self.closed

    def is_closed(self):
        return self.closed

    def has_expired(self):
        return self.hung_up

    def close(self):
        self.closed = True

    async def aclose(self):
        self.closed = True


class FakeBody:
    def __init__(self, connection):
        self.connection = connection

    def __iter__(self):
        return iter([b"answer"])

    async def __aiter__(self):
        yield b"answer"

    def close(self):
        self.connection.busy = False

    async def aclose(self):
        self.connection.busy = False


class Made(list):
    """Makes connections and remembers them."""

    def __call__(self, origin):
        self.append(FakeConnection(origin))
        return self[-1]


@pytest.fixture
def made():
    return Made()


def test_requests_one_after_the_other_use_one_connection(made):
    pool = Pool(made, limits())
    for _ in range(20):
        response = pool.handle_request(request())
        assert b"".join(response.stream) == b"answer"
        response.stream.close()
        response.stream.close()
    assert [connection.requests for connection in made] == [20]


def test_requests_at_once_have_a_connection_each_and_the_one_used_last_comes_first(made):
    pool = Pool(made, limits())
    first, second = (pool.handle_request(request()) for _ in range(2))
    first.stream.close()
    second.stream.close()
    pool.handle_request(request()).stream.close()
    assert [connection.requests for connection in made] == [1, 2]


def test_a_connection_serves_one_host_only(made):
    pool = Pool(made, limits())
    for host in ("one", "two", "one"):
        pool.handle_request(request(host)).stream.close()
    assert [(connection.origin.host, connection.requests) for connection in made] == [(b"one", 2), (b"two", 1)]


ACCOUNTS = [
    [("Authorization", "Bearer one")],
    [("authorization", "Bearer two")],
    [("X-Api-Key", "one")],
    [("Cookie", "one"), ("Authorization", "Bearer one")],
    [("Accept", "*/*")],
]


def test_a_connection_serves_one_account_only(made):
    pool = Pool(made, limits())
    for headers in ACCOUNTS * 2:
        pool.handle_request(request(headers=[*headers, ("X-Request", "any")])).stream.close()
    assert [connection.requests for connection in made] == [2] * len(ACCOUNTS)


async def test_so_it_does_in_event_loops(made):
    pool = AsyncPool(made, limits())
    for headers in ACCOUNTS * 2:
        await (await pool.handle_async_request(request(headers=headers))).stream.aclose()
    assert [connection.requests for connection in made] == [2] * len(ACCOUNTS)


def test_keys_that_are_not_used_any_more_leave_nothing_behind(made):
    now = [0.0]
    book = Book(made, limits(idle=3), now=lambda: now[0])
    for number in range(100):
        assert book.take(ORIGIN, (b"%d" % number,)) is None
        book.give_back(ORIGIN, book.add(ORIGIN), (b"%d" % number,))
        book.surplus()
    assert len(book.open) == len(book._waiting) == 3
    assert [book.take(ORIGIN, (b"%d" % number,)) for number in range(97, 100)] == made[97:]
    assert not book._waiting


def test_a_connection_that_the_server_closed_is_not_used_again(made):
    pool = Pool(made, limits())
    pool.handle_request(request()).stream.close()
    made[0].hung_up = True
    pool.handle_request(request()).stream.close()
    assert [connection.requests for connection in made] == [1, 1]
    assert made[0].closed


def test_a_connection_that_failed_makes_room_for_the_next(made):
    pool = Pool(made, limits(most=1))
    for _ in range(3):
        with pytest.raises(httpcore.ReadError):
            pool.handle_request(request("broken"))
    pool.handle_request(request()).stream.close()
    assert len(made) == 4


def test_who_finds_no_room_waits_for_it_and_is_told_when_it_takes_too_long(made):
    pool = Pool(made, limits(most=1))
    busy = pool.handle_request(request())
    with pytest.raises(httpcore.PoolTimeout, match="all 1 connections are busy"):
        pool.handle_request(request(seconds=0.01))

    def wait_and_use():
        pool.handle_request(request(seconds=5)).stream.close()

    waiting = threading.Thread(target=wait_and_use)
    waiting.start()
    busy.stream.close()
    waiting.join(5)
    assert [connection.requests for connection in made] == [2]


def test_an_idle_connection_to_another_host_makes_room(made):
    pool = Pool(made, limits(most=2))
    for host in ("one", "two", "three"):
        pool.handle_request(request(host)).stream.close()
    assert [connection.closed for connection in made] == [True, False, False]


def test_no_more_idle_connections_are_kept_than_allowed(made):
    pool = Pool(made, limits(idle=2))
    responses = [pool.handle_request(request()) for _ in range(5)]
    for response in responses:
        response.stream.close()
    pool.handle_request(request()).stream.close()
    assert sum(not connection.closed for connection in made) <= 3


def test_idle_connections_are_closed_when_their_time_is_over(made):
    now = [0.0]
    book = Book(made, limits(expiry=30.0), now=lambda: now[0])
    old, young = book.add(ORIGIN), book.add(ORIGIN)
    assert book.give_back(ORIGIN, old)
    now[0] = 20.0
    assert book.give_back(ORIGIN, young)
    now[0] = 31.0
    assert book.surplus() == [old]
    assert book.take(ORIGIN) is young
    assert book.take(ORIGIN) is None


def test_without_a_limit_there_is_always_room(made):
    pool = Pool(made, limits(most=None))
    for _ in range(1500):
        pool.handle_request(request())
    assert len(made) == 1500


def test_closing_closes_all_and_what_is_still_read_is_closed_afterwards(made):
    pool = Pool(made, limits())
    reading = pool.handle_request(request())
    pool.handle_request(request("other")).stream.close()
    pool.close()
    assert all(connection.closed for connection in made)
    reading.stream.close()
    pool.handle_request(request()).stream.close()  # by a thread that had got hold of the pool before
    assert [connection.requests for connection in made] == [1, 1, 1]
    assert all(connection.closed for connection in made)


def test_what_is_no_http_is_refused(made):
    with pytest.raises(httpcore.UnsupportedProtocol, match="'ftp'"):
        Pool(made, limits()).handle_request(request(scheme="ftp"))


async def test_event_loops_get_the_same(made):
    pool = AsyncPool(made, limits(most=2))
    first, second = [await pool.handle_async_request(request()) for _ in range(2)]
    with pytest.raises(httpcore.PoolTimeout, match="all 2 connections are busy"):
        await pool.handle_async_request(request(seconds=0.01))
    waiting = asyncio.create_task(pool.handle_async_request(request()))
    await asyncio.sleep(0)
    assert b"".join([piece async for piece in first.stream]) == b"answer"
    await first.stream.aclose()
    await first.stream.aclose()
    third = await waiting
    for response in (second, third):
        await response.stream.aclose()
    assert [connection.requests for connection in made] == [2, 1]
    made[0].hung_up = made[1].hung_up = True
    await (await pool.handle_async_request(request())).stream.aclose()
    assert [connection.closed for connection in made] == [True, True, False]
    await pool.aclose()
    assert made[2].closed


async def test_a_task_that_is_cancelled_while_it_waits_takes_no_room(made):
    pool = AsyncPool(made, limits(most=1))
    busy = await pool.handle_async_request(request())
    waiting = asyncio.create_task(pool.handle_async_request(request()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await busy.stream.aclose()
    with pytest.raises(httpcore.ReadError):
        await pool.handle_async_request(request("broken"))
    await (await pool.handle_async_request(request(seconds=1))).stream.aclose()
