"""A host has several addresses, or none: a dead one costs no more than its share of the time to connect."""

import socket

import pytest

from langchain_aimlapi.api.async_network import AsyncBackend
from langchain_aimlapi.api.network import Backend
from langchain_aimlapi.http_library import httpcore

DEAD = "192.0.2.1"
ALIVE = "192.0.2.9"


class Slow(httpcore.SyncBackend):
    """Takes all of the time for an address that is dead; time goes by at once."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        self.allowed = []
        monkeypatch.setattr("langchain_aimlapi.api.network.time.monotonic", lambda: self.now)

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.allowed.append(timeout)
        if host == ALIVE:
            return httpcore.MockStream([])
        self.now += timeout
        raise httpcore.ConnectTimeout("dead")


@pytest.fixture
def resolve(monkeypatch):
    def to(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    return to


@pytest.mark.parametrize("dead", [1, 2, 4])
def test_a_dead_address_costs_no_more_than_its_share(resolve, monkeypatch, dead):
    resolve(*(f"192.0.2.{number + 1}" for number in range(dead)), ALIVE)
    backend = Backend(options=())
    backend._inner = slow = Slow(monkeypatch)
    backend.connect_tcp("service.example", 443, timeout=10.0)
    assert slow.allowed == pytest.approx([10.0 / (dead + 1)] * (dead + 1))


def test_all_dead_addresses_together_cost_what_is_allowed(resolve, monkeypatch):
    resolve(DEAD, "192.0.2.2", "192.0.2.3")
    backend = Backend(options=())
    backend._inner = slow = Slow(monkeypatch)
    with pytest.raises(httpcore.ConnectTimeout, match="dead"):
        backend.connect_tcp("service.example", 443, timeout=9.0)
    assert slow.now == pytest.approx(9.0)


def test_the_only_address_has_all_of_the_time(resolve, monkeypatch):
    resolve(ALIVE)
    backend = Backend(options=())
    backend._inner = slow = Slow(monkeypatch)
    backend.connect_tcp("service.example", 443, timeout=10.0)
    assert slow.allowed == [10.0]


async def test_a_host_without_an_address_is_a_connection_that_fails(resolve):
    resolve()
    with pytest.raises(httpcore.ConnectError, match="has no address"):
        Backend(options=()).connect_tcp("service.example", 443, timeout=1.0)
    with pytest.raises(httpcore.ConnectError, match="has no address"):
        await AsyncBackend(options=()).connect_tcp("service.example", 443, timeout=1.0)
