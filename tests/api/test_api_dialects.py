"""One conversation in OpenAI's form, as the two dialects of the chat endpoint put it on the wire."""

import copy
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.dialects import CHAT, CLAUDE_CHAT, get_dialect
from langchain_aimlapi.api.errors import InvalidRequestError

DATA_URL = "data:image/png;base64,QUJD"
IMAGE = {"type": "image_url", "image_url": {"url": DATA_URL}}
LINK = {"type": "image_url", "image_url": {"url": "https://x/a.png"}}
CALL = {"id": "t1", "type": "function", "function": {"name": "add", "arguments": '{"a": 1}'}}
EPHEMERAL = {"type": "ephemeral"}


@dataclass
class Model:
    """As much of a model as a dialect asks for."""

    id: str = "vendor/m"
    vendor: str | None = None
    dialect: str = "chat"
    known: bool = True
    capabilities: frozenset = frozenset()
    reasoning_field: str | None = None
    parameters: dict | None = None
    message_shapes: dict | None = field(default=None)


def text(words, **more):
    return {"type": "text", "text": words, **more}


def shapes(**roles):
    """Message shapes: the content that each role takes, with the keys of OpenAI's schema."""
    keys = ("content", "name", "role", "tool_calls", "tool_call_id")
    return {role: {"content": content, "keys": keys} for role, content in roles.items()}


def chat(*messages, model=None, **parameters):
    return CHAT.encode({"model": "m", "messages": list(messages), **parameters}, model or Model())


def claude(*messages, model=None, **parameters):
    return CLAUDE_CHAT.encode(
        {"model": "m", "messages": list(messages), **parameters}, model or Model(dialect="claude")
    )


def user(content):
    return {"role": "user", "content": content}


# OpenAI's shape


def test_a_model_that_nobody_knows_gets_openais_form_as_it_is():
    messages = [
        {"role": "system", "content": "Be brief", "name": "boss"},
        user([text("a"), IMAGE]),
        {"role": "assistant", "content": "b", "refusal": "c"},
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "t1", "content": "2"},
    ]
    assert chat(*messages, tools=[1], seed=1) == {"model": "m", "messages": messages, "tools": [1], "seed": 1}


@pytest.mark.parametrize(
    ("role", "known", "sent"),
    [
        ("developer", ("developer", "system", "user"), "developer"),
        ("developer", ("system", "user"), "system"),
        ("developer", ("user",), "user"),
        ("system", ("developer", "user"), "developer"),
        ("system", ("user",), "user"),
    ],
)
def test_a_role_that_the_model_lacks_has_a_stand_in(role, known, sent):
    model = Model(message_shapes=shapes(**dict.fromkeys(known, ("string",))))
    assert chat({"role": role, "content": "a"}, model=model)["messages"] == [{"role": sent, "content": "a"}]


def test_a_role_without_a_stand_in_is_refused_with_those_there_are():
    model = Model(message_shapes=shapes(user=("string",), assistant=("string",)))
    with pytest.raises(InvalidRequestError, match="vendor/m takes no messages with role 'tool', only assistant, user"):
        chat({"role": "tool", "tool_call_id": "t1", "content": "2"}, model=model)


def test_texts_in_parts_are_one_text_where_the_model_knows_no_parts():
    model = Model(message_shapes=shapes(user=("string",)))
    assert chat(user([text("a"), text("b")]), model=model)["messages"] == [user("a\nb")]
    model = Model(message_shapes=shapes(user=("string", "text")))
    assert chat(user([text("a"), text("b")]), model=model)["messages"] == [user([text("a"), text("b")])]


def test_a_part_that_the_model_does_not_take_is_refused_before_it_is_lost():
    model = Model(message_shapes=shapes(user=("string", "text", "input_audio(wav,mp3)")))
    assert chat(user([{"type": "input_audio", "input_audio": {}}]), model=model)
    with pytest.raises(InvalidRequestError, match="vendor/m takes no content part of type 'image_url' here, only"):
        chat(user([IMAGE]), model=model)


def test_images_of_tools_follow_the_results_as_a_users_message():
    messages = chat(
        {"role": "assistant", "tool_calls": [CALL, {**CALL, "id": "t2"}]},
        {"role": "tool", "tool_call_id": "t1", "content": [text("seen"), IMAGE]},
        {"role": "tool", "tool_call_id": "t2", "content": [LINK]},
        user("And?"),
    )["messages"]
    assert [message["role"] for message in messages] == ["assistant", "tool", "tool", "user", "user"]
    assert messages[1]["content"] == [text("seen")]
    assert messages[3]["content"] == [
        text("Content returned by the tool call t1:"),
        IMAGE,
        text("Content returned by the tool call t2:"),
        LINK,
    ]
    assert messages[4] == user("And?")


def test_images_of_the_last_tool_are_not_lost():
    messages = chat({"role": "tool", "tool_call_id": "t1", "content": [IMAGE]})["messages"]
    assert messages[-1]["content"][-1] == IMAGE


def test_keys_that_a_schema_lacks_are_left_out():
    model = Model(message_shapes={"user": {"content": ("string",), "keys": ("content", "role")}})
    assert chat({**user("a"), "name": "ann"}, model=model)["messages"] == [user("a")]
    model.message_shapes["user"]["keys"] += ("name",)
    assert chat({**user("a"), "name": "ann"}, model=model)["messages"] == [{**user("a"), "name": "ann"}]
    failed = {"role": "tool", "tool_call_id": "t1", "content": "no", "is_error": True}
    assert "is_error" not in chat(failed)["messages"][0]


@pytest.mark.parametrize(
    ("field_name", "turn", "kept"),
    [
        ("reasoning_details", {"content": "a"}, {"reasoning_details"}),
        (None, {"content": "a"}, {"reasoning_details"}),
        ("reasoning_content", {"content": "a"}, set()),
        ("reasoning_content", {"tool_calls": [CALL]}, {"reasoning_content"}),
    ],
)
def test_reasoning_goes_back_where_the_model_needs_it(field_name, turn, kept):
    details = [{"type": "reasoning.text", "text": "x", "signature": "s"}]
    message = {"role": "assistant", **turn, "reasoning_content": "x", "reasoning_details": details}
    (sent,) = chat(message, model=Model(reasoning_field=field_name))["messages"]
    assert {key for key in sent if key.startswith("reasoning")} == kept
    assert sent.get("reasoning_details", details) == details


def test_stream_options_are_not_sent_where_they_are_unknown():
    options = {"include_usage": True}
    assert chat(user("a"), stream=True, stream_options=options)["stream_options"] == options
    assert "stream_options" not in chat(user("a"), stream_options=options, model=Model(parameters={"stream": {}}))


# Claude's shape


def test_all_instructions_are_one_system_prompt():
    body = claude(
        {"role": "system", "content": "Be brief"},
        user("a"),
        {"role": "developer", "content": [text("Be kind"), text("")]},
    )
    assert body["system"] == "Be brief\n\nBe kind"
    assert body["messages"] == [user("a")]


def test_a_system_prompt_that_is_marked_for_the_cache_keeps_its_mark():
    marked = text("Long", cache_control=EPHEMERAL)
    body = claude({"role": "system", "content": [marked]}, {"role": "system", "content": "Short"}, user("a"))
    assert body["system"] == [marked, text("Short")]


def test_no_instructions_are_no_system_prompt():
    assert "system" not in claude(user("a"))


def test_results_and_the_next_question_are_one_users_turn():
    body = claude(
        user("2+2?"),
        {"role": "assistant", "content": "Let me see", "tool_calls": [CALL, {**CALL, "id": "t2"}]},
        {"role": "tool", "tool_call_id": "t1", "content": "4"},
        {"role": "tool", "tool_call_id": "t2", "content": [text("no"), IMAGE], "is_error": True},
        user("And?"),
    )
    source = {"type": "base64", "media_type": "image/png", "data": "QUJD"}
    assert body["messages"] == [
        user("2+2?"),
        {
            "role": "assistant",
            "content": [
                text("Let me see"),
                {"type": "tool_use", "id": "t1", "name": "add", "input": {"a": 1}},
                {"type": "tool_use", "id": "t2", "name": "add", "input": {"a": 1}},
            ],
        },
        user(
            [
                {"type": "tool_result", "tool_use_id": "t1", "content": "4"},
                {
                    "type": "tool_result",
                    "tool_use_id": "t2",
                    "content": [text("no"), {"type": "image", "source": source}],
                    "is_error": True,
                },
                text("And?"),
            ]
        ),
    ]


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [("", {}), ('{"a": 1}', {"a": 1}), ('{"a', {"raw_arguments": '{"a'}), ("[1]", {"raw_arguments": "[1]"})],
)
def test_arguments_are_an_object_even_if_the_call_was_cut(arguments, sent):
    call = {**CALL, "function": {"name": "add", "arguments": arguments}}
    body = claude(user("a"), {"role": "assistant", "tool_calls": [call]})
    assert body["messages"][1]["content"][0]["input"] == sent


def test_thoughts_go_back_first_with_their_signatures():
    thoughts = [{"type": "thinking", "thinking": "x", "signature": "s"}, {"type": "redacted_thinking", "data": "y"}]
    other = {"type": "reasoning.text", "text": "z"}
    turn = {"role": "assistant", "content": "a", "reasoning_details": [*thoughts, other], "reasoning_content": "x"}
    assert claude(user("a"), turn)["messages"][1]["content"] == [*thoughts, text("a")]


def test_images_are_sent_as_bytes():
    (turn,) = claude(user([text("a"), {**IMAGE, "cache_control": EPHEMERAL}]))["messages"]
    source = {"type": "base64", "media_type": "image/png", "data": "QUJD"}
    assert turn["content"] == [text("a"), {"type": "image", "source": source, "cache_control": EPHEMERAL}]


def test_an_image_by_link_is_refused_with_the_cure():
    with pytest.raises(InvalidRequestError, match=r"only as base64, not by URL: download 'https://x/a.png'"):
        claude(user([LINK]))


@pytest.mark.parametrize(
    ("file", "media_type", "title"),
    [
        ({"file_data": "QUJD"}, "application/pdf", None),
        ({"file_data": "data:application/pdf;base64,QUJD", "filename": "a.pdf"}, "application/pdf", "a.pdf"),
    ],
)
def test_files_are_documents(file, media_type, title):
    (turn,) = claude(user([{"type": "file", "file": file}, text("a")]))["messages"]
    document = turn["content"][0]
    assert document["source"] == {"type": "base64", "media_type": media_type, "data": "QUJD"}
    assert document.get("title") == title


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"type": "file", "file": {"file_id": "f1"}}, "not by id"),
        ({"type": "input_audio", "input_audio": {}}, "no content part of type 'input_audio'; it takes text, images"),
        ({"type": "video_url", "video_url": {}}, "no content part of type 'video_url'"),
    ],
)
def test_what_claude_does_not_take_is_refused_before_it_is_lost(part, words):
    with pytest.raises(InvalidRequestError, match=words):
        claude(user([part]))


def test_claudes_own_blocks_are_left_as_they_are():
    blocks = [{"type": "document", "source": {"type": "text", "data": "a"}}, text("b", cache_control=EPHEMERAL)]
    assert claude(user(blocks))["messages"] == [user(blocks)]


def test_empty_texts_and_empty_turns_which_claude_refuses_are_left_out():
    body = claude(user("a"), {"role": "assistant", "content": ""}, user([text(""), text("b")]))
    assert body["messages"] == [user([text("a"), text("b")])]


def test_a_refusal_of_an_earlier_answer_is_a_text():
    turn = {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}]}
    assert claude(user("a"), turn)["messages"][1]["content"] == "no"


FUNCTION = {
    "name": "add",
    "description": "Add.",
    "parameters": {"type": "object", "properties": {"a": {}}},
    "strict": True,
}
TOOL = {"type": "function", "function": FUNCTION}


def test_tools_have_an_input_schema():
    bare = {"type": "function", "function": {"name": "now"}}
    builtin = {"type": "web_search_20250305", "name": "web_search"}
    tools = claude(user("a"), tools=[{**TOOL, "cache_control": EPHEMERAL}, bare, builtin])["tools"]
    assert tools == [
        {
            "name": "add",
            "description": "Add.",
            "input_schema": {"type": "object", "properties": {"a": {}}},
            "strict": True,
            "cache_control": EPHEMERAL,
        },
        {"name": "now", "input_schema": {"type": "object", "properties": {}}},
        builtin,
    ]


@pytest.mark.parametrize(
    ("choice", "parallel", "sent"),
    [
        (None, None, None),
        ("auto", None, {"type": "auto"}),
        ("required", None, {"type": "any"}),
        ("any", True, {"type": "any"}),
        ("none", None, {"type": "none"}),
        ("none", False, {"type": "none"}),
        ({"type": "function", "function": {"name": "add"}}, None, {"type": "tool", "name": "add"}),
        ({"type": "tool", "name": "add"}, None, {"type": "tool", "name": "add"}),
        (None, False, {"type": "auto", "disable_parallel_tool_use": True}),
        ("required", False, {"type": "any", "disable_parallel_tool_use": True}),
    ],
)
def test_the_choice_of_tools_is_in_claudes_words(choice, parallel, sent):
    body = claude(user("a"), tools=[TOOL], tool_choice=choice, parallel_tool_calls=parallel)
    assert body.get("tool_choice") == sent
    assert "parallel_tool_calls" not in body


def test_a_choice_without_tools_is_not_sent():
    assert claude(user("a"), tools=[], tool_choice="auto").keys() == {"model", "messages"}


@pytest.mark.parametrize(("stop", "sent"), [("a", ["a"]), (["a", "b"], ["a", "b"])])
def test_stop_words_have_claudes_name_even_for_a_model_without_a_schema(stop, sent):
    body = claude(user("a"), stop=stop)
    assert body["stop_sequences"] == sent
    assert "stop" not in body


def test_stream_options_are_never_sent_to_claude():
    body = claude(user("a"), stream=True, stream_options={"include_usage": True})
    assert body["stream"] is True
    assert "stream_options" not in body


# Both

PARTS = st.sampled_from(
    [text("a"), text("", cache_control=EPHEMERAL), IMAGE, {"type": "file", "file": {"file_data": "QUJD"}}]
)
CONTENTS = st.text(max_size=2) | st.lists(PARTS, max_size=3)
MESSAGES = st.one_of(
    st.builds(lambda role, content: {"role": role, "content": content}, st.sampled_from(["system", "user"]), CONTENTS),
    st.builds(lambda content: {"role": "tool", "tool_call_id": "t1", "content": content}, CONTENTS),
    st.builds(lambda content: {"role": "assistant", "content": content, "tool_calls": [CALL]}, CONTENTS),
    st.just({"role": "assistant", "content": "a", "reasoning_details": [{"type": "thinking", "thinking": "x"}]}),
)


@pytest.mark.parametrize("dialect", [CHAT, CLAUDE_CHAT], ids=lambda dialect: dialect.name)
@given(st.lists(MESSAGES, max_size=5))
def test_encoding_changes_nothing_of_the_request(dialect, messages):
    request = {"model": "m", "messages": messages, "tools": [TOOL], "stop": ["a"]}
    before = copy.deepcopy(request)
    dialect.encode(request, Model())
    dialect.encode(request, Model())
    assert request == before


def test_an_unknown_dialect_is_refused_with_those_there_are():
    assert get_dialect("chat") is CHAT
    with pytest.raises(InvalidRequestError, match=r"dialect must be one of 'chat', 'claude'.*not 'zzz'.*needed by m"):
        get_dialect("zzz", "m")


@pytest.mark.parametrize(
    "unsealed",
    [
        {"type": "thinking", "thinking": "x", "signature": ""},
        {"type": "thinking", "thinking": "x"},
        {"type": "redacted_thinking", "data": ""},
    ],
)
def test_reasoning_that_nobody_signed_is_not_sent_to_claude_which_would_refuse_it(unsealed):
    message = {"role": "assistant", "content": "Hi", "reasoning_details": [unsealed]}
    body = claude(user("a"), message)
    assert body["messages"][1]["content"] in ("Hi", [{"type": "text", "text": "Hi"}])
