"""`reasoning_effort` as OpenAI's agents send it: a word, or an object with a word and what to show."""

import pytest

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.reasoning import fit_reasoning

WORD, OBJECT = {"reasoning_effort": {"type": "string"}}, {"reasoning": {"type": "object"}}
TOLD = {"effort": "low", "summary": "auto"}


@pytest.mark.parametrize(
    ("schema", "told", "sent"),
    [
        (WORD, TOLD, {"reasoning_effort": "low"}),
        (OBJECT, TOLD, {"reasoning": TOLD}),
        ({**WORD, **OBJECT}, TOLD, {"reasoning_effort": "low", "reasoning": {"summary": "auto"}}),
        (WORD, {"effort": "high", "summary": None}, {"reasoning_effort": "high"}),
        (OBJECT, {"summary": "detailed"}, {"reasoning": {"summary": "detailed"}}),
        (WORD, "medium", {"reasoning_effort": "medium"}),
    ],
)
def test_an_object_is_taken_apart_as_the_model_has_it(schema, told, sent):
    assert fit_reasoning({"reasoning_effort": told}, schema) == sent


@pytest.mark.parametrize("told", [["low"], 3, {"effort": 3}, {"effort": ["low"]}])
def test_anything_else_is_refused_with_what_to_write(told):
    with pytest.raises(InvalidRequestError, match=r"reasoning_effort must be a string such as 'low', or \{'effort'"):
        fit_reasoning({"reasoning_effort": told}, WORD)
