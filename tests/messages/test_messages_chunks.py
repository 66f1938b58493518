"""Chunks made by copying are the ones that LangChain's own constructors make."""

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


def test_chunks_share_nothing_that_can_be_changed():
    first, second = both()[0], both()[0]
    first.additional_kwargs["seen"] = first.response_metadata["seen"] = True
    first.tool_calls.append({"name": "f", "args": {}, "id": "1"})
    first.invalid_tool_calls.append({"name": "f", "args": "", "id": "1", "error": None})
    assert not second.additional_kwargs
    assert not second.response_metadata
    assert not second.tool_calls
    assert not second.invalid_tool_calls
