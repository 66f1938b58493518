"""A conversation, in whatever blocks it was written, reaches the model whole and is not changed on the way."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import (
    AIMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

from langchain_aimlapi.messages.parts import to_part, to_parts
from langchain_aimlapi.messages.to_wire import message_to_wire, messages_to_wire

DATA_URL = "data:image/png;base64,QUJD"
PDF = {"file_data": "data:application/pdf;base64,QUJD", "filename": "document.pdf"}


def image(url, **more):
    return {"type": "image_url", "image_url": {"url": url, **more}}


def sound(data, **more):
    return {"type": "input_audio", "input_audio": {"data": data, **more}}


def video(url):
    return {"type": "video_url", "video_url": {"url": url}}


def file(**fields):
    return {"type": "file", "file": fields}


@pytest.mark.parametrize(
    ("block", "part"),
    [
        # text
        (
            {"type": "text", "text": "a", "annotations": [], "id": "x", "index": 0, "extras": {}},
            {"type": "text", "text": "a"},
        ),
        # images: LangChain v1, v0, OpenAI, Anthropic
        ({"type": "image", "url": "https://x/a.png", "id": "x"}, image("https://x/a.png")),
        ({"type": "image", "base64": "QUJD", "mime_type": "image/png"}, image(DATA_URL)),
        ({"type": "image", "base64": "QUJD"}, image(DATA_URL)),
        ({"type": "image", "url": "u", "extras": {"detail": "low"}}, image("u", detail="low")),
        ({"type": "image", "source_type": "url", "url": "u"}, image("u")),
        ({"type": "image", "source_type": "base64", "data": "QUJD", "mime_type": "image/png"}, image(DATA_URL)),
        (image("u", detail="high") | {"index": 0}, image("u", detail="high")),
        ({"type": "image_url", "image_url": "u"}, image("u")),
        ({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QUJD"}}, image(DATA_URL)),
        ({"type": "image", "source": {"type": "url", "url": "u"}}, image("u")),
        # sound
        ({"type": "audio", "base64": "QUJD", "mime_type": "audio/wav"}, sound("QUJD", format="wav")),
        ({"type": "audio", "base64": "QUJD", "mime_type": "audio/mpeg"}, sound("QUJD", format="mp3")),
        ({"type": "audio", "base64": "QUJD", "mime_type": "audio/wav; codecs=1"}, sound("QUJD", format="wav")),
        ({"type": "audio", "base64": "QUJD"}, sound("QUJD")),
        ({"type": "audio", "url": "u", "mime_type": "audio/wav"}, sound("u", format="wav")),
        (
            {"type": "audio", "source_type": "base64", "data": "QUJD", "mime_type": "audio/x-wav"},
            sound("QUJD", format="wav"),
        ),
        (sound("QUJD", format="wav"), sound("QUJD", format="wav")),
        # video
        ({"type": "video", "url": "u"}, video("u")),
        ({"type": "video", "base64": "QUJD", "mime_type": "video/webm"}, video("data:video/webm;base64,QUJD")),
        ({"type": "video", "source_type": "url", "url": "u"}, video("u")),
        ({"type": "video_url", "video_url": "u"}, video("u")),
        (video("u"), video("u")),
        # files
        ({"type": "file", "base64": "QUJD", "mime_type": "application/pdf"}, file(**PDF)),
        ({"type": "file", "base64": "QUJD"}, file(**PDF)),
        (
            {"type": "file", "base64": "QUJD", "mime_type": "application/pdf", "extras": {"filename": "a.pdf"}},
            file(**PDF | {"filename": "a.pdf"}),
        ),
        (
            {"type": "file", "base64": "QUJD", "mime_type": "text/csv"},
            file(file_data="data:text/csv;base64,QUJD", filename="document.csv"),
        ),
        ({"type": "file", "file_id": "f1"}, file(file_id="f1")),
        ({"type": "file", "url": "https://x/a.pdf"}, file(file_url="https://x/a.pdf")),
        ({"type": "file", "source_type": "id", "id": "f1"}, file(file_id="f1")),
        ({"type": "file", "source_type": "text", "text": "a"}, {"type": "text", "text": "a"}),
        (
            {"type": "file", "source_type": "base64", "data": "QUJD", "metadata": {"name": "a.pdf"}},
            file(**PDF | {"filename": "a.pdf"}),
        ),
        (file(file_id="f1"), file(file_id="f1")),
        (
            {
                "type": "document",
                "source": {"type": "base64", "media_type": "application/pdf", "data": "QUJD"},
                "title": "T",
            },
            file(**PDF | {"filename": "T"}),
        ),
        ({"type": "document", "source": {"type": "text", "data": "a"}}, {"type": "text", "text": "a"}),
        ({"type": "document", "source": {"type": "content", "content": "a"}},) * 2,
        # texts as files
        ({"type": "text-plain", "text": "a", "mime_type": "text/plain"}, {"type": "text", "text": "a"}),
        ({"type": "text-plain", "url": "u"}, file(file_url="u")),
        # the vendor's own
        ({"type": "non_standard", "value": {"type": "vendor", "a": 1}}, {"type": "vendor", "a": 1}),
        ({"type": "search_result", "source": "u", "title": "T"},) * 2,
        ({"type": "refusal", "refusal": "no", "index": 0}, {"type": "refusal", "refusal": "no"}),
    ],
)
def test_every_dialect_of_blocks_becomes_openais(block, part):
    before = copy.deepcopy(block)
    assert to_part(block) == part
    assert block == before


@pytest.mark.parametrize(
    "block",
    [
        {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "a", "extras": {"cache_control": {"type": "ephemeral"}}},
        {"type": "image", "url": "u", "cache_control": {"type": "ephemeral"}},
    ],
)
def test_a_mark_for_the_cache_is_kept(block):
    assert to_part(block)["cache_control"] == {"type": "ephemeral"}


def test_texts_between_blocks_are_texts():
    assert to_parts(["a", image("u")]) == [{"type": "text", "text": "a"}, image("u")]


@pytest.mark.parametrize(
    ("message", "role"),
    [
        (HumanMessage("a"), "user"),
        (SystemMessage("a"), "system"),
        (SystemMessage("a", additional_kwargs={"__openai_role__": "developer"}), "developer"),
        (ChatMessage("a", role="critic"), "critic"),
        (AIMessage("a"), "assistant"),
    ],
)
def test_every_message_has_its_role_and_name(message, role):
    assert message_to_wire(message) == {"role": role, "content": "a"}
    message.name = "ann"
    assert message_to_wire(message) == {"role": role, "content": "a", "name": "ann"}


def test_a_message_that_cannot_be_sent_is_refused_by_name():
    with pytest.raises(TypeError, match="RemoveMessage"):
        message_to_wire(RemoveMessage("x"))


def test_tool_results_say_whose_they_are_and_whether_they_failed():
    assert message_to_wire(ToolMessage("2", tool_call_id="t1", name="add")) == {
        "role": "tool",
        "tool_call_id": "t1",
        "content": "2",
        "name": "add",
    }
    assert message_to_wire(ToolMessage("no", tool_call_id="t1", status="error"))["is_error"] is True
    pictured = ToolMessage([{"type": "image", "url": "u"}], tool_call_id="t1")
    assert message_to_wire(pictured)["content"] == [image("u")]


def test_a_function_call_of_before_there_were_tools_is_a_tool_call():
    asked = AIMessage("", additional_kwargs={"function_call": {"name": "add", "arguments": "{}"}})
    call = {"id": "", "type": "function", "function": {"name": "add", "arguments": "{}"}}

    assert message_to_wire(asked)["tool_calls"] == [call]
    assert message_to_wire(FunctionMessage("2", name="add")) == {
        "role": "tool",
        "tool_call_id": "",
        "content": "2",
        "name": "add",
    }


CALL = {"type": "tool_call", "id": "t1", "name": "add", "args": {"a": "é"}}
WIRE_CALL = {"id": "t1", "type": "function", "function": {"name": "add", "arguments": '{"a": "é"}'}}


def test_a_turn_that_only_calls_tools_has_no_content():
    assert message_to_wire(AIMessage("", tool_calls=[CALL])) == {"role": "assistant", "tool_calls": [WIRE_CALL]}
    assert message_to_wire(AIMessage([], tool_calls=[CALL])) == {"role": "assistant", "tool_calls": [WIRE_CALL]}


def test_a_turn_without_anything_has_an_empty_text():
    assert message_to_wire(AIMessage("")) == {"role": "assistant", "content": ""}


def test_a_call_that_was_broken_is_sent_as_the_model_wrote_it():
    broken = {"type": "invalid_tool_call", "id": "t2", "name": "rm", "args": '{"path', "error": "cut"}
    wire = message_to_wire(AIMessage("", tool_calls=[CALL], invalid_tool_calls=[broken]))
    sent = {"id": "t2", "type": "function", "function": {"name": "rm", "arguments": '{"path'}}
    assert wire["tool_calls"] == [WIRE_CALL, sent]


def test_what_a_vendor_wants_back_with_a_call_goes_back_with_it():
    extras = {"t1": {"extra_content": {"google": {"thought_signature": "s"}}}}
    wire = message_to_wire(AIMessage("", tool_calls=[CALL], additional_kwargs={"tool_call_extras": extras}))
    assert wire["tool_calls"] == [WIRE_CALL | extras["t1"]]


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": "a"}, {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": "é"}}],
        [
            {"type": "text", "text": "a"},
            {"type": "tool_use", "id": "t1", "name": "add", "input": {}},
            {"type": "input_json_delta"},
        ],
        [{"type": "text", "text": "a"}, CALL, {"type": "server_tool_call", "id": "s", "name": "x", "args": {}}],
    ],
)
def test_calls_that_are_also_blocks_are_sent_once(content):
    wire = message_to_wire(AIMessage(content, tool_calls=[CALL]))
    wire.pop("left_out", None)  # what the vendor ran itself; the request is built without it
    assert wire == {"role": "assistant", "content": [{"type": "text", "text": "a"}], "tool_calls": [WIRE_CALL]}


@pytest.mark.parametrize("block", [{"type": "tool_use", "id": "t1", "name": "add", "input": {"a": "é"}}, CALL])
def test_calls_that_are_blocks_only_are_not_lost(block):
    message = AIMessage("")
    message.content = [block]
    assert message_to_wire(message) == {"role": "assistant", "tool_calls": [WIRE_CALL]}


THINKING = {"type": "thinking", "thinking": "I think", "signature": "s"}
REDACTED = {"type": "redacted_thinking", "data": "x"}


def test_reasoning_goes_back_unchanged():
    details = [{"type": "reasoning.text", "text": "I think", "signature": "s", "index": 0}]
    kwargs = {"reasoning_content": "I think", "reasoning_details": details}
    wire = message_to_wire(AIMessage("a", additional_kwargs=kwargs))
    assert wire == {"role": "assistant", "content": "a", **kwargs}


def test_claudes_thoughts_go_back_with_their_signatures():
    content = [{**THINKING, "index": 0}, REDACTED, {"type": "text", "text": "a"}]
    wire = message_to_wire(AIMessage(content))
    assert wire["reasoning_details"] == [THINKING, REDACTED]
    assert wire["reasoning_content"] == "I think"
    assert wire["content"] == [{"type": "text", "text": "a"}]


def test_langchains_reasoning_blocks_keep_their_signatures_too():
    block = {"type": "reasoning", "reasoning": "I think", "extras": {"signature": "s"}, "index": "lc_rs_0"}
    wire = message_to_wire(AIMessage([block, {"type": "reasoning", "reasoning": "!"}, {"type": "text", "text": "a"}]))
    assert wire["reasoning_content"] == "I think!"
    assert wire["reasoning_details"] == [THINKING]


def test_an_answer_in_sound_is_named_and_not_sent_back():
    audio = {"id": "a1", "data": "QUJD" * 1000, "transcript": "Hi", "expires_at": 1}
    assert message_to_wire(AIMessage("", additional_kwargs={"audio": audio}))["audio"] == {"id": "a1"}


BLOCKS = st.sampled_from(
    [
        "text",
        {"type": "text", "text": "a", "index": 0, "cache_control": {"type": "ephemeral"}},
        {"type": "image", "source_type": "base64", "data": "QUJD", "mime_type": "image/png"},
        {"type": "file", "file": {"file_id": "f1"}},
        {"type": "non_standard", "value": {"type": "vendor", "a": [1]}},
        {"type": "reasoning", "reasoning": "I think", "extras": {"signature": "s"}},
        THINKING,
        {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 1}},
    ]
)
CONTENTS = st.text(max_size=3) | st.lists(BLOCKS, max_size=4)
KWARGS = st.sampled_from(
    [{}, {"reasoning_details": [THINKING], "tool_call_extras": {"t1": {"extra_content": {"a": 1}}}}]
)
MESSAGES = st.one_of(
    st.builds(HumanMessage, CONTENTS),
    st.builds(SystemMessage, CONTENTS),
    st.builds(lambda content: ToolMessage(content, tool_call_id="t1"), CONTENTS),
    st.builds(
        lambda content, calls, kwargs: AIMessage(content, tool_calls=calls, additional_kwargs=kwargs),
        CONTENTS,
        st.lists(st.just(CALL), max_size=1),
        KWARGS,
    ),
)


@given(st.lists(MESSAGES, max_size=5))
def test_sending_a_conversation_does_not_change_it(messages):
    before = copy.deepcopy(messages)
    wire = messages_to_wire(messages)
    assert messages == before
    assert [message["role"] for message in wire] == [message_to_wire(message)["role"] for message in before]
