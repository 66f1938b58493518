"""Many calls at once are spread over small pools, never over more connections than allowed, and old pools go away."""

import httpx
import pytest

from langchain_aimlapi.api import shards as module
from langchain_aimlapi.api.calls import Call, make_request
from langchain_aimlapi.api.pools import ConnectionPools
from langchain_aimlapi.api.shards import SHARD_CONNECTIONS, ShardedAsyncClient, ShardedClient, Shards

URL = "https://host/v1/chat"


def limits(most=1000, expiry=30.0):
    return httpx.Limits(max_connections=most, max_keepalive_connections=most, keepalive_expiry=expiry)


def whole(request):
    return httpx.Response(200, content=b"answer")


def in_pieces(request):
    return httpx.Response(200, content=iter([b"ans", b"wer"]))


async def in_async_pieces(request):
    async def pieces():
        yield b"answer"

    return httpx.Response(200, content=pieces())


class Clients:
    """Makes clients that answer at once, and remembers the limits that each was given."""

    def __init__(self, handler=in_pieces):
        self.limits = []
        self.handler = handler

    def __call__(self, given):
        self.limits.append(given)
        return httpx.Client(transport=httpx.MockTransport(self.handler))

    def asynchronous(self, given):
        self.limits.append(given)
        return httpx.AsyncClient(transport=httpx.MockTransport(self.handler))


def send(client):
    return client.send(client.build_request("POST", URL), stream=True)


@pytest.mark.parametrize("handler", [whole, in_pieces])
def test_calls_one_after_the_other_go_through_one_pool(handler):
    clients = Clients(handler)
    client = ShardedClient(clients, limits())
    for _ in range(20):
        response = send(client)
        assert response.read() == b"answer"
    assert len(clients.limits) == 1


def test_calls_at_once_are_spread_evenly_over_small_pools():
    shards = Shards(Clients(), limits())
    taken = [shards.take() for _ in range(10 * SHARD_CONNECTIONS)]
    assert len({id(shard) for shard in taken}) == 10
    assert {shard.busy for shard in taken} == {SHARD_CONNECTIONS}
    for shard in taken:
        shards.give_back(shard)
    assert shards.take() is taken[0]


def test_all_pools_together_have_no_more_connections_than_allowed():
    clients = Clients()
    shards = Shards(clients, limits(most=2 * SHARD_CONNECTIONS + 1))
    taken = [shards.take() for _ in range(50)]
    assert sum(given.max_connections for given in clients.limits) == 2 * SHARD_CONNECTIONS + 1
    assert max(shard.busy for shard in taken) - min(shard.busy for shard in taken) <= 1


def test_without_a_limit_there_are_as_many_pools_as_needed():
    clients = Clients()
    shards = Shards(clients, limits(most=None))
    for _ in range(300 * SHARD_CONNECTIONS):
        shards.take()
    assert len(clients.limits) == 300


def test_an_answer_is_counted_until_it_is_closed_and_a_failure_not_at_all():
    def handler(request):
        if request.url.path == "/fails":
            raise httpx.ConnectError("no")
        return in_pieces(request)

    client = ShardedClient(Clients(handler), limits())
    shard = client._shards.take()
    client._shards.give_back(shard)
    response = send(client)
    assert shard.busy == 1
    response.close()
    response.close()
    assert shard.busy == 0
    with pytest.raises(httpx.ConnectError):
        client.send(client.build_request("POST", "https://host/fails"), stream=True)
    assert shard.busy == 0


async def test_the_same_for_event_loops():
    clients = Clients(in_async_pieces)
    client = ShardedAsyncClient(clients.asynchronous, limits())
    responses = [await send(client) for _ in range(SHARD_CONNECTIONS + 1)]
    assert len(clients.limits) == 2
    for response in responses:
        assert await response.aread() == b"answer"
    assert client._shards.take().busy == 1
    await client.aclose()
    assert client.is_closed
    assert all(shard.is_closed for shard in client._shards.clients())


def test_a_pool_that_has_long_been_idle_is_closed_with_a_later_call(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    client = ShardedClient(Clients(), limits(expiry=30.0))
    responses = [send(client) for _ in range(SHARD_CONNECTIONS + 1)]
    second = client._shards.clients()[1]
    for response in responses:
        response.close()
    now[0] = 29.0
    send(client).close()
    assert not second.is_closed
    now[0] = 31.0
    send(client).close()
    assert second.is_closed
    assert len(client._shards.clients()) == 1


def test_a_request_is_what_the_call_says_and_no_more():
    client = ShardedClient(Clients(), limits())
    request = make_request(client, Call("POST", URL, {"X-A": "1"}, content=b"{}"), {"read": 3.0})
    assert dict(request.headers) == {"host": "host", "x-a": "1", "content-length": "2"}
    assert request.extensions["timeout"] == {"read": 3.0}
    assert request.read() == b"{}"


async def test_cookies_of_one_call_do_not_go_along_with_the_next():
    answer = httpx.Response(200, headers={"set-cookie": "session=1"}, request=httpx.Request("GET", URL))
    pools = ConnectionPools()
    for client in (*pools.sync()._shards.clients(), *(await pools.for_loop())._shards.clients()):
        client.cookies.extract_cookies(answer)
        assert not client.cookies
    pools.close()
    await pools.aclose()
