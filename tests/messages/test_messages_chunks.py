"""Chunks made by copying are the ones that LangChain's own constructors make."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.load import dumpd
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from langchain_aimlapi.messages.chunks import generation_chunk, message_chunk

json_like = st.text(alphabet='{}[]":,\\ \n1aé', max_size=12)
fragments = st.lists(
    st.builds(
        tool_call_chunk,
        name=st.none() | st.just("look_up"),
        args=st.none() | json_like | st.just('{"city": "Par'),
        id=st.none() | st.just("call_1"),
        index=st.integers(0, 2),
    ),
    max_size=2,
)


def both(content="hi", fragments=(), kwargs=None, metadata=None, usage=None):
    """The same chunk, copied and constructed."""
    fields = {"additional_kwargs": kwargs or {}, "response_metadata": metadata or {}, "usage_metadata": usage}
    copied = message_chunk(content, message_id="id-1", tool_call_chunks=[dict(part) for part in fragments], **fields)
    return copied, AIMessageChunk(content=content, id="id-1", tool_call_chunks=list(fragments), **fields)


@given(st.text(), fragments)
def test_a_copied_chunk_equals_a_constructed_one(content, fragments):
    copied, constructed = both(content, fragments)
    assert copied == constructed
    assert dumpd(copied) == dumpd(constructed)
    assert copied + copied == constructed + constructed


def test_so_does_one_with_everything():
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    copied, constructed = both("", (), {"reasoning_content": "hm"}, {"finish_reason": "stop"}, usage)
    assert copied == constructed
    assert copied.model_dump() == constructed.model_dump()


@pytest.mark.parametrize("args", ["{" * 3000, '{"a":' * 3000])
def test_arguments_nested_too_deep_are_invalid_calls_like_in_core(args):
    copied, constructed = both("", [tool_call_chunk(name="f", args=args, id="1", index=0)])
    assert copied.invalid_tool_calls == constructed.invalid_tool_calls


def test_a_copied_generation_chunk_equals_a_constructed_one():
    message, _ = both()
    copied = generation_chunk(message, {"finish_reason": "stop"})
    constructed = ChatGenerationChunk(message=message, generation_info={"finish_reason": "stop"})
    assert copied == constructed
    assert copied.text == "hi"
    assert dumpd(copied) == dumpd(constructed)
    assert copied + copied == constructed + constructed


def whole_chunks():
    """A message chunk and its generation chunk, made both ways, the constructed ones with every field given."""
    fragments = [tool_call_chunk(name="f", args='{"a": 1', id="call_1", index=0)]
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    message, constructed = both("hi", fragments, {"refusal": "no"}, {"model_provider": "aimlapi"}, usage)
    constructed.invalid_tool_calls = []
    given = ChatGenerationChunk(message=constructed, text="hi", generation_info=None)
    return [(message, constructed), (generation_chunk(message, None), given)]


@pytest.mark.parametrize("number", [0, 1], ids=["message", "generation"])
@pytest.mark.parametrize(
    "way",
    [lambda chunk: chunk, copy.copy, copy.deepcopy, lambda chunk: pickle.loads(pickle.dumps(chunk))],
    ids=["itself", "copied", "deeply copied", "pickled"],
)
def test_nothing_tells_a_copied_chunk_from_a_constructed_one(number, way):
    copied, constructed = map(way, whole_chunks()[number])
    assert copied == constructed
    assert type(copied) is type(constructed)
    assert copied.model_fields_set == constructed.model_fields_set
    assert copied.model_extra == constructed.model_extra
    assert copied.__pydantic_private__ == constructed.__pydantic_private__
    assert [*copied.model_dump().items()] == [*constructed.model_dump().items()]
    assert copied.model_dump_json(exclude_unset=True) == constructed.model_dump_json(exclude_unset=True)
    assert repr(copied) == repr(constructed)


def test_a_field_set_later_is_set_on_one_chunk_only():
    first, second = both()[0], both()[0]
    first.name, first.anything = "somebody", 1
    assert "name" in first.model_fields_set
    assert first.model_extra == {"anything": 1}
    assert not {"name", "anything"} & second.model_fields_set
    assert second.name is None
    assert not second.model_extra


def test_chunks_share_nothing_that_can_be_changed():
    first, second = both()[0], both()[0]
    shared = [name for name, value in first if value is getattr(second, name)]
    assert not [name for name in shared if isinstance(getattr(first, name), (dict, list, set))]
    first.additional_kwargs["seen"] = first.response_metadata["seen"] = True
    first.tool_calls.append({"name": "f", "args": {}, "id": "1"})
    first.invalid_tool_calls.append({"name": "f", "args": "", "id": "1", "error": None})
    assert not second.additional_kwargs
    assert not second.response_metadata
    assert not second.tool_calls
    assert not second.invalid_tool_calls
