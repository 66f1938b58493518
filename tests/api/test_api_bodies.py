"""Bodies are unpacked in small steps and counted: what a user would lose is the memory of the machine."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.bodies import BodyReader
from langchain_aimlapi.api.errors import MalformedResponseError

TEXT = b"The quick brown fox. " * 10_000


def bare_deflate(data):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "identity": bytes,
}


def read(content, coding=None, most=None, step=1000):
    reader = BodyReader({"content-encoding": coding} if coding else {}, most)
    pieces = [piece for start in range(0, len(content), step) for piece in reader.feed(content[start : start + step])]
    reader.finish()
    assert max(map(len, pieces), default=0) <= max(64 * 1024, step)
    return b"".join(pieces)


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("step", [1, 977, 10**9])
def test_a_body_is_unpacked_wherever_it_is_cut(coding, step):
    assert read(PACKERS[coding](TEXT[:5000]), coding, step=step) == TEXT[:5000]


@given(st.binary(max_size=5000), st.integers(1, 100))
def test_any_bytes_come_out_as_they_went_in(data, step):
    assert read(gzip.compress(data), "gzip", step=step) == data
    assert read(bare_deflate(data), "deflate", step=step) == data
    assert read(data, step=step) == data


def test_several_packed_parts_are_one_body():
    assert read(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", step=5) == b"one two"


def test_a_bomb_ends_at_the_limit_and_not_in_the_memory():
    bomb = gzip.compress(bytes(50_000_000))
    reader = BodyReader({"content-encoding": "gzip"}, 1_000_000)
    seen = []
    with pytest.raises(MalformedResponseError, match=r"more than 1,000,000 bytes; SizeLimits\(answer=...\)"):
        seen.extend(map(len, reader.feed(bomb)))
    assert sum(seen) <= 1_000_000


def test_a_large_body_that_is_not_packed_ends_at_the_limit_too():
    with pytest.raises(MalformedResponseError, match="more than 999 bytes"):
        read(TEXT, most=999)
    assert read(TEXT[:999], most=999) == TEXT[:999]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_packed_body_without_its_end_is_no_answer(coding):
    packed = PACKERS[coding](TEXT)
    with pytest.raises(MalformedResponseError, match="cut"):
        read(packed[:-9], coding)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_not_packed_as_it_says_cannot_be_read(coding):
    with pytest.raises(MalformedResponseError, match="cannot be decompressed"):
        read(b"plain text", coding)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "snappy"])
def test_a_packing_that_was_not_asked_for_is_refused(coding):
    with pytest.raises(MalformedResponseError, match="was not asked for"):
        read(b"data", coding)


NO_PACKING = [
    "aws-chunked",
    "utf-8",
    "UTF8",
    "none",
    "identity",
    "binary",
    "",
    " , ",
    "aws-chunked,identity",
    "x-identity",
]


@pytest.mark.parametrize("coding", NO_PACKING)
def test_names_that_pack_nothing_let_the_body_pass_as_it_is(coding):
    assert read(TEXT[:5000], coding) == TEXT[:5000]


@pytest.mark.parametrize("coding", ["aws-chunked,gzip", "gzip, aws-chunked", "utf-8,GZIP", "none, x-gzip"])
def test_beside_such_names_the_packing_counts(coding):
    assert read(gzip.compress(TEXT[:5000]), coding) == TEXT[:5000]


@pytest.mark.parametrize("step", [1, 7, 10**9])
@pytest.mark.parametrize("zeros", [1, 500, 70_000])
def test_zeros_behind_a_packed_body_are_skipped(step, zeros):
    packed = gzip.compress(b"one ") + bytes(zeros)
    assert read(packed, "gzip", step=step) == b"one "
    assert read(packed + gzip.compress(b"two") + bytes(3), "gzip", step=step) == b"one two"


def test_zeros_without_end_are_limited_too():
    with pytest.raises(MalformedResponseError, match="more than 1,000 bytes"):
        read(gzip.compress(b"one") + bytes(2000), "gzip", most=1000)


def test_an_empty_body_is_empty_however_it_is_called():
    assert read(b"", "gzip") == b""
