"""Answers to vectors: whole ones, in order, or an error."""

import base64
import struct

import pytest

from langchain_aimlapi.api.errors import MalformedResponseError
from langchain_aimlapi.embedding_request import estimate_tokens, read_right_vectors, read_vectors


def entry(embedding, **extra):
    return {"embedding": embedding, **extra}


def packed(*numbers):
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


@pytest.mark.parametrize(
    ("data", "vectors"),
    [
        ([entry([1.0], index=1), entry([0.0], index=0)], [[0.0], [1.0]]),
        ([entry([1.0]), entry([2.0])], [[1.0], [2.0]]),
        ([entry([1.0], index=0), entry([2.0], index=0)], [[1.0], [2.0]]),
        ([entry(packed(0.5, -2.0)), entry([1, 2])], [[0.5, -2.0], [1.0, 2.0]]),
    ],
)
def test_vectors_are_read_in_the_order_of_the_texts(data, vectors):
    assert read_vectors({"data": data}, 2) == vectors


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([], "0 vectors for 1 texts"),
        (None, "0 vectors for 1 texts"),
        ([entry([1.0]), entry([1.0])], "2 vectors for 1 texts"),
        ([entry([])], "no list of numbers"),
        ([entry("")], "no list of numbers"),
        ([entry(None)], "no list of numbers"),
        ([entry(["x"])], "no list of numbers"),
        ([entry([True])], "no list of numbers"),
        ([entry("%%%")], "not base64"),
        ([entry(base64.b64encode(b"abc").decode())], "not base64"),
        ([entry([1.0], index=3)], "numbers its vectors"),
    ],
)
def test_an_answer_that_is_no_answer_is_an_error(data, text):
    with pytest.raises(MalformedResponseError, match=text):
        read_vectors({"data": data}, 1)


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("data", "length", "right", "text"),
    [
        ([entry([1.0, 2.0]), entry([1.0, NAN]), entry([3.0, 4.0])], None, {0, 2}, "NaN or Infinity"),
        ([entry([1.0, INFINITE]), entry([1.0, 2.0]), entry([-INFINITE, INFINITE])], None, {1}, "NaN or Infinity"),
        ([entry(packed(1.0, NAN)), entry(packed(1.0, 2.0)), entry(packed(0.0, 2.0))], None, {1, 2}, "NaN or Infinity"),
        ([entry([1.0]), entry([1.0, 2.0]), entry([3.0])], None, {0, 2}, r"different lengths: \[1, 2\]"),
        ([entry([1.0]), entry([1.0, 2.0]), entry([3.0])], 2, {1}, "not of the 2 that were asked for"),
        ([entry([1.0])] * 3, 2, set(), "not of the 2"),
        ([entry([1.0], index=0), entry([2.0], index=1), entry([3.0], index=1)], None, {0}, "no order"),
        ([entry([1.0], index=2), entry([2.0], index=0), entry([3.0], index=7)], None, {0, 2}, "no order"),
        ([entry([1.0], index=2), entry([2.0], index=0)], None, {0, 2}, "2 vectors for 3 texts"),
        ([entry([1.0]), entry([2.0])], None, set(), "2 vectors for 3 texts"),
        ([entry([1.0]), entry("%%%"), entry([2.0])], None, {0, 2}, "not base64"),
    ],
)
def test_what_is_right_of_an_answer_is_kept(data, length, right, text):
    vectors, error = read_right_vectors({"data": data}, 3, length)
    assert set(vectors) == right
    assert error is not None
    with pytest.raises(MalformedResponseError, match=text):
        read_vectors({"data": data}, 3, length)


def test_vectors_of_different_lengths_are_an_error():
    with pytest.raises(MalformedResponseError, match="different lengths"):
        read_vectors({"data": [entry([1.0]), entry([1.0, 2.0])]}, 2)


@pytest.mark.parametrize("text", ["plain words of English", "漢字かな", "🙂🙂", "a", "\ud800"])
def test_tokens_are_estimated_for_any_text(text):
    assert 1 <= estimate_tokens(text) <= 4 * len(text) + 1
