"""Structured answers and tool arguments have to be valid, or every demo and test on top of them fails."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from langchain_aimlapi.emulator.patterns import matching_text
from langchain_aimlapi.emulator.schema_values import SchemaError, instance

WORDS = st.sampled_from(["name", "age", "email", "city", "items", "is_open", "score", "query"])
TEXTS = st.one_of(
    st.just("Anna Smith, 31, lives in Paris; write to anna@example.com about 'late trains', score 7.5, not open."),
    st.text(max_size=60),
)


def bounded(low, high, names):
    return st.tuples(st.integers(low, high), st.integers(0, high)).map(
        lambda pair: dict(zip(names, (pair[0], pair[0] + pair[1]), strict=True))
    )


SCALARS = st.one_of(
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({"type": "string"}),
    bounded(0, 6, ("minLength", "maxLength")).map(lambda limits: {"type": "string", **limits}),
    st.sampled_from(["email", "date", "date-time", "uri", "uuid", "ipv4", "time"]).map(
        lambda name: {"type": "string", "format": name}
    ),
    st.sampled_from(["^[A-Z]{3}$", r"^\d{4}-\d{2}$", "^(red|green)$", "^[a-z_]+$", r"\w+@\w+"]).map(
        lambda pattern: {"type": "string", "pattern": pattern}
    ),
    bounded(-20, 20, ("minimum", "maximum")).map(lambda limits: {"type": "integer", **limits}),
    bounded(-20, 20, ("minimum", "maximum")).map(lambda limits: {"type": "number", **limits}),
    st.integers(-9, 9).map(lambda limit: {"type": "integer", "exclusiveMinimum": limit}),
    st.integers(-9, 9).map(lambda limit: {"type": "number", "exclusiveMaximum": limit}),
    st.integers(2, 5).map(lambda step: {"type": "integer", "multipleOf": step, "minimum": 1}),
    st.lists(st.one_of(st.text(max_size=4), st.integers(), st.none()), min_size=1, max_size=3).map(
        lambda values: {"enum": values}
    ),
    st.one_of(st.text(max_size=4), st.integers()).map(lambda value: {"const": value}),
    st.sampled_from([["string", "null"], ["integer", "null"], ["null", "boolean"]]).map(lambda kinds: {"type": kinds}),
)


def compound(children):
    objects = st.dictionaries(WORDS, children, max_size=4).flatmap(
        lambda properties: st.sets(st.sampled_from(sorted(properties) or ["name"])).map(
            lambda required: {
                "type": "object",
                "properties": properties,
                "required": sorted(required & set(properties)),
                "additionalProperties": False,
            }
        )
    )
    arrays = st.tuples(children, bounded(0, 3, ("minItems", "maxItems"))).map(
        lambda parts: {"type": "array", "items": parts[0], **parts[1]}
    )
    unions = st.lists(children, min_size=1, max_size=3).map(lambda branches: {"anyOf": branches})
    return st.one_of(objects, arrays, unions)


@settings(max_examples=200, deadline=None)
@given(st.recursive(SCALARS, compound, max_leaves=8), TEXTS)
def test_an_instance_is_valid_and_always_the_same(schema, text):
    value = instance(schema, text)
    Draft202012Validator(schema).validate(value)
    assert json.dumps(instance(schema, text)) == json.dumps(value)


def test_values_come_from_the_text_where_it_offers_them():
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "age": {"type": "integer", "minimum": 0, "maximum": 130},
            "email": {"type": "string", "format": "email"},
            "city": {"type": "string"},
            "plan": {"enum": ["free", "pro", "team"]},
        },
        "required": ["name", "age", "email", "city", "plan"],
    }
    text = "John Smith, age 42, lives in Rome. Mail john@example.com, he wants the pro plan."
    assert instance(schema, text) == {
        "name": "John Smith",
        "age": 42,
        "email": "john@example.com",
        "city": "Rome",
        "plan": "pro",
    }


def test_references_definitions_and_recursion_end():
    schema = {
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {
                    "value": {"type": "integer"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                    "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                },
                "required": ["value", "children", "next"],
            }
        },
        "$ref": "#/$defs/Node",
    }
    for text in ("", "1 2 3 4 5 6 7 8 9"):
        Draft202012Validator(schema).validate(instance(schema, text))


def test_lists_are_filled_with_all_that_is_said():
    numbers = {"type": "object", "properties": {"numbers": {"type": "array", "items": {"type": "integer"}}}}
    assert instance(numbers, "sort 3, 1 and 2") == {"numbers": [3, 1, 2]}
    colours = {"type": "array", "items": {"enum": ["red", "green", "blue"]}, "uniqueItems": True, "minItems": 2}
    assert instance(colours, "green and blue please") == ["green", "blue"]
    assert len(set(instance(colours, "green"))) == 2


def test_optional_values_nobody_mentioned_are_left_out():
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "limit": {"type": "integer"}},
        "required": ["a"],
    }
    assert instance(schema, "take 5") == {"a": 5}
    nullable = {
        "type": "object",
        "properties": {"age": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
        "required": ["age"],
    }
    assert instance(nullable, "nothing here") == {"age": None}


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{3}-\\d+$",
        "^(?:a|b)c?$",
        "^[^a-z]{2,}$",
        "^\\+?[1-9]\\d{1,14}$",
        "x{3}",
        "^#[0-9a-fA-F]{6}$",
        "^$",
        "a.c",
        "[\\]]",
    ],
)
def test_patterns_of_strings_are_met(pattern):
    assert re.search(pattern, matching_text(pattern))


def test_the_minus_of_a_difference_is_no_sign_and_a_year_is_no_age():
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "required": ["a", "b"],
    }
    assert instance(schema, "7-2") == {"a": 7, "b": 2}
    assert instance(schema, "compute -7 and 2.") == {"a": -7, "b": 2}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/Missing"},
        {"$ref": "https://example.com/schema.json"},
        {"type": "string", "pattern": "(["},
        {"type": "object", "properties": ["a"]},
        {"enum": []},
    ],
)
def test_a_schema_that_is_none_is_refused_and_does_not_crash_the_server(schema):
    with pytest.raises(SchemaError):
        instance(schema, "hello 1")
