"""What is JSON and what is a stream, told by the first bytes; and JSON with a byte order mark."""

import pytest

from langchain_aimlapi.api.json_text import looks_like_events, looks_like_json, parse_json, start_of_mark, without_mark

MARK = b"\xef\xbb\xbf"


def test_a_byte_order_mark_is_passed_over():
    assert parse_json(MARK + b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("content", [b"", b"{", MARK, b"[" * 100_000, b"9" * 10_000, b'"\xff"', b"{}{}"])
def test_what_is_no_json_is_a_value_error(content):
    with pytest.raises(ValueError):
        parse_json(content)


@pytest.mark.parametrize("start", [b"{", b"[", b" \r\n {", MARK + b"{", MARK + b"\n["])
def test_json_is_known_by_its_first_character(start):
    assert looks_like_json(without_mark(start))
    assert not looks_like_events(start)


@pytest.mark.parametrize(
    "start", [b"data: {", b"event: x", b": ping", b"id:1", b"retry: 5", MARK + b"data:", b"\n\ndata:"]
)
def test_a_stream_is_known_by_its_first_field(start):
    assert looks_like_events(start)
    assert not looks_like_json(without_mark(start))


@pytest.mark.parametrize("start", [b"", b"  \n", MARK, MARK[:1], MARK[:2], b"\n" + MARK[:2], MARK + b" "])
def test_nothing_is_said_of_a_beginning_that_says_nothing(start):
    assert without_mark(start) == b""
    assert not looks_like_json(without_mark(start))
    assert without_mark(start_of_mark(start) + b"") == b""


@pytest.mark.parametrize("cut", range(6))
def test_a_mark_in_pieces_is_one_mark(cut):
    data = b"\n" + MARK + b" {"
    kept = start_of_mark(data[:cut]) if not without_mark(data[:cut]) else data[:cut]
    assert without_mark(kept + data[cut:]) == b"{"
