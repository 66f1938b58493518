"""Images, sound, video and files that programs write as a string: the request is the one that an object gives."""

from base64 import b64encode

import pytest
from langchain_core.messages import HumanMessage, ToolMessage

from langchain_aimlapi.api.content_parts import with_file_as_object
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.litellm.chat_call import make_chat_call
from langchain_aimlapi.messages.to_wire import messages_to_wire

PNG = "data:image/png;base64,iVBORw0KGgo="
PDF = "data:application/pdf;base64,JVBERi0="
WAV = "data:audio/wav;base64,UklGRg=="
LINK = "https://example.com/a.png"
PAIRS = {
    "image": ({"image_url": PNG}, {"image_url": {"url": PNG}}),
    "image with detail": ({"image_url": PNG, "detail": "low"}, {"image_url": {"url": PNG, "detail": "low"}}),
    "image of LiteLLM's": ({"image_url": {"url": PNG, "format": "image/png"}}, {"image_url": {"url": PNG}}),
    "linked image": ({"image_url": LINK}, {"image_url": {"url": LINK}}),
    "video": ({"video_url": "https://e.com/a.mp4"}, {"video_url": {"url": "https://e.com/a.mp4"}}),
    "file": ({"file": PDF}, {"file": {"file_data": PDF, "filename": "document.pdf"}}),
    "named file": ({"file": PDF, "filename": "a.pdf"}, {"file": {"file_data": PDF, "filename": "a.pdf"}}),
    "linked file": ({"file": "https://e.com/a.pdf"}, {"file": {"file_url": "https://e.com/a.pdf"}}),
    "file by its id": ({"file": "file-abc"}, {"file": {"file_id": "file-abc"}}),
    "linked file of LiteLLM's": (
        {"file": {"file_id": "https://e.com/a.pdf", "format": "application/pdf"}},
        {"file": {"file_url": "https://e.com/a.pdf"}},
    ),
    "file of LiteLLM's": ({"file": {"file_id": PDF}}, {"file": {"file_data": PDF, "filename": "document.pdf"}}),
    "sound": ({"input_audio": WAV}, {"input_audio": {"data": "UklGRg==", "format": "wav"}}),
    "sound as bare data": ({"input_audio": "UklGRg=="}, {"input_audio": {"data": "UklGRg==", "format": "wav"}}),
    "sound of a format": (
        {"input_audio": "AAAA", "format": "mp3"},
        {"input_audio": {"data": "AAAA", "format": "mp3"}},
    ),
    "sound of a MIME type": (
        {"input_audio": "data:audio/mpeg;base64,AAAA"},
        {"input_audio": {"data": "AAAA", "format": "mp3"}},
    ),
    "linked sound": ({"input_audio": "https://e.com/a.mp3"}, {"input_audio": {"data": "https://e.com/a.mp3"}}),
}
OF_DIALECTS = {
    "chat": "openai/gpt-4o",
    "claude": "anthropic/claude-sonnet-4.5",
    "messages": "anthropic/claude-sonnet-4-6",
    "responses": "openai/gpt-5-1-codex",
}


def typed(part):
    return {"type": next(key for key in part if key not in ("detail", "filename", "format")), **part}


@pytest.mark.parametrize(("string", "whole"), PAIRS.values(), ids=PAIRS)
def test_a_string_becomes_the_object_that_it_stands_for(string, whole):
    given = typed(string)
    before = dict(given)
    assert with_file_as_object(given) == typed(whole)
    assert given == before
    assert with_file_as_object(typed(whole)) == typed(whole)


@pytest.mark.parametrize(
    ("start", "form"),
    [
        (b"\xff\xfb\x90", "mp3"),
        (b"\xff\xf3\x40", "mp3"),
        (b"ID3", "mp3"),
        (b"\xff\xf1\x50", None),
        (b"\xff\xff\xff", None),
    ],
    ids=["MPEG-1 layer III", "MPEG-2 layer III", "tag", "AAC", "no frame"],
)
def test_bare_data_is_mp3_only_where_it_begins_as_mp3(start, form):
    held = with_file_as_object({"type": "input_audio", "input_audio": b64encode(start).decode()})["input_audio"]
    assert held.get("format") == form


def test_sound_under_the_name_that_other_servers_have():
    for told in (WAV, {"url": WAV}):
        part = with_file_as_object({"type": "audio_url", "audio_url": told})
        assert part == {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}


def conversation(part, role):
    question, parts = {"role": "user", "content": "What is it?"}, [{"type": "text", "text": "Look"}, part]
    if role == "tool":
        call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        turns = [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "tool_call_id": "call_1"}]
        return [question, turns[0], {**turns[1], "content": parts}]
    return [{"role": role, "content": parts}] if role == "user" else [{"role": role, "content": parts}, question]


def body_or_refusal(model, part, role):
    try:
        return make_chat_call(model, conversation(part, role), {"max_tokens": 100}, stream=False).body
    except InvalidRequestError as error:
        return str(error)


@pytest.mark.filterwarnings("ignore::langchain_aimlapi.call_params.UnsupportedParameterWarning")
@pytest.mark.parametrize("role", ["user", "tool", "system", "developer"])
@pytest.mark.parametrize("model", OF_DIALECTS.values(), ids=OF_DIALECTS)
@pytest.mark.parametrize("pair", PAIRS)
def test_both_give_the_same_request_in_every_dialect_and_role(pair, model, role):
    string, whole = PAIRS[pair]
    expected = body_or_refusal(model, typed(whole), role)
    assert body_or_refusal(model, typed(string), role) == expected
    if pair == "image" and role in ("user", "tool"):
        assert "iVBORw0KGgo=" in str(expected)


@pytest.mark.parametrize("pair", PAIRS)
def test_langchain_s_messages_take_them_as_well(pair):
    string, whole = PAIRS[pair]
    for make in (HumanMessage, lambda content: ToolMessage(content, tool_call_id="c")):
        sent = [messages_to_wire([make([typed(part)])]) for part in (string, whole)]
        assert sent[0][0]["content"] == [typed(whole)] == sent[1][0]["content"]


def test_texts_among_the_parts_are_parts():
    mixed = [{"role": "user", "content": ["Hi", {"type": "text", "text": "you"}]}]
    sent = make_chat_call("openai/gpt-4o", mixed, {}, stream=False)
    assert sent.body["messages"][0]["content"] == [{"type": "text", "text": "Hi"}, {"type": "text", "text": "you"}]
