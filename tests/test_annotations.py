"""Annotations can be read at run time: LangChain asks methods of models, and functions that become tools."""

import typing

import pytest
from annotations import import_everything, unreadable
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableBinding
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel

import langchain_aimlapi
from langchain_aimlapi import AIMLAPIImageGenerator, ChatAIMLAPI, ImageResult
from langchain_aimlapi.lazy import LazyModule

EXTRAS = ("langchain_aimlapi.langflow.", "langchain_aimlapi.litellm.")
"""What needs LiteLLM or lfx is walked in their environments."""


class Weather(BaseModel):
    """The weather of a place."""

    place: str


def look_up(place: str) -> str:
    """Look up the weather of a place."""
    return place


@pytest.fixture
def model():
    return ChatAIMLAPI(model="openai/gpt-4o", api_key="key-of-a-test")


def test_everything_in_the_package_can_be_asked_for_its_type_hints():
    assert [name for name in import_everything() if not name.startswith(EXTRAS)] == []
    assert {name: why for name, why in unreadable().items() if not name.startswith(EXTRAS)} == {}


@pytest.mark.parametrize("name", [name for name in langchain_aimlapi.__all__ if name != "__version__"])
def test_public_methods_can_be_asked_for_their_type_hints_through_the_class(name):
    """As LangChain does: by name, on the class, so that inherited methods of ours are seen too."""
    value = getattr(langchain_aimlapi, name)
    methods = [getattr(value, method) for method in dir(value) if not method.startswith("__")]
    for method in [one for one in methods if callable(one) and hasattr(one, "__annotations__")]:
        if str(getattr(method, "__module__", "")).startswith("langchain_aimlapi"):
            typing.get_type_hints(method)


def test_a_model_with_fallbacks_takes_tools_schemas_and_counts_tokens(model):
    both = model.with_fallbacks([ChatAIMLAPI(model="anthropic/claude-sonnet-4.5", api_key="key-of-a-test")])
    bound = both.bind_tools([look_up])
    assert all(isinstance(one, RunnableBinding) for one in (bound.runnable, *bound.fallbacks))
    assert [one.kwargs["tools"][0]["function"]["name"] for one in (bound.runnable, *bound.fallbacks)] == ["look_up"] * 2
    assert both.with_structured_output(Weather) is not None
    assert both.get_num_tokens_from_messages([HumanMessage("How warm is it?")]) > 0


def test_a_method_of_the_package_becomes_a_tool():
    generator = AIMLAPIImageGenerator(model="openai/dall-e-3", api_key="key-of-a-test")
    tool = StructuredTool.from_function(generator.generate)
    assert "prompt" in tool.args
    assert typing.get_type_hints(generator.generate)["return"] is ImageResult


def test_hints_name_the_types_themselves():
    """A hint that is a string, or `Any` for convenience, would tell LangChain nothing."""
    hints = typing.get_type_hints(ChatAIMLAPI.bind_tools)
    assert BaseTool in typing.get_args(typing.get_args(hints["tools"])[0])
    assert typing.get_type_hints(ChatAIMLAPI.client.func)["return"] is langchain_aimlapi.AIMLAPIClient


def test_a_module_that_is_missing_is_an_error_at_the_first_look_only():
    absent = LazyModule("langchain_aimlapi.of_no_such_name")
    with pytest.raises(ImportError, match="of_no_such_name"):
        _ = absent.Anything
