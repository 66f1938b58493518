"""What a reader of streams relies on: the same events, however the bytes arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.api.sse import ServerSentEvent, SSEDecoder

LINE_ENDINGS = ("\n", "\r\n", "\r")


def decode(*pieces, **settings):
    decoder = SSEDecoder(**settings)
    events = [event for piece in pieces for event in decoder.feed(piece)]
    return events + decoder.finish()


def data_of(*pieces):
    return [event.data for event in decode(*pieces)]


def one_byte_each(data):
    return [data[at : at + 1] for at in range(len(data))]


@pytest.mark.parametrize("ending", LINE_ENDINGS)
@pytest.mark.parametrize("cut", [lambda data: [data], one_byte_each])
def test_every_line_ending_is_understood(ending, cut):
    stream = f"data: a{ending}{ending}data: b{ending}{ending}".encode()
    assert data_of(*cut(stream)) == [b"a", b"b"]


def test_a_line_ending_split_over_two_pieces_is_one_line_ending():
    assert data_of(b"data: a\r", b"\ndata: b\r", b"\n\r", b"\n") == [b"a\nb"]
    assert data_of(b"data: a\r", b"\r", b"data: b\r", b"\r") == [b"a", b"b"]


def test_an_empty_piece_between_carriage_return_and_line_feed_changes_nothing():
    assert data_of(b"data: a\r", b"", b"\ndata: b\n\n") == [b"a\nb"]


def test_data_over_several_lines_is_joined():
    assert data_of(b"data: {\ndata:\ndata:  1}\n\n") == [b"{\n\n 1}"]


def test_comments_and_unknown_fields_are_no_events():
    assert data_of(b": keep-alive\n\nid: 7\nretry: 10\nfoo: x\n\n: x\ndata: a\n\n") == [b"a"]


@pytest.mark.parametrize("pieces", [[b"\xef\xbb\xbfdata: a\n\n"], [b"\xef", b"\xbb", b"\xbfdata: a\n\n"]])
def test_a_byte_order_mark_does_not_hide_the_first_event(pieces):
    assert data_of(*pieces) == [b"a"]


def test_a_byte_order_mark_is_only_one_at_the_very_beginning():
    assert data_of(b"data: a\n\n\xef\xbb\xbfdata: b\n\ndata: c\n\n") == [b"a", b"c"]
    assert data_of(b"data: a\n\n", b"\xef\xbb\xbfdata: b\n\n", b"data: c\n\n") == [b"a", b"c"]


@pytest.mark.parametrize("before", [b"event: error\n", b"data: x\n", b"da", b"data: x\n\r", b": c\n\n", b"\r\n"])
@given(text=st.text("ab\n\r: ", max_size=6))
def test_a_piece_that_looks_like_one_event_is_read_as_any_other(before, text):
    piece = b"data: " + text.encode() + b"\n\n"
    assert decode(before, piece, b"data: y\n\n") == decode(*one_byte_each(before + piece + b"data: y\n\n"))


PARTS = [
    b"data: a\n\n",
    b"data: \n\n",
    b"data:b\n\n",
    b"data: c\ndata: d\n\n",
    b"event: ping\ndata: e\n\n",
    b"event: error\n",
    b": comment\n\n",
    b"data: f\n",
    b"\n",
]


@given(pieces=st.lists(st.lists(st.sampled_from(PARTS), max_size=5).map(b"".join), max_size=4), cut=st.integers(0, 6))
def test_many_events_in_a_piece_are_read_as_any_others(pieces, cut):
    whole = b"".join(pieces)
    expected = decode(*one_byte_each(whole))
    assert decode(*pieces) == expected
    assert decode(whole[:-cut], whole[len(whole[:-cut]) :]) == expected


def test_news_are_events_that_say_something_however_they_arrive():
    stream = b"data: a\n\ndata: b\n\n: c\n\nevent: ping\ndata: d\n\ndata: e\n\n"
    for pieces in ([stream], stream.splitlines(keepends=True), one_byte_each(stream)):
        decoder = SSEDecoder()
        assert sum(len(decoder.feed(piece)) for piece in pieces) == 4
        assert decoder.news == 3


def test_an_event_that_is_too_long_is_refused_among_others_of_its_piece():
    with pytest.raises(MalformedResponseError, match="an event of more than 50 bytes"):
        decode(b"data: a\n\ndata: " + b"x" * 60 + b"\n\n", max_event_bytes=50)
    with pytest.raises(MalformedResponseError, match="a line of more than 50 bytes"):
        decode(b"data: a\n\ndata: " + b"x" * 60 + b"\n\n", max_line_bytes=50)


def test_events_keep_their_name_and_the_next_one_does_not_inherit_it():
    assert decode(b"event: error\ndata: a\n\ndata: b\n\n") == [
        ServerSentEvent("error", b"a"),
        ServerSentEvent("message", b"b"),
    ]


@pytest.mark.parametrize("tail", [b"", b"\n", b"\r", b"\r\n"])
def test_the_last_event_is_not_lost_without_its_empty_line(tail):
    assert data_of(b"data: a\n\ndata: b" + tail) == [b"a", b"b"]


def test_only_one_space_belongs_to_the_colon():
    assert data_of(b"data:a\n\ndata:  b\n\ndata\n\n") == [b"a", b" b", b""]


@pytest.mark.parametrize(
    "pieces",
    [
        [b"data: " + b"x" * 100],  # one line without an end
        [b"data: xxxxxxxxx\n"] * 10,  # many lines of one event
        [b"data:\n"] * 100,  # many empty ones
        [b": " + b"x" * 100],
    ],
)
def test_a_server_that_never_ends_an_event_cannot_fill_the_memory(pieces):
    with pytest.raises(MalformedResponseError, match="more than 50 bytes"):
        decode(*pieces, max_event_bytes=50)


def test_the_size_limit_is_for_one_event_and_not_for_the_stream():
    assert len(decode(*[b"data: xxxxxxxxx\n\n"] * 100, max_event_bytes=50)) == 100


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["", "error", "done"]),
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12), min_size=1, max_size=3),
    ),
    max_size=6,
)


@st.composite
def streams(draw):
    """A stream with every line ended in its own way, the same cut in pieces, and the events in it."""
    events = draw(EVENTS)
    endings = st.sampled_from(LINE_ENDINGS)
    lines = []
    for name, data in events:
        lines += [f"event: {name}"] if name else []
        lines += [f"data: {line}" for line in data]
        lines += [":" + draw(st.sampled_from(["", " ping"]))] * draw(st.integers(0, 1))
        lines.append("")
    stream = ""
    for line in lines:
        ending = draw(endings)
        if not line and ending == "\n" and stream.endswith("\r"):
            ending = "\r\n"  # else the two would be one line ending
        stream += line + ending
    stream = stream.encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    return pieces, [ServerSentEvent(name or "message", "\n".join(data).encode()) for name, data in events]


@given(streams())
def test_cuts_and_line_endings_change_nothing(drawn):
    pieces, events = drawn
    assert decode(*pieces) == events
