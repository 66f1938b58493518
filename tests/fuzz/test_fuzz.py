"""The promises of `targets`, for bytes that hypothesis makes up and for those that once broke one.

`make fuzz` looks for longer. What it finds is kept in `corpus/`, one file a case, and stays there.
"""

from pathlib import Path

import pytest
import targets
import wire_strategies as wire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*/*"))
patient = settings(deadline=None, suppress_health_check=list(HealthCheck))
SIZES = st.integers(0, 9).map(lambda size: bytes([size]))
KINDS = st.integers(0, 255).map(lambda kind: bytes([kind]))


@pytest.mark.parametrize("case", CORPUS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_broke_a_promise_does_so_no_more(case):
    targets.TARGETS[case.parent.name](case.read_bytes())


def test_there_is_a_corpus_for_every_target():
    assert {case.parent.name for case in CORPUS} == set(targets.TARGETS)


@patient
@given(SIZES, wire.STREAMS | st.binary())
def test_events_are_the_same_however_they_are_cut(size, data):
    targets.events(size + data)


@patient
@given(KINDS, SIZES, wire.STREAMS | wire.TEXTS | st.binary())
def test_streams_are_the_same_however_they_are_cut(kind, size, data):
    targets.stream(kind + size + data)


@patient
@given(KINDS, wire.TEXTS | st.binary())
def test_every_error_is_typed_and_bounded(status, data):
    targets.error(status + data)


@patient
@given(wire.TEXTS)
def test_every_reply_is_an_answer_or_a_typed_error(data):
    targets.reply(data)
