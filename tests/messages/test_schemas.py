"""Schemas keep their meaning on their way to a model: recursion, discriminators, what may be null, descriptions."""

import typing
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Generic, Literal, Optional, TypeVar

import pytest
import typing_extensions
from langchain_core.tools import StructuredTool, Tool, tool
from langchain_core.utils.function_calling import convert_to_openai_function
from pydantic import BaseModel, Field, TypeAdapter, v1

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.strict_schemas import strict_schema, with_strict_schemas
from langchain_aimlapi.chat_request import build_chat_call
from langchain_aimlapi.messages import structured
from langchain_aimlapi.messages.schemas import named_schema, to_function
from langchain_aimlapi.messages.tools import tools_to_wire

T = TypeVar("T")
HELLO = [{"role": "user", "content": "Hi"}]
MODELS = ["openai/gpt-4o", "anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "openai/gpt-5-1-codex"]
"""A live model of each dialect."""


class Node(BaseModel):
    """A tree."""

    name: str
    children: list["Node"] = []


class TreeDict(typing.TypedDict):
    """A tree."""

    name: str
    left: Optional["TreeDict"]


class OldTree(v1.BaseModel):
    """A tree."""

    name: Optional[str] = None  # noqa: UP045 - as its users write it
    left: Optional["OldTree"] = None


OldTree.update_forward_refs()


@dataclass
class TreeClass:
    """A tree."""

    name: str
    children: list["TreeClass"] = field(default_factory=list)


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str]


class Owner(BaseModel):
    """An owner."""

    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


class Box(BaseModel, Generic[T]):
    held: T


class Size(Enum):
    SMALL = "s"
    BIG = "b"


class Order(BaseModel):
    """An order."""

    size: Size
    boxes: list[Box[Node]]
    note: Annotated[str, Field(description="Anything else")] = ""
    pair: tuple[int, str] = (1, "a")
    tags: set[str] = Field(default_factory=set)
    other: Optional[Cat] = None  # noqa: UP045


RECURSIVE_DICT = {
    "title": "Tree",
    "type": "object",
    "properties": {"children": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}, "self": {"$ref": "#"}},
    "definitions": {"Tree": {"type": "object", "properties": {"next": {"$ref": "#/definitions/Tree"}}}},
}
RECURSIVE = [Node, TreeDict, OldTree, TreeClass, RECURSIVE_DICT]
RICH = [*RECURSIVE, Owner, Order, Box[Node]]


def references(schema):
    """Every reference in a schema."""
    if isinstance(schema, dict):
        found = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
        mapped = (schema.get("discriminator") or {}).get("mapping") or {}
        return [*found, *mapped.values(), *(ref for value in schema.values() for ref in references(value))]
    return [ref for each in schema for ref in references(each)] if isinstance(schema, list) else []


def resolves(root, reference):
    target = root
    for step in reference.lstrip("#/").split("/") if reference != "#" else ():
        target = target[step]
    return isinstance(target, dict)


def nodes(schema):
    """Every schema in a schema."""
    if isinstance(schema, list):
        return [node for each in schema for node in nodes(each)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(node for value in schema.values() for node in nodes(value))]


def sent(body):
    """The schemas in a body, wherever its dialect has them."""
    tools = body.get("tools") or []
    found = [one.get("input_schema") or (one.get("function") or one).get("parameters") for one in tools]
    form = body.get("response_format") or (body.get("text") or {}).get("format") or {}
    return [*found, *([(form.get("json_schema") or form)["schema"]] if form else [])]


@pytest.mark.parametrize("schema", RICH, ids=str)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("strict", [None, False, True])
def test_no_reference_is_lost_or_points_at_nothing(schema, model, strict):
    tools = tools_to_wire([schema], strict=strict)
    form = structured.response_format(schema, strict=strict)
    for params in ({"tools": tools}, {"response_format": form}):
        for found in sent(build_chat_call(HELLO, {"model": model, **params}, stream=False).body):
            assert references(found)
            assert all(resolves(found, reference) for reference in references(found))
            assert all(node.get("items") != {} for node in nodes(found))
            assert found["type"] == "object"


@pytest.mark.parametrize("schema", [Node, TreeDict, OldTree, TreeClass], ids=str)
def test_a_recursive_tool_keeps_its_recursion(schema):
    def plant(tree: schema) -> str:
        """Plant a tree."""

    if schema is not TreeDict:  # pydantic takes typing's TypedDict from Python 3.12 on only
        parameters = to_function(plant)["parameters"]
        assert references(parameters)
    args = to_function(StructuredTool.from_function(lambda tree: "", name="f", description="d", args_schema=Node))
    assert "#/$defs/Node" in references(args["parameters"])


def test_what_may_be_null_may_be_null():
    class Typed(typing_extensions.TypedDict):
        """A joke."""

        setup: Annotated[str, ..., "The setup"]
        rating: Annotated[int | None, None, "How funny"]
        punchline: typing_extensions.NotRequired[str]

    typed = to_function(Typed)["parameters"]
    assert typed["properties"]["rating"] == {
        "anyOf": [{"type": "integer"}, {"type": "null"}],
        "default": None,
        "description": "How funny",
    }
    assert typed["properties"]["setup"] == {"type": "string", "description": "The setup"}
    assert typed["required"] == ["setup"]
    old = to_function(OldTree)["parameters"]["properties"]
    assert old["name"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert {"type": "null"} in old["left"]["anyOf"]


def test_a_typed_dicts_docstring_describes_its_keys():
    class Joke(typing.TypedDict, total=False):
        """A joke.

        Args:
            setup: The setup
                of it.
            punchline (str): The end.
        """

        setup: str
        punchline: str

    function = to_function(Joke)
    assert function["description"] == "A joke."
    assert function["parameters"]["properties"]["setup"]["description"] == "The setup of it."
    assert function["parameters"]["properties"]["punchline"]["description"] == "The end."
    assert "required" not in function["parameters"]


def test_generic_and_nested_typed_dicts():
    class Page(typing_extensions.TypedDict, Generic[T]):
        items: list[T]
        next: "Page[T] | None"

    class Pages(typing_extensions.TypedDict):
        by_name: dict[str, Page[int]]
        trees: tuple[TreeDict, ...]
        one: Literal["a", "b"]

    Page.__annotations__["next"] = Page[T] | None
    parameters = to_function(Pages)["parameters"]
    page = parameters["$defs"]["Page"]["properties"]
    assert page["items"] == {"type": "array", "items": {"type": "integer"}}
    assert {"type": "null"} in page["next"]["anyOf"]
    assert parameters["properties"]["by_name"]["additionalProperties"] == {"$ref": "#/$defs/Page"}
    assert parameters["properties"]["one"]["enum"] == ["a", "b"]


def test_a_property_called_title_stays_and_titles_go():
    class Book(BaseModel):
        title: str
        author: Optional[Cat] = None  # noqa: UP045

    parameters = to_function(Book)["parameters"]
    assert parameters["properties"]["title"] == {"type": "string"}
    assert parameters["required"] == ["title"]
    assert "title" not in parameters["$defs"]["Cat"]


@tool
def add(a: int, b: int = 2) -> int:
    """Add.

    Args:
        a: One.
        b: Another.
    """
    return a + b


def multiply(a: int, b: float) -> float:
    """Multiply.

    Args:
        a: One.
        b: Another.
    """
    return a * b


@pytest.mark.parametrize(
    "plain", [add, multiply, Cat, {"title": "C", "description": "d", "properties": {}}, Tool("t", str, "d")]
)
def test_plain_schemas_are_what_langchain_makes_of_them(plain):
    assert to_function(plain) == convert_to_openai_function(plain)


def test_a_schema_of_an_answer_needs_no_name():
    assert named_schema({"type": "object", "properties": {"a": {}}})["name"] == "response"
    assert named_schema({"$ref": "#/$defs/A", "$defs": {"A": {"type": "object"}}})["parameters"]["type"] == "object"
    with pytest.raises(ValueError, match="title"):
        to_function({"type": "object", "properties": {}})


# Strict


def assert_strict(schema):
    for node in nodes(schema):
        if isinstance(node.get("properties"), dict) and node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        if "$ref" in node and isinstance(node["$ref"], str):
            assert node.keys() == {"$ref"}
        assert (
            not {"oneOf", "discriminator", "default", "uniqueItems", "prefixItems"} & node.keys() or "type" not in node
        )


@pytest.mark.parametrize("schema", RICH, ids=str)
@pytest.mark.parametrize("model", MODELS)
def test_a_strict_schema_is_closed_and_requires_everything(schema, model):
    tools, form = tools_to_wire([schema], strict=True), structured.response_format(schema, strict=True)
    for params in ({"tools": tools}, {"response_format": form}):
        for found in sent(build_chat_call(HELLO, {"model": model, **params}, stream=False).body):
            assert_strict(found)


def test_a_strategy_of_langchains_is_made_strict():
    from langchain.agents.structured_output import ProviderStrategy

    form = ProviderStrategy(Owner, strict=True).to_model_kwargs()["response_format"]
    body = build_chat_call(HELLO, {"model": "openai/gpt-4o", "response_format": form}, stream=False).body
    assert body["response_format"]["json_schema"]["strict"] is True
    assert_strict(body["response_format"]["json_schema"]["schema"])
    assert form["json_schema"]["schema"] == Owner.model_json_schema()  # the caller's own is not changed


def test_what_may_be_left_out_may_be_null_and_defaults_are_told():
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer", "default": 3}}}
    strict = strict_schema(schema)
    assert strict["properties"]["a"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert strict["properties"]["b"] == {"type": "integer", "description": "Default: 3."}
    assert strict_schema(strict) == strict


def test_what_strict_allows_is_what_the_class_takes():
    values = {"size": "s", "boxes": [], "note": "", "pair": [1, "a"], "tags": [], "other": None}
    strict = strict_schema(to_function(Order)["parameters"])
    assert set(strict["required"]) == set(values)
    assert TypeAdapter(Order).validate_python(values).size is Size.SMALL


class Scores(BaseModel):
    by_name: dict[str, Cat]


class Anything(BaseModel):
    inner: list[typing.Any]


class Free(BaseModel):
    value: typing.Any


@pytest.mark.parametrize(
    ("schema", "place"),
    [(Scores, "by_name is an object of any keys"), (Anything, "inner is a list"), (Free, "value is a value")],
)
def test_what_cannot_be_strict_is_an_error_that_says_where(schema, place):
    form = structured.response_format(schema, strict=True)
    with pytest.raises(
        InvalidRequestError, match=f"strict is not possible for {schema.__name__}: {place}.*leave strict out"
    ):
        build_chat_call(HELLO, {"model": "openai/gpt-4o", "response_format": form}, stream=False)
    loose = structured.response_format(schema)
    assert build_chat_call(HELLO, {"model": "openai/gpt-4o", "response_format": loose}, stream=False).body


def test_what_is_not_strict_is_not_touched():
    request = {"tools": [{"type": "web_search"}, *tools_to_wire([Scores])], "messages": []}
    assert with_strict_schemas(request) == request


@pytest.mark.parametrize(
    ("given", "items"),
    [
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]},
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        ),
        ({"type": "array", "prefixItems": [{"type": "integer"}] * 2}, {"type": "integer"}),
        ({"type": "array"}, {}),
        ({"type": ["array", "null"], "items": {"type": "string"}}, {"type": "string"}),
    ],
)
@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-sonnet-4.5", "openai/gpt-5-pro"])
def test_every_list_in_a_schema_says_of_what(model, given, items):
    """OpenAI: "array schema missing items"."""
    schema = {"title": "Walk", "type": "object", "properties": {"type": {"anyOf": [given, {"type": "null"}]}}}
    tool = {"type": "function", "function": {"name": "walk", "parameters": schema}}
    params = {"model": model, "tools": [tool], "max_tokens": 100}

    body = build_chat_call([{"role": "user", "content": "Hi"}], params, stream=False).body

    (sent,) = body["tools"]
    sent = sent.get("function", sent)
    found = sent.get("parameters", sent.get("input_schema"))["properties"]["type"]["anyOf"][0]
    assert found == {**given, "items": items}
