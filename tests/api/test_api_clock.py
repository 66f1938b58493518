"""What is left of a call's time, on a clock that the test moves."""

import pytest

from langchain_aimlapi.api.clock import Clock
from langchain_aimlapi.api.limits import Timeouts


class Time:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


def clock(time, **limits):
    none = dict.fromkeys(("connect", "first_byte", "between_chunks", "total", "write", "pool"))
    return Clock(Timeouts(**none | limits), time)


def test_the_headers_have_one_limit_in_common_that_begins_with_the_waiting(time):
    call = clock(time, first_byte=10)
    call.start_attempt()
    time.now += 100
    call.to_write()
    assert call.to_read() == 10
    time.now += 4
    assert call.to_read() == 6
    assert call.reached("read") == "first_byte"


def test_each_attempt_has_its_own_time_for_the_first_byte_but_the_total_is_one(time):
    call = clock(time, first_byte=10, total=15)
    call.start_attempt()
    call.to_read()
    time.now += 10
    assert call.is_late() is False
    call.start_attempt()
    assert call.to_read() == 5
    time.now += 5
    assert call.reached("read") == "total"


def test_silence_is_counted_from_what_was_heard_last(time):
    call = clock(time, between_chunks=5)
    call.begin_answer()
    time.now += 4
    assert call.to_read() == 1
    call.hear()
    assert call.to_read() == 5
    time.now += 5.1
    assert call.is_late()
    assert call.reached("read") == "between_chunks"


def test_whoever_hurries_gets_back_what_is_left(time):
    call = clock(time, total=100)
    call.begin_answer()
    with call.hurry(3):
        assert call.to_read() == 3
    assert call.to_read() == 100


def test_no_limit_is_a_number_that_sockets_take(time):
    call = clock(time)
    assert set(call.start_attempt().values()) == {10_000_000.0}
    assert Clock(Timeouts(total=float("inf")), time).left() == 10_000_000.0


def test_parts_never_get_more_than_what_is_left_of_the_whole(time):
    call = clock(time, connect=10, write=20, pool=30, first_byte=40, total=5)
    assert set(call.start_attempt().values()) == {5.0}
    assert (call.to_connect(), call.to_write(), call.to_read()) == (5.0, 5.0, 5.0)
