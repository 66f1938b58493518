"""Options as they are meant: nulls inside them, plain text by name, what a model that only hears cannot take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.parameters import without_nulls
from langchain_aimlapi.chat_request import build_chat_call

HELLO = [{"role": "user", "content": "Hi"}]
NESTED = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def nulls(value):
    if isinstance(value, dict):
        return any(each is None or nulls(each) for each in value.values())
    return isinstance(value, list) and any(map(nulls, value))


def body(model="openai/gpt-4o", messages=HELLO, **params):
    return build_chat_call(messages, {"model": model, **params}, stream=False).body


@given(st.dictionaries(st.sampled_from(["x", "y"]), NESTED))
def test_a_null_inside_an_option_is_left_out_at_any_depth(option):
    assert not nulls(without_nulls(option))


def test_nulls_that_mean_something_stay():
    schema = {"type": "object", "properties": {"a": {"enum": ["x", None], "default": None}, "b": {"const": None}}}
    tool = {"type": "function", "function": {"name": "f", "description": None, "parameters": schema}}
    form = {"type": "json_schema", "json_schema": {"name": "F", "schema": schema, "strict": None}}
    sent = body(tools=[tool], response_format=form, prediction={"type": "content", "content": None})
    assert sent["tools"][0]["function"] == {"name": "f", "parameters": schema}
    assert sent["response_format"]["json_schema"] == {"name": "F", "schema": schema}
    assert sent["prediction"] == {"type": "content"}
    kept = [{"role": "assistant", "content": None, "tool_calls": [], "refusal": None}]
    assert body(messages=[*HELLO, *kept, *HELLO])["messages"][0] == HELLO[0]


@pytest.mark.filterwarnings("error::langchain_aimlapi.call_params.UnsupportedParameterWarning")
@pytest.mark.parametrize("model", ["anthropic/claude-sonnet-4.5", "claude-opus-4-latest", "openai/gpt-5-1-codex"])
def test_plain_text_by_name_is_what_every_model_answers_anyway(model):
    sent = body(model, response_format={"type": "text"})
    assert not {"response_format", "text", "tools"} & sent.keys()
    assert body(response_format={"type": "text"})["response_format"] == {"type": "text"}


@pytest.mark.parametrize("content", ["Hi", [{"type": "text", "text": "Hi"}]])
def test_words_for_a_model_that_only_hears_are_a_clear_error(content):
    with pytest.raises(InvalidRequestError, match="captioner takes no content part of type 'text' here, only input_"):
        body("alibaba/qwen3-omni-30b-a3b-captioner", [{"role": "user", "content": content}])
    sound = [{"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}}]
    assert body("alibaba/qwen3-omni-30b-a3b-captioner", [{"role": "user", "content": sound}])["messages"]
