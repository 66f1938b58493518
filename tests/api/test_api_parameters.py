"""What a user learns about a parameter before the service would drop or refuse it."""

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.parameters import fit_parameters

NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("body", "schema", "fitted"),
    [
        ({"max_completion_tokens": 5}, {"max_tokens": NUMBER}, {"max_tokens": 5}),
        ({"max_tokens": 5}, {"max_completion_tokens": NUMBER}, {"max_completion_tokens": 5}),
        ({"max_tokens": 5}, {"max_output_tokens": NUMBER}, {"max_output_tokens": 5}),
        ({"max_tokens": 5}, {"max_tokens": NUMBER, "max_completion_tokens": NUMBER}, {"max_tokens": 5}),
        ({"stop": "a"}, {"stop_sequences": {}}, {"stop_sequences": ["a"]}),
        ({"stop": ["a", "b"]}, {"stop_sequences": {}}, {"stop_sequences": ["a", "b"]}),
        ({"stop_sequences": ["a"]}, {"stop": {}}, {"stop": ["a"]}),
        ({"stop": "a"}, {"stop": {}}, {"stop": "a"}),
        ({"max_tokens": 5, "max_completion_tokens": 6}, {"max_tokens": NUMBER}, {"max_tokens": 5}),
    ],
)
def test_parameters_are_spelt_as_the_model_does(body, schema, fitted):
    before = dict(body)
    assert fit_parameters(body, schema) == (fitted, ())
    assert body == before


def test_what_the_model_does_not_know_is_named_and_kept():
    assert fit_parameters({"top_k": 1, "seed": 1}, {"seed": {}}) == ({"top_k": 1, "seed": 1}, ("top_k",))


def test_nothing_is_checked_for_a_model_that_nobody_knows():
    assert fit_parameters({"seed": 0, "zzz": 1}, None) == ({"seed": 0, "zzz": 1}, ())


@pytest.mark.parametrize(
    ("rule", "good", "bad", "words"),
    [
        ({"min": 0, "max": 2}, [0, 1.5, 2], [-0.1, 2.1, float("inf")], "a number from 0 to 2"),
        ({"min": 1}, [1, 10**9], [0, -1], "at least 1"),
        ({"max": 1}, [1, -5], [1.1], "at most 1"),
        ({"gt": 0}, [0.1], [0, -1], "more than 0"),
        ({"enum": ["low", "high"]}, ["low"], ["max", ""], "one of 'low', 'high'"),
    ],
)
def test_values_out_of_range_are_refused_with_the_range(rule, good, bad, words):
    for value in good:
        assert fit_parameters({"p": value}, {"p": rule}).body == {"p": value}
    for value in bad:
        with pytest.raises(InvalidRequestError) as caught:
            fit_parameters({"p": value}, {"p": rule}, model="vendor/m")
        assert caught.value.message == f"p must be {words} for vendor/m, not {value!r}"
        (issue,) = caught.value.issues
        assert (issue.field, issue.received, issue.allowed) == ("p", repr(value), tuple(rule.get("enum", ())))


@pytest.mark.parametrize("value", [None, True, False, [], {}])
def test_values_of_another_kind_are_left_to_the_service(value):
    rule = {"min": 5, "max": 6, "enum": ["low"]}
    assert fit_parameters({"p": value}, {"p": rule}).body == {"p": value}
